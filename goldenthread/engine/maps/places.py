"""Postcodes and the areas they lie in, from a table; no address ever enters a map."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenthread.engine import private
from goldenthread.engine.errors import AreasRefused
from goldenthread.engine.maps.areas import FOLDER, Areas


# As the outward and inward part are written; the rule of BS 7666 without its lists of
# letters, so that invented postcodes pass. Confidence S.
SHAPE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


@dataclass(frozen=True)
class Postcodes:
    """The area of each postcode, for one level."""

    level: str
    areas: Mapping[str, str]

    def of(self, postcodes: Iterable[str | None]) -> list[str | None]:
        """The area of each, in any spelling; None for one that is missing or unknown."""
        return [self.areas.get(plain(one)) if one else None for one in postcodes]


def plain(postcode: str) -> str:
    """Capitals without spaces."""
    return "".join(postcode.split()).upper()


def read(path: Path, areas: Areas, postcode_column: str, area_column: str) -> Postcodes:
    """A csv file with a postcode and an area on each line, checked against the areas.

    Raises `AreasRefused` with the line: a column that is not there, no postcode, an
    area that was not loaded, a postcode in two areas.
    """
    found: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            for wanted in (postcode_column, area_column):
                if wanted not in (rows.fieldnames or ()):
                    raise AreasRefused(f"{path.name} has no column “{wanted}”.")
            for line, row in enumerate(rows, 2):
                pair = plain(row[postcode_column] or ""), row[area_column] or ""
                _check(f"{path.name} line {line}", pair, found, areas)
                found[pair[0]] = pair[1]
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise AreasRefused(f"{path.name} cannot be read: {why}.") from None
    if not found:
        raise AreasRefused(f"{path.name} holds no postcode.")
    return Postcodes(areas.level, found)


def _check(
    where: str, pair: tuple[str, str], found: Mapping[str, str], areas: Areas
) -> None:
    postcode, area = pair
    if not SHAPE.fullmatch(postcode):
        raise AreasRefused(f"{where}: “{postcode}” is no postcode.")
    if area not in areas.by_code:
        raise AreasRefused(f"{where}: no {areas.level} loaded has the code “{area}”.")
    if found.get(postcode, area) != area:
        raise AreasRefused(
            f"{where}: {postcode} lies in {area} here and in {found[postcode]} above."
        )


def keep(postcodes: Postcodes, store: Path) -> Path:
    """Keep the table in a store's folder, in one move."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(["postcode", "area"])
    writer.writerows(sorted(postcodes.areas.items()))
    path = store / FOLDER / f"{postcodes.level}.postcodes.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    private.write(path, made.getvalue())
    return path


def kept(store: Path, areas: Areas) -> Postcodes:
    """The table of a level from a store's folder. Raises `AreasRefused`."""
    path = store / FOLDER / f"{areas.level}.postcodes.csv"
    if not path.exists():
        raise AreasRefused(
            f"No postcodes of level “{areas.level}” were loaded into {store.name}."
        )
    return read(path, areas, "postcode", "area")
