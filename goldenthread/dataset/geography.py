"""Areas and people of a partnership's place, put on its shelf, checked against another."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goldenthread.dataset.shelf import Shelf
from goldenthread.engine import private
from goldenthread.engine.errors import AreasRefused


if TYPE_CHECKING:
    from goldenthread.engine.maps.areas import Areas

AREA, POPULATION = "area", "population"


def keep_areas(place: Shelf, table: Path) -> None:
    """Keep which small area lies in which larger ones (CSV: area, ward, division …)."""
    private.make_folder(place.folder)
    private.write(place.larger_areas, table.read_bytes())


def keep_population(place: Shelf, table: Path, *, population: str, year: int) -> None:
    """Keep how many people live in each area, as rates ask for it.

    `table` is a CSV with a column `area`, one for each larger area, and `population`.
    """
    rows = table_of(table)
    larger = [name for name in rows[0] if name not in (AREA, POPULATION)]
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        people = int(row[POPULATION])
        counts["all", "ALL"] += people
        for by in (AREA, *larger):
            counts[by, row[by]] += people
    lines = ["population,year,by,value,number"]
    lines += [f"{population},{year},{by},{v},{n}" for (by, v), n in counts.items()]
    private.make_folder(place.folder)
    private.write(place.population, ("\n".join(lines) + "\n").encode())


def keep_boundaries(
    place: Shelf, file: Path, *, level: str, code: str, name: str
) -> int:
    """Keep the boundaries of a level's areas for maps; how many there are.

    `code` and `name` are the properties of the file that hold an area's code and name.
    Refused (`AreasRefused`) where the file is broken, or does not fit the table of areas
    that was loaded before.
    """
    from goldenthread.engine.maps import areas

    found = areas.read(file, level, code, name)
    if place.larger_areas.is_file():
        _check_fit(found, table_of(place.larger_areas), file.name)
    private.make_folder(place.folder)
    areas.keep(found, place.folder / "store")
    return len(found.by_code)


def keep_table(
    place: Shelf,
    file: Path,
    *,
    area: str,
    larger: Mapping[str, str],
    people: str,
    population: str,
    year: int,
) -> int:
    """Keep the table of small areas and who lives there; how many areas there are.

    `area` and `people` name the file's columns of codes and of numbers of people,
    `larger` for each level the column of the larger area. Refused (`AreasRefused`) for
    a column that is not there, a code that is missing or given twice, a number of
    people that is none, and where boundaries loaded before do not fit.
    """
    rows = _read(file, (area, people, *larger.values()))
    made = []
    seen: set[str] = set()
    for line, row in enumerate(rows, 2):
        code, where = (row[area] or "").strip(), f"{file.name} line {line}"
        if not code:
            raise AreasRefused(f"{where} has no code in “{area}”.")
        if code in seen:
            raise AreasRefused(f"{where}: the area {code} was given before.")
        if not (row[people] or "").strip().isdecimal():
            raise AreasRefused(f"{where}: it is not said how many live in area {code}.")
        seen.add(code)
        above = {level: (row[name] or "").strip() for level, name in larger.items()}
        made.append({AREA: code, **above, POPULATION: row[people].strip()})
    if not made:
        raise AreasRefused(f"{file.name} holds no area.")
    for areas in boundaries(place).values():
        _check_fit(areas, made, file.name)
    text = _as_csv(made)
    private.make_folder(place.folder)
    private.write(place.larger_areas, text.encode())
    keep_population(place, place.larger_areas, population=population, year=year)
    return len(made)


def _read(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            rows = list(reader)
            there = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise AreasRefused(f"{file.name} cannot be read: {why}.") from None
    for name in columns:
        if name not in there:
            raise AreasRefused(f"{file.name} has no column “{name}”.")
    return rows


def table_of(path: Path) -> list[dict[str, str]]:
    """The lines of a table of areas, as it lies on the shelf."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def boundaries(place: Shelf) -> dict[str, Areas]:
    """The boundaries that were loaded, by level."""
    from goldenthread.engine.maps import areas

    store = place.folder / "store"
    return {
        level: areas.kept(store, level)
        for level in areas.levels()
        if (store / areas.FOLDER / f"{level}.json").is_file()
    }


def _check_fit(areas: Areas, rows: Sequence[Mapping[str, str]], name: str) -> None:
    """Every code of the table has a boundary; small areas have no others.

    A larger area in which no small one lies is let pass: small areas are given to the
    larger one that holds most of them, and a few larger ones hold most of none.
    """
    small = {row[AREA] for row in rows}
    known = set(areas.by_code)
    above = {row[areas.level] for row in rows if row.get(areas.level)}
    if above:
        missing, strange = above - known, set()
    elif small & known or _is_level_of(small, areas.level):
        missing, strange = small - known, known - small
    else:
        return
    if missing:
        raise AreasRefused(
            f"{name}: the {areas.level} {min(missing)} of the table of areas has no "
            f"boundary ({len(missing)} have none)."
        )
    if strange:
        raise AreasRefused(
            f"{name}: the {areas.level} {min(strange)} is not in the table of areas "
            f"({len(strange)} are not)."
        )


def _is_level_of(codes: Iterable[str], level: str) -> bool:
    """Whether codes are of a level by their shape; the partnership's own have none."""
    from goldenthread.engine.maps.areas import levels

    shape = levels()[level]["code"]
    return level != "own" and all(re.fullmatch(shape, one) for one in codes)
