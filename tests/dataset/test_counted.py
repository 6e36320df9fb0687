"""The events behind a figure are as many as the figure says, for every definition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goldenthread.core.calendars import add_months
from goldenthread.dataset import shelf
from goldenthread.engine.errors import IndicatorError
from goldenthread.engine.indicators import rows
from goldenthread.engine.indicators.answers import read
from goldenthread.engine.indicators.model import Basis, Unit


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
FIRST, MONTHS = date(2024, 9, 1), 2
KNOWN = shelf.catalogue()


def behind(release, one, first, last, **asked):
    events, children = release.path("events"), release.path("children")
    return rows.counted(events, children, one, KNOWN, first, last, **asked)


def months():
    for number in range(MONTHS):
        first = add_months(FIRST, number)
        yield first, add_months(first, 1) - timedelta(days=1)


def by_value(table):
    found: dict[str, int] = {}
    for value in table["value"].to_pylist():
        found[value] = found.get(value, 0) + 1
    return found


# Days are measured and children counted over the same events: those are told here.
OF_EVENTS = (Unit.COUNT, Unit.SHARE, Unit.RATE)


@pytest.mark.parametrize(
    "one",
    [one for one in KNOWN.indicators if one.unit in OF_EVENTS and rows.in_rows(one)],
    ids=lambda one: one.key,
)
def test_as_many_events_as_the_figure_counts(county_shelf, one):
    release = shelf.Shelf(county_shelf).store.current()
    by = "age" if "age" in one.by else one.by[0]
    told = read(release.path("cube"), one, by=by).to_pylist()
    for first, last in months():
        expected = {
            row["value"]: row["numerator"]
            for row in told
            if row["period"] == first and row["numerator"]
        }
        assert by_value(behind(release, one, first, last, by=by)) == expected
        if one.unit == Unit.SHARE and one.basis == Basis.FLOW:
            base = {
                row["value"]: row["denominator"]
                for row in told
                if row["period"] == first and row["denominator"]
            }
            found = behind(release, one, first, last, by=by, whole_base=True)
            assert by_value(found) == base


@pytest.mark.parametrize("key", ["care_visited_42", "plan_reviewed"])
def test_what_is_not_told_event_by_event_is_refused(county_shelf, key):
    release = shelf.Shelf(county_shelf).store.current()
    with pytest.raises(IndicatorError, match="not told event by event"):
        behind(release, KNOWN[key], FIRST, FIRST)


def test_a_breakdown_that_there_is_none_of_is_refused(county_shelf):
    release = shelf.Shelf(county_shelf).store.current()
    with pytest.raises(IndicatorError, match="not broken down by team"):
        behind(release, KNOWN["markers"], FIRST, FIRST, by="team")
