"""Days between rare events."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine import rare, xmr
from goldenthread.engine.xmr import Rule, Signal, Way


FIRST = date(2020, 1, 1)
STEADY = (30, 41, 22, 55, 28, 36, 47, 19, 33, 62, 25, 38)


def days(*gaps: int) -> list[date]:
    found = [FIRST]
    for gap in gaps:
        found.append(found[-1] + timedelta(days=gap))
    return found


def test_waits_are_the_days_from_event_to_event():
    assert rare.waits(days(30, 0, 12)) == (30, 0, 12)
    assert rare.waits([FIRST]) == ()


def test_waits_from_a_day_leave_out_what_was_before():
    start = FIRST + timedelta(days=10)
    assert rare.waits(days(30, 12), start=start) == (20, 12)
    assert rare.waits([FIRST], start=start) == ()


def test_limits_come_back_to_days():
    """Worked by hand on the transformed scale, and raised to the power of 3.6."""
    found = rare.limits(STEADY)
    scale = [one ** (1 / 3.6) for one in STEADY]
    mean = sum(scale) / len(scale)
    ranges = [abs(b - a) for a, b in itertools.pairwise(scale)]
    spread = 2.66 * sum(ranges) / len(ranges)
    assert abs(found.centre - mean**3.6) < 1e-4
    assert abs(found.upper - (mean + spread) ** 3.6) < 1e-3
    assert abs(found.lower - (mean - spread) ** 3.6) < 1e-4
    assert found.longest == int((mean + spread) ** 3.6)


def test_much_longer_wait_is_a_signal_upwards():
    found = rare.signals((400,), rare.limits(STEADY))
    assert found == (Signal(Rule.BEYOND, Way.UP),)


def test_two_events_on_a_day_are_a_wait_of_nought_days():
    assert rare.signals((0,), rare.limits(STEADY)) == (Signal(Rule.BEYOND, Way.DOWN),)


def test_running_wait_counts_only_once_it_is_beyond_the_limit():
    found = rare.limits(STEADY)
    assert not rare.is_beyond(found.longest, found)
    assert rare.is_beyond(found.longest + 1, found)
    assert not rare.is_beyond(9999, rare.limits((30, 30, 30)))


def test_lower_limit_under_nought_is_none():
    assert rare.limits((1, 300, 1, 300)).lower is None
    assert rare.limits(()) is None


WAITS = some.lists(some.integers(0, 400), min_size=2, max_size=25)


@given(before=WAITS, after=WAITS)
def test_same_signals_as_the_plain_chart_of_transformed_waits(before, after):
    within = xmr.limits([round(one ** (1 / 3.6), 9) for one in before])
    twin = xmr.signals([round(one ** (1 / 3.6), 9) for one in after], within)
    assert rare.signals(after, rare.limits(before)) == twin


@given(before=WAITS, wait=some.integers(0, 2000))
def test_a_longer_running_wait_is_beyond_whenever_a_shorter_one_is(before, wait):
    within = rare.limits(before)
    if rare.is_beyond(wait, within):
        assert rare.is_beyond(wait + 1, within)


@given(gaps=some.lists(some.integers(0, 90), max_size=20))
def test_waits_add_up_to_the_time_between_first_and_last(gaps):
    found = days(*gaps)
    assert sum(rare.waits(found)) == (found[-1] - found[0]).days
