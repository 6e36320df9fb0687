"""What was counted, said as figures: by indicator, breakdown, length, period and value.

Counts are few beside the events, and what they mean is a bit of a small number. So it is
told here by numpy, one definition after the other: a grid of months and values is filled
and summed up, and what comes out stands in the order of the cube already. No table of
all figures is held on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine.indicators.model import Every
from goldenthread.engine.indicators.streams import (
    ROOM,
    Bit,
    Rule,
    Stream,
    base_rule,
    part_rule,
)


Numbers = Any  # An array of numpy's.
LENGTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


class Cells(NamedTuple):
    """Figures of one definition by one breakdown: columns of the same length.

    A period is its first month, in months since the year nought; a value is its place
    among the words of the breakdown.
    """

    every: Every
    period: Numbers
    value: Numbers
    numerator: Numbers
    denominator: Numbers
    middle: Numbers | None = None


@dataclass(frozen=True)
class Counts:
    """What was counted by one breakdown: columns of numbers, in order of `signature`.

    `value` and `signature` are places in `words` and `signatures`, which are in order.
    """

    words: pa.Array
    signatures: Numbers
    value: Numbers
    month: Numbers
    signature: Numbers
    n: Numbers
    rule: Numbers = None
    days: Numbers = None

    @classmethod
    def of(cls, rows: pa.Table) -> Counts:
        """Counts from a table with the columns value, month, signature and n, and rule
        or days where it has them."""
        words, value = _placed(rows["value"])
        signatures, signature = _placed(rows["signature"])
        order = np.argsort(signature.astype(_narrow(len(signatures))), kind="stable")
        further = {
            name: rows[name].to_numpy()[order]
            for name in ("rule", "days")
            if name in rows.column_names
        }
        return cls(
            words,
            signatures.to_numpy(zero_copy_only=False),
            value[order],
            rows["month"].to_numpy()[order],
            signature[order],
            rows["n"].to_numpy()[order],
            **further,
        )

    @cached_property
    def starts(self) -> Numbers:
        """Where the rows of each signature begin, and after the last where they end."""
        return np.searchsorted(self.signature, np.arange(len(self.signatures) + 1))

    def rows_of(self, stream: Stream) -> Counts:
        """The rows of one stream."""
        ends = (stream.offset, stream.offset + (1 << ROOM))
        first, last = np.searchsorted(self.signatures, ends)
        return self.take(slice(self.starts[first], self.starts[last]))

    def take(self, chosen: Any) -> Counts:
        return Counts(
            self.words,
            self.signatures,
            self.value[chosen],
            self.month[chosen],
            self.signature[chosen],
            self.n[chosen],
            None if self.rule is None else self.rule[chosen],
            None if self.days is None else self.days[chosen],
        )

    @property
    def used(self) -> Numbers:
        """The places of words that stand in some row, in order."""
        return np.flatnonzero(np.bincount(self.value, minlength=len(self.words)))

    def holding(self, place: int) -> Numbers:
        """For each row, whether this bit of its signature is set."""
        return ((self.signatures >> place) & 1).astype(bool)[self.signature]


def _placed(column: pa.ChunkedArray) -> tuple[pa.Array, Numbers]:
    """The values of a column in order, each once, and the place of each row's."""
    found = column.combine_chunks()
    if isinstance(found, pa.ChunkedArray):  # where there is no row
        found = pa.array([], column.type)
    coded = found.dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return coded.dictionary.take(pa.array(order)), place[coded.indices.to_numpy()]


def _narrow(many: int) -> type:
    """The smallest whole number that so many places fit into: it is sorted quickest."""
    return np.uint16 if many < 1 << 16 else np.int64


# Where a definition's bits stand in signatures: its streams, places, and the bits.
Bits = Sequence[tuple[Stream, int, Bit]]


def bits_of(streams: Iterable[Stream]) -> dict[str, list[tuple[Stream, int, Bit]]]:
    """The bits of each definition, by its key."""
    found: dict[str, list[tuple[Stream, int, Bit]]] = {}
    for stream in streams:
        for place, bit in enumerate(stream.bits):
            found.setdefault(bit.one.key, []).append((stream, place, bit))
    return found


@dataclass(frozen=True)
class Calendar:
    """Months from `first`, so many, and the periods they lie in."""

    first: int
    many: int
    year_starts_in: int

    def periods(self, every: Every) -> tuple[Numbers, Numbers]:
        """The first month of each period, and the place of each month's period."""
        length = LENGTHS[every]
        shift = (self.year_starts_in - 1) % length
        months = np.arange(self.first, self.first + self.many)
        return np.unique(
            (months - shift) // length * length + shift, return_inverse=True
        )


def flows(bits: Bits, counts: Counts, calendar: Calendar) -> Iterator[Cells]:
    """A flow over each period in which its base is not empty."""
    for stream, place, bit in bits:
        if bit.is_part:
            continue
        rows = counts.rows_of(stream)
        base = rows.take(rows.holding(place))
        # The part stands beside the base; of children each one counted is the part.
        part = base if bit.every else base.take(base.holding(place + 1))
        lengths = [bit.every] if bit.every else list(Every)
        yield from _summed(base, part, lengths, calendar)


def _summed(
    base: Counts, part: Counts, lengths: list[Every], calendar: Calendar
) -> Iterator[Cells]:
    used = base.used
    whole, some = (_grid(rows, used, calendar) for rows in (base, part))
    for every in lengths:
        firsts, place = calendar.periods(every)
        starts = np.searchsorted(place, np.arange(len(firsts)))
        denominator = np.add.reduceat(whole, starts, axis=0).ravel()
        numerator = np.add.reduceat(some, starts, axis=0).ravel()
        told = np.flatnonzero(denominator)
        period, value = np.divmod(told, max(len(used), 1))
        yield Cells(
            every, firsts[period], used[value], numerator[told], denominator[told]
        )


def _grid(rows: Counts, used: Numbers, calendar: Calendar) -> Numbers:
    """How many of each month (down) and of each value used (across)."""
    within = (rows.month >= calendar.first) & (
        rows.month < calendar.first + calendar.many
    )
    across = np.zeros(len(rows.words), np.int64)
    across[used] = np.arange(len(used))
    down = (rows.month[within] - calendar.first).astype(np.int64)
    place = down * len(used) + across[rows.value[within]]
    size = calendar.many * len(used)
    # Sums of whole numbers below 2 to the 53rd are exact in this.
    found = np.bincount(place, rows.n[within], size)
    return found.astype(np.int64).reshape(calendar.many, len(used))


def days(bits: Bits, counts: Counts, calendar: Calendar) -> Iterator[Cells]:
    """Sums, numbers and medians of days over each period in which there are any.

    A median lies between the middle two where their number is even.
    """
    stream, place, _ = bits[0]
    rows = counts.rows_of(stream)
    rows = rows.take(rows.holding(place))
    rows = rows.take(np.argsort(rows.days, kind="stable"))
    for every in Every:
        yield _measured(every, rows, calendar)


def _measured(every: Every, rows: Counts, calendar: Calendar) -> Cells:
    firsts, place = calendar.periods(every)
    many = max(len(rows.words), 1)
    found, cell = np.unique(
        place[rows.month - calendar.first] * many + rows.value, return_inverse=True
    )
    total, number = (
        np.bincount(cell, each, len(found)).astype(np.int64)
        for each in (rows.days * rows.n, rows.n)
    )
    middle = _middle(cell, rows.days, rows.n, len(found))
    return Cells(every, firsts[found // many], found % many, total, number, middle)


def _middle(cell: Numbers, measured: Numbers, n: Numbers, many: int) -> Numbers:
    """The median of each cell; `measured` is in order, each counting `n` times."""
    order = np.argsort(cell.astype(_narrow(many)), kind="stable")
    upto = np.cumsum(n[order])
    whole = np.bincount(cell, n, many).astype(np.int64)
    before = np.cumsum(whole) - whole
    lower, upper = (
        measured[order[np.searchsorted(upto, before + at)]]
        for at in ((whole + 1) // 2, whole // 2 + 1)
    )
    return (lower.astype(np.float64) + upper) / 2


def stocks(
    bits: Bits, counts: Counts, rules: tuple[Rule, ...], calendar: Calendar
) -> Iterator[Cells]:
    """What is open at the end of each period: that of its last month, never a sum."""
    stream, place, bit = bits[0]
    rows = counts.rows_of(stream)
    rows = rows.take(rows.holding(place))
    used = rows.used
    whole, some = (
        _open(rows.take(chosen & (rows.rule == rules.index(rule))), used, calendar)
        for chosen, rule in (
            (rows.holding(place), base_rule(bit.one)),
            (rows.holding(place + 1), part_rule(bit.one)),
        )
    )
    for every in Every:
        yield _at_ends(every, used, whole, some, calendar)


def _open(changes: Counts, used: Numbers, calendar: Calendar) -> Numbers:
    """How many are open at the end of each month, from by how much they change."""
    return np.cumsum(_grid(changes, used, calendar), axis=0)


def _at_ends(
    every: Every, used: Numbers, whole: Numbers, some: Numbers, calendar: Calendar
) -> Cells:
    length = LENGTHS[every]
    months = np.arange(calendar.first, calendar.first + calendar.many)
    shift = (calendar.year_starts_in - 1) % length
    last = (months - shift) % length == length - 1
    denominator, numerator = whole[last].ravel(), some[last].ravel()
    told = np.flatnonzero((denominator != 0) | (numerator != 0))
    period, value = np.divmod(told, max(len(used), 1))
    firsts = months[last] - (length - 1)
    return Cells(every, firsts[period], used[value], numerator[told], denominator[told])
