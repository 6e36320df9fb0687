"""Flows: counts, shares and days over months, quarters and years, in shared scans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from goldenthread.engine.indicators.loading import DIMENSIONS
from goldenthread.engine.indicators.model import ALL, Every
from goldenthread.engine.indicators.streams import DAYS, ROOM, Stream


MEANING = pa.schema(
    [
        pa.field("signature", pa.int64()),
        pa.field("by", pa.string()),
        pa.field("indicator", pa.string()),
        pa.field("base", pa.int32()),
        pa.field("part", pa.int32()),
        pa.field("is_days", pa.bool_()),
        # For stocks: for how long the base and the part must have been open.
        pa.field("base_wait", pa.int32()),
        pa.field("part_wait", pa.int32()),
    ]
)


def meaning(
    signatures: Iterable[int], streams: tuple[Stream, ...], dims: Iterable[str]
) -> pa.Table:
    """What each signature counts for, by breakdown: one row for each definition it is
    in the base of."""
    by_number = {one.number: one for one in streams}
    rows = []
    for signature in signatures:
        stream = by_number[signature >> ROOM]
        held = [bit for bit, yes in stream.read(signature) if yes]
        parts = {bit.one.key for bit in held if bit.is_part}
        rows += [
            {
                "signature": signature,
                "by": by,
                "indicator": bit.one.key,
                "base": 1,
                "part": int(bit.one.key in parts),
                "is_days": bit.one.unit in DAYS,
                "base_wait": 0,
                "part_wait": bit.one.open_for,
            }
            for bit in held
            for by in dims
            if not bit.is_part and wanted(bit.one.by, by)
        ]
    return pa.Table.from_pylist(rows, schema=MEANING)


def wanted(own: tuple[str, ...], by: str) -> bool:
    """Whether a definition is broken down so. Larger areas go where small ones do."""
    parts = by.split(",") if by != ALL else ()
    return all(one in own or (one not in DIMENSIONS and "area" in own) for one in parts)


def broken_down(rows: ir.Table, by: str, streams: tuple[Stream, ...]) -> ir.Table:
    """Rows of the streams in which some definition is broken down so; their value."""
    numbers = [
        one.number for one in streams if any(wanted(bit.one.by, by) for bit in one.bits)
    ]
    if len(numbers) < len(streams):
        rows = rows.filter((rows.signature // (1 << ROOM)).isin(numbers))
    value = ibis.literal(ALL) if by == ALL else rows[by]
    return rows.mutate(value=value)


def grouped(rows: ir.Table, by: str, streams: tuple[Stream, ...]) -> ir.Table:
    """How many rows of each value, month and signature by one breakdown."""
    of_value = broken_down(rows, by, streams).group_by("value", "month", "signature")
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


def period(
    month: ir.IntegerColumn, every: Every, year_starts_in: int
) -> ir.IntegerColumn:
    """The first month of the period a month lies in."""
    if every == Every.MONTH:
        return month
    length = 3 if every == Every.QUARTER else 12
    shift = (year_starts_in - 1) % length
    return (((month - shift) // length) * length + shift).cast("int32")


def told(groups: ir.Table, meant: ir.Table, year_starts_in: int) -> ir.Table:
    """Numerators and denominators by indicator, breakdown, value and period."""
    months = (
        groups.join(meant.filter(~meant.is_days), ["signature", "by"])
        .group_by("indicator", "by", "value", "month")
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
        for rows in _rolled(months, year_starts_in)
    )


def _rolled(rows: ir.Table, year_starts_in: int) -> Iterator[ir.Table]:
    for every in Every:
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
