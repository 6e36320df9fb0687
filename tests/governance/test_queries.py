"""What is due, how reviews stand, who sees the risks; reports' queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goldenthread.governance import rules
from goldenthread.governance.models import Policy
from goldenthread.governance.queries import (
    contacts,
    events,
    national,
    plans,
    policies,
    risks,
    scrutiny,
)
from goldenthread.governance.states import ReviewDue
from goldenthread.partnership.states import Role
from goldenthread.thread.services import add_question
from tests.governance import factories
from tests.governance.factories import AT, Place
from tests.waiting import waiting


ON = date(2025, 6, 2)


# Policies


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("IN_FORCE", -1, ReviewDue.OVERDUE),
        ("IN_FORCE", 0, ReviewDue.SOON),
        ("IN_FORCE", 90, ReviewDue.SOON),
        ("IN_FORCE", 91, ReviewDue.LATER),
        ("IN_FORCE", None, ReviewDue.NO_DATE),
        ("UNDER_REVIEW", -1, ReviewDue.OVERDUE),
        ("WITHDRAWN", -1, ReviewDue.NOT_NEEDED),
        ("IN_WRITING", None, ReviewDue.NOT_NEEDED),
    ],
)
def test_review_stands_alike_in_the_database_and_by_the_rule(
    place: Place, state: str, days: int | None, expected: ReviewDue
) -> None:
    due = None if days is None else ON + timedelta(days=days)
    factories.policy(place, state=state, review_due_on=due)
    found = policies.policies(place.viewer(), ON).get()
    assert (found.review, rules.review_due(found, ON)) == (expected, expected)


def test_documents_under_review_are_those_in_force(place: Place) -> None:
    factories.policy(place)
    factories.policy(place, title="Looked at", state="UNDER_REVIEW")
    found = policies.under_review(place.partnership.pk)
    assert [str(one) for one in found] == ["Looked at"]
    assert Policy.objects.count() == 2


# Risks


def test_risks_are_for_oversight_and_the_analyst(place: Place) -> None:
    factories.risk(place)
    seen = {role: risks.risks(place.viewer(role)).count() for role in Role.values}
    assert seen == {
        Role.BUSINESS_UNIT: 1,
        Role.AGENCY_LEAD: 0,
        Role.EXECUTIVE: 1,
        Role.SCRUTINEER: 1,
        Role.ANALYST: 1,
        Role.TRAINER: 0,
        Role.ADMINISTRATOR: 0,
    }


def test_risks_come_by_score_and_say_which_are_overdue(place: Place) -> None:
    factories.risk(place, title="Minor", likelihood=1, impact=5)
    factories.risk(place, title="Late", review_due_on=date(2025, 6, 1))
    factories.risk(
        place, title="Closed", review_due_on=date(2025, 6, 1), state="CLOSED"
    )
    found = risks.risks(place.viewer(), ON)
    assert [(one.title, one.rated, bool(one.overdue)) for one in found] == [
        ("Late", 16, True),
        ("Closed", 16, False),
        ("Minor", 5, False),
    ]


# Due


def due(place: Place, role: str, post: str = "unit") -> list[tuple]:
    found = waiting("governance", place.viewer(role, post), ON)
    return [(str(one.record), one.words, one.due_on) for one in found]


def test_unit_is_told_of_everything_that_waits(place: Place, clock_rules: None) -> None:
    factories.risk(place)
    factories.risk(place, title="Far off", review_due_on=date(2026, 1, 1))
    factories.policy(place, review_due_on=date(2025, 7, 1))
    factories.policy(place, title="Later", review_due_on=date(2026, 7, 1))
    factories.meeting(place, state="PLANNED")
    factories.event(
        place,
        title="Spotlight",
        state="PLANNED",
        held_on=None,
        planned_from=date(2025, 1, 1),
        planned_to=date(2025, 5, 31),
    )
    factories.national_report(place)
    answered = factories.national_report(place, title="Answered")
    factories.national_response(place, answered)
    assert due(place, Role.BUSINESS_UNIT) == [
        ("Thresholds", "Review the document", date(2025, 7, 1)),
        ("Too few reviewers", "Review the risk", date(2025, 6, 10)),
        (
            "Board, 20 November 2024",
            "Say whether it was held",
            date(2024, 11, 20),
        ),
        ("Spotlight", "Say whether it was held", date(2025, 5, 31)),
        ("A national report", "Record the partnership’s response", None),
    ]


def test_executive_is_told_of_the_risks_of_the_own_post(
    place: Place, clock_rules: None
) -> None:
    factories.risk(place, owner_post=place.posts["commander"])
    factories.policy(place, review_due_on=date(2025, 6, 1))
    mine = due(place, Role.EXECUTIVE, "commander")
    assert mine == [("Too few reviewers", "Review the risk", date(2025, 6, 10))]
    assert due(place, Role.EXECUTIVE, "nurse") == []
    assert due(place, Role.TRAINER, "commander") == []


# What a report asks


def test_priorities_hold_on_their_days_only(place: Place) -> None:
    factories.priority(place, title="Old", starts_on=date(2024, 4, 1))
    factories.priority(
        place,
        title="Ended",
        starts_on=date(2024, 4, 1),
        ends_on=date(2025, 3, 1),
    )
    factories.priority(place, title="Work", kind="CONTINUING")
    home = place.partnership.pk

    def on(day: date, kind: str = "PRIORITY") -> list[str]:
        return [str(one) for one in plans.priorities_on(home, day, kind)]

    assert on(date(2025, 2, 28)) == ["Old", "Ended"]
    assert on(date(2025, 3, 1)) == ["Old"]
    assert on(date(2025, 4, 1), "CONTINUING") == ["Work"]


def test_considered_reports_carry_the_responses_of_the_period(place: Place) -> None:
    report = factories.national_report(place)
    factories.national_response(place, report, text="In the year")
    factories.national_response(
        place, report, text="Later", considered_on=date(2025, 4, 2)
    )
    factories.national_report(place, title="Not considered")
    found = national.considered_reports(
        place.partnership.pk, date(2024, 4, 1), date(2025, 3, 31)
    )
    assert [(str(one), [r.text for r in one.responses.all()]) for one in found] == [
        ("A national report", ["In the year"])
    ]


def test_help_lines_are_those_of_the_day_in_their_order(place: Place) -> None:
    factories.public_contact(place, name="Second", position=2)
    factories.public_contact(place, name="First", position=1)
    factories.public_contact(
        place,
        name="Gone",
        starts_on=date(2020, 1, 1),
        ends_on=date(2025, 3, 31),
    )
    found = contacts.contacts_on(place.partnership.pk, date(2025, 3, 31))
    assert [str(one) for one in found] == ["First", "Second"]


def test_cancelled_events_are_not_planned(place: Place) -> None:
    for state in ("PLANNED", "CANCELLED"):
        factories.event(
            place,
            title=state,
            kind="SPOTLIGHT",
            state=state,
            held_on=None,
            month_only=False,
            agreed_on=date(2024, 11, 1),
        )
    found = events.agreed_events(
        place.partnership.pk, "SPOTLIGHT", date(2024, 4, 1), date(2025, 3, 31)
    )
    assert [str(one) for one in found] == ["PLANNED"]


def test_assurance_is_as_stated_by_a_day(place: Place) -> None:
    factories.assurance_item(place, title="Ended", ended_on=date(2025, 3, 31))
    factories.assurance_item(place, title="Holds")
    factories.assurance_item(place, title="Later", stated_on=date(2026, 1, 1))
    found = scrutiny.assurance_on(place.partnership.pk, "STRAND", date(2025, 3, 31))
    assert [str(one) for one in found] == ["Holds"]


def test_questions_of_a_review_come_from_the_thread(place: Place) -> None:
    review = factories.commissioned_review(place)
    origin = scrutiny.origin_of(place.viewer(), review)
    for number in (1, 2):
        add_question(
            by=place.viewer(),
            at=AT,
            values={"text": f"Question {number}?", "position": number},
            parent=origin,
        )
    found = scrutiny.commissioned_reviews(place.viewer()).get()
    assert found.question_count == 2
    assert [str(one) for one in scrutiny.questions_of(place.viewer(), review)] == [
        "Question 1?",
        "Question 2?",
    ]
