"""Rhythms as intervals, and the words people print for them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import intervals
from goldenthread.core.intervals import Agreement, Interval, IntervalError


INTERVALS = st.builds(
    Interval, st.integers(1, 99), st.integers(1, 999), st.sampled_from("DWMY")
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P6M", "every 6 months"),
        ("P2M", "every 2 months"),
        ("P1W", "every week"),
        ("2/P1W", "twice a week"),
        ("3/P1Y", "3 times a year"),
        ("2/P3M", "twice every 3 months"),
        ("P2Y", "every 2 years"),
        ("p1d", "every day"),
    ],
)
def test_words_say_the_interval_plainly(text, words):
    assert intervals.words(text) == words


@pytest.mark.parametrize(
    "text", ["", "P0M", "0/P1W", "PT1H", "P6", "6M", "P1M2W", "bi-annual", "P1000D"]
)
def test_parse_refuses_others(text):
    with pytest.raises(IntervalError, match="such as P6M"):
        intervals.parse(text)


@given(INTERVALS)
def test_parse_reads_back_what_is_written(interval):
    assert intervals.parse(str(interval)) == interval


@given(INTERVALS, INTERVALS)
def test_equal_rhythms_are_equally_long(one, other):
    if one.same_as == other.same_as:
        assert one.days == other.days


@pytest.mark.parametrize(
    ("one", "other"), [("P12M", "P1Y"), ("2/P1Y", "P6M"), ("P14D", "P2W")]
)
def test_same_as_knows_two_spellings_of_one_rhythm(one, other):
    assert intervals.parse(one).same_as == intervals.parse(other).same_as


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P6M", date(2025, 2, 28)),
        ("P1Y", date(2025, 8, 31)),
        ("P2W", date(2024, 9, 14)),
        ("P10D", date(2024, 9, 10)),
    ],
)
def test_after_gives_the_latest_next_day(text, due):
    assert intervals.parse(text).after(date(2024, 8, 31)) == due


def test_after_refuses_a_rhythm_that_names_no_day():
    with pytest.raises(IntervalError, match="twice a week"):
        intervals.parse("2/P1W").after(date(2024, 8, 31))


@pytest.mark.parametrize(
    ("word", "text", "agreement"),
    [
        ("bi-annual", "P6M", Agreement.AMBIGUOUS),
        ("Bi-annually", "P2Y", Agreement.DIFFERS),
        ("biannual", "P1Y", Agreement.DIFFERS),
        ("biennial", "P2Y", Agreement.AGREES),
        ("Biennially", "P6M", Agreement.DIFFERS),
        ("bi-monthly", "P2M", Agreement.AMBIGUOUS),
        ("bi-monthly", "2/P1M", Agreement.AMBIGUOUS),
        ("bi-monthly", "P1M", Agreement.DIFFERS),
        ("bi-weekly", "2/P1W", Agreement.AMBIGUOUS),
        ("twice yearly", "2/P1Y", Agreement.AGREES),
        ("twice weekly", "2/P1W", Agreement.AGREES),
        ("annually", "P12M", Agreement.AGREES),
        ("quarterly", "P3M", Agreement.AGREES),
        ("now and then", "P3M", Agreement.UNKNOWN_WORD),
    ],
)
def test_judge_compares_a_printed_word_with_the_record(word, text, agreement):
    assert intervals.judge(word, intervals.parse(text)).agreement == agreement


def test_judge_says_what_the_reader_was_told():
    assert intervals.judge("bi-annually", intervals.parse("P2Y")).sentence == (
        "“bi-annually” ordinarily means every 6 months; the record says every 2 years."
    )
    assert intervals.judge("bi-monthly", intervals.parse("P2M")).sentence == (
        "“bi-monthly” can also be read as twice a month; the record says every "
        "2 months, so write “every 2 months”."
    )
    assert intervals.judge("annual", intervals.parse("P1Y")).sentence == (
        "“annual” means every year."
    )


def test_every_word_has_readings_that_can_be_parsed():
    for reading in intervals.READINGS.values():
        for text in reading.ordinary + reading.loose:
            assert str(intervals.parse(text)) == text
    assert set(intervals.SPELLINGS.values()) <= set(intervals.READINGS)
