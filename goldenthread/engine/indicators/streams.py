"""Facts with a signature: one number that says for which figures an event counts.

Each definition takes up to two bits of its kind: whether an event belongs to the base,
and whether it is the part. All definitions of a kind are worked out on its rows alone,
and everything after that groups by one small number: that is why sixty indicators do
not cost sixty passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.conditions import holds
from goldenthread.engine.indicators.facts import (
    LOOKED_UP,
    World,
    age_at,
    beside,
    dimensions,
    links_of,
    name_of,
    needing,
    nth_name,
    plain,
    ranked,
    workdays_asked,
)
from goldenthread.engine.indicators.loading import HELD
from goldenthread.engine.indicators.model import (
    At,
    Basis,
    Catalogue,
    Every,
    Indicator,
    Link,
    Recent,
    Unit,
    Way,
)


Keep = Callable[[ir.Table], ir.Table]
# Bits of a signature below the number of its kind.
ROOM = 40
DAYS = (Unit.MEDIAN_DAYS, Unit.MEAN_DAYS, Unit.MEAN)
# Counts for every length of period.
EVERY = "every"


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
    """The number of a row: its stream, and a bit for each condition that holds."""
    found: ir.IntegerValue = ibis.literal(stream.offset, "int64")
    for place, bit in enumerate(stream.bits):
        if bit.every:
            name = nth_name(counted_as(bit.one), bit.every)
            is_it = (rows[name] == bit.one.least).fill_null(False)
            found = found + is_it.cast("int64") * (1 << place)
            continue
        base = holds(rows, bit.one.among, age)
        whole = base & holds(rows, bit.one.where, age) if bit.is_part else base
        found = found + whole.cast("int64") * (1 << place)
    return found


def facts_of(
    world: World, catalogue: Catalogue, dims: tuple[str, ...], keep: Keep
) -> ir.Table:
    """The facts of every kind that is counted, in one table that is read once.

    What is read more than once on the way is kept: of the kinds and with the columns
    that somebody asks for.
    """
    rows = plain(world, _held(catalogue))
    asked = needing(catalogue)
    others = {link.by for links in asked.values() for link in links}
    rows = rows.filter(rows.kind.isin(sorted({*asked, *others})))
    nths = _children(catalogue)
    if nths or any(asked.values()):
        rows = keep(rows.select(columns_of(catalogue, dims, rows.columns)))
    if any(asked.values()):
        others = keep(beside(rows, asked, catalogue.order))
        joined = rows.left_join(others, "event").drop("event_right")
    else:
        joined = rows
    for name, same in nths.items():
        in_order = ranked(_counting(rows, same), name, catalogue.year_starts_in)
        joined = joined.left_join(keep(in_order), "event").drop("event_right")
    rows = joined
    if workdays_asked(catalogue):
        prefixes = {f"{name_of(link)}_" for link in _links(catalogue)}
        return _with_deadlines(rows, world, ["", *sorted(prefixes)])
    return rows


def _held(catalogue: Catalogue) -> tuple[str, ...]:
    """Numbers of which definitions ask whether an agency holds them."""
    known = {
        name
        for one in catalogue.indicators
        for each in (one.among, one.where)
        for asked in each.every
        for name in asked.known
    }
    return tuple(name for name in HELD if name in known)


def counted_as(one: Indicator) -> str:
    """The name of the events a definition counts children by, the same for all that
    count by the same events."""
    said = repr((one.among, one.where)).encode()
    return blake2b(said, digest_size=6).hexdigest()


def _children(catalogue: Catalogue) -> dict[str, list[Indicator]]:
    """Definitions that count children, together where they ask the same of an event."""
    found: dict[str, list[Indicator]] = {}
    for one in catalogue.indicators:
        if one.unit == Unit.CHILDREN:
            found.setdefault(counted_as(one), []).append(one)
    return found


def _counting(rows: ir.Table, same: list[Indicator]) -> ir.Table:
    """Events of these definitions' kinds that are what they ask for."""
    age = age_at(rows.month, rows.born)
    kinds = rows.kind.isin(sorted({one.of for one in same}))
    asked = holds(rows, same[0].among, age) & holds(rows, same[0].where, age)
    return rows.filter(kinds & asked)


def columns_of(
    catalogue: Catalogue, dims: tuple[str, ...], known: tuple[str, ...]
) -> list[str]:
    """Of the columns known, those that definitions and breakdowns ask for."""
    asked = {*LOOKED_UP, "month", "end_month", "born", "on", "until", "end_seconds"}
    asked |= {part for by in dims for part in by.split(",")}
    for one in catalogue.indicators:
        asked |= {"number"} if one.value == "number" else set()
        for condition in (*one.among.every, *one.where.every):
            asked |= {name for name, _ in condition.words} | {*condition.known}
            asked |= {"number"} if condition.number else set()
    return [name for name in known if name in asked]


def _links(catalogue: Catalogue) -> list[Link]:
    every = [link for one in catalogue.indicators for link in links_of(one)]
    return [link for link in every if _looks_back(link)]


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


@dataclass(frozen=True)
class Layer:
    """Streams of different kinds that are counted in one reading of one table."""

    rows: ir.Table
    at: At
    streams: tuple[Stream, ...]

    @property
    def chosen(self) -> ir.Table:
        rows = self.rows.filter(self.rows.kind.isin([one.kind for one in self.streams]))
        return rows if self.at == At.START else rows.filter(rows.end.notnull())


def layers(facts: ir.Table, found: tuple[Stream, ...]) -> list[Layer]:
    """As few readings as there can be: no kind stands twice in one."""
    made: dict[tuple[At, int], list[Stream]] = {}
    seen: dict[tuple[str, At], int] = {}
    for one in found:
        turn = seen[one.kind, one.at] = seen.get((one.kind, one.at), -1) + 1
        made.setdefault((one.at, turn), []).append(one)
    return [Layer(facts, held[0].at, tuple(held)) for held in made.values()]


def signatures(rows: ir.Table, layer: Layer, age: ir.StringColumn) -> ir.IntegerValue:
    """Each row's signature: worked out on the rows of its kind alone."""
    branches = [
        (rows.kind == one.kind, signature(rows, one, age)) for one in layer.streams
    ]
    return ibis.cases(*branches)


def counted(layer: Layer, dims: tuple[str, ...]) -> ir.Table:
    """Rows of a layer as they are counted: month, signature, breakdowns, days."""
    rows = layer.chosen
    month = rows.month if layer.at == At.START else rows.end_month
    age = age_at(month, rows.born)
    own = dimensions(rows, dims, age)
    return rows.select(
        month=month,
        signature=signatures(rows, layer, age),
        days=_days(rows, layer),
        **own,
    )


def _days(rows: ir.Table, layer: Layer) -> ir.IntegerValue:
    branches = [
        (rows.kind == one.kind, wait_of(rows, one.measured).cast("int32"))
        for one in layer.streams
        if one.measured
    ]
    return ibis.cases(*branches) if branches else ibis.null("int32")


def wait_of(rows: ir.Table, one: Indicator) -> ir.IntegerColumn:
    """The days that a definition in days measures; empty where there are none."""
    if one.value == "number":
        return rows.number
    if one.value_link is None:
        return rows.end - rows.day
    other = rows[f"{name_of(one.value_link)}_day"]
    return other - rows.day if one.value_link.way == Way.FOLLOWED else rows.day - other
