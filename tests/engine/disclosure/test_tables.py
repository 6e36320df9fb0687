"""Tables of counts: what is refused, and in which words."""

import pytest

from goldenthread.engine.disclosure import Dimension, Mark, Table
from goldenthread.engine.disclosure.tables import check
from goldenthread.engine.errors import DisclosureError


AREA = Dimension.flat("area", ("north", "south"))


def one(**cells):
    given = {"north": 3, "south": 4, "ALL": 7, **cells}
    return Table("referrals", (AREA,), {(key,): value for key, value in given.items()})


def test_a_table_that_adds_up_is_taken():
    check(one())


@pytest.mark.parametrize(
    "cells",
    [
        {"north": Mark.NOT_AVAILABLE, "ALL": 9},
        {"ALL": Mark.NOT_AVAILABLE},
        {"south": Mark.NOT_APPLICABLE, "ALL": 3},
        {"north": Mark.NOT_APPLICABLE, "south": 0, "ALL": 0},
    ],
)
def test_what_nobody_knows_and_what_cannot_be_are_not_nought(cells):
    check(one(**cells))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"ALL": 8},
            "“referrals” does not add up: ALL is 8 and its parts are 7 together.",
        ),
        (
            {"north": Mark.NOT_AVAILABLE, "ALL": 3},
            "“referrals” does not add up: ALL is 3 and its parts are 4 together.",
        ),
        (
            {"south": Mark.NOT_APPLICABLE},
            "“referrals” does not add up: ALL is 7 and its parts are 3 together.",
        ),
        (
            {"north": -1},
            "“referrals” at north is -1: a count is a whole number from nought.",
        ),
        (
            {"north": True},
            "“referrals” at north is True: a count is a whole number from nought.",
        ),
        (
            {"north": 3.0},
            "“referrals” at north is 3.0: a count is a whole number from nought.",
        ),
        (
            {"north": Mark.SUPPRESSED},
            "“referrals” is already suppressed at north: give true counts.",
        ),
    ],
)
def test_what_is_no_table_of_counts_is_refused(cells, words):
    with pytest.raises(DisclosureError) as refused:
        check(one(**cells))
    assert str(refused.value) == words


def test_a_key_that_does_not_fit_is_refused():
    with pytest.raises(DisclosureError) as refused:
        check(Table("referrals", (AREA,), {("north", "2024"): 1}))
    assert str(refused.value) == (
        "“referrals” has 1 dimensions and the cell north / 2024 has 2."
    )


def test_a_cell_is_the_same_cell_in_a_table_that_is_not_broken_down():
    sex = Dimension.flat("sex", ("F", "M"))
    wide = Table("referrals", (sex, AREA), {})
    narrow = Table("referrals", (AREA,), {})
    assert wide.cell(("ALL", "north")) == narrow.cell(("north",))
    assert wide.cell(("F", "north")) != narrow.cell(("north",))
