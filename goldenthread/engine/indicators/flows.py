"""Flows: what is counted of events by month, signature and breakdown, in shared scans."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.facts import value_of
from goldenthread.engine.indicators.loading import DIMENSIONS
from goldenthread.engine.indicators.model import ALL, Indicator
from goldenthread.engine.indicators.streams import Stream


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
        rows = rows.filter(rows.stream.isin(numbers))
    return rows.mutate(value=value_of(rows, by))


def grouped(
    rows: ir.Table,
    by: str,
    streams: tuple[Stream, ...],
    kept: frozenset[str] = frozenset(),
    *,
    days: bool = False,
) -> ir.Table:
    """How many rows of each value, month and signature (and days) by one breakdown."""
    found = broken_down(rows, by, streams, kept)
    of_value = ("value", "month", "signature", *(("days",) if days else ()))
    return found.group_by(*of_value).agg(n=lambda t: t.count())


def measured(rows: ir.Table, streams: tuple[Stream, ...]) -> ir.Table:
    """The rows that are measured in days."""
    numbers = [one.number for one in streams if one.measured]
    return rows.filter(rows.days.notnull() & rows.stream.isin(numbers))


def union(tables: Iterable[ir.Table]) -> ir.Table:
    found = tuple(tables)
    return ibis.union(*found) if len(found) > 1 else found[0]
