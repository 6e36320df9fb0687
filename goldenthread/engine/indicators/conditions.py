"""Conditions of definitions as Ibis expressions: true or false for each row of facts."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from goldenthread.engine.indicators.facts import name_of
from goldenthread.engine.indicators.model import Condition, Link, Way
from goldenthread.engine.shapes import NOT_KNOWN


HOUR = 3600


def holds(rows: ir.Table, asked: Condition, age: ir.StringColumn) -> ir.BooleanValue:
    """Whether each row is what the condition says; never empty."""
    parts = [
        _among(age if name == "age" else rows[name], words)
        for name, words in asked.words
    ]
    parts += [rows[one].notnull() & (rows[one] != NOT_KNOWN) for one in asked.known]
    if asked.ended is not None:
        parts.append(rows.end.notnull() if asked.ended else rows.end.isnull())
    if asked.length:
        parts.append((rows.end - rows.day).between(*asked.length))
    if asked.number:
        parts.append(rows.number.between(*asked.number))
    if asked.workdays:
        parts.append(within(rows, rows.end, *asked.workdays))
    parts += [_link(rows, one) for one in asked.links]
    if asked.either:
        parts.append(reduce(or_, (holds(rows, one, age) for one in asked.either)))
    return reduce(and_, parts).fill_null(False) if parts else ibis.literal(True)


def _among(column: ir.StringColumn, words: tuple[str, ...]) -> ir.BooleanValue:
    """One of the words. Where NOT_KNOWN is among them, nothing said is too."""
    if NOT_KNOWN in words:
        column = column.fill_null(NOT_KNOWN)
    return column.isin(words)


def within(
    rows: ir.Table, day: ir.IntegerColumn, first: int, last: int, prefix: str = ""
) -> ir.BooleanValue:
    """From `first` to `last` working days after the row's own day (or the prefix's)."""
    found = day <= rows[f"{prefix}w{last}"]
    return found & (day > rows[f"{prefix}w{first - 1}"]) if first else found


def _link(rows: ir.Table, link: Link) -> ir.BooleanValue:
    found = _near(rows, link).fill_null(False)
    return ~found if link.never else found


def _near(rows: ir.Table, link: Link) -> ir.BooleanValue:
    name = name_of(link)
    other = rows[f"{name}_day"]
    if link.way == Way.FOLLOWED:
        since = rows.end if link.from_end else rows.day
        if link.hours is not None:
            return _hours(rows, name, link, link.hours)
        gap = other - since
        near = within(rows, other, *link.workdays) if link.workdays else None
    else:
        gap = rows.day - (rows[f"{name}_end"] if link.from_end else other)
        near = (
            within(rows, rows.day, *link.workdays, prefix=f"{name}_")
            if link.workdays
            else None
        )
    if near is not None:
        return near
    return gap.notnull() if link.days is None else gap <= link.days


def _hours(rows: ir.Table, name: str, link: Link, hours: int) -> ir.BooleanValue:
    """By the second where both moments are known, otherwise by days begun."""
    begun = rows.end_seconds if link.from_end else rows.seconds
    since = rows.end if link.from_end else rows.day
    exact = rows[f"{name}_seconds"] - begun <= hours * HOUR
    days = rows[f"{name}_day"] - since <= -(-hours // 24)
    return ibis.coalesce(exact, days)
