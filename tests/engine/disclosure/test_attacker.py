"""The attacker against a reader who tries every table there could be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine.disclosure import (
    Dimension,
    Edition,
    Mark,
    Table,
    attack,
    profile,
)
from goldenthread.engine.disclosure.profiles import profiles
from goldenthread.engine.errors import DisclosureError
from tests.engine.disclosure import twins


PUBLIC = profile("partnership")
SHAPES = (
    (twins.flat("a", 2), twins.flat("b", 2)),
    (twins.flat("a", 3), twins.flat("b", 2)),
    (twins.levels("t", (2, 2)),),
    (twins.flat("a", 2), twins.levels("t", (1, 2))),
    (twins.flat("a", 2), twins.flat("b", 2), twins.flat("c", 2)),
)
MOST = {4: 8, 6: 5, 8: 3}


def blinded(table, one, random, share):
    """Some cells of a table hidden at random, the others rounded, under a profile."""
    cells = {}
    for key, value in table.cells.items():
        hide = (one.hide_small and one.is_small(value)) or random.random() < share
        visible_nought = value == 0 and one.least_hidden == 1
        cells[key] = one.rounded(value)
        if hide and not visible_nought:
            cells[key] = Mark.SUPPRESSED
    return Table(table.count, table.dimensions, cells)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    every=st.sampled_from(SHAPES),
    names=st.lists(st.sampled_from(list(profiles())), min_size=1, max_size=2),
    share=st.sampled_from((0.1, 0.4, 0.8)),
)
def test_bounds_are_those_of_trying_every_table(seed, every, names, share):
    random = np.random.default_rng(seed)
    counts = twins.random_leaves(random, every, 1.5)
    most = MOST[len(counts)]
    counts = {key: min(value, most) for key, value in counts.items()}
    published = []
    for number, name in enumerate(names):
        shown = every if number == 0 else every[:1]
        whole = twins.table("n", every, counts, shown)
        made = blinded(whole, profile(name), random, share)
        published.append(Edition(f"e{number}", (made,), profile(name)))
    slow = twins.enumerated(every, published, most)
    # What is told exactly by two rounded numbers together is not asked for.
    quick = {cell: span for (_, cell), span in attack(published).cells.items()}
    for cell, (least, highest) in slow.items():
        low, high = quick.get(cell, (least, least))
        assert low <= least <= highest <= high
        # A table tried has no part above `most`: a higher end says nothing about it.
        if highest_of_all(published, every) <= most:
            assert (low, high) == (least, highest)


def highest_of_all(published, every):
    """The most the whole can be, as far as some table shows it."""
    ends = [float("inf")]
    for edition in published:
        for table in edition.tables:
            top = tuple("ALL" for _ in table.dimensions)
            ends.append(twins.says(table.cells[top], edition)[1])
    return min(ends)


def edition(name, cells, dimension, count="n"):
    return Edition(name, (Table(count, (dimension,), cells),), PUBLIC)


MONTHS = Dimension(
    "month", (("Q1", ("04", "05", "06")), ("Q2", ("07", "08")), ("Y", ("Q1", "Q2")))
)


def test_two_editions_give_away_what_neither_does():
    """Months with one hidden pair in a quarter, then the quarter's parts without."""
    first = {
        ("04",): Mark.SUPPRESSED,
        ("05",): Mark.SUPPRESSED,
        ("06",): 9,
        ("Q1",): 18,
    }
    then = {("05",): 6, ("06",): 9}
    alone = attack([edition("1", first, MONTHS)])
    assert alone.of(("n", (("month", "04"),))) == (1, 8)
    both = attack([edition("1", first, MONTHS), edition("2", then, MONTHS)])
    assert both.exact() == {("", ("n", (("month", "04"),))): 3}


def test_cells_that_no_table_shows_count_too():
    """Areas by sex and areas by age hang together by the area's unseen total."""
    sex = Dimension.flat("sex", ("F", "M"))
    age = Dimension.flat("age", ("0-9", "10+"))
    by_sex = Table("n", (sex,), {("F",): 10, ("M",): 12})
    by_age = Table("n", (age,), {("0-9",): 20, ("10+",): Mark.SUPPRESSED})
    found = attack([Edition("1", (by_sex, by_age), PUBLIC)])
    unseen = ("", ("n", ()))
    assert found.exact() == {("", ("n", (("age", "10+"),))): 2, unseen: 22}


def test_two_ways_to_cut_up_a_county_are_compared_by_what_they_share():
    """Neither edition shows an area; the difference of two groups is one area."""
    first = Dimension("area", (("A", ("1", "2", "3")),))
    then = Dimension("area", (("B", ("1", "2")),))
    found = attack(
        [edition("1", {("A",): 20}, first), edition("2", {("B",): 17}, then)]
    )
    assert found.of(("n", (("area", "3"),))) == (3, 3)
    assert found.of(("n", (("area", "1"),))) == (0, 17)


def test_what_was_revised_is_not_compared():
    first = {("07",): Mark.SUPPRESSED, ("08",): Mark.SUPPRESSED, ("Q2",): 10}
    then = {("07",): Mark.SUPPRESSED, ("08",): Mark.SUPPRESSED, ("Q2",): 13}
    found = attack([edition("1", first, MONTHS), edition("2", then, MONTHS)])
    assert found.cells == {
        ("", ("n", (("month", "07"),))): (1, 12),
        ("", ("n", (("month", "08"),))): (1, 12),
        ("1", ("n", (("month", "07"),))): (1, 9),
        ("1", ("n", (("month", "08"),))): (1, 9),
    }


def test_what_nobody_knows_may_be_anything():
    cells = {("07",): Mark.NOT_AVAILABLE, ("08",): Mark.SUPPRESSED, ("Q2",): 10}
    found = attack([edition("1", cells, MONTHS)])
    assert found.of(("n", (("month", "08"),))) == (1, 10)
    assert found.of(("n", (("month", "07"),))) == (0, 9)


def test_what_contradicts_itself_is_refused():
    cells = {("07",): 4, ("08",): Mark.SUPPRESSED, ("Q2",): 3}
    with pytest.raises(DisclosureError) as refused:
        attack([edition("1", cells, MONTHS)])
    assert str(refused.value).startswith("What was published contradicts itself:")


def test_editions_need_names_of_their_own():
    one = edition("1", {("07",): 7}, MONTHS)
    with pytest.raises(DisclosureError) as refused:
        attack([one, one])
    assert str(refused.value) == "Two editions bear one name, or one bears none."


def test_progress_ends_at_the_end():
    cells = {("07",): Mark.SUPPRESSED, ("08",): Mark.SUPPRESSED, ("Q2",): 30}
    told = []
    attack(
        [edition("1", cells, MONTHS)],
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]
