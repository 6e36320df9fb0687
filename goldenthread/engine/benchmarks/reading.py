"""A published table read into values: a figure or a mark for each, or a refusal."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from goldenthread.engine.benchmarks import sources
from goldenthread.engine.benchmarks.shapes import VALUES, Level, Mark
from goldenthread.engine.benchmarks.sources import Area, Column, Source
from goldenthread.engine.errors import BenchmarkError, UnknownArea


# The largest table of the kind has a few hundred thousand rows.
LARGEST = 256 * 2**20
# 2025, 202425, 2024-25, 2024/25: the year that ended on 31 March 2025.
YEAR = re.compile(r"(?:20\d\d[-/]?)?(20\d\d|\d\d)")
CODE = re.compile(r"[EWSN]\d{8}")
ENGLAND = "E92000001"


@dataclass(frozen=True)
class Known:
    """Areas and marks by which a table is read."""

    areas: Mapping[str, Area]
    marks: Mapping[str, Mark]

    @cached_property
    def by_name(self) -> dict[str, Area]:
        found: dict[str, Area] = {}
        for area in self.areas.values():
            if not area.former:
                found |= dict.fromkeys((area.name, *area.also), area)
        return found


def read(path: Path, source: str | None = None) -> pa.Table:
    """The values of a published csv table. Shape VALUES.

    `source` is the name of one of `sources/`; without it, the one whose columns the
    table has. BenchmarkError names what is missing, or the line and column of a value
    that is neither a number nor a mark; UnknownArea an area by a name nobody knows.
    """
    content = _content(path)
    heading, rows = _rows(path, content)
    found = _which(path, heading, source)
    known = Known(sources.areas(), sources.marks())
    made = list(_values(path.name, found, rows, known))
    if not made:
        raise BenchmarkError(f"{path.name} holds no row that {found.key} speaks of.")
    _twice(path.name, made)
    digest = sha256(content).hexdigest()
    each = [one | {"file": path.name, "digest": digest} for one in made]
    return pa.Table.from_pylist(each, schema=VALUES)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise BenchmarkError(f"{path.name} is larger than any such table.")
        return path.read_bytes()
    except OSError as why:
        raise BenchmarkError(f"{path} cannot be read: {why.strerror}.") from None


def _rows(path: Path, content: bytes) -> tuple[list[str], Iterator[dict[str, Any]]]:
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        rows = csv.DictReader(text, strict=True)
        heading = [one.strip() for one in rows.fieldnames or []]
    except (UnicodeDecodeError, csv.Error) as why:
        raise BenchmarkError(f"{path.name} cannot be read as CSV: {why}.") from None
    for name in heading:
        if heading.count(name) > 1:
            raise BenchmarkError(f"{path.name} has two columns “{name}”.")
    rows.fieldnames = heading
    return heading, _told(path.name, rows)


def _told(name: str, rows: csv.DictReader[str]) -> Iterator[dict[str, Any]]:
    try:
        for row in rows:
            if None in row or None in row.values():
                raise BenchmarkError(
                    f"{name} line {rows.line_num} has not as many values as columns."
                )
            yield row | {"": rows.line_num}
    except csv.Error as why:
        raise BenchmarkError(f"{name} line {rows.line_num}: {why}.") from None


def _which(path: Path, heading: list[str], wanted: str | None) -> Source:
    known = sources.load()
    chosen = [one for one in known if wanted in (None, one.key)]
    if not chosen:
        names = ", ".join(one.key for one in known)
        raise BenchmarkError(f"There is no source {wanted}; there are {names}.")
    fitting = [one for one in chosen if one.columns <= set(heading)]
    if not fitting:
        nearest = max(chosen, key=lambda one: _share(one.columns, set(heading)))
        lacking = ", ".join(sorted(nearest.columns - set(heading)))
        raise BenchmarkError(
            f"{path.name} has the columns of no source known; for {nearest.key} it "
            f"lacks {lacking}."
        )
    return max(fitting, key=lambda one: len(one.columns))


def _share(columns: frozenset[str], there: set[str]) -> float:
    return len(columns & there) / len(columns)


def _values(
    name: str, source: Source, rows: Iterable[dict[str, Any]], known: Known
) -> Iterator[dict[str, Any]]:
    for row in rows:
        for line in source.lines:
            if all(row[column] == word for column, word in line.rows.items()):
                where = f"{name} line {row['']}"
                yield _value(where, source, line, row, known)


def _value(
    where: str, source: Source, line: Column, row: dict[str, Any], known: Known
) -> dict[str, Any]:
    area = _area(where, source, row, known)
    figure, mark = _figure(where, line, row[line.column].strip(), known)
    return {
        "indicator": line.indicator,
        "version": line.version,
        "area": area.code,
        "level": area.level,
        "name": area.name,
        "period": _period(where, source, row[source.period].strip()),
        "figure": figure,
        "mark": mark,
        "match": line.match,
        "source": source.key,
        "cited": source.cited,
        "definition": line.definition,
        "caveat": line.caveat,
    }


def _area(where: str, source: Source, row: dict[str, Any], known: Known) -> Area:
    told = source.area
    if "name" in told:
        name = row[told["name"]].strip()
        if name not in known.by_name:
            raise UnknownArea(f"{where}: no area “{name[:60]}” is known by that name.")
        return known.by_name[name]
    word = row[told["level"]].strip()
    if word not in told["levels"]:
        raise BenchmarkError(f"{where}: “{word[:60]}” is no level of area.")
    level = Level(told["levels"][word])
    if level == Level.ENGLAND:
        return known.areas[ENGLAND]
    column = told["region"] if level == Level.REGION else told["authority"]
    code = row[column].strip()
    if not CODE.fullmatch(code) or code not in known.areas:
        raise UnknownArea(f"{where}: no area is known by the code “{code[:60]}”.")
    return known.areas[code]


def _figure(
    where: str, line: Column, word: str, known: Known
) -> tuple[float | None, Mark | None]:
    if word in known.marks:
        return None, known.marks[word]
    try:
        number = float(word.replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise BenchmarkError(
            f"{where}: “{word[:60]}” in {line.column} is neither a number nor one of "
            f"{', '.join(known.marks)}."
        )
    if line.unit == "PERCENT" and number > 100:
        raise BenchmarkError(f"{where}: {word} in {line.column} is over 100 percent.")
    return number / sources.UNITS[line.unit][1], None


def _period(where: str, source: Source, word: str) -> date:
    found = YEAR.fullmatch(word)
    if not found:
        raise BenchmarkError(
            f"{where}: “{word[:60]}” in {source.period} is no year ended on 31 March."
        )
    ended = int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    return date(ended - 1, 4, 1)


def _twice(name: str, made: list[dict[str, Any]]) -> None:
    seen = set()
    for one in made:
        key = one["indicator"], one["area"], one["period"]
        if key in seen:
            raise BenchmarkError(
                f"{name} gives {one['indicator']} of {one['name']} for "
                f"{one['period']:%Y} twice."
            )
        seen.add(key)
