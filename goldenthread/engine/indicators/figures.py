"""Figures as a table, in the order of the cube, and the file they are written to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine import private
from goldenthread.engine.indicators import telling
from goldenthread.engine.indicators.flows import told_by
from goldenthread.engine.indicators.model import (
    ALL,
    Basis,
    Catalogue,
    Indicator,
    Unit,
)
from goldenthread.engine.indicators.streams import DAYS, rules_of, streams
from goldenthread.engine.indicators.telling import Calendar, Cells, Counts, bits_of


# What is counted by each breakdown: flows, stocks, and days that are measured.
FLOW, STOCK, MEASURED = "flow", "stock", "days"
# Rows of the cube that are read together, and how many of these are written at once.
ROW_GROUP = 16_384
AT_ONCE = 16
# A figure: which, over which period (its first day), by which breakdown. Days have
# their sum in `numerator`; counts have no denominator; rates get theirs when asked.
FIGURES = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("by", pa.string(), nullable=False),
        pa.field("every", pa.string(), nullable=False),
        pa.field("period", pa.date32(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("numerator", pa.int64()),
        pa.field("denominator", pa.int64()),
        pa.field("figure", pa.float64()),
    ]
)
COUNTED = (Unit.COUNT, Unit.RATE, Unit.CHILDREN)
# Of one definition by one breakdown: the words of the breakdown, and cells.
Found = tuple[str, pa.Array, list[Cells]]


class Told:
    """All figures of a catalogue, from what was counted by each breakdown.

    `counts` is by what was counted and the breakdown; `kept` are pairs of breakdowns
    that only those definitions have that name them; `months` those whose end has come.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        counts: Mapping[tuple[str, str], Counts],
        kept: frozenset[str],
        months: range,
    ) -> None:
        self.catalogue = catalogue
        self.counts = counts
        self.kept = kept
        own = {basis: streams(catalogue, basis) for basis in Basis}
        self.rules = rules_of(own[Basis.STOCK])
        self.bits = bits_of((*own[Basis.FLOW], *own[Basis.STOCK]))
        self.ended = self._calendar(months)
        self.whole = self._calendar(_months(counts))

    def _calendar(self, months: range) -> Calendar:
        return Calendar(months.start, len(months), self.catalogue.year_starts_in)

    def tables(self) -> Iterator[pa.Table]:
        """Figures in the shape FIGURES, in the order of the cube."""
        for one in sorted(self.catalogue.indicators, key=lambda each: each.key):
            found = list(self._found(one))
            if found:
                yield shaped(one, found)

    def _found(self, one: Indicator) -> Iterator[Found]:
        what = FLOW if one.basis == Basis.FLOW else STOCK
        what = MEASURED if one.unit in DAYS else what
        for (counted, by), counts in sorted(self.counts.items(), key=lambda i: i[0]):
            if counted == what and told_by(one, by, self.kept):
                yield by, counts.words, list(self._cells(one, what, counts))

    def _cells(self, one: Indicator, what: str, counts: Counts) -> Iterator[Cells]:
        bits = self.bits[one.key]
        if what == STOCK:
            return telling.stocks(bits, counts, self.rules, self.ended)
        tell = telling.days if what == MEASURED else telling.flows
        return tell(bits, counts, self.whole)


def _months(counts: Mapping[tuple[str, str], Counts]) -> range:
    """The months that flows fall into."""
    held = [
        one.month
        for (what, by), one in counts.items()
        if what != STOCK and by == ALL and len(one.month)
    ]
    if not held:
        return range(0)
    ends = [(one.min(), one.max()) for one in held]
    return range(
        int(min(first for first, _ in ends)), int(max(last for _, last in ends)) + 1
    )


def shaped(one: Indicator, found: list[Found]) -> pa.Table:
    """A definition's figures: a share divided, a count without base, a day as a date."""
    cells = [each for _, _, several in found for each in several]
    period, numerator, denominator = (
        np.concatenate([each[place] for each in cells]) for place in (1, 3, 4)
    )
    many = len(numerator)
    days = (period - 1970 * 12).astype("M8[M]").astype("M8[D]")
    columns = [
        pa.repeat(one.key, many),
        pa.repeat(pa.scalar(one.version, pa.int32()), many),
        _repeated([(by, each) for by, _, several in found for each in several]),
        _repeated([(each.every, each) for each in cells]),
        pa.array(days),
        pa.concat_arrays(
            [
                words.take(pa.array(e.value))
                for _, words, several in found
                for e in several
            ]
        ),
        pa.array(numerator),
        pa.nulls(many, pa.int64()) if one.unit in COUNTED else pa.array(denominator),
        _figure(one, cells, numerator, denominator),
    ]
    return pa.table(columns, schema=FIGURES)


def _repeated(words: list[tuple[str, Cells]]) -> pa.Array:
    return pa.concat_arrays([pa.repeat(str(one), len(of.period)) for one, of in words])


def _figure(
    one: Indicator, cells: list[Cells], numerator: Any, denominator: Any
) -> pa.Array:
    if one.unit in COUNTED:
        return pa.array(numerator.astype(np.float64))
    if one.unit == Unit.MEDIAN_DAYS:
        return pa.array(np.concatenate([each.middle for each in cells]))
    nothing = denominator == 0
    return pa.array(numerator / np.where(nothing, 1, denominator), mask=nothing)


def grouped(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """The same rows, so many at a time; what is over comes last."""
    held: list[pa.Table] = []
    for one in tables:
        held.append(one)
        many = sum(each.num_rows for each in held)
        if many >= size:
            whole = pa.concat_tables(held)
            full = many - many % size
            yield whole.slice(0, full)
            held = [whole.slice(full)]
    yield pa.concat_tables([*held, FIGURES.empty_table()])


def write(tables: Iterable[pa.Table], path: Path) -> None:
    """Figures into a Parquet file, in groups of rows with least and greatest values."""
    private.make(path)
    with pq.ParquetWriter(
        path, FIGURES, compression="zstd", store_schema=False
    ) as writer:
        for some in grouped(tables, ROW_GROUP * AT_ONCE):
            writer.write_table(some, row_group_size=ROW_GROUP)
