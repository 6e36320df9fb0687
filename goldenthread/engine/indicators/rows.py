"""The events behind a figure: which ones an indicator counts between two days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from goldenthread.engine.errors import IndicatorError
from goldenthread.engine.indicators import cube
from goldenthread.engine.indicators.conditions import holds
from goldenthread.engine.indicators.facts import (
    EPOCH,
    age_at,
    dimensions,
    month_number,
)
from goldenthread.engine.indicators.flows import wanted
from goldenthread.engine.indicators.kept import Gathered
from goldenthread.engine.indicators.layers import Facts
from goldenthread.engine.indicators.model import (
    ALL,
    At,
    Basis,
    Catalogue,
    Indicator,
    Unit,
)
from goldenthread.engine.shapes import NOT_KNOWN, WORD


# One row for each event that is counted; `day` is the one that puts it into its period,
# `value` that of the breakdown asked for.
COUNTED = pa.schema(
    [
        pa.field("event", pa.uint64(), nullable=False),
        pa.field("child", pa.uint64(), nullable=False),
        pa.field("agency", WORD, nullable=False),
        pa.field("kind", WORD, nullable=False),
        pa.field("sort", WORD),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
    ]
)


ROWS = ("rows", ALL)
# What says whether an event lies between two days, and in which month it is counted.
DAYS = ("on", "until", "month", "end_month")


def in_rows(one: Indicator) -> bool:
    """Whether each event by itself, with those it asks about, says if it is counted.

    It does not where so many events, or events up to the last day, are asked for.
    """
    return not one.recent and (one.unit != Unit.CHILDREN or one.least == 1)


def counted(
    events: Path,
    children: Path,
    one: Indicator,
    catalogue: Catalogue,
    first: date,
    last: date,
    *,
    by: str = ALL,
    whole_base: bool = False,
    **further: Any,
) -> pa.Table:
    """What stands in an indicator's numerator between two days, both included.

    With `whole_base` what stands in its base. A stock is what is open on the last day.
    Shape COUNTED, by day and event. `further` as `cube.scans` takes it. IndicatorError
    for a breakdown that the indicator does not have, and for one that is not told event
    by event (`in_rows`).
    """
    if not in_rows(one) and not whole_base:
        raise IndicatorError(f"{one.key} is not told event by event: choose another.")
    if not wanted(one.by, by):
        raise IndicatorError(f"{one.key} is not broken down by {by}.")
    asked = catalogue.of(one.key)
    with cube.scans(events, children, asked, **further) as run:

        def counting() -> dict[tuple[str, str], Gathered]:
            named = (*by.split(","), "agency", "sort", "kind", *DAYS)
            facts = Facts(run.world, asked, (), run.kept, named)
            rows = facts.of(one.of, asked.indicators)
            chosen = _between(rows, one, first, last, whole_base)
            return {ROWS: Gathered(_told(chosen, one, by, last), summed=False)}

        found = run.kept.gathered(counting)[ROWS]
        return found.order_by("day", "event").to_pyarrow().cast(COUNTED)


def _between(
    rows: ir.Table, one: Indicator, first: date, last: date, whole_base: bool
) -> ir.Table:
    """Events of the base (and the part) on the days asked for."""
    month = rows.end_month if one.at == At.END else rows.month
    age = age_at(month, rows.born)
    parts = [holds(rows, one.among, age)]
    if not whole_base:
        parts.append(holds(rows, one.where, age))
    if one.basis == Basis.STOCK:
        wait = one.base_open_for if whole_base else one.open_for
        begun = rows["on"] <= ibis.literal(last - timedelta(days=wait))
        parts += [begun, rows.until.isnull() | (rows.until >= ibis.literal(last))]
        if one.open_below and not whole_base:
            parts.append(
                rows["on"] > ibis.literal(last - timedelta(days=one.open_below))
            )
    else:
        day = rows.end if one.at == At.END else rows.day
        ends = ((each - EPOCH).days for each in (first, last))
        parts.append(day.between(*ends).fill_null(False))
    return rows.filter(*parts)


def _told(rows: ir.Table, one: Indicator, by: str, last: date) -> ir.Table:
    day = rows.until if one.at == At.END else rows["on"]
    month = month_number(day)
    if one.basis == Basis.STOCK:
        month = ibis.literal(last.year * 12 + last.month - 1, "int32")
    age = age_at(month, rows.born)
    return rows.select(
        "event",
        "child",
        "agency",
        "kind",
        "sort",
        day=day,
        value=_value(rows, by, age),
    )


def _value(rows: ir.Table, by: str, age: ir.StringColumn) -> ir.StringValue:
    """The words of a breakdown, or of several at once (`age,sex`)."""
    if by == ALL:
        return ibis.literal(ALL)
    words = (one.fill_null(NOT_KNOWN) for one in dimensions(rows, (by,), age).values())
    whole, *more = words
    for part in more:
        whole = whole + "|" + part
    return whole
