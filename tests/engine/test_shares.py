"""Two shares, compared exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine import shares
from goldenthread.engine.shares import Share


FIVE_IN_A_HUNDRED = Fraction(5, 100)


def test_worked_example():
    """3 of 10 before, 9 of 10 after: 12 met. Ways with at least 9 later, by hand."""
    expected = Fraction(10 * 120 + 1 * 45, 125970)
    assert shares.chance_of_rise(Share(3, 10), Share(9, 10)) == expected


def test_no_difference_is_no_surprise():
    assert shares.chance_of_rise(Share(5, 10), Share(0, 10)) == 1
    assert shares.chance_of_rise(Share(0, 0), Share(4, 4)) == 1


def test_share_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="4 of 3 is no share"):
        Share(4, 3)
    assert (Share(0, 0).value, Share(1, 4).value) == (None, Fraction(1, 4))


def test_fewest_files_that_could_show_a_change():
    assert shares.fewest_to_show(
        Share(3, 10), rise=True, most_chance=FIVE_IN_A_HUNDRED
    ) == slowly_fewest(Share(3, 10))
    assert (
        shares.fewest_to_show(Share(10, 10), rise=True, most_chance=FIVE_IN_A_HUNDRED)
        is None
    )
    assert (
        shares.fewest_to_show(Share(10, 10), rise=False, most_chance=FIVE_IN_A_HUNDRED)
        == 2
    )


def slowly_fewest(before: Share) -> int:
    return next(
        count
        for count in range(1, 50)
        if shares.chance_of_rise(before, Share(count, count)) <= FIVE_IN_A_HUNDRED
    )


def slow_chance(before: Share, after: Share) -> Fraction:
    """Deal the files out in every possible way and count."""
    everything = before.of + after.of
    met = before.met + after.met
    dealt = list(combinations(range(everything), met))
    later = range(before.of, everything)
    hits = sum(sum(place in later for place in one) >= after.met for one in dealt)
    return Fraction(hits, len(dealt))


@some.composite
def a_share(draw) -> Share:
    of = draw(some.integers(1, 6))
    return Share(draw(some.integers(0, of)), of)


@given(before=a_share(), after=a_share())
def test_chance_is_that_of_the_slow_twin(before, after):
    assert shares.chance_of_rise(before, after) == slow_chance(before, after)


@given(before=a_share(), after=a_share())
def test_fall_is_a_rise_of_what_was_not_met(before, after):
    fall = shares.chance_of_fall(before, after)
    assert fall == shares.chance_of_rise(before.unmet, after.unmet)
    assert fall + shares.chance_of_rise(before, after) >= 1
