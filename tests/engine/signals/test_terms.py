"""School holidays beside a series: a slow twin counts day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine.signals import Season, Term, holiday_share, seasons
from goldenthread.engine.signals.charts import SeriesError


AUTUMN = Term(date(2024, 9, 2), date(2024, 10, 25), "Autumn, first half")
WINTER = Term(date(2024, 11, 4), date(2024, 12, 20), "Autumn, second half")
SPRING = Term(date(2025, 1, 6), date(2025, 2, 14), "Spring, first half")
YEAR = [WINTER, AUTUMN, SPRING]


def test_holidays_lie_between_known_terms():
    found = seasons(YEAR, date(2024, 1, 1), date(2025, 12, 31))
    assert found == (
        Season(date(2024, 10, 26), date(2024, 11, 3), "Autumn, first half"),
        Season(date(2024, 12, 21), date(2025, 1, 5), "Autumn, second half"),
    )


def test_holidays_are_cut_to_what_is_charted():
    (one,) = seasons(YEAR, date(2024, 12, 25), date(2024, 12, 31))
    assert (one.start, one.end) == (date(2024, 12, 25), date(2024, 12, 31))


def test_a_weekend_between_two_terms_is_no_holiday():
    monday = Term(date(2024, 10, 28), date(2024, 12, 20))
    assert seasons([AUTUMN, monday], AUTUMN.start, monday.end) == ()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 9, 1), date(2024, 9, 30)),
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2024, 12, 2), date(2024, 12, 1)),
    ],
)
def test_share_is_not_known_outside_the_known_terms(first, last):
    assert holiday_share(YEAR, first, last) is None
    assert holiday_share([], first, last) is None


def test_overlapping_and_backward_terms_are_refused():
    with pytest.raises(SeriesError, match="overlap"):
        seasons([AUTUMN, Term(AUTUMN.end, WINTER.end)], AUTUMN.start, WINTER.end)
    with pytest.raises(SeriesError, match="ends before"):
        seasons([Term(date(2024, 9, 2), date(2024, 9, 1))], AUTUMN.start, WINTER.end)


def slow_share(first, last):
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    off = [day for day in days if not any(t.start <= day <= t.end for t in YEAR)]
    return len(off) / len(days)


@given(some.data())
def test_share_counts_each_day(data):
    within = some.dates(AUTUMN.start, SPRING.end)
    first, last = sorted((data.draw(within), data.draw(within)))
    assert holiday_share(YEAR, first, last) == pytest.approx(slow_share(first, last))
