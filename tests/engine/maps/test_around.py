"""Neighbours, and rings that cross themselves, against the slow and obvious way."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine.maps.around import neighbours
from goldenthread.engine.maps.rings import crossing
from tests.engine.maps import examples


def test_a_side_makes_a_neighbour_and_a_corner_does_not():
    found = neighbours(examples.rings(3, 2))
    assert found[examples.code(0)] == (examples.code(1), examples.code(3))
    assert found[examples.code(4)] == tuple(examples.code(n) for n in (1, 3, 5))


def test_an_island_is_beside_the_nearest():
    found = neighbours(
        {
            "a": [examples.square(0, 0)],
            "b": [examples.square(1, 0)],
            "c": [examples.square(5, 0)],
        }
    )
    assert found == {"a": ("b",), "b": ("a", "c"), "c": ("b",)}
    assert neighbours({"a": [examples.square(0, 0)]}) == {"a": ()}


def crosses(ring):
    """Every pair of sides, in whole numbers."""

    def side(a, b, c):
        turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        return (turn > 0) - (turn < 0)

    for (a, b), (c, d) in combinations(list(pairwise(ring)), 2):
        if len({a, b, c, d}) == 4 and (
            side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        ):
            return True
    return False


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=12)
)
def test_crossings_are_those_of_every_pair_of_sides(corners):
    ring = (*corners, corners[0])
    assert (crossing(ring) is not None) == crosses(ring)
