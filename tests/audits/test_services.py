"""Audits: moves, refusals in sentences, grades beside each other, requests."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.audits import services
from goldenthread.audits.models import Audit, AuditGrade
from goldenthread.core.access import Refused
from goldenthread.core.states import MoveRefused
from goldenthread.thread.models import Origin
from tests.audits import factories as make
from tests.thread import factories as thread
from tests.thread.factories import AT, TODAY


def act(name, record, by, **values):
    service = getattr(services, name)
    return service(record, by=by, at=AT, values=values, read_version=record.version)


def test_audit_opens_its_origin_when_it_was_held_and_not_before(world):
    audit = make.make_audit(world.partnership, reason="Rising numbers")
    assert not Origin.objects.exists()
    make.hold(audit)
    origin = Origin.objects.get()
    assert (origin.source_key, origin.kind, origin.title, origin.happened_on) == (
        audit.key,
        "AUDIT",
        "Neglect",
        make.HELD_ON,
    )


def test_origin_follows_the_title_of_its_audit(world):
    audit = make.hold(make.make_audit(world.partnership))
    act("amend_audit", audit, world.unit, title="Neglect of babies")
    assert Origin.objects.get().title == "Neglect of babies"


def test_audit_is_reported_only_with_a_finding(world):
    audit = make.hold(make.make_audit(world.partnership))
    with pytest.raises(Refused) as refusal:
        act("report_audit", audit, world.unit, reported_on=TODAY)
    assert str(refusal.value) == (
        "Write down at least one finding before the audit is reported."
    )
    thread.make_finding(Origin.objects.get())
    audit = act("report_audit", audit, world.unit, reported_on=TODAY)
    assert (audit.state, audit.reported_on) == ("REPORTED", TODAY)


def test_planned_audit_cannot_be_reported(world):
    with pytest.raises(MoveRefused) as refusal:
        act(
            "report_audit",
            make.make_audit(world.partnership),
            world.unit,
            reported_on=TODAY,
        )
    assert str(refusal.value) == "Cannot report audit while the audit is “planned”."


def test_audit_cannot_be_reported_before_it_was_held_or_held_in_the_future(world):
    audit = make.hold(make.make_audit(world.partnership))
    with pytest.raises(ValidationError) as wrong:
        act("report_audit", audit, world.unit, reported_on=date(2025, 1, 14))
    assert wrong.value.message_dict == {
        "reported_on": ["It cannot be reported before it was held."]
    }
    with pytest.raises(ValidationError) as wrong:
        make.hold(make.make_audit(world.partnership), held_on=date(2025, 4, 1))
    assert wrong.value.message_dict == {
        "held_on": ["The date cannot be in the future."]
    }


def test_cancelling_needs_a_reason_and_ends_the_plan(world):
    audit = make.make_audit(world.partnership)
    with pytest.raises(ValidationError) as wrong:
        act("cancel_audit", audit, world.unit, why=" ")
    assert wrong.value.message_dict == {"why": ["Say why it will not be held."]}
    act("cancel_audit", audit, world.unit, why="No capacity.")
    assert Audit.objects.get().state == "CANCELLED"


@pytest.mark.parametrize(
    "who", ["police_lead", "executive", "scrutineer", "analyst", "trainer"]
)
def test_only_the_unit_keeps_audits(world, who):
    with pytest.raises(Refused) as refusal:
        services.add_audit(
            by=getattr(world, who), at=AT, values={"kind": "MACFA", "title": "X"}
        )
    assert str(refusal.value) == "Only the business unit changes this record."


def test_period_of_records_must_be_in_order(world):
    with pytest.raises(ValidationError) as wrong:
        make.make_audit(
            world.partnership,
            period_from=date(2025, 1, 1),
            period_to=date(2024, 12, 31),
        )
    assert wrong.value.message_dict == {
        "period_to": ["The period cannot end before 1 January 2025."]
    }


def test_rhythm_of_a_cycle_is_an_interval_never_a_word(world):
    with pytest.raises(ValidationError) as wrong:
        services.add_audit_cycle(
            by=world.unit,
            at=AT,
            values={"kind": "SECTION_11", "title": "S11", "rhythm": "bi-annual"},
        )
    assert list(wrong.value.message_dict) == ["rhythm"]


def test_grades_stand_beside_each_other_and_nothing_is_averaged(world):
    audit = make.hold(make.make_audit(world.partnership))
    good = make.make_grade(world.partnership)
    weak = make.make_grade(world.partnership, "requires-improvement", 2)
    case = services.add_audit_case(by=world.unit, at=AT, values={}, parent=audit)
    make.give(audit, good, case=case)
    make.give(audit, weak, case=case, line="Voice of the child")
    make.give(audit, weak, case=case, moderated=True)
    assert [
        (one.line, one.grade.code, one.moderated)
        for one in AuditGrade.objects.order_by("id")
    ] == [
        ("", "good", False),
        ("Voice of the child", "requires-improvement", False),
        ("", "requires-improvement", True),
    ]


def test_grade_of_another_audits_case_or_of_an_audit_not_held_is_refused(world):
    first = make.hold(make.make_audit(world.partnership))
    second = make.hold(make.make_audit(world.partnership, title="Other"))
    good = make.make_grade(world.partnership)
    case = services.add_audit_case(by=world.unit, at=AT, values={}, parent=first)
    with pytest.raises(ValidationError) as wrong:
        make.give(second, good, case=case)
    assert wrong.value.message_dict == {"case": ["That case is of another audit."]}
    with pytest.raises(Refused) as refusal:
        make.give(make.make_audit(world.partnership, title="Planned"), good)
    assert str(refusal.value) == "Grades are given once the audit was held."


def test_case_number_is_used_once_and_counts_on(world):
    audit = make.make_audit(world.partnership)
    first = services.add_audit_case(by=world.unit, at=AT, values={}, parent=audit)
    with pytest.raises(ValidationError) as wrong:
        services.add_audit_case(
            by=world.unit, at=AT, values={"number": 1}, parent=audit
        )
    assert (first.number, wrong.value.message_dict) == (
        1,
        {"number": ["Case 1 is in this audit already."]},
    )


def test_agency_asked_answers_and_no_other(world):
    request = make.ask(make.make_audit(world.partnership), world.police)
    with pytest.raises(Refused) as refusal:
        act("return_audit_request", request, world.health_lead, answered_on=TODAY)
    assert str(refusal.value) == (
        "Only Police, which was asked, or the business unit answers."
    )
    request = act("return_audit_request", request, world.police_lead, answered_on=TODAY)
    assert (request.state, request.answered_on) == ("RETURNED", TODAY)
    request = act("reopen_audit_request", request, world.unit, why="A page is missing.")
    assert (request.state, request.answered_on) == ("ASKED", None)


def test_agency_is_asked_once(world):
    audit = make.make_audit(world.partnership)
    make.ask(audit, world.police)
    with pytest.raises(ValidationError) as wrong:
        make.ask(audit, world.police)
    assert wrong.value.message_dict == {"agency": ["Police was asked already."]}


def test_amended_cycle_tool_and_criterion_keep_their_history(world):
    cycle = services.add_audit_cycle(
        by=world.unit, at=AT, values={"kind": "SECTION_11", "title": "S11"}
    )
    tool = services.add_audit_tool(
        by=world.unit,
        at=AT,
        values={"name": "T", "edition": "1", "starts_on": thread.BEGAN},
    )
    criterion = services.add_audit_criterion(
        by=world.unit,
        at=AT,
        values={"kind": "GROUP", "text": "Babies"},
        parent=make.make_audit(world.partnership),
    )
    assert [
        act("amend_audit_cycle", cycle, world.unit, rhythm="P2Y").rhythm,
        act("amend_audit_tool", tool, world.unit, edition="2").edition,
        act("amend_audit_criterion", criterion, world.unit, text="Infants").text,
    ] == ["P2Y", "2", "Infants"]


def test_agency_that_holds_nothing_says_so(world):
    request = make.ask(make.make_audit(world.partnership), world.police)
    request = act(
        "decline_audit_request", request, world.police_lead, answered_on=TODAY
    )
    assert request.get_state_display() == "Not involved"
    with pytest.raises(ValidationError) as wrong:
        act("reopen_audit_request", request, world.unit, why="")
    assert wrong.value.message_dict == {"why": ["Say why you ask again."]}


def test_request_cannot_be_due_before_it_was_made(world):
    with pytest.raises(ValidationError) as wrong:
        make.ask(
            make.make_audit(world.partnership),
            world.police,
            asked_on=date(2025, 2, 2),
            due_on=date(2025, 2, 1),
        )
    assert wrong.value.message_dict == {
        "due_on": ["It cannot be due before it was asked."]
    }


def test_cancelled_audit_takes_no_case_and_opens_no_origin(world):
    audit = make.make_audit(world.partnership)
    audit = act("cancel_audit", audit, world.unit, why="No capacity.")
    with pytest.raises(Refused) as refusal:
        services.add_audit_case(by=world.unit, at=AT, values={}, parent=audit)
    assert str(refusal.value) == (
        "This audit was cancelled, so no file was opened in it."
    )
    with pytest.raises(Refused) as refusal:
        services.keep_origin(audit, by=world.unit, at=AT)
    assert str(refusal.value) == (
        "An audit that was not held is no source of learning yet."
    )
