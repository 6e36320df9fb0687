"""Figures of how the work on cases went: clocks kept, returns, ages of reviews."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from goldenthread.core.figures import Answers, Scope, State
from goldenthread.reviews.figures import FIGURES
from tests.partnership import factories as people
from tests.reviews import factories


START, END = date(2023, 4, 1), date(2024, 3, 31)


@pytest.fixture
def rules(db):
    call_command("reference_load", verbosity=0, stdout=StringIO())


def answers(home, as_at=END) -> Answers:
    return Answers(FIGURES, Scope(home.pk, "2023-24", START, END, as_at))


def notified(circle, aware, sent):
    incident = factories.incident(circle, aware_on=aware)
    factories.referral(incident, referred_on=aware or date(2024, 1, 9))
    return factories.notification(incident, sent_on=sent)


def test_a_clock_is_judged_by_working_days_and_only_from_a_known_first_day(
    rules, home, circle
):
    """Aware on Tuesday 19 December 2023: Christmas and Boxing Day do not count."""
    kept = notified(circle, date(2023, 12, 19), date(2023, 12, 28))
    late = notified(circle, date(2023, 12, 19), date(2023, 12, 29))
    undated = notified(circle, None, date(2024, 1, 10))
    notified(circle, date(2024, 3, 28), date(2024, 4, 2))  # of the year after
    found = answers(home)
    rows = {
        name: set(found[f"reviews.clock.{name}"].rows)
        for name in ("notified", "notified_dated", "notified_in_time")
    }
    assert rows == {
        "notified": {kept, late, undated},
        "notified_dated": {kept, late},
        "notified_in_time": {kept},
    }
    assert found["reviews.clock.notified_in_time_share"].value == Decimal(50)


def test_nothing_recorded_is_missing_and_not_nought(rules, home, circle):
    found = answers(home)
    for key in ("reviews.clock.notified", "reviews.returns.asked"):
        assert (found[key].state, found[key].value) == (State.MISSING, None)
    notified(circle, date(2023, 12, 19), date(2024, 1, 30))
    late = answers(home)["reviews.clock.notified_in_time"]
    assert (late.state, late.value) == (State.KNOWN, 0)


def test_returns_are_counted_by_when_they_were_asked_and_handed_in(home, circle):
    incident = factories.incident(circle)
    asked = date(2024, 3, 1)
    for number, days in enumerate((4, 9, 30), start=1):
        one = factories.agency_return(
            incident,
            people.agency(home, name=f"Agency {number}"),
            asked_on=asked,
            due_on=date(2024, 3, 10),
        )
        factories.sent(one, returned_on=date(2024, 3, 1 + days))
    waiting = people.agency(home, name="Agency 4")
    factories.agency_return(incident, waiting, asked_on=asked, due_on=None)
    found = answers(home)
    assert {
        name: found[f"reviews.returns.{name}"].value
        for name in ("asked", "returned", "in_time", "days")
    } == {"asked": 4, "returned": 3, "in_time": 2, "days": Decimal(9)}
    early = answers(home, as_at=date(2024, 3, 7))
    assert early["reviews.returns.returned"].value == 1
