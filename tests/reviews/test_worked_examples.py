"""Worked examples of every kind of clock, and a slow, obvious twin of the counting.

The rules are the rows that are loaded, read from the data files; the days off are those
of England for the years of the examples. Each line can be checked on paper.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goldenthread
from goldenthread.core.calendars import LONDON
from goldenthread.core.clocks import Unit
from goldenthread.core.models import ClockRule
from goldenthread.core.reference.queries import Clocks, HolidayRow
from goldenthread.core.running import Running, stand
from tests.core.calendar_days import HOLIDAYS


FILE = Path(goldenthread.__file__).parent / "reviews" / "reference" / "clock_rules.toml"
DATA = tomllib.loads(FILE.read_text(encoding="utf-8"))
RULES = tuple(ClockRule(**(DATA["defaults"] | row)) for row in DATA["row"])
CLOCKS = Clocks(
    rules=RULES,
    holidays=HOLIDAYS,
    rows=tuple(HolidayRow(day) for day in sorted(HOLIDAYS)),
)
NOW = datetime(2025, 1, 1, tzinfo=UTC)

SIN, RAPID = "INCIDENT_NOTIFIED", "RAPID_REVIEW_SENT"
PUBLISH, COPY = "PRACTICE_REVIEW_PUBLISHED", "PRACTICE_REVIEW_SENT_BEFORE"


def stood(code, began, clocks=CLOCKS, **values):
    record = SimpleNamespace(key="k")
    return stand(Running(code, record, "Do it", began, **values), clocks, NOW)


@pytest.mark.parametrize(
    ("code", "began", "due", "working"),
    [
        # Easter: Good Friday 18 and Easter Monday 21 April 2025 are stepped over.
        (SIN, "2025-04-11", "2025-04-22", "without 18 and 21 April"),
        # Aware on a Saturday: day 1 is the next working day, Tuesday.
        (SIN, "2025-04-19", "2025-04-28", "without 21 April"),
        # Christmas, with 1 January 2026.
        (RAPID, "2025-12-22", "2026-01-15", "without 25 and 26 December and 1 January"),
        # 26 December 2026 is a Saturday: 28 December stands in its place.
        (RAPID, "2026-12-21", "2027-01-14", "without 25 and 28 December and 1 January"),
        # Seven working days back over Easter 2026.
        (COPY, "2026-04-10", "2026-03-30", "without 3 and 6 April"),
        # Weekends: the day of the event is day 0, whichever day it is.
        (SIN, "2025-06-06", "2025-06-13", "5 working days from 6 June 2025"),
        (SIN, "2025-06-07", "2025-06-13", "5 working days from 7 June 2025"),
        (SIN, "2025-06-08", "2025-06-13", "5 working days from 8 June 2025"),
        (SIN, "2025-06-09", "2025-06-16", "5 working days from 9 June 2025"),
        # On a bank holiday itself.
        (SIN, "2025-05-05", "2025-05-12", "5 working days from 5 May 2025"),
        # Between Christmas and New Year.
        (SIN, "2025-12-29", "2026-01-06", "without 1 January"),
        # Months: the same day, else the last one; and across a leap day.
        (PUBLISH, "2025-01-15", "2025-07-15", "6 months from 15 January 2025"),
        (PUBLISH, "2024-08-31", "2025-02-28", "the last day of the month"),
        (PUBLISH, "2023-08-31", "2024-02-29", "the last day of the month"),
        (PUBLISH, "2025-12-31", "2026-06-30", "the last day of the month"),
        # A month's end that falls on Christmas Day or a Sunday is not moved.
        (PUBLISH, "2025-06-25", "2025-12-25", "6 months from 25 June 2025"),
        # A year, from a leap day too.
        ("PRACTICE_REVIEW_KEPT_PUBLIC", "2024-02-29", "2025-02-28", "last day"),
        # Days of the calendar run through weekends and holidays.
        ("PANEL_REPLY_EXPECTED", "2025-12-20", "2025-12-30", "10 days from"),
    ],
)
def test_worked_examples(code, began, due, working):
    one = stood(code, date.fromisoformat(began))
    assert one.due_on == date.fromisoformat(due)
    assert working in one.deadline.working


@pytest.mark.parametrize(
    ("began", "ends"),
    [
        # The clocks go forward on 30 March 2025: 72 hours look like 73.
        ("2025-03-28T12:00:00+00:00", "2025-03-31T13:00:00+01:00"),
        # They go back on 26 October 2025: 72 hours look like 71.
        ("2025-10-24T12:00:00+01:00", "2025-10-27T11:00:00+00:00"),
        # Into the hour that comes twice, and the one that is left out.
        ("2025-10-23T01:30:00+01:00", "2025-10-26T01:30:00+01:00"),
        ("2025-03-27T01:30:00+00:00", "2025-03-30T02:30:00+01:00"),
        # Nights, a weekend and Christmas stop nothing.
        ("2025-12-24T18:00:00+00:00", "2025-12-27T18:00:00+00:00"),
    ],
)
def test_hours_are_elapsed_hours(began, ends):
    one = stood("POLICE_PROTECTION_ENDS", datetime.fromisoformat(began))
    assert one.deadline.due_at == datetime.fromisoformat(ends)
    assert one.due_on == datetime.fromisoformat(ends).astimezone(LONDON).date()


def test_a_late_announced_holiday_moves_what_is_open_and_judges_nothing_anew():
    """Announced on 3 June 2025 for 5 June: told to nobody who was done by 2 June."""
    late = HolidayRow(date(2025, 6, 5), announced_on=date(2025, 6, 3))
    after = Clocks(RULES, HOLIDAYS | {late.day}, (*CLOCKS.rows, late))
    began = date(2025, 5, 30)
    assert stood(SIN, began).due_on == date(2025, 6, 6)
    assert stood(SIN, began, after).due_on == date(2025, 6, 9)
    assert stood(SIN, began, after, done=date(2025, 6, 2)).due_on == date(2025, 6, 6)
    assert stood(SIN, began, after, done=date(2025, 6, 3)).due_on == date(2025, 6, 9)


# --- The slow, obvious twin ----------------------------------------------------------------


def slow_due(rule, began):
    """Walk one day at a time, asking each day on its own."""
    step = timedelta(days=-1 if rule.direction == "BEFORE" else 1)
    day, left = began, rule.value
    if rule.unit == Unit.WORKING_DAYS:
        while left:
            day += step
            if day.strftime("%a") not in ("Sat", "Sun") and day not in HOLIDAYS:
                left -= 1
        return day
    if rule.unit == Unit.CALENDAR_DAYS:
        return date.fromordinal(began.toordinal() + rule.value)
    months = rule.value * (12 if rule.unit == Unit.YEARS else 1)
    year, month = began.year, began.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(began.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return None


DAY_RULES = [one for one in RULES if one.value and one.unit != Unit.HOURS]
# Within the years whose holidays are known, with room for the longest rule.
DAYS = st.dates(date(2025, 2, 1), date(2026, 11, 30))


@given(st.sampled_from(DAY_RULES), DAYS)
def test_every_rule_agrees_with_its_slow_twin(rule, began):
    assert stood(rule.code, began).due_on == slow_due(rule, began)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_hours_agree_with_seconds_since_the_epoch(began):
    one = stood("RETURN_INTERVIEW", began)
    assert one.deadline.due_at.timestamp() == began.timestamp() + 72 * 3600
