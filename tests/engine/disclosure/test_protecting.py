"""Protection: nothing small can be worked out, and no less would do."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from goldenthread.engine.disclosure import (
    Dimension,
    Edition,
    Mark,
    Ratio,
    Table,
    attack,
    choosing,
    profile,
    protect,
)
from goldenthread.engine.disclosure.profiles import RANGE, profiles
from goldenthread.engine.errors import CannotBeProtected, DisclosureError
from tests.engine.disclosure import twins


PUBLIC = profile("partnership")
PARTNERS = profile("partners")
NAMES = list(profiles())


def parts_in_sight(every, counts, cell):
    """How many of its lowest parts are not nought: what visible noughts give away."""
    members = dict(cell[1])
    return sum(
        value > 0
        and all(
            one.name not in members or part in twins.under(one, members[one.name])
            for one, part in zip(every, leaf, strict=True)
        )
        for leaf, value in counts.items()
    )


def kept(one, span, in_sight):
    """Is a small cell's span as wide as the profile asks, as far as it can be?"""
    if one.interval != RANGE:
        return span[1] - span[0] >= one.interval
    least = max(one.small[0], in_sight if one.least_hidden else 0)
    return span[0] <= least and span[1] >= one.small[1]


def exposed(done, tables, every, counts, published=()):
    """Small cells that a reader of everything knows better than the profile allows."""
    found = attack([*published, done.edition])
    one = done.edition.profile
    cells = {
        table.cell(key)
        for table in tables
        for key, value in table.cells.items()
        if one.is_small(value)
    }
    return [
        cell
        for cell in cells - done.already_known
        if not kept(
            one,
            found.cells.get(("", cell), (0, 0)),
            parts_in_sight(every, counts, cell),
        )
    ]


def drawn(seed):
    """A random shape, with the tables of it that go out now and those that went."""
    random = np.random.default_rng(seed)
    shapes = (
        (twins.flat("a", 4), twins.flat("b", 3)),
        (twins.levels("t", (3, 3)), twins.flat("b", 2)),
        (twins.flat("a", 2), twins.flat("b", 2), twins.flat("c", 2)),
        (twins.levels("t", (3, 2, 3)),),
    )
    every = shapes[seed % len(shapes)]
    counts = twins.random_leaves(random, every, float(random.choice([1, 3, 6, 12])))
    wide = twins.table("n", every, counts, every)
    narrow = twins.table("n", every, counts, every[:1])
    return random, every, counts, wide, narrow


@pytest.mark.parametrize("start", range(0, 100, 10))
def test_no_small_cell_of_random_tables_can_be_worked_out(start):
    for seed in range(start, start + 10):
        random, every, counts, wide, narrow = drawn(seed)
        one = profile(NAMES[seed % len(NAMES)])
        tables = [wide, narrow] if random.random() < 0.5 else [wide]
        done = protect(tables, one)
        assert done.proved
        assert exposed(done, tables, every, counts) == []
        assert {cell for _, cell in done.small} == {
            key for key, value in wide.cells.items() if one.is_small(value)
        } | {
            key
            for table in tables[1:]
            for key, value in table.cells.items()
            if one.is_small(value)
        } or not one.hide_small


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_nor_with_an_earlier_edition_at_hand(start):
    for seed in range(start, start + 10):
        random, every, counts, wide, narrow = drawn(seed)
        one = profile(NAMES[seed % len(NAMES)])
        first = protect([narrow], one, name="first").edition
        if random.random() < 0.5:
            first = replace(first, counts=())
        done = protect([wide], one, published=[first])
        assert exposed(done, [wide], every, counts, [first]) == []
        assert told_more(done, wide, first) == []


def told_more(done, table, first):
    """Small counts of which more is told than by the first edition and noughts alone."""
    one = done.edition.profile
    if one.interval != RANGE:
        return []
    blank = {
        key: value if value < one.least_hidden else Mark.SUPPRESSED
        for key, value in table.cells.items()
    }
    dark = Edition("dark", (Table("n", table.dimensions, blank),), one, (table,))
    before, after = attack([first, dark]), attack([first, done.edition])
    found = []
    for cell in done.already_known:
        (least, most), (low, high) = before.of(cell), after.of(cell)
        if low > max(least, one.small[0]) or high < min(most, one.small[1]):
            found.append(cell)
    return found


def test_what_one_edition_hides_the_next_does_not_give_away():
    """The months alone may show the other hidden month; with the first edition out,
    it would give the small one away."""
    months = Dimension.flat("month", ("04", "05", "06"), "Q1")
    counts = {("04",): 3, ("05",): 9, ("06",): 20, ("Q1",): 32}
    first = protect([Table("n", (months,), counts)], PUBLIC, name="first").edition
    assert [key for key, value in first.tables[0].cells.items() if value == "c"] == [
        ("04",),
        ("05",),
    ]
    later = Table("n", (Dimension("month"),), {("05",): 9, ("06",): 20})
    by_itself = protect([later], PUBLIC)
    assert by_itself.tables[0].cells == {("05",): 9, ("06",): 20}
    together = protect([later], PUBLIC, published=[first])
    assert together.tables[0].cells == {("05",): Mark.SUPPRESSED, ("06",): 20}


def test_a_revision_by_few_is_told_and_not_tied():
    months = Dimension.flat("month", ("04", "05"), "ALL")
    old = Table("n", (months,), {("04",): 3, ("05",): 9, ("ALL",): 12})
    new = Table("n", (months,), {("04",): 5, ("05",): 29, ("ALL",): 34})
    first = protect([old], PUBLIC, name="first")
    assert first.tables[0].cells[("ALL",)] == 12
    done = protect([new], PUBLIC, published=[first.edition])
    assert done.revised_by_few == frozenset()
    near = Table("n", (months,), {("04",): 5, ("05",): 9, ("ALL",): 14})
    done = protect([near], PUBLIC, published=[first.edition])
    assert done.revised_by_few == {("n", ())}


def revised(random, counts):
    """Some counts a little lower, as they were before late returns came in."""
    return {
        key: int(value * random.uniform(0.6, 1)) if random.random() < 0.3 else value
        for key, value in counts.items()
    }


def chain(seed):
    """Two editions over changing counts, with different tables, and one to come."""
    random, every, counts, wide, _ = drawn(seed)
    one = profile(NAMES[seed % len(NAMES)])
    published, truths = [], []
    for number in range(2):
        then = revised(random, counts)
        tables = [
            twins.table("n", every, then, shown)
            for shown in ((every, every[:1]) if number else (every[-1:],))
        ]
        done = protect(tables, one, published=published, name=f"e{number}")
        published.append(done.edition)
        truths.append({t.cell(k): v for t in tables for k, v in t.cells.items()})
    return every, counts, wide, one, published, truths


@pytest.mark.parametrize("start", range(0, 20, 5))
def test_revised_counts_neither_mislead_nor_give_away(start):
    """With counts kept, what is worked out is true of each edition."""
    for seed in range(start, start + 5):
        every, counts, wide, one, published, truths = chain(seed)
        done = protect([wide], one, published=published)
        assert exposed(done, [wide], every, counts, published) == []
        now = {wide.cell(key): value for key, value in wide.cells.items()}
        editions = {"": now, "e0": truths[0], "e1": truths[1]}
        for (edition, cell), (low, high) in attack(
            [*published, done.edition]
        ).cells.items():
            true = editions[edition].get(cell)
            assert true is None or low <= true <= high


def test_editions_that_contradict_are_not_compared():
    """Nobody kept the counts; what was hidden then cannot all be what it is now."""
    every = (Dimension.flat("month", ("04", "05")), Dimension.flat("sex", ("F", "M")))
    keys = itertools.product(("04", "05", "ALL"), ("F", "M", "ALL"))
    hidden = dict.fromkeys(keys, Mark.SUPPRESSED)
    first = Edition(
        "first", (Table("n", every, {**hidden, ("ALL", "ALL"): 90}),), PUBLIC
    )
    leaves = {("04", "F"): 9, ("04", "M"): 8, ("05", "F"): 7, ("05", "M"): 10}
    table = twins.table("n", every, leaves, every)
    done = protect([table], PUBLIC, published=[first])
    assert done.tables[0].cells == table.cells
    assert done.not_compared == {"first"}


def test_a_total_may_have_had_fewer_parts_before():
    """The year so far, in May and in June."""

    def year(*months):
        return Dimension("month", (("ALL", months),), "ALL")

    may = Table("n", (year("04", "05"),), {("04",): 9, ("05",): 11, ("ALL",): 20})
    first = protect([may], PUBLIC, name="first").edition
    june = {("04",): 9, ("05",): 11, ("06",): 8, ("ALL",): 28}
    table = Table("n", (year("04", "05", "06"),), june)
    assert protect([table], PUBLIC, published=[first]).tables[0].cells == june


def test_what_is_out_already_is_named_and_past_help():
    months = Dimension.flat("month", ("04", "05"), "ALL")
    counts = {("04",): 3, ("05",): 9, ("ALL",): 12}
    table = Table("n", (months,), counts)
    slip = Edition("slip", (table,), PUBLIC)
    done = protect([table], PUBLIC, published=[slip])
    assert done.already_known == {("n", (("month", "04"),))}
    assert done.tables[0].cells[("04",)] is Mark.SUPPRESSED


def safe(one, every, counts, table, hidden):
    """By trying every table: is each small cell as unsure as it must be?"""
    cells = {
        key: Mark.SUPPRESSED if key in hidden else value
        for key, value in table.cells.items()
    }
    published = [Edition("e", (Table("n", table.dimensions, cells),), one)]
    spans = twins.enumerated(every, published, 9)
    return all(
        kept(
            one,
            spans.get(table.cell(key), (value, value)),
            parts_in_sight(every, counts, table.cell(key)),
        )
        for key, value in table.cells.items()
        if one.is_small(value)
    )


@pytest.mark.parametrize("one", [PARTNERS, PUBLIC], ids=lambda one: one.name)
@pytest.mark.parametrize("seed", range(6))
def test_no_cheaper_choice_is_safe(seed, one):
    """Every set of cells tried, each against every table there could be."""
    random = np.random.default_rng(seed)
    every = (twins.flat("a", 2), twins.flat("b", 2))
    counts = twins.random_leaves(random, every, 4)
    counts = {key: min(value, 8) for key, value in counts.items()}
    table = twins.table("n", every, counts, every)
    done = protect([table], one)
    must = {key for key, value in table.cells.items() if one.is_small(value)}
    free = [
        key
        for key, value in table.cells.items()
        if key not in must and value >= one.least_hidden
    ]

    def cost(keys):
        return sum(2 if table.is_total(key) else 1 for key in keys)

    choices = (
        set(more)
        for size in range(len(free) + 1)
        for more in itertools.combinations(free, size)
    )
    chosen = {key for _, key in done.besides}
    cheaper = [more for more in choices if cost(more) < cost(chosen)]
    assert done.proved
    assert safe(one, every, counts, table, must | chosen)
    assert not any(safe(one, every, counts, table, must | more) for more in cheaper)


def test_out_of_time_more_is_hidden_and_it_is_said():
    costs = []
    for seed in range(12):
        _, every, counts, wide, narrow = drawn(seed)
        hurried = protect([wide, narrow], PUBLIC, seconds=0)
        calm = protect([wide, narrow], PUBLIC)
        assert not hurried.proved
        assert exposed(hurried, [wide, narrow], every, counts) == []
        costs.append((len(hurried.besides), len(calm.besides)))
    assert sum(one for one, _ in costs) >= sum(one for _, one in costs)


def test_what_the_quick_way_leaves_open_is_mended(monkeypatch):
    """A greedy choice that hides nothing besides is found out by the attack."""
    monkeypatch.setattr(
        "goldenthread.engine.disclosure.protecting.greedy",
        lambda given, start: choosing.Choice(start.copy(), False),
    )
    for seed in range(4):
        _, every, counts, wide, _ = drawn(seed)
        done = protect([wide], PUBLIC, seconds=0)
        assert exposed(done, [wide], every, counts) == []


def test_noughts_in_sight_stay_in_sight():
    _, _, _, wide, _ = drawn(0)
    shown = protect([wide], PUBLIC).tables[0].cells
    assert all(shown[key] == 0 for key, value in wide.cells.items() if value == 0)


def test_the_four_values_stay_what_they_are():
    area = Dimension.flat("area", ("a", "b", "c", "d", "e"))
    values = (0, Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE, 3, 40)
    cells = {(name,): value for name, value in zip("abcde", values, strict=True)}
    table = Table("n", (area,), {**cells, ("ALL",): 50})
    shown = protect([table], PUBLIC).tables[0].cells
    assert [shown[(name,)] for name in "abcd"] == [
        0,
        Mark.NOT_AVAILABLE,
        Mark.NOT_APPLICABLE,
        Mark.SUPPRESSED,
    ]


def test_a_share_is_hidden_with_either_count_and_with_who_is_left():
    """98 of 100 in time tells that 2 were late."""
    area = Dimension("area")
    held = Table("held", (area,), {("a",): 100, ("b",): 80, ("c",): 9, ("d",): 0})
    timely = Table("timely", (area,), {("a",): 98, ("b",): 60, ("c",): 9, ("d",): 0})
    share = Ratio("timeliness", "timely", "held")
    done = protect([held, timely], PUBLIC, ratios=[share])
    gone = {value for table in done.tables for value in [table.cells[("a",)]]}
    assert Mark.SUPPRESSED in gone
    assert done.ratios["timeliness"] == {
        ("a",): Mark.SUPPRESSED,
        ("b",): Decimal("75.0"),
        ("c",): Mark.SUPPRESSED,
        ("d",): Mark.NOT_AVAILABLE,
    }
    assert attack([done.edition]).exact() == {
        ("", ("held without timely", (("area", one),))): value
        for one, value in (("b", 20), ("c", 0), ("d", 0))
    }


def test_a_rate_is_hidden_with_its_count_and_keeps_its_population():
    area, month = Dimension("area"), Dimension("month")
    people = Table("children", (area,), {("a",): 4_000, ("b",): 6_000})
    counts = {("a", "04"): 3, ("b", "04"): 12, ("a", "05"): 8, ("b", "05"): 0}
    rate = Ratio("rate", "n", "children", 10_000, 1, share=False, over=people)
    done = protect([Table("n", (area, month), counts)], PUBLIC, ratios=[rate])
    assert done.ratios["rate"] == {
        ("a", "04"): Mark.SUPPRESSED,
        ("b", "04"): Decimal("20.0"),
        ("a", "05"): Decimal("20.0"),
        ("b", "05"): Decimal("0.0"),
    }


def test_a_ratio_of_nothing_there_is_refused():
    table = Table("n", (Dimension("area"),), {("a",): 10})
    with pytest.raises(DisclosureError) as refused:
        protect([table], PUBLIC, ratios=[Ratio("share", "n", "held")])
    assert str(refused.value) == ("No table counts “held”, which a ratio is made of.")


def test_two_tables_that_differ_at_one_cell_are_refused():
    one = Table("n", (Dimension("area"),), {("a",): 10})
    with pytest.raises(DisclosureError) as refused:
        protect([one, Table("n", (Dimension("area"),), {("a",): 11})], PUBLIC)
    assert str(refused.value) == (
        "Two tables differ at the same cell of “n”, a: 10 and 11."
    )


def test_what_nothing_can_hide_is_refused(monkeypatch):
    """An attacker that works out everything, whatever is hidden."""
    monkeypatch.setattr(
        "goldenthread.engine.disclosure.protecting.ranges",
        lambda rows, low, high, asked, progress: (low, low),
    )
    area = Dimension.flat("area", ("a", "b"))
    table = Table("n", (area,), {("a",): 3, ("b",): 9, ("ALL",): 12})
    with pytest.raises(CannotBeProtected) as refused:
        protect([table], PUBLIC)
    assert str(refused.value) == (
        "“n” at a can be worked out whatever else is hidden; "
        "leave out the table or a breakdown."
    )


def test_a_small_count_by_itself_takes_its_total_along():
    area = Dimension.flat("area", ("a", "b"))
    cells = {("a",): Mark.NOT_APPLICABLE, ("b",): 3, ("ALL",): 3}
    shown = protect([Table("n", (area,), cells)], PUBLIC).tables[0].cells
    assert [shown[("b",)], shown[("ALL",)]] == [Mark.SUPPRESSED] * 2
