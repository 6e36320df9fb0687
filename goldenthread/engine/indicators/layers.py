"""What is read together: facts of each kind as its definitions ask, in few readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.conditions import holds
from goldenthread.engine.indicators.facts import (
    World,
    age_at,
    dimensions,
    kinds_of,
    linked,
    links_of,
    name_of,
    needing,
    parts_of,
    plain,
    ranked,
    workdays_of,
)
from goldenthread.engine.indicators.kept import Kept
from goldenthread.engine.indicators.loading import HELD
from goldenthread.engine.indicators.model import (
    At,
    Basis,
    Catalogue,
    Indicator,
    Link,
    Unit,
    Way,
)
from goldenthread.engine.indicators.streams import Stream, counted_as, signature
from goldenthread.engine.shapes import NOT_KNOWN


# So few kinds are quicker read as words than made numbers of.
FEW = 6


class Facts:
    """The facts of the kinds that are counted, each with what its definitions ask.

    Rows that several streams read are kept once, of the kinds and with the columns
    that somebody asks for. What only one kind is asked is put beside that kind alone:
    beside all of them it would be mostly empty, and written for every event.
    """

    def __init__(
        self,
        world: World,
        catalogue: Catalogue,
        dims: tuple[str, ...],
        kept: Kept,
        further: tuple[str, ...] = (),
    ) -> None:
        """In breakdowns (`dims`) nothing said is NOT_KNOWN; `further` stays as it is."""
        self.world = world
        self.catalogue = catalogue
        asked = needing(catalogue)
        rows = plain(world, kinds_of(catalogue), catalogue.order, _held(catalogue))
        rows = rows.select(columns_of(catalogue, (*dims, *further), rows.columns))
        told = [one for one in parts_of(dims) if one in rows.columns]
        rows = rows.mutate(**{one: rows[one].fill_null(NOT_KNOWN) for one in told})
        keep = kept.coded if len(asked) > FEW else kept.keep
        self.rows = keep(rows) if self._often(asked) else rows

    def _often(self, asked: dict[str, tuple[Link, ...]]) -> bool:
        """Whether rows are read more than once."""
        counted = {(one.basis, one.at) for one in self.catalogue.indicators}
        own = any(needs(one) for one in self.catalogue.indicators)
        return len(counted) > 1 or any(asked.values()) or (own and len(asked) > 1)

    def rank(self, kind: str) -> int:
        return self.catalogue.order.index(kind)

    def of(self, kind: str, ones: Sequence[Indicator]) -> ir.Table:
        """Rows of a kind, with all that these definitions ask about them."""
        rows = self.rows.filter(self.rows["rank"] == self.rank(kind))
        links = tuple(dict.fromkeys(link for one in ones for link in links_of(one)))
        if links:
            other = linked(self.rows, kind, links, self.catalogue.order)
            rows = rows.left_join(other, "event").drop("event_right")
        starts = self.catalogue.year_starts_in
        for name, same in _children(ones).items():
            most = max(one.least for one in same)
            nth = ranked(_counting(rows, same[0]), name, starts, most)
            rows = rows.left_join(nth, "event").drop("event_right")
        if any(workdays_of(one) for one in ones):
            back = {f"{name_of(link)}_" for link in links if _looks_back(link)}
            rows = _with_deadlines(rows, self.world, ["", *sorted(back)])
        return rows


def needs(one: Indicator) -> bool:
    """Whether a definition asks more of an event than what stands in it."""
    return bool(links_of(one) or workdays_of(one)) or one.unit == Unit.CHILDREN


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


def _children(ones: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """Definitions that count children, together where they ask the same of an event."""
    found: dict[str, list[Indicator]] = {}
    for one in ones:
        if one.unit == Unit.CHILDREN:
            found.setdefault(counted_as(one), []).append(one)
    return found


def _counting(rows: ir.Table, one: Indicator) -> ir.Table:
    """Events that are what a definition asks for."""
    age = age_at(rows.month, rows.born)
    return rows.filter(holds(rows, one.among, age) & holds(rows, one.where, age))


def columns_of(
    catalogue: Catalogue, dims: tuple[str, ...], known: tuple[str, ...]
) -> list[str]:
    """Of the columns known, those that definitions and breakdowns ask for."""
    asked = {"event", "child", "rank", "day", "end", "month", "born"}
    links = [link for one in catalogue.indicators for link in links_of(one)]
    if any(link.sorts for link in links):
        asked.add("sort")
    if any(link.hours is not None for link in links):
        asked |= {"seconds", "end_seconds"}
    if any(one.at == At.END for one in catalogue.indicators):
        asked.add("end_month")
    if any(one.basis == Basis.STOCK for one in catalogue.indicators):
        asked |= {"on", "until"}
    asked |= {part for by in dims for part in by.split(",")}
    for one in catalogue.indicators:
        asked |= {"number"} if one.value == "number" else set()
        for condition in (*one.among.every, *one.where.every):
            asked |= {name for name, _ in condition.words} | {*condition.known}
            asked |= {"number"} if condition.number else set()
    return [name for name in known if name in asked]


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
    ranks: tuple[int, ...]

    @property
    def chosen(self) -> ir.Table:
        rows = self.rows.filter(self.rows["rank"].isin(self.ranks))
        return rows if self.at == At.START else rows.filter(rows.end.notnull())


def layers(facts: Facts, found: tuple[Stream, ...]) -> list[Layer]:
    """As few readings as there can be: no kind stands twice in one.

    A kind of which more is asked than what stands in its events is one by itself.
    """
    alone: list[tuple[At, tuple[Stream, ...], ir.Table]] = []
    made: dict[tuple[At, int], list[Stream]] = {}
    seen: dict[tuple[str, At], int] = {}
    for one in found:
        if any(needs(each) for each in one.definitions):
            alone.append((one.at, (one,), facts.of(one.kind, one.definitions)))
            continue
        turn = seen[one.kind, one.at] = seen.get((one.kind, one.at), -1) + 1
        made.setdefault((one.at, turn), []).append(one)
    together = [(at, tuple(held), facts.rows) for (at, _), held in made.items()]
    return [
        Layer(rows, at, held, tuple(facts.rank(one.kind) for one in held))
        for at, held, rows in (*together, *alone)
    ]


def by_stream(rows: ir.Table, layer: Layer, told: dict[Stream, Any]) -> Any:
    """What is told of each stream, on the rows of its kind alone."""
    named = zip(layer.streams, layer.ranks, strict=True)
    return ibis.cases(
        *((rows["rank"] == rank, told[one]) for one, rank in named if one in told)
    )


def signatures(rows: ir.Table, layer: Layer, age: ir.StringColumn) -> ir.IntegerValue:
    """Each row's signature: worked out on the rows of its kind alone."""
    own = {one: signature(rows, one, age) for one in layer.streams}
    return by_stream(rows, layer, own)


def numbers(rows: ir.Table, layer: Layer) -> ir.IntegerValue:
    """The number of each row's stream, by which rows are chosen."""
    own = {one: ibis.literal(one.number, "int16") for one in layer.streams}
    return by_stream(rows, layer, own)


def counted(layer: Layer, dims: tuple[str, ...]) -> ir.Table:
    """Rows of a layer as they are counted: month, signature, breakdowns, days."""
    rows = layer.chosen
    month = rows.month if layer.at == At.START else rows.end_month
    age = age_at(month, rows.born)
    own = dimensions(rows, dims, age)
    return rows.select(
        month=month,
        stream=numbers(rows, layer),
        signature=signatures(rows, layer, age),
        days=_days(rows, layer),
        **own,
    )


def _days(rows: ir.Table, layer: Layer) -> ir.IntegerValue:
    own = {
        one: wait_of(rows, one.measured).cast("int32")
        for one in layer.streams
        if one.measured
    }
    return by_stream(rows, layer, own) if own else ibis.null("int32")


def wait_of(rows: ir.Table, one: Indicator) -> ir.IntegerColumn:
    """The days that a definition in days measures; empty where there are none."""
    if one.value == "number":
        return rows.number
    if one.value_link is None:
        return rows.end - rows.day
    other = rows[f"{name_of(one.value_link)}_day"]
    return other - rows.day if one.value_link.way == Way.FOLLOWED else rows.day - other
