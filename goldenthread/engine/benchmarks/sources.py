"""What the published tables look like, and which column is which indicator: data files.

One file of `sources/` for each published table. It says where period and area stand and,
for each column that is the same as an indicator or near it, whose definition it has.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from goldenthread.engine.benchmarks.shapes import Level, Mark, Match
from goldenthread.engine.errors import BenchmarkError
from goldenthread.engine.indicators import load as catalogue
from goldenthread.engine.indicators.model import Catalogue, Unit


HERE = Path(__file__).parent
FOLDER = HERE / "sources"
# How a source may write its periods, and what one is divided by to be in our unit.
PERIODS = ("YEAR_ENDED_31_MARCH",)
UNITS = {
    "COUNT": (Unit.COUNT, 1.0),
    "PERCENT": (Unit.SHARE, 100.0),
    "PER_10000": (Unit.RATE, 1.0),
}
SOURCE = {"title", "publisher", "licence", "confidence", "period", "area", "lines"}
AREA = {"name", "level", "levels", "region", "authority"}
LINE = {"indicator", "version", "column", "unit", "match", "definition"}
MAY = {"caveat", "rows"}


@dataclass(frozen=True)
class Column:
    """One column (or the rows of it where other columns hold these words)."""

    indicator: str
    version: int
    column: str
    unit: str
    match: Match
    definition: str
    caveat: str = ""
    rows: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A published table. `area` names either one column of names, or level and codes."""

    key: str
    title: str
    publisher: str
    licence: str
    period: str
    area: dict[str, Any]
    lines: tuple[Column, ...]

    @property
    def cited(self) -> str:
        return f"{self.publisher}, {self.title} ({self.licence})"

    @property
    def columns(self) -> frozenset[str]:
        """Every column a file of this source must have."""
        where = {self.area[one] for one in AREA - {"levels"} if one in self.area}
        values = {one.column for one in self.lines}
        return frozenset({self.period} | where | values | self._told_by)

    @property
    def _told_by(self) -> set[str]:
        return {name for one in self.lines for name in one.rows}


def load(folder: Path = FOLDER, known: Catalogue | None = None) -> tuple[Source, ...]:
    """All sources of a folder, by name. BenchmarkError names the file and its fault."""
    known = known or catalogue()
    return tuple(_source(path, known) for path in sorted(folder.glob("*.toml")))


def _source(path: Path, known: Catalogue) -> Source:
    facts = read(path)
    _exactly(path.name, facts, SOURCE)
    period, area = facts["period"], facts["area"]
    if period.get("reads") not in PERIODS or "column" not in period:
        raise BenchmarkError(f"{path.name}: a period has a column and reads {PERIODS}.")
    if "name" not in area and not {"level", "levels", "authority"} <= set(area):
        raise BenchmarkError(f"{path.name}: nothing says which area a row is of.")
    _only(path.name, area, AREA)
    lines = tuple(_line(path.name, one, known) for one in facts["lines"])
    return Source(
        path.stem,
        facts["title"],
        facts["publisher"],
        facts["licence"],
        period["column"],
        area,
        lines,
    )


def _line(where: str, facts: dict[str, Any], known: Catalogue) -> Column:
    said = f"{where}: {facts.get('indicator', 'a line without an indicator')}"
    _exactly(said, {k: v for k, v in facts.items() if k not in MAY}, LINE)
    if facts["unit"] not in UNITS or facts["match"] not in list(Match):
        raise BenchmarkError(
            f"{said}: a unit is one of {', '.join(UNITS)}, a match one of "
            f"{', '.join(Match)}."
        )
    made = Column(**facts | {"match": Match(facts["match"])})
    ours = known[made.indicator]
    if ours.unit != UNITS[made.unit][0]:
        raise BenchmarkError(f"{said}: is a {ours.unit}, not measured {made.unit}.")
    if ours.version != made.version:
        raise BenchmarkError(
            f"{said}: was compared by version {made.version} of its definition, which "
            f"is {ours.version} now; compare it again."
        )
    if made.match == Match.NEAR and not made.caveat:
        raise BenchmarkError(f"{said}: a near match needs a caveat.")
    return made


def marks(path: Path = HERE / "marks.toml") -> dict[str, Mark]:
    """What stands in place of a number, and what it means."""
    found = read(path).get("marks", {})
    return {sign: Mark(word) for sign, word in found.items()}


@dataclass(frozen=True)
class Area:
    """An area that statistics are published for, by its code."""

    code: str
    level: Level
    name: str
    region: str = ""
    number: str = ""
    also: tuple[str, ...] = ()
    former: bool = False


@cache
def areas(path: Path = HERE / "areas.toml") -> dict[str, Area]:
    """England, regions and authorities by code."""
    rows = read(path).get("areas", [])
    found = [Area(**one | {"level": Level(one["level"])}) for one in rows]
    return {one.code: one for one in found}


def read(path: Path) -> dict[str, Any]:
    """A data file; BenchmarkError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise BenchmarkError(f"{path.name} cannot be read: {why}.") from None


def _exactly(where: str, facts: dict[str, Any], names: set[str]) -> None:
    _only(where, facts, names)
    for name in sorted(names - set(facts)):
        raise BenchmarkError(f"{where}: {name} is missing.")


def _only(where: str, facts: dict[str, Any], names: set[str]) -> None:
    for name in facts:
        if name not in names:
            raise BenchmarkError(f"{where}: {name} means nothing here.")
