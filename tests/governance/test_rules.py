"""What records other than money and meetings must satisfy, each in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.states import MoveRefused
from goldenthread.governance.services import (
    events,
    national,
    policies,
    risks,
    scrutiny,
)
from goldenthread.governance.states import (
    TABLES,
    EventState,
    PolicyState,
    RiskState,
)
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Origin
from tests.governance import factories
from tests.governance.factories import AT, Place


Make = Callable[[Place], Any]
REFUSALS: tuple[tuple[str, Make, str], ...] = (
    (
        "plan of no day",
        lambda place: factories.strategic_plan(place, ends_on=date(2025, 4, 1)),
        "The first day it no longer holds, 1 April 2025, must come after the day it "
        "begins, 1 April 2025.",
    ),
    (
        "plan agreed in a month",
        lambda place: factories.strategic_plan(
            place, agreed_on=date(2025, 2, 14), month_only=True
        ),
        "The date agreed is marked as known to the month only; give the first of that "
        "month, not 14 February 2025.",
    ),
    (
        "priority outside its plan",
        lambda place: factories.priority(
            place,
            plan=factories.strategic_plan(place),
            starts_on=date(2028, 4, 1),
        ),
        "The priority begins on 1 April 2028, outside the years of “Plan”.",
    ),
    (
        "step done after the day it is stated for",
        lambda place: factories.reform_task(
            place, progress="DONE", happened_on=date(2025, 4, 1)
        ),
        "The day it is stated for, 31 March 2025, is before the date done, 1 April "
        "2025.",
    ),
    (
        "step with a date done that is not done",
        lambda place: factories.reform_task(place, happened_on=date(2025, 3, 1)),
        "Only a step that is done has a date done.",
    ),
    (
        "document without owner",
        lambda place: factories.policy(place, owner_group=None),
        "Name the group or the agency that owns the document.",
    ),
    (
        "review before the document",
        lambda place: factories.policy(place, review_due_on=date(2022, 1, 1)),
        "The review, 1 January 2022, is before the day it comes into force, 1 January "
        "2023.",
    ),
    (
        "review on the day of the document",
        lambda place: factories.policy(place, review_due_on=date(2023, 1, 1)),
        "The review must come after the day it comes into force.",
    ),
    (
        "event held on no day",
        lambda place: factories.event(place, held_on=None),
        "Give the date on which the event was held.",
    ),
    (
        "half a period",
        lambda place: factories.event(place, planned_from=date(2025, 1, 1)),
        "Give both ends of the period it is planned for, or neither.",
    ),
    (
        "period the wrong way round",
        lambda place: factories.event(
            place, planned_from=date(2025, 2, 1), planned_to=date(2025, 1, 1)
        ),
        "The end of the period it is planned for, 1 January 2025, is before the "
        "beginning of the period, 1 February 2025.",
    ),
    (
        "year given as a day",
        lambda place: factories.event(
            place, held_on=date(2024, 5, 1), month_only=False, year_only=True
        ),
        "The date held is marked as known to the year only; give 1 January of that "
        "year, not 1 May 2024.",
    ),
    (
        "response before the report",
        lambda place: factories.national_response(
            place, factories.national_report(place), considered_on=date(2024, 11, 1)
        ),
        "The date considered, 1 November 2024, is before the report was published, "
        "28 November 2024.",
    ),
    (
        "scrutiny of nothing",
        lambda place: factories.scrutiny_activity(place, group=None),
        "Name the group or the subject that was looked at.",
    ),
    (
        "review reported before it was commissioned",
        lambda place: factories.commissioned_review(
            place, reported_on=date(2024, 5, 1)
        ),
        "The date reported, 1 May 2024, is before the review was commissioned, 1 June "
        "2024.",
    ),
    (
        "item ended before it was stated",
        lambda place: factories.assurance_item(place, ended_on=date(2025, 1, 1)),
        "The day it ended, 1 January 2025, is before the day it is stated for, 31 "
        "March 2025.",
    ),
    (
        "risk reviewed before it was raised",
        lambda place: factories.risk(place, review_due_on=date(2024, 8, 1)),
        "The review, 1 August 2024, is before the risk was raised, 1 September 2024.",
    ),
    (
        "number nobody can ring",
        lambda place: factories.public_contact(place, number="0800 CHILD"),
        "A telephone number has digits and spaces only, such as 0800 1111, not “0800 "
        "CHILD”.",
    ),
)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [(make, sentence) for _, make, sentence in REFUSALS],
    ids=[name for name, _, _ in REFUSALS],
)
def test_refusal_says_what_is_wrong_and_saves_nothing(
    place: Place, make: Make, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        make(place)
    assert str(refusal.value) == sentence
    kept = HistoryRow.objects.exclude(
        action__in=["add_strategic_plan", "add_national_report", "open_origin"]
    )
    assert not kept.exists()


MOVES = (
    (factories.policy, policies.amend_policy, PolicyState.IN_WRITING, "document"),
    (factories.event, events.amend_event, EventState.PLANNED, "event"),
)


@pytest.mark.parametrize(("make", "amend", "target", "word"), MOVES)
def test_step_the_table_lacks_is_refused(
    place: Place, make: Make, amend: Any, target: str, word: str
) -> None:
    record = make(place)
    with pytest.raises(MoveRefused, match=f"A {word} that is “.*” cannot become"):
        amend(
            record, by=place.viewer(), at=AT, values={"state": target}, read_version=1
        )
    record.refresh_from_db()
    assert record.version == 1


def test_every_move_of_a_risk_can_be_made(place: Place) -> None:
    record = factories.risk(place)
    steps = (RiskState.ACCEPTED, RiskState.CLOSED, RiskState.OPEN, RiskState.CLOSED)
    for version, state in enumerate(steps, 1):
        record = risks.amend_risk(
            record,
            by=place.viewer(),
            at=AT,
            values={"state": state},
            read_version=version,
        )
    assert (record.state, record.version) == (RiskState.CLOSED, 5)


def test_tables_name_only_states_with_a_label() -> None:
    for table in TABLES:
        named = {table.first} | {one.source for one in table.moves}
        named |= {one.target for one in table.moves}
        assert named == set(table.labels), table.name


# Who may write


def test_scrutineer_writes_scrutiny_and_nothing_else(place: Place) -> None:
    viewer = place.viewer(Role.SCRUTINEER, "scrutineer")
    made = scrutiny.add_scrutiny_activity(
        by=viewer,
        at=AT,
        values={
            "title": "Deep dive",
            "kind": "DEEP_DIVE",
            "done_on": date(2025, 1, 9),
            "subject_area": "Neglect",
        },
    )
    assert Origin.objects.get(source_key=made.key).kind == "SCRUTINY"
    with pytest.raises(Refused, match="Only the business unit"):
        policies.add_policy(by=viewer, at=AT, values={"title": "Mine"})


@pytest.mark.parametrize(
    "role", [Role.EXECUTIVE, Role.AGENCY_LEAD, Role.ANALYST, Role.ADMINISTRATOR]
)
def test_others_write_no_scrutiny(place: Place, role: str) -> None:
    with pytest.raises(Refused) as refusal:
        scrutiny.add_assurance_item(by=place.viewer(role), at=AT, values={})
    assert str(refusal.value) == (
        "Only the independent scrutineer or the business unit writes this."
    )


# Onto the thread


def origins() -> list[tuple[str, str, date]]:
    return sorted(Origin.objects.values_list("kind", "title", "happened_on"))


def test_each_source_stands_on_the_thread_once(place: Place) -> None:
    factories.event(place)
    factories.event(place, title="Later", state="PLANNED", held_on=None)
    factories.national_report(place)
    factories.scrutiny_activity(place)
    factories.commissioned_review(place)
    assert origins() == [
        ("DIAGNOSTIC", "A diagnostic", date(2024, 6, 1)),
        ("EVENT", "Turning the curve", date(2025, 3, 1)),
        ("NATIONAL_REPORT", "A national report", date(2024, 11, 28)),
        ("SCRUTINY", "Observed the group", date(2025, 2, 4)),
    ]


def test_origin_of_a_review_moves_to_the_day_it_reported(place: Place) -> None:
    review = factories.commissioned_review(place)
    scrutiny.amend_commissioned_review(
        review,
        by=place.viewer(),
        at=AT,
        values={"reported_on": date(2024, 10, 1)},
        read_version=1,
    )
    assert origins() == [("DIAGNOSTIC", "A diagnostic", date(2024, 10, 1))]


def test_origin_of_a_report_follows_its_title(place: Place) -> None:
    report = factories.national_report(place)
    national.amend_national_report(
        report,
        by=place.viewer(),
        at=AT,
        values={"title": "As it is really called"},
        read_version=1,
    )
    assert origins()[0][1] == "As it is really called"
