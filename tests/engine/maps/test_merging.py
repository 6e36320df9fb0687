"""Merging and classes against their slow, obvious twins."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine.maps.around import neighbours
from goldenthread.engine.maps.classes import classes, rate, smoothed
from goldenthread.engine.maps.merging import merge, too_small
from tests.engine.maps import examples


BESIDE = neighbours(examples.rings(4, 3))
SIZES = st.lists(st.integers(0, 12), min_size=12, max_size=12).map(
    lambda many: {examples.code(n): size for n, size in enumerate(many)}
)
QUIET = settings(max_examples=150, deadline=None, derandomize=True)


def slowly(sizes, beside, least, nought_is_small):
    """Look at everything anew at every step."""
    groups = [{code} for code in sizes]

    def size(group):
        return sum(sizes[code] for code in group)

    while True:
        small = [
            group
            for group in groups
            if size(group) < least and (nought_is_small or size(group) > 0)
        ]
        for group in sorted(small, key=lambda one: (size(one), min(one))):
            near = [
                other
                for other in groups
                if other is not group and any(set(beside[c]) & other for c in group)
            ]
            if near:
                other = min(near, key=lambda one: (size(one), min(one)))
                groups = [g for g in groups if g is not group and g is not other]
                groups.append(group | other)
                break
        else:
            return tuple(sorted(tuple(sorted(group)) for group in groups))


@QUIET
@given(SIZES, st.integers(1, 30), st.booleans())
def test_merging_is_that_of_looking_at_everything_anew(sizes, least, nought):
    quick = merge(sizes, BESIDE, least, nought_is_small=nought)
    assert quick == slowly(sizes, BESIDE, least, nought)


@QUIET
@given(SIZES, st.integers(1, 30), st.booleans())
def test_groups_hold_every_area_once_and_are_large_enough(sizes, least, nought):
    groups = merge(sizes, BESIDE, least, nought_is_small=nought)
    assert sorted(code for group in groups for code in group) == sorted(sizes)
    totals = [sum(sizes[code] for code in group) for group in groups]
    assert sum(totals) == sum(sizes.values())
    allowed = {0} if not nought else set()
    enough = all(total >= least or total in allowed for total in totals)
    assert enough or len(groups) == 1


def test_what_stays_small_is_named():
    sizes = {"a": 2, "b": 0, "c": 9}
    groups = merge(sizes, {"a": [], "b": [], "c": []}, 5)
    assert groups == (("a",), ("b",), ("c",))
    assert too_small(groups, sizes, 5) == (("a",),)


def class_slowly(values, people, number):
    """Each area by itself: the people of lower value, and half of those of its own."""
    total = sum(people.values())
    raw = {}
    for code, value in values.items():
        lower = sum(people[o] for o, v in values.items() if v < value)
        equal = sum(people[o] for o, v in values.items() if v == value)
        raw[code] = 0
        for step in range(1, number):
            if total and (2 * lower + equal) * number >= 2 * total * step:
                raw[code] = step
    used = sorted(set(raw.values()))
    return {code: used.index(step) + 1 for code, step in raw.items()}


VALUES = st.lists(st.integers(0, 8), min_size=12, max_size=12).map(
    lambda many: {examples.code(n): Decimal(value) for n, value in enumerate(many)}
)


@QUIET
@given(VALUES, SIZES, st.integers(2, 6))
def test_classes_are_those_of_each_area_by_itself(values, people, number):
    assert classes(values, people, number) == class_slowly(values, people, number)


@QUIET
@given(VALUES, SIZES, st.integers(2, 6))
def test_higher_values_are_never_in_a_lower_class(values, people, number):
    found = classes(values, people, number)
    pairs = sorted((values[code], place) for code, place in found.items())
    assert [place for _, place in pairs] == sorted(found.values())
    assert len({(value, place) for value, place in pairs}) == len(set(values.values()))


def test_classes_hold_as_many_people_as_can_be():
    people = dict.fromkeys("abcdef", 10)
    values = {code: Decimal(n) for n, code in enumerate("abcdef")}
    assert classes(values, people, 3) == {
        "a": 1,
        "b": 1,
        "c": 2,
        "d": 2,
        "e": 3,
        "f": 3,
    }
    people["a"] = 1000
    assert set(classes(values, people, 3).values()) == {1, 2}


def test_evening_out_pools_an_area_with_those_beside_it():
    beside = {"a": ["b"], "b": ["a", "c"], "c": ["b"]}
    people = {"a": 100, "b": 200, "c": 100}
    assert smoothed({"a": 1, "b": 2, "c": 9}, people, beside, 100) == {
        "a": Decimal("1.0"),
        "b": Decimal("3.0"),
        "c": Decimal("3.7"),
    }
    assert smoothed({"a": 1, "c": 9}, people, beside, 100) == {
        "a": Decimal("1.0"),
        "c": Decimal("9.0"),
    }


def test_halves_of_a_rate_go_up():
    assert rate(1, 80_000, 10_000) == Decimal("0.1")
    assert rate(5, 10_000, 1, 3) == Decimal("0.001")
