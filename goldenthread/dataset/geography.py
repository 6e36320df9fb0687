"""Areas and people of a partnership's place, put on its shelf."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from goldenthread.dataset.sealed import write_whole
from goldenthread.dataset.shelf import Shelf


def keep_areas(place: Shelf, table: Path) -> None:
    """Keep which small area lies in which larger ones (CSV: area, ward, division …)."""
    _folder(place)
    write_whole(place.larger_areas, table.read_bytes())


def keep_population(place: Shelf, table: Path, *, population: str, year: int) -> None:
    """Keep how many people live in each area, as rates ask for it.

    `table` is a CSV with a column `area`, one for each larger area, and `population`.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    larger = [name for name in rows[0] if name not in ("area", "population")]
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        people = int(row["population"])
        counts["all", "ALL"] += people
        for by in ("area", *larger):
            counts[by, row[by]] += people
    lines = ["population,year,by,value,number"]
    lines += [f"{population},{year},{by},{v},{n}" for (by, v), n in counts.items()]
    _folder(place)
    write_whole(place.population, ("\n".join(lines) + "\n").encode())


def keep_boundaries(
    place: Shelf, file: Path, *, level: str, code: str, name: str
) -> int:
    """Keep the boundaries of a level's areas for maps; how many there are.

    `code` and `name` are the properties of the file that hold an area's code and name.
    """
    from goldenthread.engine.maps import areas

    found = areas.read(file, level, code, name)
    _folder(place)
    areas.keep(found, place.folder / "store")
    return len(found.by_code)


def _folder(place: Shelf) -> None:
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
