"""The lines to draw beside an indicator: the authority, neighbours, region, England."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine.benchmarks import sources
from goldenthread.engine.benchmarks.shapes import Line, Mark, Match, Point, Whose
from goldenthread.engine.benchmarks.sources import Area
from goldenthread.engine.errors import BenchmarkError, UnknownArea
from goldenthread.engine.indicators.model import Indicator, Unit


# Fewer neighbours with a figure than this, and their median says more of the one or
# two that gave theirs than of all. Ours; confidence S.
FEWEST = 3


def lines(
    values: pa.Table, one: Indicator, authority: str, neighbours: Sequence[str] = ()
) -> tuple[Line, ...]:
    """The published lines of an indicator, each source's own, in order of Whose.

    `values` in the shape VALUES; areas by their codes. A count is that of the authority
    only: those of others say how large they are. Shares and rates come with the region,
    England, and the median of the neighbours. A suppressed value stays a mark. It was
    most often a small one, so that the median of the others is, if anything, too high:
    `of` says how many gave a figure.
    BenchmarkError where the definition was compared by another version.
    """
    known = sources.areas()
    home = _area(known, authority)
    near = [_area(known, code) for code in neighbours]
    found = values.filter(pc.equal(pc.cast(values["indicator"], "string"), one.key))
    rows = found.to_pylist()
    for row in rows:
        if row["version"] != one.version:
            raise BenchmarkError(
                f"{one.key} was compared with {row['source']} by version "
                f"{row['version']} of its definition, which is {one.version} now: load "
                "the table again."
            )
    made = []
    for whose, areas in _wanted(one, home, near, known):
        for source in sorted({row["source"] for row in rows}):
            of = [row for row in rows if row["source"] == source]
            made += _line(whose, areas, of)
    return tuple(made)


def _area(known: dict[str, Area], code: str) -> Area:
    if code not in known:
        raise UnknownArea(f"No area is known by the code “{code[:60]}”.")
    return known[code]


def _wanted(
    one: Indicator, home: Area, near: list[Area], known: dict[str, Area]
) -> list[tuple[Whose, list[Area]]]:
    found = [(Whose.AUTHORITY, [home])]
    if one.unit == Unit.COUNT:
        return found
    if near:
        found.append((Whose.NEIGHBOURS, near))
    if home.region in known:
        found.append((Whose.REGION, [known[home.region]]))
    return [*found, (Whose.ENGLAND, [known["E92000001"]])]


def _line(whose: Whose, areas: list[Area], rows: list[dict[str, Any]]) -> list[Line]:
    own = [row for row in rows if any(_is(row, area) for area in areas)]
    if not own:
        return []
    points = _middle(own) if whose == Whose.NEIGHBOURS else _own(own)
    name = (
        f"Median of {len(areas)} statistical neighbours"
        if whose == Whose.NEIGHBOURS
        else areas[0].name
    )
    says = own[0]
    return [
        Line(
            whose,
            name,
            points,
            Match(says["match"]),
            says["source"],
            says["cited"],
            says["definition"],
            says["caveat"],
        )
    ]


def _is(row: dict[str, Any], area: Area) -> bool:
    """Whether a value is of this area, under whatever code it had that year."""
    if row["area"] == area.code:
        return True
    other = sources.areas().get(row["area"])
    return bool(area.number and other and other.number == area.number)


def _own(rows: list[dict[str, Any]]) -> tuple[Point, ...]:
    return tuple(
        Point(row["period"], row["figure"], Mark(row["mark"]) if row["mark"] else None)
        for row in sorted(rows, key=lambda row: row["period"])
    )


def _middle(rows: list[dict[str, Any]]) -> tuple[Point, ...]:
    years: dict[date, list[float]] = {}
    for row in rows:
        years.setdefault(row["period"], [])
        if row["figure"] is not None:
            years[row["period"]].append(row["figure"])
    return tuple(
        Point(year, median(given), None, len(given))
        if len(given) >= FEWEST
        else Point(year, None, Mark.NOT_AVAILABLE, len(given))
        for year, given in sorted(years.items())
    )


def neighbours_from(path: Path) -> tuple[str, ...]:
    """Codes of statistical neighbours from a CSV, in its order.

    A column `area` (code), `la_code` (the department's number) or `la_name`, whichever
    it has first. UnknownArea names the line of one nobody knows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise BenchmarkError(f"{path.name} cannot be read: {why}.") from None
    names = ("area", "la_code", "la_name")
    column = next((one for one in names if rows and one in rows[0]), None)
    if column is None:
        raise BenchmarkError(f"{path.name} has no column {', '.join(names)}.")
    known = _by(column)
    found = []
    for line, row in enumerate(rows, 2):
        word = (row[column] or "").strip()
        if word not in known:
            raise UnknownArea(
                f"{path.name} line {line}: “{word[:60]}” is no area known."
            )
        found.append(known[word])
    return tuple(dict.fromkeys(found))


def _by(column: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for area in sources.areas().values():
        if column == "area":
            found[area.code] = area.code
        elif not area.former:
            words: Iterable[str] = (area.name, *area.also)
            if column == "la_code":
                words = (area.number,) if area.number else ()
            found |= dict.fromkeys(words, area.code)
    return found
