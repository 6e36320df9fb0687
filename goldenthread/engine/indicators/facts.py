"""Events with what counting needs to know of them, as Ibis expressions.

One row per event of a kind that is counted: days and months as numbers, the age on the
first and last day, the child's group, deadlines in working days, and for each link the
other event's days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from goldenthread.engine.indicators.model import (
    ALL,
    Catalogue,
    Every,
    Indicator,
    Link,
    Way,
)
from goldenthread.engine.shapes import AGE_BANDS, NOT_KNOWN


EPOCH = date(1970, 1, 1)
# More months than anybody's age, for bands without an end.
EVER = 4_000
# What looking up another event of the same child needs to know.
LOOKED_UP = ("event", "child", "rank", "sort", "day", "end", "seconds")


@dataclass(frozen=True)
class World:
    """What figures are worked out from.

    `events` and `children` are tables in these shapes; `deadlines` has a row for each
    day and a column `w10` for the tenth working day after it; `areas` may say to which
    larger areas a small one belongs (one column each, `area` first).
    """

    events: ir.Table
    children: ir.Table
    deadlines: ir.Table
    areas: ir.Table | None = None
    larger: tuple[str, ...] = ()


def links_of(one: Indicator) -> tuple[Link, ...]:
    """Every other event this definition asks about."""
    own = (one.value_link,) if one.value_link else ()
    return (*one.among.all_links, *one.where.all_links, *own)


def name_of(link: Link) -> str:
    """What a link's columns are called; links that differ in how near share them."""
    return "_".join((link.way, link.by, *link.sorts)).lower()


def workdays_of(one: Indicator) -> set[int]:
    """The numbers of working days a definition asks about, one less too."""
    own = one.value_link.workdays if one.value_link else None
    pairs = (*one.among.all_workdays, *one.where.all_workdays, *((own,) if own else ()))
    return {each for pair in pairs for each in (pair[0] - 1, pair[1])} - {-1}


def workdays_asked(catalogue: Catalogue) -> tuple[int, ...]:
    """The numbers of working days that definitions ask about, one less too."""
    return tuple(sorted(set().union(*map(workdays_of, catalogue.indicators))))


def deadlines(
    first: date, last: date, holidays: Iterable[date], asked: Iterable[int]
) -> pa.Table:
    """For each day from first to last: the n-th working day after it, for each n asked.

    Monday to Friday without the bank holidays given. Nought days is the day itself.
    """
    closed = set(holidays)
    furthest = max(asked, default=0)
    days = (last - first).days + 1
    end = days + furthest * 2 + 60
    open_days = [
        n
        for n in range(end)
        if (day := first + timedelta(days=n)).weekday() < 5 and day not in closed
    ]
    start = (first - EPOCH).days
    after, place = [], 0
    for n in range(days):
        while open_days[place] <= n:
            place += 1
        after.append(place)
    columns: dict[str, Any] = {"day": pa.array(range(start, start + days), pa.int32())}
    for asked_one in asked:
        found = [
            start + (open_days[one + asked_one - 1] if asked_one else n)
            for n, one in enumerate(after)
        ]
        columns[f"w{asked_one}"] = pa.array(found, pa.int32())
    return pa.table(columns)


def day_number(day: ir.DateColumn) -> ir.IntegerColumn:
    return day.delta(ibis.literal(EPOCH), unit="day").cast("int32")


def month_number(day: ir.DateColumn) -> ir.IntegerColumn:
    """Months since the year nought."""
    return (day.year() * 12 + day.month() - 1).cast("int32")


def age_at(month: ir.IntegerColumn, born: ir.IntegerColumn) -> ir.StringColumn:
    """The band of the age at a month; births are known by month."""
    lived = month - born
    branches = [
        (lived.between(*months_of(first, last)), name)
        for name, first, last in AGE_BANDS
    ]
    return ibis.cases(*branches, else_=NOT_KNOWN)


def months_of(first: int | None, last: int) -> tuple[int, int]:
    """A band of ages in months lived, both included."""
    return -EVER if first is None else first * 12, (last + 1) * 12 - 1


def plain(
    world: World, kinds: Iterable[str], order: tuple[str, ...], held: Iterable[str] = ()
) -> ir.Table:
    """Events of these kinds beside their child, in numbers, before any link is looked up.

    `rank` is the place of the kind in the order of kinds: small numbers are told apart
    far quicker than words. `held` are numbers of the child of which it is asked whether
    an agency has them.
    """
    held = tuple(held)
    e, c = world.events, world.children
    ranks = {one: ibis.literal(order.index(one), "int8") for one in sorted(set(kinds))}
    e = e.filter(e.kind.isin(list(ranks)))
    rank = ibis.cases(*((e.kind == one, place) for one, place in ranks.items()))
    born = c.select(
        "child",
        "sex",
        "ethnicity",
        born=month_number(c.born),
        disabled=ibis.cases((c.disabled, "YES"), (~c.disabled, "NO")),
        home=c.area,
        **{one: ibis.cases((c[one], "YES")) for one in held},
    )
    rows = e.left_join(born, "child")
    rows = rows.select(
        e.event,
        e.child,
        e.agency,
        e.contract,
        e.kind,
        e.source,
        e.outcome,
        e.sort,
        e.team,
        e.number,
        "sex",
        "ethnicity",
        "disabled",
        "born",
        *held,
        rank=rank,
        area=ibis.coalesce(e.area, rows.home),
        on=e["on"],
        until=e.until,
        day=day_number(e["on"]),
        end=day_number(e.until),
        month=month_number(e["on"]),
        end_month=month_number(e.until),
        seconds=e["at"].epoch_seconds(),
        end_seconds=e.until_at.epoch_seconds(),
    )
    return _within_larger(rows, world)


def _within_larger(rows: ir.Table, world: World) -> ir.Table:
    if world.areas is None:
        return rows
    # A view, so that a join on a worked-out column is not put into the one before it.
    rows = rows.view()
    joined = rows.left_join(world.areas, "area")
    return joined.select(rows, *(world.areas[one] for one in world.larger))


def linked(
    rows: ir.Table, of: str, links: Iterable[Link], order: tuple[str, ...]
) -> ir.Table:
    """The events of one kind by number with, for each link, the other event's days.

    What comes first is settled by day, then by the order of kinds, then by number. Only
    what that needs is put in order: whole rows would take three times as long.
    """
    others: dict[str, list[Link]] = {}
    for link in links:
        others.setdefault(name_of(link), []).append(link)
    wanted = {of, *(link.by for each in others.values() for link in each)}
    ranks = sorted(order.index(one) for one in wanted)
    seen = rows.filter(rows["rank"].isin(ranks)).select(
        *(one for one in LOOKED_UP if one in rows.columns)
    )
    named: dict[str, ir.Column] = {}
    for name, same in sorted(others.items()):
        named |= _looked_up(seen, name, same, order)
    found = seen.mutate(**named)
    own = found["rank"] == order.index(of)
    return found.filter(own).select("event", *named)


def _looked_up(
    seen: ir.Table, name: str, same: list[Link], order: tuple[str, ...]
) -> dict[str, ir.Column]:
    """What links of one name ask about the other event: its days, or its moment."""
    link = same[0]
    it = seen["rank"] == order.index(link.by)
    if link.sorts:
        it = it & seen.sort.isin(link.sorts).fill_null(False)
    frame: Any = {"group_by": "child", "order_by": ["day", "rank", "event"]}
    if link.way == Way.PRECEDED:
        over = ibis.window(preceding=(None, 1), **frame)
        found = {f"{name}_day": seen.day.max(where=it).over(over)}
        if any(one.from_end for one in same):
            found[f"{name}_end"] = seen.end.max(where=it).over(over)
        return found
    over = ibis.window(following=(1, None), **frame)
    found = {f"{name}_day": seen.day.min(where=it).over(over)}
    if any(one.hours is not None for one in same):
        found[f"{name}_seconds"] = seen.seconds.min(where=it).over(over)
    return found


def ranked(rows: ir.Table, name: str, year_starts_in: int, most: int) -> ir.Table:
    """By number of the event of a kind: the how-manieth of its child in its period,
    from the first to `most`, and nothing beyond.

    A child's so-manieth event of a month, quarter or year stands for the child in it:
    so counts of children by a breakdown add up to all of them. Events are put in order
    once for all periods: an event is the n-th where the n-th before it is of another.
    """
    in_order = ibis.window(group_by="child", order_by=["day", "event"])
    before = [rows.month.lag(n).over(in_order) for n in range(1, most + 1)]
    named = {f"before_{n}": one.cast("int32") for n, one in enumerate(before, 1)}
    lagged = rows.select("event", "month", **named)
    found = {}
    for every in Every:
        own = period(lagged.month, every, year_starts_in)
        others = (period(lagged[one], every, year_starts_in) for one in named)
        found[nth_name(name, every)] = ibis.cases(
            *((one.isnull() | (one != own), n) for n, one in enumerate(others, 1))
        ).cast("int32")
    return lagged.select("event", **found)


def nth_name(name: str, every: Every) -> str:
    return f"nth_{name}_{every}"


def period(
    month: ir.IntegerColumn, every: Every, year_starts_in: int
) -> ir.IntegerColumn:
    """The first month of the period a month lies in."""
    if every == Every.MONTH:
        return month
    length = 3 if every == Every.QUARTER else 12
    shift = (year_starts_in - 1) % length
    return (((month - shift) // length) * length + shift).cast("int32")


def dimensions(
    rows: ir.Table, dims: Iterable[str], age: ir.StringColumn | None
) -> dict[str, ir.StringColumn]:
    """The words of each breakdown, once for all in which it has a part.

    Without an age, it is left out: it is not known yet.
    """
    own = parts_of(dims)
    return {
        one: rows[one] if one != "age" or age is None else age
        for one in own
        if one != "age" or age is not None
    }


def parts_of(dims: Iterable[str]) -> tuple[str, ...]:
    """All that is broken down by, once each, by itself or with another (`age,sex`)."""
    return tuple(dict.fromkeys(p for by in dims if by != ALL for p in by.split(",")))


def value_of(rows: ir.Table, by: str) -> ir.StringValue:
    """The word of a breakdown, or of several at once (`age,sex`: `5-9|F`)."""
    if by == ALL:
        return ibis.literal(ALL)
    whole, *further = (rows[one] for one in by.split(","))
    for one in further:
        whole = whole + "|" + one
    return whole


def needing(catalogue: Catalogue) -> dict[str, tuple[Link, ...]]:
    """For each kind that is counted: the links its definitions ask about."""
    found: dict[str, dict[Link, None]] = {}
    for one in catalogue.indicators:
        found.setdefault(one.of, {}).update(dict.fromkeys(links_of(one)))
    return {kind: tuple(links) for kind, links in found.items()}


def kinds_of(catalogue: Catalogue) -> frozenset[str]:
    """The kinds that are counted, and those that are looked up beside them."""
    asked = {link.by for links in needing(catalogue).values() for link in links}
    return frozenset({one.of for one in catalogue.indicators} | asked)
