"""Deadlines and where they stand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from goldenthread.core import clocks
from goldenthread.core.calendars import LONDON, CalendarError
from goldenthread.core.clocks import State, Unit, due, extend, shift, standing
from tests.core.calendar_days import HOLIDAYS


@dataclass
class Rule:
    value: int | None
    unit: str = Unit.WORKING_DAYS
    code: str = "CODE"
    name: str = "Plain rule"
    direction: str = "AFTER"
    sense: str = "LATEST"
    confidence: str = "S"
    soon: int = 2


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=LONDON)


FIVE = Rule(5)
NOTIFIED = due(FIVE, date(2025, 4, 11), HOLIDAYS)
HOURS = Rule(72, Unit.HOURS, soon=24)


def test_due_in_working_days_shows_its_working_and_its_confidence():
    assert NOTIFIED.due_on == date(2025, 4, 22)
    assert NOTIFIED.due_at is None
    assert NOTIFIED.words == "22 April 2025"
    assert NOTIFIED.working == (
        "5 working days from 11 April 2025, without 18 and 21 April"
    )
    assert NOTIFIED.confidence == "Read only in a secondary or local source."


def test_due_takes_the_day_a_moment_falls_on_in_london():
    late_evening = datetime(2025, 6, 1, 23, 30, tzinfo=UTC)

    assert due(Rule(1), late_evening, HOLIDAYS).due_on == date(2025, 6, 3)


@pytest.mark.parametrize(
    ("rule", "trigger", "due_on", "working"),
    [
        (
            Rule(6, Unit.MONTHS),
            date(2024, 8, 31),
            date(2025, 2, 28),
            "6 months from 31 August 2024, the last day of the month",
        ),
        (
            Rule(1, Unit.YEARS),
            date(2025, 3, 1),
            date(2026, 3, 1),
            "1 year from 1 March 2025",
        ),
        (
            Rule(7, Unit.CALENDAR_DAYS),
            date(2025, 12, 24),
            date(2025, 12, 31),
            "7 days from 24 December 2025",
        ),
        (
            Rule(7, direction="BEFORE"),
            date(2026, 4, 10),
            date(2026, 3, 30),
            "7 working days before 10 April 2026, without 3 and 6 April",
        ),
    ],
)
def test_due_counts_in_the_unit_and_direction_of_the_rule(
    rule, trigger, due_on, working
):
    deadline = due(rule, trigger, HOLIDAYS)

    assert (deadline.due_on, deadline.working) == (due_on, working)


def test_due_in_hours_is_a_moment_that_a_change_of_clocks_does_not_move():
    deadline = due(HOURS, at("2025-03-28", 20), HOLIDAYS)

    assert deadline.due_on is None
    assert deadline.due_at - at("2025-03-28", 20).astimezone(UTC) == timedelta(hours=72)
    assert deadline.words == "9:00pm on 31 March 2025"
    assert deadline.working == "72 hours from 8:00pm on 28 March 2025"


def test_due_in_hours_refuses_a_day_alone():
    with pytest.raises(CalendarError, match="give the time"):
        due(HOURS, date(2025, 3, 28), HOLIDAYS)


def test_due_refuses_a_rule_that_sets_no_time():
    with pytest.raises(clocks.NoFixedTime, match="Plain rule"):
        due(Rule(None), date(2025, 3, 28), HOLIDAYS)


@pytest.mark.parametrize(
    ("now", "state", "count", "sentence"),
    [
        ("2025-04-11", State.NOT_DUE, 5, "Due in 5 working days, on 22 April 2025"),
        ("2025-04-16", State.DUE_SOON, 2, "Due in 2 working days, on 22 April 2025"),
        ("2025-04-21", State.DUE_SOON, 1, "Due in 1 working day, on 22 April 2025"),
        ("2025-04-22", State.DUE_SOON, 0, "Due today, 22 April 2025"),
        (
            "2025-04-23",
            State.OVERDUE,
            1,
            "1 working day overdue: it was due on 22 April 2025",
        ),
    ],
)
def test_standing_counts_in_working_days(now, state, count, sentence):
    found = standing(NOTIFIED, at(now))

    assert (found.state, found.count, found.sentence) == (state, count, sentence)


def test_standing_on_the_weekend_after_is_late_by_no_working_day():
    deadline = due(Rule(4), date(2025, 6, 2), HOLIDAYS)

    found = standing(deadline, at("2025-06-07"))

    assert deadline.due_on == date(2025, 6, 6)
    assert (found.state, found.count) == (State.OVERDUE, 0)
    assert found.sentence == "Overdue: it was due on 6 June 2025"
    assert standing(deadline, at("2025-06-09"), done=date(2025, 6, 7)).sentence == (
        "Done late: it was due on 6 June 2025"
    )


def test_standing_lasts_to_the_end_of_the_day_in_london():
    last_minute = datetime(2025, 4, 22, 22, 59, tzinfo=UTC)

    assert standing(NOTIFIED, last_minute).state == State.DUE_SOON
    assert standing(NOTIFIED, last_minute + timedelta(minutes=2)).state == State.OVERDUE


@pytest.mark.parametrize(
    ("done", "state", "count", "sentence"),
    [
        (date(2025, 4, 17), State.MET, 1, "Done in time: it was due on 22 April 2025"),
        (date(2025, 4, 22), State.MET, 0, "Done in time: it was due on 22 April 2025"),
        (
            date(2025, 4, 28),
            State.MET_LATE,
            4,
            "Done 4 working days late: it was due on 22 April 2025",
        ),
    ],
)
def test_standing_of_what_was_done(done, state, count, sentence):
    found = standing(NOTIFIED, at("2025-06-01"), done=done)

    assert (found.state, found.count, found.sentence) == (state, count, sentence)


def test_standing_of_hours_counts_begun_hours():
    deadline = due(HOURS, at("2025-06-02", 9), HOLIDAYS)

    assert standing(deadline, at("2025-06-04", 10)).sentence == (
        "Due in 23 hours, by 9:00am on 5 June 2025"
    )
    over = standing(deadline, at("2025-06-05", 9) + timedelta(minutes=1))
    assert (over.state, over.count) == (State.OVERDUE, 1)
    assert standing(deadline, at("2025-06-05", 9)).sentence == (
        "Due now, 9:00am on 5 June 2025"
    )
    assert standing(deadline, at("2025-06-03", 9)).state == State.NOT_DUE


def test_standing_of_hours_refuses_a_day_alone():
    deadline = due(HOURS, at("2025-06-02", 9), HOLIDAYS)

    with pytest.raises(CalendarError):
        standing(deadline, at("2025-06-04"), done=date(2025, 6, 4))


RECOVERY = due(
    Rule(30, Unit.CALENDAR_DAYS, sense="EARLIEST"), date(2025, 6, 1), HOLIDAYS
)


@pytest.mark.parametrize(
    ("now", "done", "state", "sentence"),
    [
        ("2025-06-21", None, State.NOT_DUE, "Not before 1 July 2025, in 10 days"),
        ("2025-07-02", None, State.MAY_NOW, "Allowed since 1 July 2025"),
        (
            "2025-07-02",
            date(2025, 6, 30),
            State.TOO_EARLY,
            "Done 1 day too early: not before 1 July 2025",
        ),
        (
            "2025-07-02",
            date(2025, 7, 1),
            State.MET,
            "Done when allowed: not before 1 July 2025",
        ),
    ],
)
def test_standing_of_an_earliest_day(now, done, state, sentence):
    found = standing(RECOVERY, at(now), done=done)

    assert (found.state, found.sentence) == (state, sentence)


def test_extend_keeps_the_first_deadline_and_names_the_authority():
    later = extend(NOTIFIED, date(2025, 4, 30), authority="Executive, 20 April 2025")
    again = extend(later, date(2025, 5, 7), authority="Executive, 29 April 2025")

    assert (later.due_on, later.first_due) == (date(2025, 4, 30), "22 April 2025")
    assert later.working == (
        "5 working days from 11 April 2025, without 18 and 21 April; "
        "put off from 22 April 2025: Executive, 20 April 2025"
    )
    assert (again.words, again.first_due) == ("7 May 2025", "22 April 2025")


def test_extend_of_hours_needs_a_moment():
    deadline = due(HOURS, at("2025-06-02", 9), HOLIDAYS)

    later = extend(deadline, at("2025-06-05", 12), authority="Superintendent")

    assert later.words == "12:00pm on 5 June 2025"
    with pytest.raises(CalendarError):
        extend(deadline, date(2025, 6, 6), authority="Superintendent")


def test_extend_refuses_without_authority_or_to_no_later_time():
    with pytest.raises(clocks.NoAuthority):
        extend(NOTIFIED, date(2025, 4, 30), authority=" ")
    with pytest.raises(ValueError, match="later time"):
        extend(NOTIFIED, date(2025, 4, 22), authority="Executive")


def test_shift_says_what_a_late_holiday_moves():
    added = HOLIDAYS | {date(2025, 6, 9)}

    moved = shift(FIVE, date(2025, 6, 4), before=HOLIDAYS, after=added)
    unmoved = shift(FIVE, date(2025, 5, 1), before=HOLIDAYS, after=added)

    assert moved.moved
    assert (moved.before.words, moved.after.words) == ("11 June 2025", "12 June 2025")
    assert not unmoved.moved


def test_every_confidence_and_unit_has_words():
    assert set(clocks.CONFIDENCE_WORDS) == set(clocks.Confidence)
    assert set(clocks.UNIT_NOUNS) == set(clocks.Unit)
