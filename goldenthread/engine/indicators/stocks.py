"""Stocks: what is open on the last day of each month, without looking at every month.

An episode adds one in the month at whose end it is first open, and takes one away after
the last. For ages it is cut where the child grows out of a band. Running sums over
months give the stock; a quarter's or year's is that of its last month, never a sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.facts import (
    EVER,
    age_at,
    dimension,
    month_number,
    months_of,
)
from goldenthread.engine.indicators.flows import broken_down, union
from goldenthread.engine.indicators.model import ALL, Every
from goldenthread.engine.indicators.streams import ROOM, Layer, Stream, signatures
from goldenthread.engine.shapes import AGE_BANDS, NOT_KNOWN


def episodes(layer: Layer, dims: tuple[str, ...], horizon: int) -> ir.Table:
    """Episodes of a layer, with the last month end that each reaches."""
    rows = layer.chosen
    last = month_number(rows.until + ibis.interval(days=1)) - 1
    # What a definition asks of age is the age when it began.
    age = age_at(rows.month, rows.born)
    own = {by: dimension(rows, by, age) for by in dims if by not in (ALL, "age")}
    return rows.select(
        "on",
        "born",
        signature=signatures(rows, layer, age),
        last=ibis.least(last.fill_null(horizon), horizon).cast("int32"),
        **own,
    )


def spells(rows: ir.Table, streams: tuple[Stream, ...]) -> ir.Table:
    """Spans of month ends, once for each time an episode must have been open."""
    return union(_spans(rows, streams, wait) for wait in _waits(streams))


def _waits(streams: tuple[Stream, ...]) -> list[int]:
    return sorted({0, *(bit.one.open_for for one in streams for bit in one.bits)})


def _spans(rows: ir.Table, streams: tuple[Stream, ...], wait: int) -> ir.Table:
    numbers = [
        one.number
        for one in streams
        if not wait or any(bit.one.open_for == wait for bit in one.bits)
    ]
    rows = rows.filter((rows.signature // (1 << ROOM)).isin(numbers))
    begun = month_number(rows.on + ibis.interval(days=wait)).cast("int32")
    spans = rows.mutate(first=begun, wait=ibis.literal(wait, "int32")).drop("on")
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


def changes(spans: ir.Table, by: str, streams: tuple[Stream, ...]) -> ir.Table:
    """By how much each month's stock differs from the month before, by a breakdown."""
    rows = broken_down(by_age(spans) if "age" in by.split(",") else spans, by, streams)
    begun, after = rows["first"], (rows["last"] + 1).cast("int32")
    return union(
        rows.group_by("value", "signature", "wait", month=month).agg(
            n=(rows.count() * one).cast("int64")
        )
        for month, one in ((begun, 1), (after, -1))
    )


def told(
    changed: ir.Table, meant: ir.Table, months: ir.Table, year_starts_in: int
) -> ir.Table:
    """Stocks by indicator, breakdown, value and period."""
    cell = ["indicator", "by", "value"]
    steps = (
        changed.join(meant, ["signature", "by"])
        .group_by(*cell, "month")
        .agg(
            numerator=lambda t: t.n.sum(where=(t.part == 1) & (t.wait == t.part_wait)),
            denominator=lambda t: t.n.sum(where=t.wait == t.base_wait),
        )
    )
    grid = steps.select(cell).distinct().cross_join(months)
    joined = grid.left_join(steps, [*cell, "month"])
    running = ibis.window(group_by=cell, order_by="month", preceding=None, following=0)
    found = joined.select(
        *cell,
        "month",
        numerator=joined.numerator.fill_null(0).sum().over(running).cast("int64"),
        denominator=joined.denominator.fill_null(0).sum().over(running).cast("int64"),
    )
    found = found.filter((found.denominator != 0) | (found.numerator != 0))
    return union(_periods(found, year_starts_in))


def _periods(found: ir.Table, year_starts_in: int) -> Iterator[ir.Table]:
    """A period's stock is that of its last month."""
    for every, length in ((Every.MONTH, 1), (Every.QUARTER, 3), (Every.YEAR, 12)):
        shift = (year_starts_in - 1) % length
        ends = found.filter((found.month - shift) % length == length - 1)
        yield ends.select(
            "indicator",
            "by",
            "value",
            every=ibis.literal(str(every)),
            period=(ends.month - (length - 1)).cast("int32"),
            numerator=ends.numerator,
            denominator=ends.denominator,
        )
