"""Facts with a signature: one number that says for which figures an event counts.

Each definition takes up to two bits of its kind: whether an event belongs to the base,
and whether it is the part. All definitions of a kind are worked out on its rows alone,
and everything after that groups by one small number: that is why sixty indicators do
not cost sixty passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.conditions import holds
from goldenthread.engine.indicators.facts import (
    World,
    age_at,
    dimension,
    linked,
    links_of,
    name_of,
    needing,
    plain,
    workdays_asked,
)
from goldenthread.engine.indicators.model import (
    ALL,
    At,
    Basis,
    Catalogue,
    Indicator,
    Link,
    Unit,
    Way,
)


# Bits of a signature below the number of its kind.
ROOM = 40
DAYS = (Unit.MEDIAN_DAYS, Unit.MEAN_DAYS)


@dataclass(frozen=True)
class Bit:
    """One bit: of which definition, and whether it is the part or the base."""

    one: Indicator
    is_part: bool


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
    def offset(self) -> int:
        return self.number << ROOM

    def read(self, signature: int) -> Iterator[tuple[Bit, bool]]:
        for place, bit in enumerate(self.bits):
            yield bit, bool(signature >> place & 1)


def streams(catalogue: Catalogue, basis: Basis) -> tuple[Stream, ...]:
    """The streams that definitions of this basis count by."""
    found: dict[tuple[str, At, int], list[Bit]] = {}
    for one in catalogue.indicators:
        if one.basis == basis:
            place = _variant(catalogue, one)
            bits = found.setdefault((one.of, one.at, place), [])
            bits += [Bit(one, False), Bit(one, True)]
    return tuple(
        Stream(kind, at, tuple(bits), number)
        for number, ((kind, at, _), bits) in enumerate(found.items(), 1)
    )


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
    """The number of a row: its stream, and a bit for each condition that holds."""
    found: ir.IntegerValue = ibis.literal(stream.offset, "int64")
    for place, bit in enumerate(stream.bits):
        base = holds(rows, bit.one.among, age)
        whole = base & holds(rows, bit.one.where, age) if bit.is_part else base
        found = found + whole.cast("int64") * (1 << place)
    return found


def facts_of(world: World, catalogue: Catalogue) -> dict[str, ir.Table]:
    """For each kind that is counted: its facts, with links and deadlines."""
    rows = plain(world)
    found = {}
    for kind, links in needing(catalogue).items():
        of_kind = (
            linked(rows, kind, links, catalogue.order)
            if links
            else rows.filter(rows.kind == kind)
        )
        own = Catalogue(tuple(o for o in catalogue.indicators if o.of == kind), 1, ())
        asked = [link for one in own.indicators for link in links_of(one)]
        prefixes = {f"{name_of(one)}_" for one in asked if _looks_back(one)}
        if workdays_asked(own):
            of_kind = _with_deadlines(of_kind, world, ["", *sorted(prefixes)])
        found[kind] = of_kind
    return found


def _looks_back(link: Link) -> bool:
    return link.workdays is not None and link.way == Way.PRECEDED


def _with_deadlines(rows: ir.Table, world: World, prefixes: list[str]) -> ir.Table:
    for prefix in prefixes:
        known = world.deadlines
        named = known.select(
            **{
                f"{prefix}key" if n == "day" else f"{prefix}{n}": known[n]
                for n in known.columns
            }
        )
        joined = rows.left_join(named, rows[f"{prefix}day"] == named[f"{prefix}key"])
        rows = joined.drop(f"{prefix}key")
    return rows


def counted(rows: ir.Table, stream: Stream, dims: tuple[str, ...]) -> ir.Table:
    """Rows of a stream as they are counted: month, signature, breakdowns, days."""
    if stream.at == At.END:
        rows = rows.filter(rows.end.notnull())
    month = rows.month if stream.at == At.START else rows.end_month
    age = age_at(month, rows.born)
    days = ibis.null("int32")
    if stream.measured:
        days = wait_of(rows, stream.measured).cast("int32")
    own = {by: dimension(rows, by, age) for by in dims if by != ALL}
    return rows.select(
        month=month, signature=signature(rows, stream, age), days=days, **own
    )


def wait_of(rows: ir.Table, one: Indicator) -> ir.IntegerColumn:
    """The days that a definition in days measures; empty where there are none."""
    if one.value_link is None:
        return rows.end - rows.day
    other = rows[f"{name_of(one.value_link)}_day"]
    return other - rows.day if one.value_link.way == Way.FOLLOWED else rows.day - other
