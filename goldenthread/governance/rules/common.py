"""Moves and dates: what records of several nouns must satisfy."""

from __future__ import annotations

from datetime import date

from goldenthread.core.access import Refused
from goldenthread.core.calendars import (
    CalendarError,
    FinancialYear,
    long_date,
    parse_financial_year,
)
from goldenthread.core.states import MoveRefused, MoveTable
from goldenthread.partnership.models import Dated


def require_move(table: MoveTable, before: str, after: str) -> None:
    """Raises MoveRefused unless nothing moves or the table has the step."""
    if before == after or any(move.target == after for move in table.open_from(before)):
        return
    raise MoveRefused(
        f"A {table.name} that is “{_lower(table, before)}” cannot become "
        f"“{_lower(table, after)}” in one step."
    )


def _lower(table: MoveTable, state: str) -> str:
    return table.labels[state].lower()


def require_financial_year(label: str) -> FinancialYear:
    """The year, or Refused with how one is written."""
    try:
        return parse_financial_year(label)
    except CalendarError as wrong:
        raise Refused(str(wrong)) from None


def require_inside_year(day: date | None, year: FinancialYear, what: str) -> None:
    """Raises Refused when a day lies outside the financial year it is kept in."""
    if day is not None and not year.covers(day):
        raise Refused(
            f"{what}, {long_date(day)}, is outside the financial year {year.label}, "
            f"which runs from {long_date(year.start)} to {long_date(year.end)}."
        )


def require_in_order(
    first: date | None, second: date | None, earlier: str, later: str
) -> None:
    """Raises Refused when the later day comes before the earlier one."""
    if first is not None and second is not None and second < first:
        raise Refused(
            f"{later}, {long_date(second)}, is before {earlier}, {long_date(first)}."
        )


def require_month(month_only: bool, day: date | None, what: str) -> None:
    """A date known to the month is kept as the first of it, so that dates compare."""
    if month_only and day is not None and day.day != 1:
        raise Refused(
            f"{what} is marked as known to the month only; give the first of that "
            f"month, not {long_date(day)}."
        )


def require_dated(record: Dated) -> None:
    """Raises Refused unless a record holds on at least one day."""
    if record.ends_on is not None and record.ends_on <= record.starts_on:
        raise Refused(
            f"The first day it no longer holds, {long_date(record.ends_on)}, must come "
            f"after the day it begins, {long_date(record.starts_on)}."
        )
