"""Individuals and moving range: worked charts, a slow twin, and what must always hold."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine import xmr
from goldenthread.engine.xmr import Kind, Limits, Rule, Signal, Way


# A mean of 10 and limits of 4 and 16; two thirds of the way are 6 and 14.
PLAIN = Limits(Fraction(10), Fraction(6) / xmr.SCALE, 20)


def marks(values, within=PLAIN):
    return [
        one and (one.rule.value, one.way.value) for one in xmr.signals(values, within)
    ]


def places(values, rule, within=PLAIN):
    return [
        at for at, one in enumerate(marks(values, within)) if one and one[0] == rule
    ]


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    found = xmr.limits([10, 12, 9, 13])
    # Ranges 2, 3, 4: mean 3. Mean of the values 11.
    assert (found.mean, found.mean_range, found.points) == (11, 3, 4)
    assert (found.lower, found.upper) == (Fraction("3.02"), Fraction("18.98"))


def test_lower_limit_may_lie_below_nought():
    assert xmr.limits([0, 5, 0, 5]).lower == Fraction("2.5") - Fraction("13.3")


def test_missing_period_is_a_gap_and_gives_no_range():
    found = xmr.limits([10, None, 20, 22])
    assert (found.mean, found.mean_range, found.points) == (Fraction(52, 3), 2, 3)


def test_constant_series_and_single_value_have_no_limits():
    for values in ([5, 5, 5], [5]):
        found = xmr.limits(values)
        assert (found.mean, found.upper, found.lower) == (5, None, None)
    assert xmr.limits([None, None]) is None


def test_fewer_than_twelve_points_are_limits_on_trial():
    assert [xmr.limits(range(number)).on_trial for number in (11, 12)] == [True, False]


def test_point_on_a_limit_is_not_beyond_it():
    assert marks([16, Decimal("16.0001"), 4, Decimal("3.9999")]) == [
        None,
        ("BEYOND", "UP"),
        None,
        ("BEYOND", "DOWN"),
    ]


def test_seven_on_one_side_are_a_shift_and_all_are_marked():
    assert places([9, *[11, 12] * 3, 11, 9], "SHIFT") == [1, 2, 3, 4, 5, 6, 7]
    assert places([9, *[11, 12] * 3, 9], "SHIFT") == []


def test_point_on_the_mean_breaks_a_shift():
    assert places([11, 12, 11, 10, 12, 11, 12, 11], "SHIFT") == []


def test_gap_breaks_a_shift():
    assert places([11, 12, 11, None, 12, 11, 12, 11], "SHIFT") == []


def test_seven_each_higher_are_a_trend_marked_from_the_first():
    rising = [8, 8.5, 9, 9.5, 10, 10.5, 11]
    assert places([*rising, 10], "TREND") == list(range(7))
    assert places(rising[:6], "TREND") == []
    assert marks(rising[::-1]) == [("TREND", "DOWN")] * 7


def test_tie_breaks_a_trend():
    assert places([8, 8.5, 9, 9, 9.5, 10, 10.5, 11], "TREND") == []


def test_two_of_three_near_a_limit_mark_the_near_ones_only():
    assert marks([15, 11, 15]) == [
        ("TWO_OF_THREE", "UP"),
        None,
        ("TWO_OF_THREE", "UP"),
    ]


def test_two_of_three_need_all_three_on_one_side():
    assert marks([15, 9, 15]) == [None] * 3
    assert marks([15, 10, 15]) == [None] * 3


def test_two_of_three_near_is_strictly_beyond_two_thirds_and_within_the_limit():
    assert marks([14, 14, 11]) == [None] * 3
    assert marks([16, 15, 11]) == [("TWO_OF_THREE", "UP")] * 2 + [None]
    # One of them is beyond the limit: a signal of its own, and not one of the two.
    assert marks([17, 15, 11]) == [("BEYOND", "UP"), None, None]


def test_weightier_rule_names_the_point():
    falling = [17, 15.5, 15, 14.5, 13, 12, 11]
    assert marks(falling) == [("BEYOND", "UP"), *[("TREND", "DOWN")] * 6]
    near = [15, 15, 11, 12, 11, 12, 11]
    assert marks(near)[0] == ("TWO_OF_THREE", "UP")
    assert marks(near)[2] == ("SHIFT", "UP")


def test_baseline_is_fixed_and_later_points_are_judged_by_it():
    values = [10, 12] * 6 + [20]
    within, found = xmr.chart(values, baseline=12)
    assert (within.mean, within.mean_range, within.points) == (11, 2, 12)
    assert found[12] == Signal(Rule.BEYOND, Way.UP)
    assert xmr.chart([None, None])[0] is None


@pytest.mark.parametrize(
    ("way", "good", "expected"),
    [
        (Way.UP, Way.UP, Kind.IMPROVEMENT),
        (Way.DOWN, Way.UP, Kind.CONCERN),
        (Way.DOWN, Way.DOWN, Kind.IMPROVEMENT),
        (Way.UP, None, Kind.NEUTRAL),
    ],
)
def test_good_way_makes_a_signal_an_improvement_or_a_concern(way, good, expected):
    assert xmr.kind(Signal(Rule.SHIFT, way), good) == expected


def test_trend_counts_by_the_way_it_goes_not_by_its_side_of_the_mean():
    """A rise that is still under the mean is an improvement where up is good."""
    found = xmr.signals([5, 5.5, 6, 6.5, 7, 7.5, 8], PLAIN)
    assert {xmr.kind(one, Way.UP) for one in found} == {Kind.IMPROVEMENT}


# --- The slow twin: each rule asked of each point by itself ---------------------------


def slow(values, within):
    return [_slow_one(values, at, within) for at in range(len(values))]


def _slow_one(values, at, within):
    if values[at] is None:
        return None
    for rule in (_beyond, _trend, _two, _shift):
        way = rule([v if v is None else Fraction(v) for v in values], at, within)
        if way:
            return (rule.__name__, way)
    return None


def _beyond(values, at, within):
    if within.mean_range is None or within.mean_range == 0:
        return None
    far = Fraction("2.66") * within.mean_range
    if values[at] > within.mean + far:
        return "UP"
    return "DOWN" if values[at] < within.mean - far else None


def _windows(values, at, length):
    for first in range(at - length + 1, at + 1):
        window = values[first : first + length] if first >= 0 else []
        if len(window) == length and None not in window:
            yield window


def _trend(values, at, within):
    for window in _windows(values, at, 7):
        pairs = list(itertools.pairwise(window))
        if all(b > a for a, b in pairs):
            return "UP"
        if all(b < a for a, b in pairs):
            return "DOWN"
    return None


def _two(values, at, within):
    if not within.mean_range:
        return None
    far = Fraction("2.66") * within.mean_range
    for window in _windows(values, at, 3):
        for way, sign in (("UP", 1), ("DOWN", -1)):
            gaps = [(one - within.mean) * sign for one in window]
            own = (values[at] - within.mean) * sign
            near = [far * 2 / 3 < gap <= far for gap in gaps]
            if all(g > 0 for g in gaps) and sum(near) >= 2 and far * 2 / 3 < own <= far:
                return way
    return None


def _shift(values, at, within):
    for window in _windows(values, at, 7):
        if all(one > within.mean for one in window):
            return "UP"
        if all(one < within.mean for one in window):
            return "DOWN"
    return None


NAMES = {"_beyond": "BEYOND", "_trend": "TREND", "_two": "TWO_OF_THREE"}
NAMES["_shift"] = "SHIFT"
# Few different numbers, so that ties, runs and points on the mean do occur.
VALUES = some.lists(
    some.one_of(some.none(), some.integers(0, 9), some.decimals(0, 9, places=1)),
    min_size=1,
    max_size=30,
)
LEANING = some.lists(some.integers(0, 3), min_size=7, max_size=12).map(
    lambda steps: [sum(steps[: at + 1]) for at in range(len(steps))]
)


@given(values=some.one_of(VALUES, LEANING), baseline=some.integers(1, 30))
def test_signals_are_those_of_the_slow_twin(values, baseline):
    within = xmr.limits(values[:baseline])
    if within is None:
        assert set(values[:baseline]) == {None}
        return
    twin = slow(values, within)
    assert marks(values, within) == [one and (NAMES[one[0]], one[1]) for one in twin]


@given(values=VALUES)
def test_turning_a_series_upside_down_turns_its_signals(values):
    within = xmr.limits(values)
    turned = [None if value is None else -value for value in values]
    if within is None:
        return
    other = {Way.UP: Way.DOWN, Way.DOWN: Way.UP}
    assert xmr.signals(turned, xmr.limits(turned)) == tuple(
        one and Signal(one.rule, other[one.way]) for one in xmr.signals(values, within)
    )


@given(values=VALUES, by=some.integers(-50, 50), times=some.integers(1, 9))
def test_another_scale_changes_no_signal(values, by, times):
    within = xmr.limits(values)
    if within is None:
        return
    moved = [
        None if value is None else Fraction(value) * times + by for value in values
    ]
    assert xmr.signals(moved, xmr.limits(moved)) == xmr.signals(values, within)


@given(values=VALUES)
def test_missing_value_is_never_a_signal(values):
    _, found = xmr.chart(values)
    assert [
        one for one, value in zip(found, values, strict=True) if value is None and one
    ] == []
