"""Charts in parts: rebases, meaning, assurance; a slow twin of the arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine import xmr
from goldenthread.engine.signals import (
    Assurance,
    Options,
    Point,
    Rebase,
    TrendBy,
    Variation,
    chart,
)
from goldenthread.engine.signals.charts import SeriesError
from goldenthread.engine.xmr import Kind, Rule, Way


FIRST = date(2024, 4, 1)
STEADY = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]


def day(number):
    return FIRST + timedelta(days=7 * number)


def points(values):
    return [
        Point(day(at), None if value is None else Decimal(value))
        for at, value in enumerate(values)
    ]


def because(number, reason="A new form", by="Sam Example, analyst"):
    return Rebase(day(number), by, reason)


def test_whole_series_is_one_part_with_limits_of_all_points():
    found = chart(points(STEADY))
    assert len(found.parts) == 1
    assert found.parts[0].limits == xmr.limits(STEADY)
    assert (found.changed, found.variation) == ((), Variation.ORDINARY)
    assert not found.parts[0].on_trial


def test_rebase_begins_limits_anew_and_keeps_who_and_why():
    found = chart(points([*STEADY, 30, 31, 30]), rebases=[because(12)])
    assert [(part.start, part.end) for part in found.parts] == [(0, 12), (12, 15)]
    assert [part.limits for part in found.parts] == [
        xmr.limits(STEADY),
        xmr.limits([30, 31, 30]),
    ]
    assert found.parts[1].why == because(12)
    assert [part.on_trial for part in found.parts] == [False, True]
    assert found.changed == ()


def test_no_run_goes_across_a_rebase():
    values = [*STEADY, 13, 13, 13, 13, 13, 13, 13]
    whole = chart(points(values), Options(baseline=12))
    assert [one.signal.rule for one in whole.changed] == [
        Rule.SHIFT
    ] * 8  # the 11 before too
    cut = chart(points(values), Options(baseline=12), [because(16)])
    assert cut.changed == ()


def test_baseline_is_the_first_points_of_each_part():
    found = chart(points([*STEADY, *STEADY]), Options(baseline=3), [because(12)])
    assert {part.limits for part in found.parts} == {xmr.limits(STEADY[:3])}


@pytest.mark.parametrize(
    ("rebase", "words"),
    [
        (because(3, reason=" "), "Say who rebases from 2024-04-22, and why."),
        (because(3, by=""), "Say who rebases from 2024-04-22, and why."),
        (because(0), "without any point"),
        (because(40), "without any point"),
    ],
)
def test_rebase_without_reason_name_or_points_is_refused(rebase, words):
    with pytest.raises(SeriesError, match=words):
        chart(points(STEADY), rebases=[rebase])


def test_points_out_of_order_are_refused():
    one, two = points([1, 2])
    for given_points in ([two, one], [one, one]):
        with pytest.raises(SeriesError, match="in order of time"):
            chart(given_points)


@pytest.mark.parametrize(
    ("good", "target", "assured"),
    [
        (Way.UP, "2", Assurance.PASS),
        (Way.UP, "19", Assurance.FAIL),
        (Way.DOWN, "2", Assurance.FAIL),
        (Way.DOWN, "19", Assurance.PASS),
        (Way.UP, "10", Assurance.HIT_AND_MISS),
        (None, "10", None),
    ],
)
def test_assurance_reads_target_against_limits(good, target, assured):
    found = chart(points(STEADY), Options(good=good, target=Decimal(target)))
    assert found.assurance == assured


def test_target_on_a_limit_is_hit_and_miss():
    # Mean 10, ranges of 1: limits 7.34 and 12.66.
    values = [10, 11, 10, 9, 10, 11, 10, 9]
    for edge in ("7.34", "12.66"):
        options = Options(good=Way.UP, target=Decimal(edge))
        assert chart(points(values), options).assurance == Assurance.HIT_AND_MISS


def test_assurance_reads_the_latest_limits_only():
    options = Options(good=Way.UP, target=Decimal(20))
    found = chart(points([*STEADY, 40, 41, 40]), options, [because(12)])
    assert found.assurance == Assurance.PASS


def test_series_that_never_moves_assures_nothing():
    found = chart(points([5] * 12), Options(good=Way.UP, target=Decimal(4)))
    assert (found.assurance, found.variation) == (None, Variation.ORDINARY)


@pytest.mark.parametrize(
    ("good", "variation"),
    [
        (Way.UP, Variation.IMPROVEMENT_HIGH),
        (Way.DOWN, Variation.CONCERN_HIGH),
        (None, Variation.NEUTRAL_HIGH),
    ],
)
def test_latest_point_says_which_way_and_whether_that_is_good(good, variation):
    found = chart(points([*STEADY, 30]), Options(good=good, baseline=12))
    assert found.variation == variation


def test_gap_at_the_end_leaves_the_latest_known_point():
    found = chart(points([*STEADY, 30, None]), Options(good=Way.UP, baseline=12))
    assert found.variation == Variation.IMPROVEMENT_HIGH
    assert chart(points([None])).variation is None
    assert chart([]).parts[0].limits is None


def test_trend_below_the_mean_counts_by_direction_or_by_side():
    # Rising for seven points, all of them below the mean of the baseline.
    values = [20, 24, 18, 22, 20, 24, 18, 22, 20, 24, 18, 22]
    values += [Decimal(10) + Decimal(at) / 10 for at in range(7)]
    found = {
        by: {
            one.kind
            for one in chart(
                points(values), Options(good=Way.UP, baseline=12, trend_by=by)
            ).changed
            if one.signal.rule == Rule.TREND
        }
        for by in TrendBy
    }
    assert found == {
        TrendBy.DIRECTION: {Kind.IMPROVEMENT},
        TrendBy.SIDE: {Kind.CONCERN},
    }


def test_limit_below_nought_is_cut_for_the_drawing_only():
    found = chart(points([0, 5, 0, 5]), Options(floor=Decimal(0)))
    (part,) = found.parts
    assert part.limits.lower < 0
    assert part.drawn_lower == 0
    assert chart(points([0, 5, 0, 5])).parts[0].drawn_lower == part.limits.lower


def slow_limits(values, screened):
    """The same by hand, in fractions."""
    known = [Fraction(one) for one in values]
    ranges = [abs(b - a) for a, b in pairwise(known)]
    if not ranges:
        return None
    mean = sum(ranges) / len(ranges)
    if screened:
        ranges = [one for one in ranges if one * 1000 < 3267 * mean]
        if not ranges:
            return None
        mean = sum(ranges) / len(ranges)
    middle = sum(known) / len(known)
    return (middle - mean * 266 / 100, middle + mean * 266 / 100) if mean else None


@given(some.lists(some.integers(-50, 50), min_size=1, max_size=25), some.booleans())
def test_limits_match_the_slow_twin_screened_or_not(values, screened):
    (part,) = chart(points(values), Options(screened=screened)).parts
    limits = part.limits
    found = None if limits.upper is None else (limits.lower, limits.upper)
    assert found == slow_limits(values, screened)


def test_screening_leaves_out_the_jump_of_one_outlying_point():
    values = [10, 11, 10, 11, 10, 11, 10, 90, 10, 11, 10, 11, 10, 11]
    wide, narrow = (
        chart(points(values), Options(screened=screened)).parts[0].limits.spread
        for screened in (False, True)
    )
    assert narrow == Fraction(266, 100)
    assert wide > 10 * narrow


@given(
    some.lists(some.one_of(some.none(), some.integers(0, 30)), min_size=2, max_size=40),
    some.data(),
)
def test_each_part_reads_as_though_it_stood_alone(values, data):
    cut = data.draw(some.integers(1, len(values) - 1))
    both = chart(points(values), rebases=[because(cut)])
    alone = [
        signal for part in (values[:cut], values[cut:]) for signal in xmr.chart(part)[1]
    ]
    assert [one.signal for one in both.points] == alone
    assert [one.part for one in both.points] == [
        int(at >= cut) for at in range(len(values))
    ]
