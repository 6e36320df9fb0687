"""Places that are large enough in every period, held against a slow twin."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.engine.maps.nesting import gathered, settled, small, together, total


LEAST = 6
SIDE = 4
CODES = [f"A{n:02}" for n in range(SIDE * SIDE)]


def beside():
    """A square of areas, each beside those that share a side with it."""
    found = {}
    for n, code in enumerate(CODES):
        x, y = n % SIDE, n // SIDE
        near = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
        found[code] = tuple(
            CODES[v * SIDE + u] for u, v in near if 0 <= u < SIDE and 0 <= v < SIDE
        )
    return found


BESIDE = beside()
ROWS = {code: f"R{n // SIDE}" for n, code in enumerate(CODES)}
SINGLE = tuple((code,) for code in CODES)


@st.composite
def cells(draw, columns=4, most=12, fewest=0):
    values = draw(
        st.lists(
            st.lists(st.integers(fewest, most), min_size=columns, max_size=columns),
            min_size=len(CODES),
            max_size=len(CODES),
        )
    )
    return {
        code: np.array(row, np.int64) for code, row in zip(CODES, values, strict=True)
    }


def hangs_together(place):
    seen, waiting = {place[0]}, [place[0]]
    while waiting:
        for other in BESIDE[waiting.pop()]:
            if other in place and other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen == set(place)


PEOPLE = dict.fromkeys(CODES, 300)


@given(cells())
def test_every_area_is_in_one_place_that_hangs_together(counts):
    places = gathered(SINGLE, counts, PEOPLE, BESIDE, LEAST, (ROWS,))
    assert sorted(code for place in places for code in place) == CODES
    assert all(hangs_together(place) for place in places)


@given(cells())
def test_no_place_is_small_in_any_period_unless_all_is_one(counts):
    places = gathered(SINGLE, counts, PEOPLE, BESIDE, LEAST, (ROWS,))
    # Slowly: every cell of every place, added up one by one.
    bad = [
        place
        for place in places
        for column in range(4)
        if 0 < sum(int(counts[code][column]) for code in place) < LEAST
    ]
    assert bad == [] or len(places) == 1
    assert small(places, counts, LEAST) == tuple(dict.fromkeys(bad))


@given(cells(fewest=2))
def test_places_are_joined_inside_a_larger_area_while_they_can(counts):
    """Each row of the square has eight events a period at least, so none need cross."""
    places = gathered(SINGLE, counts, PEOPLE, BESIDE, LEAST, (ROWS,))
    assert [p for p in places if len({ROWS[code] for code in p}) > 1] == []


def test_what_was_joined_stays_joined():
    counts = {code: np.array([9, 9]) for code in CODES}
    start = (tuple(CODES[:4]), *((code,) for code in CODES[4:]))
    assert gathered(start, counts, PEOPLE, BESIDE, LEAST) == tuple(sorted(start))


def test_nought_is_not_small_and_few_people_are():
    counts = {code: np.array([0, 8]) for code in CODES}
    assert gathered(SINGLE, counts, PEOPLE, BESIDE, LEAST) == SINGLE
    few = PEOPLE | {"A00": 3}
    joined = gathered(SINGLE, counts, few, BESIDE, LEAST)
    assert [place for place in joined if len(place) > 1] == [("A00", "A01")]


def test_larger_areas_that_share_a_place_are_shown_as_one():
    places = (("A00", "A04"), ("A01",), ("A05",), ("A08",))
    assert together(places, ROWS) == (("A00", "A01", "A04", "A05"), ("A08",))


# --- What sums tell of the cells behind them -----------------------------------------


def least_of(cells, place, column, block):
    """Slowly: the least a cell can be, given the sums of its row and of its columns."""
    rows = [int(row[block].sum()) for row in cells]
    columns = [
        int(sum(row[block][c] for row in cells)) for c in range(len(cells[0][block]))
    ]
    return max(0, rows[place] + columns[column] - sum(rows))


@given(cells(columns=3, most=9))
def test_no_small_cell_behind_two_sums_is_told_to_be_more_than_one(counts):
    whole = (tuple(CODES),)
    block = slice(0, 3)
    fine = settled(SINGLE, whole, counts, BESIDE, (block,), LEAST)
    table = [total(counts, place) for place in fine]
    for at, row in enumerate(table):
        for column, value in enumerate(row):
            if len(fine) > 1 and 0 < value < LEAST:
                assert least_of(table, at, column, block) <= 1


def test_a_place_that_its_sums_betray_is_joined():
    counts = {code: np.array([0, 0]) for code in CODES}
    counts["A00"] = np.array([5, 9])
    # Nothing happened anywhere else: the month's five are those of A00.
    places = settled(SINGLE, (tuple(CODES),), counts, BESIDE, (slice(0, 2),), LEAST)
    assert ("A00",) not in places
