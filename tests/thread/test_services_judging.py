"""The sum behind a verdict, for each kind of series."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from goldenthread.thread.queries.rulebook import impact_rule
from goldenthread.thread.queries.series import Series
from goldenthread.thread.services.judging import Question, judge
from goldenthread.thread.states import SeriesKind
from tests.thread.made_series import events, monthly, rounds


RULE = impact_rule(date(2025, 4, 1))
IN_FORCE = date(2025, 4, 1)
YEAR_BEFORE = date(2024, 4, 1)
# Mean 20, every range 2: limits 14.68 and 25.32.
ORDINARY = [19, 21] * 6


def judged(readings, kind=SeriesKind.VALUES, direction="DOWN", least=6):
    series = Series("made:x", "X", kind, tuple(readings))
    return judge(series, Question(direction, IN_FORCE, least), RULE)


def by_month(*after, before=ORDINARY, **asked):
    return judged(monthly(YEAR_BEFORE, [*before, *after]), **asked)


def test_seven_below_the_mean_where_it_should_fall_are_an_improvement():
    found = by_month(18, 17, 18, 17, 18, 17, 18)
    assert (found.word, found.rule, found.before, found.after) == (
        "IMPROVED",
        "SHIFT",
        12,
        7,
    )
    assert (found.centre, found.lower, found.upper) == (
        Decimal("20.0000"),
        Decimal("14.6800"),
        Decimal("25.3200"),
    )
    assert found.because == (
        "Seven in a row on one side of the mean, down, as it should "
        "(mean 20.0, limits 14.7 to 25.3)."
    )
    assert [one.get("signal") for one in found.points] == [None] * 12 + ["SHIFT"] * 7


def test_the_same_points_where_it_should_rise_are_worse():
    assert by_month(18, 17, 18, 17, 18, 17, 18, direction="UP").word == "WORSE"


def test_ordinary_movement_is_no_detectable_change():
    found = by_month(21, 19, 22, 18, 20, 21)
    assert (found.word, found.rule) == ("NO_CHANGE", "NONE")
    assert found.because == (
        "No signal after the day in force (mean 20.0, limits 14.7 to 25.3)."
    )


def test_signal_that_did_not_last_is_no_change():
    found = by_month(10, 21, 19, 22, 18, 20.5, 21, 19)
    assert found.word == "NO_CHANGE"
    assert found.because.startswith("There was a signal, but none among the last 7")


def test_run_that_began_before_the_day_in_force_does_not_count_for_it():
    """Five low points before and two after are no seven after."""
    before = [21, 19, 21, 19, 21, 22, 23, 18, 18.5, 18, 18.5, 18]
    assert by_month(18.5, 18, 20, 21, 19, 20, before=before).word == "NO_CHANGE"


def test_too_few_points_after_say_how_many_more_and_how_long():
    found = by_month(18, 17, 18, 17)
    assert (found.word, found.rule, found.needed) == ("TOO_LITTLE", "POINTS", 2)
    assert found.because == (
        "4 points of the 6 fixed beforehand: 2 more needed, about 2 months at the pace "
        "they come."
    )


def test_too_few_points_before_can_set_no_limits():
    found = judged(monthly(IN_FORCE, [18] * 8))
    assert (found.word, found.before, found.needed) == ("TOO_LITTLE", 0, 6)
    assert found.because == (
        "0 points from before 1 April 2025 can set no limits: 6 more from that time "
        "would be needed."
    )


def test_fewer_than_twelve_before_are_on_trial():
    readings = monthly(date(2024, 10, 1), [19, 21] * 3 + [10] * 7)
    found = judged(readings)
    assert (found.word, found.on_trial) == ("IMPROVED", True)
    assert "on trial with fewer than 12 points" in found.because


def test_period_that_straddles_the_day_is_on_neither_side():
    readings = monthly(YEAR_BEFORE, [*ORDINARY, 20, *[18] * 7])
    series = Series("made:x", "X", SeriesKind.VALUES, tuple(readings))
    found = judge(series, Question("DOWN", date(2025, 4, 15), 6), RULE)
    assert [one["part"] for one in found.points].count("BETWEEN") == 1
    assert (found.before, found.after) == (12, 7)


def test_missing_value_counts_for_nothing():
    found = by_month(18, None, 17, None, 18, 17)
    assert (found.word, found.after, found.needed) == ("TOO_LITTLE", 4, 2)


def test_series_that_never_moved_has_no_limits_but_a_mean():
    found = by_month(*[4] * 7, before=[5] * 12)
    assert (found.word, found.rule, found.lower) == ("IMPROVED", "SHIFT", None)
    assert "no limits because it never moved before" in found.because


# --- Rare events ---------------------------------------------------------------------------


def event_days(first, *gaps):
    days = [first]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return days


BEFORE = event_days(date(2024, 1, 10), 40, 55, 38, 61, 47, 52, 44, 58)


def rare(*after, until=None, least=3, direction="DOWN"):
    readings = events([*BEFORE, *after], until)
    return judged(readings, SeriesKind.EVENTS, direction, least)


def test_long_time_without_an_event_is_an_improvement_without_any_event():
    quiet = rare(until=date(2026, 3, 31))
    assert (quiet.word, quiet.rule, quiet.before, quiet.after) == (
        "IMPROVED",
        "RUNNING",
        8,
        0,
    )
    assert quiet.because.startswith("No event for 364 days, longer than any ordinary")
    assert quiet.points[-1] == {
        "on": "2026-03-31",
        "label": "Still running on 31 March 2026",
        "value": "364",
        "part": "RUNNING",
    }


def test_too_few_events_say_how_long_without_one_would_do():
    found = rare(until=date(2025, 5, 1))
    assert (found.word, found.needed) == ("TOO_LITTLE", 3)
    longest = int(found.upper)
    assert found.because == (
        f"0 events of the 3 fixed beforehand: 3 more needed, or {longest + 1 - 30} more "
        "days without one."
    )


def test_events_come_much_closer_is_worse():
    after = event_days(date(2025, 4, 3), 1, 1, 2)
    found = rare(*after)
    assert (found.word, found.rule, found.after) == ("WORSE", "BEYOND", 4)


def test_events_at_the_same_pace_are_no_change():
    after = event_days(date(2025, 5, 20), 45, 52, 41)
    assert rare(*after).word == "NO_CHANGE"


def test_what_should_become_more_frequent_turns_the_sense_round():
    after = event_days(date(2025, 4, 3), 1, 1, 2)
    assert rare(*after, direction="UP").word == "IMPROVED"


def test_too_few_waits_before_set_no_limits():
    found = judged(events(BEFORE[:4]), SeriesKind.EVENTS)
    assert (found.word, found.before, found.needed) == ("TOO_LITTLE", 3, 2)


# --- A share re-audited --------------------------------------------------------------------


def audited(*scores, direction="UP"):
    return judged(rounds(*scores), SeriesKind.SHARE, direction, 1)


FIRST = (date(2025, 1, 10), 3, 10)


def test_re_audit_far_better_is_an_improvement():
    found = audited(FIRST, (date(2026, 1, 10), 9, 10))
    assert (found.word, found.rule) == ("IMPROVED", "CHANCE")
    assert found.because == (
        "3 of 10 files before, 9 of 10 after: so large a difference comes by chance "
        "once in 101 times."
    )


def test_re_audit_far_worse_is_worse():
    found = audited((date(2025, 1, 10), 9, 10), (date(2026, 1, 10), 2, 10))
    assert found.word == "WORSE"


def test_re_audit_a_little_better_is_no_detectable_change():
    assert audited(FIRST, (date(2026, 1, 10), 5, 10)).word == "NO_CHANGE"


def test_re_audit_of_too_few_files_says_how_many_could_show_it():
    found = audited((date(2025, 1, 10), 8, 10), (date(2026, 1, 10), 5, 5))
    assert (found.word, found.rule) == ("TOO_LITTLE", "POINTS")
    fewest = 5 + found.needed
    assert f"{fewest} are needed to show a change" in found.because


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ([FIRST], "No re-audit yet: 1 more with the same tool needed."),
        (
            [(date(2026, 1, 10), 5, 10)],
            "The round before looked at 0 files with this tool; at least 5 are needed "
            "to compare with.",
        ),
    ],
)
def test_without_two_rounds_there_is_too_little(scores, words):
    found = audited(*scores)
    assert (found.word, found.because) == ("TOO_LITTLE", words)
