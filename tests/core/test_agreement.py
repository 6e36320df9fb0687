"""Agreement: worked examples, a slow twin, and what must hold for any judgements."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.core.agreement import cohen_kappa, krippendorff_alpha


def table(yes_yes, yes_no, no_yes, no_no):
    """Two people's judgements from the four cells of their table."""
    pairs = [(1, 1)] * yes_yes + [(1, 0)] * yes_no + [(0, 1)] * no_yes
    pairs += [(0, 0)] * no_no
    return tuple(zip(*pairs, strict=True))


# By hand: agreed 35 of 50 is 0.7; chance (25*30 + 25*20) / 2500 is 0.5.
# By hand: agreed 60 of 100, chance (60*70 + 40*30) / 10000 is 0.54: 0.06 / 0.46.
@pytest.mark.parametrize(
    "cells, expected",
    [
        ((20, 5, 10, 15), Fraction(2, 5)),
        ((45, 15, 25, 15), Fraction(3, 23)),
        ((10, 0, 0, 10), Fraction(1)),
        ((0, 10, 10, 0), Fraction(-1)),
    ],
)
def test_kappa_of_worked_tables(cells, expected):
    assert cohen_kappa(*table(*cells)) == expected


def test_kappa_is_unknown_where_chance_explains_all():
    assert cohen_kappa([1, 1, 1], [1, 1, 1]) is None
    assert cohen_kappa([], []) is None


def test_kappa_wants_the_same_things_judged():
    with pytest.raises(ValueError, match="same things"):
        cohen_kappa([1], [1, 0])


# Four people, twelve things, five categories, some missing: the example that the
# measure's author works through (nominal data), where alpha is 0.743.
WORKED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)


def test_alpha_of_the_known_example():
    things = list(zip(*WORKED, strict=True))
    assert round(float(krippendorff_alpha(things)), 3) == 0.743


def test_alpha_is_unknown_without_difference_or_pairs():
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([(1, None), (None, 0)]) is None
    assert krippendorff_alpha([(1, 1), (1, 1)]) is None


def slow_kappa(first, second):
    """The definition, cell by cell."""
    things = len(first)
    values = set(first) | set(second)
    agreed = Fraction(0)
    chance = Fraction(0)
    for value in values:
        both = 0
        ours = 0
        theirs = 0
        for at in range(things):
            both += first[at] == value and second[at] == value
            ours += first[at] == value
            theirs += second[at] == value
        agreed += Fraction(both, things)
        chance += Fraction(ours, things) * Fraction(theirs, things)
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def slow_alpha(things):
    """The coincidence table in full, then observed over expected difference."""
    table = {}
    for row in things:
        made = [one for one in row if one is not None]
        if len(made) < 2:
            continue
        for a, b in permutations(range(len(made)), 2):
            pair = (made[a], made[b])
            table[pair] = table.get(pair, Fraction(0)) + Fraction(1, len(made) - 1)
    margin = {}
    for (a, _), amount in table.items():
        margin[a] = margin.get(a, Fraction(0)) + amount
    total = sum(margin.values(), Fraction(0))
    observed = sum((n for (a, b), n in table.items() if a != b), Fraction(0))
    expected = sum(
        (margin[a] * margin[b] for a, b in permutations(margin, 2)), Fraction(0)
    )
    if not expected:
        return None
    return 1 - (total - 1) * observed / expected


@given(some.lists(some.tuples(some.integers(0, 2), some.integers(0, 2)), min_size=1))
def test_kappa_is_what_the_slow_twin_says(pairs):
    first, second = zip(*pairs, strict=True)
    assert cohen_kappa(first, second) == slow_kappa(first, second)


ROWS = some.lists(
    some.lists(some.none() | some.integers(0, 2), min_size=3, max_size=3), max_size=15
)


@given(ROWS)
def test_alpha_is_what_the_slow_twin_says(rows):
    assert krippendorff_alpha(rows) == slow_alpha(rows)


@given(ROWS, some.randoms())
def test_alpha_does_not_ask_who_judged(rows, chance):
    mixed = [chance.sample(row, len(row)) for row in rows]
    assert krippendorff_alpha(mixed) == krippendorff_alpha(rows)


@given(some.lists(some.integers(0, 3), min_size=2))
def test_people_who_always_agree_score_one(values):
    expected = 1 if len(set(values)) > 1 else None
    assert cohen_kappa(values, values) == expected
    assert krippendorff_alpha([(one, one) for one in values]) == expected
