"""Facts with a signature: one number that says for which figures an event counts.

Each definition takes up to two bits of its kind: whether an event belongs to the base,
and whether it is the part. All definitions of a kind are worked out on its rows alone,
and everything after that groups by one small number: that is why sixty indicators do
not cost sixty passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.conditions import holds
from goldenthread.engine.indicators.facts import (
    nth_name,
)
from goldenthread.engine.indicators.model import (
    At,
    Basis,
    Catalogue,
    Condition,
    Every,
    Indicator,
    Recent,
    Unit,
)


# Bits of a signature below the number of its kind.
ROOM = 40
DAYS = (Unit.MEDIAN_DAYS, Unit.MEAN_DAYS, Unit.MEAN)


@dataclass(frozen=True)
class Bit:
    """One bit: of which definition, and whether it is the part or the base.

    Of a definition that counts children: the length of period it counts for.
    """

    one: Indicator
    is_part: bool
    every: Every | None = None


class Rule(NamedTuple):
    """On which month ends a stock's episode counts: from so many days after it began,
    below so many, and where such events came lately."""

    since: int = 0
    below: int = 0
    recent: Recent | None = None


def base_rule(one: Indicator) -> Rule:
    return Rule(one.base_open_for)


def part_rule(one: Indicator) -> Rule:
    since = max(one.open_for, one.base_open_for)
    return Rule(since, one.open_below, one.recent)


def rules_of(found: tuple[Stream, ...]) -> tuple[Rule, ...]:
    """Every rule of stocks, each once, in the order of the definitions."""
    bits = [bit.one for stream in found for bit in stream.bits]
    every = [rule for one in bits for rule in (base_rule(one), part_rule(one))]
    return tuple(dict.fromkeys(every))


@dataclass(frozen=True)
class Stream:
    """Events of one kind, counted by their first or by their last day.

    Definitions in days that measure different days stand in streams of their own.
    """

    kind: str
    at: At
    bits: tuple[Bit, ...]
    number: int

    @property
    def measured(self) -> Indicator | None:
        return next((bit.one for bit in self.bits if bit.one.unit in DAYS), None)

    @property
    def definitions(self) -> tuple[Indicator, ...]:
        return tuple(dict.fromkeys(bit.one for bit in self.bits))

    @property
    def offset(self) -> int:
        return self.number << ROOM

    def read(self, signature: int) -> Iterator[tuple[Bit, bool]]:
        for place, bit in enumerate(self.bits):
            yield bit, bool(signature >> place & 1)


def streams(catalogue: Catalogue, basis: Basis) -> tuple[Stream, ...]:
    """The streams that definitions of this basis count by."""
    found: dict[tuple[str, At, int, int], list[Bit]] = {}
    for one in catalogue.indicators:
        if one.basis == basis:
            bits = _bits(one)
            place = _variant(catalogue, one)
            # A signature has so much room: what does not fit goes into one more.
            turn = 0
            while len(found.get((one.of, one.at, place, turn), ())) + len(bits) > ROOM:
                turn += 1
            found.setdefault((one.of, one.at, place, turn), []).extend(bits)
    return tuple(
        Stream(kind, at, tuple(bits), number)
        for number, ((kind, at, *_), bits) in enumerate(found.items(), 1)
    )


def _bits(one: Indicator) -> list[Bit]:
    if one.unit == Unit.CHILDREN:
        return [Bit(one, False, every) for every in Every]
    return [Bit(one, False), Bit(one, True)]


def _variant(catalogue: Catalogue, one: Indicator) -> int:
    """Which of the measures in days of its kind and day; nought for all others."""
    if one.unit not in DAYS:
        return 0
    measures = [
        (each.value, each.value_link and each.value_link.other)
        for each in catalogue.indicators
        if each.unit in DAYS and (each.of, each.at) == (one.of, one.at)
    ]
    mine = (one.value, one.value_link and one.value_link.other)
    return sorted(set(measures), key=measures.index).index(mine)


def signature(rows: ir.Table, stream: Stream, age: ir.StringColumn) -> ir.IntegerValue:
    """The number of a row: its stream, and a bit for each condition that holds.

    What several definitions have as their base is asked once, and their parts only of
    the rows in it.
    """
    found: ir.IntegerValue = ibis.literal(stream.offset, "int64")
    same: dict[Condition, list[tuple[int, Indicator]]] = {}
    for place, bit in enumerate(stream.bits):
        if bit.every:
            name = nth_name(counted_as(bit.one), bit.every)
            found = found + _bit(rows[name] == bit.one.least, place)
        elif not bit.is_part:
            same.setdefault(bit.one.among, []).append((place, bit.one))
    for among, ones in same.items():
        parts = _parts(rows, ones, age)
        base = holds(rows, among, age)
        found = found + (parts if among == Condition() else _if(base, parts))
    return found


def _parts(
    rows: ir.Table, ones: list[tuple[int, Indicator]], age: ir.StringColumn
) -> ir.IntegerValue:
    """Bits of definitions whose base a row is in: of the base, and of their parts."""
    always = sum(1 << place for place, _ in ones)
    always += sum(2 << place for place, one in ones if one.where == Condition())
    found: ir.IntegerValue = ibis.literal(always, "int64")
    for place, one in ones:
        if one.where != Condition():
            found = found + _bit(holds(rows, one.where, age), place + 1)
    return found


def _bit(is_it: ir.BooleanValue, place: int) -> ir.IntegerValue:
    return _if(is_it, ibis.literal(1 << place, "int64"))


def _if(is_it: ir.BooleanValue, number: ir.IntegerValue) -> ir.IntegerValue:
    return ibis.ifelse(is_it, number, ibis.literal(0, "int64"))


def counted_as(one: Indicator) -> str:
    """The name of the events a definition counts children by, the same for all that
    count by the same events."""
    said = repr((one.among, one.where)).encode()
    return blake2b(said, digest_size=6).hexdigest()
