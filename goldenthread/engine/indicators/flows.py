"""Flows: counts, shares and days over months, quarters and years, in shared scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from goldenthread.engine.indicators.facts import period, value_of
from goldenthread.engine.indicators.loading import DIMENSIONS
from goldenthread.engine.indicators.model import ALL, Every, Indicator
from goldenthread.engine.indicators.streams import (
    DAYS,
    EVERY,
    ROOM,
    Rule,
    Stream,
    base_rule,
    part_rule,
)


MEANING = pa.schema(
    [
        pa.field("signature", pa.int64()),
        pa.field("indicator", pa.string()),
        pa.field("base", pa.int32()),
        pa.field("part", pa.int32()),
        pa.field("is_days", pa.bool_()),
        # For children: the only length of period it counts for.
        pa.field("only", pa.string()),
        # For stocks: by which rule the base and the part count (`stocks.py`).
        pa.field("base_rule", pa.int32()),
        pa.field("part_rule", pa.int32()),
    ]
)


def meaning(
    signatures: Iterable[int],
    streams: tuple[Stream, ...],
    rules: tuple[Rule, ...] = (),
) -> pa.Table:
    """What each signature counts for: one row for each definition it is in the base of."""
    by_number = {one.number: one for one in streams}
    places = {rule: place for place, rule in enumerate(rules)}
    rows = []
    for signature in signatures:
        stream = by_number[signature >> ROOM]
        held = [bit for bit, yes in stream.read(signature) if yes]
        parts = {bit.one.key for bit in held if bit.is_part or bit.every}
        rows += [
            {
                "signature": signature,
                "indicator": bit.one.key,
                "base": 1,
                "part": int(bit.one.key in parts),
                "is_days": bit.one.unit in DAYS,
                "only": str(bit.every or EVERY),
                "base_rule": places.get(base_rule(bit.one), 0),
                "part_rule": places.get(part_rule(bit.one), 0),
            }
            for bit in held
            if not bit.is_part
        ]
    return pa.Table.from_pylist(rows, schema=MEANING)


def ways(
    streams: tuple[Stream, ...], dims: Iterable[str], kept: frozenset[str]
) -> pa.Table:
    """By what each definition is broken down: a row for each of the two.

    `kept` are pairs that only those definitions have that say so.
    """
    ones = {bit.one.key: bit.one for stream in streams for bit in stream.bits}
    pairs = [
        (key, by) for by in dims for key, one in ones.items() if told_by(one, by, kept)
    ]
    named = zip(*pairs, strict=True) if pairs else ((), ())
    columns = [pa.array(one, pa.string()) for one in named]
    return pa.table(columns, names=["indicator", "by"])


def wanted(own: tuple[str, ...], by: str) -> bool:
    """Whether a definition is broken down so. Larger areas go where small ones do."""
    parts = by.split(",") if by != ALL else ()
    return all(one in own or (one not in DIMENSIONS and "area" in own) for one in parts)


def told_by(one: Indicator, by: str, kept: frozenset[str]) -> bool:
    """Whether a definition is told by a breakdown; by a kept pair only if it says so."""
    return by in one.pairs if by in kept else wanted(one.by, by)


def broken_down(
    rows: ir.Table,
    by: str,
    streams: tuple[Stream, ...],
    kept: frozenset[str] = frozenset(),
) -> ir.Table:
    """Rows of the streams in which some definition is broken down so; their value."""
    numbers = [
        one.number
        for one in streams
        if any(told_by(bit.one, by, kept) for bit in one.bits)
    ]
    if len(numbers) < len(streams):
        rows = rows.filter((rows.signature // (1 << ROOM)).isin(numbers))
    return rows.mutate(value=value_of(rows, by))


def grouped(
    rows: ir.Table,
    by: str,
    streams: tuple[Stream, ...],
    kept: frozenset[str] = frozenset(),
) -> ir.Table:
    """How many rows of each value, month and signature by one breakdown."""
    found = broken_down(rows, by, streams, kept)
    of_value = found.group_by("value", "month", "signature")
    return of_value.agg(n=lambda t: t.count())


def measured(rows: ir.Table, streams: tuple[Stream, ...]) -> ir.Table:
    """The rows that are measured in days."""
    numbers = [one.number for one in streams if one.measured]
    of_streams = (rows.signature // (1 << ROOM)).isin(numbers)
    return rows.filter(rows.days.notnull() & of_streams)


def together(found: dict[str, ir.Table]) -> ir.Table:
    """What was counted by each breakdown, in one table."""
    return union(one.mutate(by=ibis.literal(by)) for by, one in found.items())


def union(tables: Iterable[ir.Table]) -> ir.Table:
    found = tuple(tables)
    return ibis.union(*found) if len(found) > 1 else found[0]


def told(groups: ir.Table, meant: ir.Table, year_starts_in: int) -> ir.Table:
    """Numerators and denominators by indicator, breakdown, value and period."""
    months = (
        groups.join(meant.filter(~meant.is_days), ["signature", "by"])
        .group_by("indicator", "by", "value", "month", "only")
        .agg(
            numerator=lambda t: (t.n * t.part).sum().cast("int64"),
            denominator=lambda t: (t.n * t.base).sum().cast("int64"),
        )
    )
    return union(
        rows.group_by("indicator", "by", "value", "every", "period").agg(
            numerator=rows.numerator.sum().cast("int64"),
            denominator=rows.denominator.sum().cast("int64"),
        )
        for rows in _rolled(months, year_starts_in, months.only)
    )


def _rolled(
    rows: ir.Table, year_starts_in: int, only: ir.StringColumn | None = None
) -> Iterator[ir.Table]:
    whole = rows
    for every in Every:
        if only is not None:
            rows = whole.filter(whole.only.isin([EVERY, str(every)]))
        first = period(rows.month, every, year_starts_in)
        yield rows.mutate(period=first, every=ibis.literal(str(every)))


def days(
    rows: ir.Table,
    meant: ir.Table,
    dims: Iterable[str],
    streams: tuple[Stream, ...],
    year_starts_in: int,
) -> ir.Table:
    """Medians and sums of days by indicator, breakdown, value and period.

    A median lies between the middle two where their number is even.
    """
    timed = tuple(one for one in streams if one.measured)
    means = meant.filter(meant.is_days)
    return union(
        each.group_by("indicator", "by", "value", "every", "period").agg(
            numerator=each.days.sum().cast("int64"),
            denominator=each.count().cast("int64"),
            middle=each.days.median(),
        )
        for by in dims
        for each in _rolled(
            broken_down(rows, by, timed)
            .mutate(by=ibis.literal(by))
            .join(means, ["signature", "by"]),
            year_starts_in,
        )
    )
