"""Submissions: late, partial, superseded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from goldenthread.engine import contracts, intake
from goldenthread.engine.errors import IntakeRefused
from goldenthread.engine.intake import submissions
from tests.engine.intake import factories as make


FIRST, LAST = date(2024, 10, 1), date(2024, 12, 31)
IN_TIME = datetime(2025, 1, 14, 12, tzinfo=UTC)
ROW = ["P1", "", "2015-01-01", *[""] * 4, "R1", "2024-10-01 10:00"]


def taken(folder, rows, labels=make.LABELS):
    path = make.saved(folder, "x.csv", make.csv_bytes([labels, *rows]))
    return intake.check(path, make.EVERY, today=make.TODAY)


def months(*wanted):
    return [
        [*ROW[:7], f"R{number}", f"2024-{month}-05 10:00"]
        for number, month in enumerate(wanted)
    ]


def submitted(found, received=IN_TIME, earlier=(), **other):
    whole = {"agency": "NORTH", "first": FIRST, "last": LAST, **other}
    return intake.submission(
        found, make.EVERY, received_at=received, earlier=earlier, **whole
    )


def test_one_in_time_and_whole(tmp_path):
    one = submitted(taken(tmp_path, months(10, 11, 12)))
    assert (one.rows, one.late, one.complete, one.supersedes) == (3, False, True, None)


def test_lateness_counts_days_in_england(tmp_path):
    found = taken(tmp_path, months(10, 11, 12))
    assert submissions.due_on(make.EVERY, LAST) == date(2025, 1, 14)
    night = datetime(2025, 1, 14, 23, 59, tzinfo=UTC)
    assert submitted(found, night).days_late == 0
    assert submitted(found, datetime(2025, 1, 17, 0, 1, tzinfo=UTC)).days_late == 3
    unbound = replace(make.EVERY, expected=None)
    assert submissions.due_on(unbound, LAST) is None


def test_partial_is_a_column_or_a_month_that_is_not_there(tmp_path):
    one = submitted(taken(tmp_path, months(10, 12)))
    assert (one.empty_months, one.complete) == (("2024-11",), False)
    labels = [label for label in make.LABELS if label != "Miles"]
    one = submitted(taken(tmp_path, months(10, 11, 12), labels))
    assert (one.absent, one.complete) == (("miles",), False)


def test_a_resubmission_supersedes_the_one_before_it_whole(tmp_path):
    first = submitted(taken(tmp_path, months(10)))
    second = submitted(
        taken(tmp_path, months(10, 11)), IN_TIME.replace(hour=13), [first]
    )
    third = submitted(
        taken(tmp_path, months(11)), IN_TIME.replace(hour=14), [second, first]
    )
    assert second.supersedes == first.sha256
    assert third.supersedes == second.sha256
    other = submitted(taken(tmp_path, months(10)), agency="SOUTH", earlier=[third])
    assert other.supersedes is None
    assert submissions.in_force([second, third, other, first]) == [third, other]


def test_what_has_errors_is_no_submission(tmp_path):
    found = taken(tmp_path, [["P1"]])
    with pytest.raises(IntakeRefused, match="refused, 3 errors"):
        submitted(found)


def test_what_cannot_be_is_refused(tmp_path):
    found = taken(tmp_path, months(10))
    with pytest.raises(IntakeRefused, match="ends before it begins"):
        submitted(found, first=LAST, last=FIRST)
    with pytest.raises(IntakeRefused, match="names no zone"):
        submitted(found, IN_TIME.replace(tzinfo=None))
    with pytest.raises(IntakeRefused, match="holds nothing of annex_a_1"):
        intake.submission(
            found,
            contracts.load("annex_a_1"),
            agency="A",
            first=FIRST,
            last=LAST,
            received_at=IN_TIME,
        )


def test_periods_follow_the_financial_year():
    quarters = submissions.periods(make.EVERY, date(2024, 11, 5), date(2025, 4, 1))
    assert quarters == [
        (date(2024, 10, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 4, 1), date(2025, 6, 30)),
    ]
    for every, first in (
        (contracts.Every.MONTH, date(2025, 2, 1)),
        (contracts.Every.HALF_YEAR, date(2024, 10, 1)),
        (contracts.Every.YEAR, date(2024, 4, 1)),
    ):
        expected = replace(make.EVERY.expected, every=every)
        contract = replace(make.EVERY, expected=expected)
        day = date(2025, 2, 28)
        assert submissions.periods(contract, day, day)[0][0] == first
    assert submissions.periods(replace(make.EVERY, expected=None), FIRST, LAST) == []
