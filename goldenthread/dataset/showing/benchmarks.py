"""Published statistics beside a partnership's own figures, kept as pages read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenthread.dataset import shelf
from goldenthread.dataset.showing.offered import offered
from goldenthread.engine import private


if TYPE_CHECKING:
    from goldenthread.engine import benchmarks as published

FOLDER = "benchmarks"
MARKS = {
    "SUPPRESSED": "Suppressed by its publisher",
    "NOT_AVAILABLE": "Not available",
    "NOT_APPLICABLE": "Not applicable",
    "LOW_RELIABILITY": "Too unreliable",
    "NEARLY_NOUGHT": "Nearly nought",
}


@dataclass(frozen=True, eq=False)
class Line:
    """A published line: by the first year of a financial year, value and words."""

    name: str
    near: bool
    cited: str
    definition: str
    caveat: str
    values: dict[int, float] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)


def keep(
    place: shelf.Shelf, files: Sequence[Path], authority: str, near: Sequence[str] = ()
) -> int:
    """Keep published tables beside the releases; how many indicators have a line.

    A table loaded again takes the place of its earlier values. Raises BenchmarkError
    for a table that is none of those known, and keeps nothing then.
    """
    from goldenthread.engine import benchmarks

    folder = place.folder / FOLDER
    private.make_folder(folder)
    tables = [benchmarks.read(one) for one in files]
    values = benchmarks.keep(folder / "values.parquet", tables)
    made = 0
    for one in offered().indicators:
        definition = shelf.catalogue()[one.indicator]
        lines = benchmarks.lines(values, definition, authority, near)
        rows = [_row(line, str(definition.unit)) for line in lines]
        made += bool(rows)
        private.write(folder / f"{one.indicator}.json", json.dumps(rows).encode())
    return made


def _row(line: published.Line, unit: str) -> dict[str, Any]:
    scale = 100 if unit == "SHARE" else 1
    points = line.points
    return {
        "name": line.name,
        "near": str(line.match) == "NEAR",
        "cited": line.cited,
        "definition": line.definition,
        "caveat": line.caveat,
        "values": {
            one.period.year: one.figure * scale
            for one in points
            if one.figure is not None
        },
        "words": {one.period.year: _words(one, unit, scale) for one in points},
    }


def _words(point: published.Point, unit: str, scale: int) -> str:
    figure, mark = point.figure, point.mark
    if figure is None:
        return MARKS[str(mark)]
    if unit == "COUNT":
        return f"{figure:,.0f}"
    return f"{figure * scale:.1f}" + ("%" if unit == "SHARE" else "")


def lines(place: shelf.Shelf, indicator: str) -> tuple[Line, ...]:
    """The published lines of an indicator; none where none were loaded."""
    path = place.folder / FOLDER / f"{indicator}.json"
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return ()
    return _read(path, changed)


@lru_cache(maxsize=128)
def _read(path: Path, changed: int) -> tuple[Line, ...]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Line(
            **{
                **row,
                "values": {int(year): value for year, value in row["values"].items()},
                "words": {int(year): words for year, words in row["words"].items()},
            }
        )
        for row in rows
    )
