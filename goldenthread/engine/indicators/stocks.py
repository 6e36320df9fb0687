"""Stocks: what is open on the last day of each month, without looking at every month.

An episode adds one in the month at whose end it is first open, and takes one away after
the last. For ages it is cut where the child grows out of a band. Running sums over
months give the stock; a quarter's or year's is that of its last month, never a sum.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.facts import (
    EVER,
    age_at,
    dimensions,
    month_number,
    months_of,
)
from goldenthread.engine.indicators.flows import broken_down, union
from goldenthread.engine.indicators.layers import Layer, numbers, signatures
from goldenthread.engine.indicators.model import Recent
from goldenthread.engine.indicators.streams import (
    Rule,
    Stream,
    base_rule,
    part_rule,
    rules_of,
)
from goldenthread.engine.shapes import AGE_BANDS, NOT_KNOWN


def episodes(layer: Layer, dims: tuple[str, ...], horizon: int) -> ir.Table:
    """Episodes of a layer, with the last month end that each reaches."""
    rows = layer.chosen
    last = month_number(rows.until + ibis.interval(days=1)) - 1
    # What a definition asks of age is the age when it began.
    age = age_at(rows.month, rows.born)
    own = dimensions(rows, dims, None)
    return rows.select(
        "on",
        "child",
        "born",
        stream=numbers(rows, layer),
        signature=signatures(rows, layer, age),
        last=ibis.least(last.fill_null(horizon), horizon).cast("int32"),
        **own,
    )


def spells(
    rows: ir.Table, streams: tuple[Stream, ...], lately: dict[Recent, ir.Table]
) -> ir.Table:
    """Spans of month ends, once for each rule by which an episode may count."""
    return union(
        _spans(rows, streams, rule, place, lately)
        for place, rule in enumerate(rules_of(streams))
    )


def recents(streams: tuple[Stream, ...]) -> tuple[Recent, ...]:
    """What definitions ask of other events up to the last day, each once."""
    asked = (rule.recent for rule in rules_of(streams))
    return tuple(dict.fromkeys(one for one in asked if one))


def lately(events: ir.Table, asked: Recent) -> ir.Table:
    """Spans of month ends by child on which so many such events lie not too far back.

    There are enough on a day when the last of some `least` in a row has come and the
    first of them is not yet too old. Spans that touch are made one, so that a month end
    stands in one alone.
    """
    rows = events.filter(events.kind == asked.by)
    for name, words in (("sort", asked.sorts), ("outcome", asked.outcomes)):
        if words:
            rows = rows.filter(rows[name].isin(words))
    in_order = ibis.window(group_by="child", order_by=["on", "event"])
    back = asked.least - 1
    since = rows["on"].lag(back).over(in_order) if back else rows["on"]
    days = rows.select("child", "on", "event", since=since)
    days = days.filter(days.since.notnull())
    until = days.since + ibis.interval(days=asked.days + 1)
    spans = days.select(
        "child",
        "event",
        first=month_number(days["on"]),
        last=(month_number(until) - 1).cast("int32"),
    )
    return _one_by_one(spans.filter(spans["first"] <= spans["last"]))


def _one_by_one(spans: ir.Table) -> ir.Table:
    """Spans of a child that overlap or touch made one."""
    order: Any = {"group_by": "child", "order_by": ["first", "last", "event"]}
    before = ibis.window(preceding=(None, 1), **order)
    reached = spans.mutate(reached=spans["last"].max().over(before))
    is_new = reached.reached.isnull() | (reached["first"] > reached.reached + 1)
    up_to = ibis.window(preceding=None, following=0, **order)
    turns = reached.mutate(is_new=is_new.cast("int32"))
    turns = turns.mutate(turn=turns.is_new.sum().over(up_to))
    return turns.group_by("child", "turn").agg(
        lately_first=lambda t: t["first"].min(), lately_last=lambda t: t["last"].max()
    )


def _spans(
    rows: ir.Table,
    streams: tuple[Stream, ...],
    rule: Rule,
    place: int,
    lately: dict[Recent, ir.Table],
) -> ir.Table:
    own = [
        one.number
        for one in streams
        if any(rule in (base_rule(bit.one), part_rule(bit.one)) for bit in one.bits)
    ]
    rows = rows.filter(rows.stream.isin(own))
    begun = month_number(rows.on + ibis.interval(days=rule.since)).cast("int32")
    spans = rows.mutate(first=begun, rule=ibis.literal(place, "int32"))
    if rule.below:
        over = month_number(spans.on + ibis.interval(days=rule.below)) - 1
        spans = spans.mutate(last=ibis.least(spans["last"], over).cast("int32"))
    if rule.recent:
        joined = spans.inner_join(lately[rule.recent], "child")
        spans = joined.mutate(
            first=ibis.greatest(joined["first"], joined.lately_first).cast("int32"),
            last=ibis.least(joined["last"], joined.lately_last).cast("int32"),
        ).drop("turn", "lately_first", "lately_last")
    spans = spans.drop("on", "child")
    return spans.filter(spans["first"] <= spans["last"])


def by_age(spans: ir.Table) -> ir.Table:
    """Spans cut where the child grows out of a band; the part over 25 is not known."""
    bands = [(name, *months_of(first, last)) for name, first, last in AGE_BANDS]
    oldest = max(last for _, _, last in bands)
    parts = [
        _cut(spans, name, first, last)
        for name, first, last in (*bands, (NOT_KNOWN, oldest + 1, EVER))
    ]
    unknown = spans.filter(spans.born.isnull()).mutate(age=ibis.literal(NOT_KNOWN))
    return reduce(ir.Table.union, [*parts, unknown])


def _cut(spans: ir.Table, name: str, first: int, last: int) -> ir.Table:
    known = spans.filter(spans.born.notnull())
    cut = known.mutate(
        first=ibis.greatest(known["first"], known.born + first).cast("int32"),
        last=ibis.least(known["last"], known.born + last).cast("int32"),
        age=ibis.literal(name),
    )
    return cut.filter(cut["first"] <= cut["last"])


def changes(
    spans: ir.Table,
    by: str,
    streams: tuple[Stream, ...],
    kept: frozenset[str] = frozenset(),
) -> ir.Table:
    """By how much each month's stock differs from the month before, by a breakdown.

    Where age is a part of it, of spans `by_age`.
    """
    rows = broken_down(spans, by, streams, kept)
    begun, after = rows["first"], (rows["last"] + 1).cast("int32")
    return union(
        rows.group_by("value", "signature", "rule", month=month).agg(
            n=(rows.count() * one).cast("int64")
        )
        for month, one in ((begun, 1), (after, -1))
    )
