"""Working days, months, hours and years, with the worked examples of practice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import calendars
from goldenthread.core.calendars import CalendarError, FinancialYear, Quarter
from tests.core.calendar_days import HOLIDAYS


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2025, 4, 11), 5, date(2025, 4, 22)),
        (date(2025, 4, 19), 5, date(2025, 4, 28)),
        (date(2025, 12, 22), 15, date(2026, 1, 15)),
        (date(2026, 12, 21), 15, date(2027, 1, 14)),
        (date(2026, 4, 10), -7, date(2026, 3, 30)),
        (date(2025, 4, 14), 0, date(2025, 4, 14)),
        (date(2025, 4, 11), 1, date(2025, 4, 14)),
    ],
)
def test_add_working_days_follows_the_worked_examples(start, days, due):
    assert calendars.add_working_days(start, days, HOLIDAYS).on == due


def test_working_says_which_days_it_stepped_over():
    working = calendars.add_working_days(date(2025, 12, 22), 15, HOLIDAYS)

    assert working.skipped == (date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1))
    assert working.sentence == (
        "15 working days from 22 December 2025, without 25 and 26 December and "
        "1 January"
    )


def test_working_back_says_before_and_keeps_the_days_in_order():
    working = calendars.add_working_days(date(2026, 4, 10), -7, HOLIDAYS)

    assert working.sentence == (
        "7 working days before 10 April 2026, without 3 and 6 April"
    )


def test_working_without_holidays_names_none():
    working = calendars.add_working_days(date(2025, 6, 2), 1, HOLIDAYS)

    assert working.sentence == "1 working day from 2 June 2025"


def test_a_holiday_added_late_moves_the_day():
    start, added = date(2022, 9, 12), date(2022, 9, 19)

    before = calendars.add_working_days(start, 5, frozenset())
    after = calendars.add_working_days(start, 5, frozenset({added}))

    assert (before.on, after.on) == (date(2022, 9, 19), date(2022, 9, 20))
    assert after.skipped == (added,)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 4, 17), True),
        (date(2025, 4, 18), False),
        (date(2025, 4, 19), False),
        (date(2025, 4, 20), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),
    ],
)
def test_is_working_day(day, works):
    assert calendars.is_working_day(day, HOLIDAYS) is works


def test_christmas_day_and_good_friday_never_count_even_without_rows():
    assert not calendars.is_working_day(date(2040, 12, 25), frozenset())
    assert not calendars.is_working_day(date(2040, 3, 30), frozenset())


@pytest.mark.parametrize(
    "day",
    [
        "2012-04-06",
        "2018-03-30",
        "2024-03-29",
        "2025-04-18",
        "2027-03-26",
        "2038-04-23",
    ],
)
def test_good_friday_falls_where_the_almanac_has_it(day):
    assert calendars.good_friday(int(day[:4])) == date.fromisoformat(day)


@given(DAYS, st.integers(1, 60))
def test_working_days_counted_back_give_what_was_added(start, days):
    due = calendars.add_working_days(start, days, HOLIDAYS).on

    assert calendars.is_working_day(due, HOLIDAYS)
    assert calendars.working_days_between(start, due, HOLIDAYS) == days
    assert calendars.working_days_between(due, start, HOLIDAYS) == -days


@given(DAYS, st.integers(0, 40), DAYS)
def test_one_more_holiday_never_brings_a_day_nearer(start, days, holiday):
    with_it = calendars.add_working_days(start, days, HOLIDAYS | {holiday}).on

    assert with_it >= calendars.add_working_days(start, days, HOLIDAYS).on


@given(DAYS, st.integers(-40, 40))
def test_every_weekday_between_is_counted_or_named_as_skipped(start, days):
    working = calendars.add_working_days(start, days, HOLIDAYS)
    first, last = sorted((start, working.on))
    weekdays = [
        day
        for day in calendars.days_from(first, last)
        if day.weekday() < 5 and day != start
    ]

    assert len(weekdays) == abs(days) + len(working.skipped)


def test_next_working_day_is_itself_or_the_first_after():
    assert calendars.next_working_day(date(2025, 4, 17), HOLIDAYS) == date(2025, 4, 17)
    assert calendars.next_working_day(date(2025, 4, 18), HOLIDAYS) == date(2025, 4, 22)


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 3, 31), 3, date(2025, 6, 30)),
        (date(2025, 6, 15), 6, date(2025, 12, 15)),
        (date(2025, 12, 31), -1, date(2025, 11, 30)),
        (date(2025, 11, 30), 2, date(2026, 1, 30)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last(start, months, day):
    assert calendars.add_months(start, months) == day


def test_add_years_from_a_leap_day_is_the_28th():
    assert calendars.add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_add_hours_counts_elapsed_hours_when_the_clocks_go_forward():
    start = datetime(2025, 3, 28, 20, 0, tzinfo=calendars.LONDON)

    due = calendars.add_hours(start, 72)

    assert due - start.astimezone(UTC) == timedelta(hours=72)
    assert calendars.moment_words(due) == "9:00pm on 31 March 2025"


def test_add_hours_counts_elapsed_hours_when_the_clocks_go_back():
    start = datetime(2025, 10, 25, 0, 30, tzinfo=calendars.LONDON)

    due = calendars.add_hours(start, 72)

    assert calendars.moment_words(due) == "11:30pm on 27 October 2025"


def test_add_hours_refuses_a_moment_without_a_time_zone():
    with pytest.raises(CalendarError, match="time zone"):
        calendars.add_hours(datetime(2025, 1, 1, 9), 72)  # noqa: DTZ001


def test_london_date_is_the_day_on_the_wall_clock():
    late = datetime(2025, 7, 1, 23, 30, tzinfo=UTC)

    assert calendars.london_date(late) == date(2025, 7, 2)
    assert calendars.london_date(date(2025, 7, 1)) == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2024, 4, 1), "2024-25 Q1"),
        (date(2024, 6, 30), "2024-25 Q1"),
        (date(2024, 7, 1), "2024-25 Q2"),
        (date(2024, 12, 31), "2024-25 Q3"),
        (date(2025, 1, 1), "2024-25 Q4"),
        (date(2025, 3, 31), "2024-25 Q4"),
        (date(1999, 10, 1), "1999-00 Q3"),
    ],
)
def test_quarter_names_the_financial_year_and_the_quarter(day, label):
    found = calendars.quarter(day)

    assert str(found) == label
    assert found.covers(day)
    assert calendars.parse_quarter(label) == found


def test_financial_year_runs_from_april_to_march():
    year = FinancialYear(2024)

    assert (year.start, year.end) == (date(2024, 4, 1), date(2025, 3, 31))
    assert year.quarters[3] == Quarter(year, 4)
    assert (year.quarters[3].start, year.quarters[3].end) == (
        date(2025, 1, 1),
        date(2025, 3, 31),
    )
    assert calendars.financial_year(date(2025, 3, 31)) == year
    assert calendars.financial_year(date(2025, 4, 1)) == FinancialYear(2025)


@given(DAYS)
def test_the_quarters_of_a_year_cover_each_day_once(day):
    year = calendars.financial_year(day)

    assert year.covers(day)
    assert sum(quarter.covers(day) for quarter in year.quarters) == 1


@pytest.mark.parametrize("label", ["2024-25", "2024/25", "2024-2025", " 2024–25 "])
def test_parse_financial_year_reads_the_ways_people_write_it(label):
    assert calendars.parse_financial_year(label) == FinancialYear(2024)


@pytest.mark.parametrize(
    "label", ["2024", "2024-26", "24-25", "2024-2026", "", "2024-2", "٢٠٢٤-25"]
)
def test_parse_financial_year_refuses_others(label):
    with pytest.raises(CalendarError):
        calendars.parse_financial_year(label)


@pytest.mark.parametrize("label", ["2024-25", "2024-25 Q5", "2024-25 4", "Q4"])
def test_parse_quarter_refuses_others(label):
    with pytest.raises(CalendarError):
        calendars.parse_quarter(label)


def test_school_year_runs_from_september():
    assert str(calendars.school_year(date(2025, 8, 31))) == "2024/25"
    assert str(calendars.school_year(date(2025, 9, 1))) == "2025/26"
    year = calendars.parse_school_year("2024/25")
    assert (year.start, year.end) == (date(2024, 9, 1), date(2025, 8, 31))
    assert year.covers(date(2025, 1, 1))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2025, 1, 5, 0, 5, tzinfo=UTC), "12:05am on 5 January 2025"),
        (datetime(2025, 7, 5, 11, 30, tzinfo=UTC), "12:30pm on 5 July 2025"),
    ],
)
def test_moment_words_use_the_wall_clock(moment, words):
    assert calendars.moment_words(moment) == words


def test_listed_joins_as_people_do():
    assert calendars.listed([]) == ""
    assert calendars.listed(["a"]) == "a"
    assert calendars.listed(["a", "b", "c"]) == "a, b and c"
