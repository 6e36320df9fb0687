"""Actions: who may take which step, what is written, what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.records import Conflict
from goldenthread.core.states import MoveRefused
from goldenthread.thread import services
from goldenthread.thread.models import Action, Update
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


@pytest.fixture
def action(world):
    return make.make_action(
        make.make_finding(make.make_origin(world.partnership)), world.police
    )


def test_action_with_a_day_of_agreement_is_open_without_one_proposed(world):
    finding = make.make_finding(make.make_origin(world.partnership))
    agreed = make.make_action(finding, world.police)
    proposed = make.make_action(finding, world.police, agreed_on=None)
    assert (agreed.state, proposed.state) == ("OPEN", "PROPOSED")


def test_whole_way_from_open_to_closed_leaves_dated_updates(world, action):
    action = step("start_action", action, world.police_lead, said_on=date(2025, 2, 3))
    action = step(
        "complete_action", action, world.police_lead, said_on=date(2025, 3, 3)
    )
    action = step("assure_action", action, world.scrutineer, said_on=date(2025, 3, 20))
    services.add_evidence(
        by=world.police_lead,
        at=AT,
        values={"title": "Log", "shows": "Used", "effective_on": date(2025, 3, 1)},
        parent=action,
    )
    action = step("close_action", action, world.unit)
    assert [
        (one.move, one.state, one.said_on, one.said_by)
        for one in Update.objects.order_by("id")
    ] == [
        ("start_action", "IN_PROGRESS", date(2025, 2, 3), "Lead, Police"),
        ("complete_action", "COMPLETE", date(2025, 3, 3), "Lead, Police"),
        ("assure_action", "ASSURED", date(2025, 3, 20), "Lead, Scrutiny"),
        ("close_action", "CLOSED", TODAY, "Lead, Business Unit"),
    ]
    action = Action.objects.get()
    assert (action.completed_on, action.assured_on, action.closed_on) == (
        date(2025, 3, 3),
        date(2025, 3, 20),
        TODAY,
    )


def test_step_writes_history_of_the_action_and_of_the_update(world, action):
    step("start_action", action, world.police_lead)
    assert list(
        HistoryRow.objects.order_by("-sequence").values_list("action", "kind", "actor")[
            :2
        ]
    ) == [
        ("add_update", "thread.update", "account-police"),
        ("start_action", "thread.action", "account-police"),
    ]


@pytest.mark.parametrize("who", ["health_lead", "executive", "scrutineer", "analyst"])
def test_only_the_owner_or_the_unit_carries_out(world, action, who):
    with pytest.raises(Refused) as refusal:
        step("start_action", action, getattr(world, who))
    assert str(refusal.value) == (
        "Only Police, which owns this action, or the business unit says how it goes."
    )
    assert not Update.objects.exists()


def test_owner_cannot_assure_its_own_action(world, action):
    action = step("complete_action", action, world.unit)
    own_scrutineer = make.make_viewer("SCRUTINEER", world.partnership, world.police)
    with pytest.raises(Refused) as refusal:
        step("assure_action", action, own_scrutineer)
    assert str(refusal.value) == (
        "Police owns this action, so somebody else must assure it."
    )


def test_whoever_recorded_it_as_done_cannot_assure_it(world, action):
    action = step("complete_action", action, world.unit)
    with pytest.raises(Refused) as refusal:
        step("assure_action", action, world.unit)
    assert str(refusal.value) == (
        "You recorded this action as done, so somebody else must assure it."
    )
    assert step("assure_action", action, world.other_unit).state == "ASSURED"


def test_agency_lead_does_not_assure_at_all(world, action):
    action = step("complete_action", action, world.unit)
    with pytest.raises(Refused) as refusal:
        step("assure_action", action, world.health_lead)
    assert str(refusal.value) == (
        "Only the business unit or the scrutineer assures an action."
    )


def test_returned_action_is_in_progress_and_no_longer_said_to_be_done(world, action):
    action = step("complete_action", action, world.police_lead)
    action = step("return_action", action, world.unit)
    assert (action.state, action.completed_on) == ("IN_PROGRESS", None)


def test_move_that_the_table_does_not_have_is_refused_with_its_sentence(world, action):
    with pytest.raises(MoveRefused) as refusal:
        step("close_action", action, world.unit)
    assert str(refusal.value) == "Cannot close action while the action is “open”."


def test_step_in_the_future_is_refused(world, action):
    with pytest.raises(ValidationError) as wrong:
        step("start_action", action, world.unit, said_on=date(2025, 4, 1))
    assert wrong.value.message_dict == {
        "said_on": ["The date cannot be in the future."]
    }


def test_step_before_the_agreement_is_refused(world, action):
    with pytest.raises(ValidationError) as wrong:
        step("start_action", action, world.unit, said_on=date(2025, 1, 31))
    assert wrong.value.message_dict == {
        "said_on": ["It cannot be before 1 February 2025, when it was agreed."]
    }


def test_step_without_words_is_refused(world, action):
    with pytest.raises(ValidationError) as wrong:
        step("start_action", action, world.unit, text="  ")
    assert wrong.value.message_dict == {"text": ["Say in a sentence what happened."]}


def test_two_people_taking_a_step_the_second_is_told(world, action):
    step("start_action", action, world.unit)
    with pytest.raises(Conflict):
        step("start_action", action, world.police_lead)
    assert Update.objects.count() == 1


def test_unit_may_write_down_what_somebody_else_said(world, action):
    said = "Superintendent, Police"
    step("start_action", action, world.unit, said_by=said)
    assert Update.objects.get().said_by == said
    with pytest.raises(Refused) as refusal:
        add_update(action, world.police_lead, said_by="Somebody else")
    assert str(refusal.value) == (
        "Only the business unit writes down what somebody else said."
    )


def add_update(action, by, **values):
    given = {"said_on": TODAY, "text": "Half done."} | values
    return services.add_update(by=by, at=AT, values=given, parent=action)


def test_correction_is_a_further_update_and_of_the_same_action(world, action):
    first = add_update(action, world.police_lead)
    second = add_update(action, world.police_lead, text="A third.", corrects=first)
    assert (second.corrects, Update.objects.count()) == (first, 2)
    other = make.make_action(action.finding, world.police)
    with pytest.raises(ValidationError) as wrong:
        add_update(other, world.police_lead, corrects=first)
    assert wrong.value.message_dict == {
        "corrects": ["That update is of another action."]
    }


def test_action_of_another_case_does_not_join_a_restricted_plan(world):
    hidden = make.make_origin(world.partnership, circle="circlecircle")
    plan = make.make_plan(world.partnership, origin=hidden)
    finding = make.make_finding(make.make_origin(world.partnership))
    with pytest.raises(ValidationError) as wrong:
        make.make_action(finding, world.police, plan=plan)
    assert wrong.value.message_dict == {
        "plan": ["That plan belongs to a restricted case; this action does not."]
    }
    inside = make.make_action(make.make_finding(hidden), world.police, plan=plan)
    assert inside.plan == plan


def test_post_of_another_agency_cannot_own(world):
    finding = make.make_finding(make.make_origin(world.partnership))
    with pytest.raises(ValidationError) as wrong:
        make.make_action(finding, world.police, owner_post=world.health_post)
    assert wrong.value.message_dict == {
        "owner_post": ["Designated nurse is not a post of Police."]
    }


def test_evidence_keeps_the_day_it_shows_apart_from_the_day_it_was_added(world, action):
    values = {"title": "Log", "shows": "All used it", "effective_on": date(2025, 3, 1)}
    found = services.add_evidence(
        by=world.police_lead, at=AT, values=values, parent=action
    )
    assert (found.effective_on, found.recorded_at, found.recorded_by) == (
        date(2025, 3, 1),
        AT,
        "Lead, Police",
    )


def test_the_database_keeps_an_update_as_it_was_said(world, action):
    assert make.refuses_change(add_update(action, world.police_lead))
