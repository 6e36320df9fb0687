"""Strength suggested by words, said by a person; measures that are only done."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.thread import presenters, queries, services
from goldenthread.thread.models import Action, Grading
from goldenthread.thread.queries.strength import found_words
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


def make_action(world, title="Remind staff", **values):
    return make.make_action(
        make.make_origin(world.partnership), world.police, title=title, **values
    )


def grade(action, by, strength, **values):
    given = {"strength": strength, "reason": "", "said_on": TODAY} | values
    return services.grade_action(
        action, by=by, at=AT, values=given, read_version=action.version
    )


@pytest.mark.parametrize(
    ("title", "strength", "words"),
    [
        ("Remind staff of the pathway", "WEAKER", ("remind",)),
        ("Deliver training and circulate a bulletin", "WEAKER", ("training",)),
        ("A checklist, with training", "INTERMEDIATE", ("checklist",)),
        (
            "A mandatory field on the form, with training",
            "STRONGER",
            ("mandatory field",),
        ),
        ("Meet the family", "", ()),
        ("Restrain nobody", "", ()),
    ],
)
def test_strongest_kind_whose_words_are_found_is_suggested(
    world, title, strength, words
):
    found = queries.suggest_strength(make_action(world, title), TODAY)
    assert (found.strength, found.words) == (strength, words)


def test_suggestion_explains_itself_by_its_words(world):
    found = queries.suggest_strength(
        make_action(world, "Remind staff by e-mail"), TODAY
    )
    assert found.sentence == (
        "Weaker: people are told, reminded or asked to take care (“remind” and "
        "“e-mail”)."
    )
    nothing = queries.suggest_strength(make_action(world, "Meet"), TODAY)
    assert nothing.sentence == "None of the words of the hierarchy was found."


@pytest.mark.parametrize(
    ("words", "said", "found"),
    [
        (("audit*",), "Audits and an AUDITOR", ("audits", "auditor")),
        (("audit",), "Audits", ()),
        (("one form",), "one\nform", ("one\nform",)),
        (("per cent", "%"), "40% or 40 per cent", ("per cent", "%")),
    ],
)
def test_words_are_whole_but_for_a_star(words, said, found):
    assert found_words(said, words) == found


def test_no_kind_holds_before_its_day():
    assert queries.kinds_of_action(date(2024, 3, 31)) == []
    order = [kind.strength for kind in queries.kinds_of_action(TODAY)]
    assert order == sorted(order, key=["STRONGER", "INTERMEDIATE", "WEAKER"].index)
    assert set(order) == {"STRONGER", "INTERMEDIATE", "WEAKER"}


def test_grading_keeps_the_suggestion_beside_what_was_said(world):
    action = make_action(world)
    graded = grade(action, world.unit, "WEAKER")
    again = grade(graded, world.scrutineer, "INTERMEDIATE", reason="It is refreshed.")
    assert Action.objects.get().strength == again.strength == "INTERMEDIATE"
    assert [
        (one.suggested, one.suggested_words, one.strength, one.reason, one.said_by)
        for one in Grading.objects.order_by("id")
    ] == [
        ("WEAKER", "remind", "WEAKER", "", "Lead, Business Unit"),
        ("WEAKER", "remind", "INTERMEDIATE", "It is refreshed.", "Lead, Scrutiny"),
    ]


def test_grade_against_the_suggestion_needs_a_reason(world):
    with pytest.raises(ValidationError) as wrong:
        grade(make_action(world), world.unit, "STRONGER")
    assert wrong.value.message_dict == {
        "reason": ["Say why it is graded otherwise than its words suggest."]
    }


def test_owner_does_not_grade_itself_and_a_lead_not_at_all(world):
    action = make_action(world)
    own = make.make_viewer("SCRUTINEER", world.partnership, world.police)
    with pytest.raises(Refused) as refusal:
        grade(action, own, "WEAKER")
    assert str(refusal.value) == "Police owns this action, so somebody else grades it."
    with pytest.raises(Refused) as refusal:
        grade(action, world.health_lead, "WEAKER")
    assert str(refusal.value) == (
        "Only the business unit or the scrutineer grades an action."
    )


# --- Measures that are only done, plans that are weak --------------------------------------


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("Training delivered to every team", ("delivered",)),
        ("E-mail sent", ("sent",)),
        ("Training delivered and fewer children wait", ()),
        ("Children say they were heard", ()),
        ("", ()),
    ],
)
def test_measure_that_is_only_done_is_told_by_its_words(measure, words):
    assert queries.only_done(measure, TODAY) == words


WEAK = (
    "Every action of this plan is a weaker one (2 by their words, not graded yet): it "
    "tells or trains people and changes nothing they work with."
)
DONE = (
    "No action of this plan has a measure of what will be different: they are missing, "
    "or say only that something was done."
)


def test_plan_of_weak_actions_measured_by_being_done_is_flagged(world):
    one = make_action(world, success_measure="E-mail sent")
    two = make_action(world, "Deliver training")
    assert presenters.weakness([one, two], TODAY) == (WEAK, DONE)


def test_plan_with_one_stronger_action_and_one_outcome_is_not_flagged(world):
    one = make_action(world, success_measure="Fewer children wait")
    two = make_action(world, "A mandatory field")
    assert presenters.weakness([one, two], TODAY) == ()
    assert presenters.weakness([], TODAY) == ()


def test_action_that_is_not_being_done_saves_no_plan(world):
    weak = make_action(world)
    gone = step("supersede_action", make_action(world, "A mandatory field"), world.unit)
    assert presenters.weakness([weak, gone], TODAY)[0].startswith("Every action")


# --- Agreeing and closing ------------------------------------------------------------------

WHOLE = {"due_on": date(2025, 6, 30), "success_measure": "Fewer children wait"}


def test_agreeing_needs_a_post_a_date_and_a_measure(world):
    finding = make.make_finding(make.make_origin(world.partnership))
    values = {"title": "T", "owner_agency": world.police, "agreed_on": TODAY}
    with pytest.raises(ValidationError) as wrong:
        services.add_action(by=world.unit, at=AT, values=values, parent=finding)
    assert wrong.value.message_dict == {
        "owner_post": ["Name the post that owns it before it is agreed."],
        "due_on": ["Set a due date before it is agreed."],
        "success_measure": ["Say how we will know it worked before it is agreed."],
    }
    values |= WHOLE | {"owner_post": world.police_post}
    made = services.add_action(by=world.unit, at=AT, values=values, parent=finding)
    assert made.state == "OPEN"


def test_proposal_is_agreed_only_when_whole(world):
    action = make_action(world, agreed_on=None, due_on=None)
    with pytest.raises(Refused) as refusal:
        step("agree_action", action, world.unit)
    assert str(refusal.value) == (
        "Before it is agreed it needs a post that owns it, a due date and how we will "
        "know it worked: amend it first."
    )
    whole = services.amend_action(
        action,
        by=world.unit,
        at=AT,
        values=WHOLE | {"owner_post": world.police_post},
        read_version=action.version,
    )
    assert step("agree_action", whole, world.unit).state == "OPEN"


def test_row_from_before_shows_what_is_missing_and_may_be_made_whole(world):
    action = make_action(world)
    assert presenters.action_notices(action, None) == (
        "This action was agreed without a post that owns it and how we will know it "
        "worked.",
    )
    values = {"title": "New", "success_measure": "", "due_on": action.due_on}
    kept = services.amend_action(
        action, by=world.unit, at=AT, values=values, read_version=action.version
    )
    with pytest.raises(ValidationError) as wrong:
        services.amend_action(
            kept,
            by=world.unit,
            at=AT,
            values=values | {"due_on": None},
            read_version=kept.version,
        )
    assert wrong.value.message_dict == {
        "due_on": ["An agreed action keeps this: change it, but do not empty it."]
    }


def add_evidence(action, by, day):
    values = {"title": "Log", "shows": "All used it", "effective_on": day}
    return services.add_evidence(by=by, at=AT, values=values, parent=action)


def test_closing_needs_evidence_of_a_day_after_the_agreement(world):
    action = make_action(world)
    add_evidence(action, world.police_lead, date(2025, 1, 15))
    action = step("complete_action", action, world.police_lead)
    action = step("assure_action", action, world.scrutineer)
    with pytest.raises(Refused) as refusal:
        step("close_action", action, world.unit)
    assert str(refusal.value) == (
        "Nothing shows yet that it was done: add evidence with the day it shows, not "
        "before it was agreed, and then close it."
    )
    add_evidence(action, world.police_lead, date(2025, 3, 1))
    closed = step("close_action", action, world.unit)
    assert closed.state == "CLOSED"
    assert queries.effect_of(queries.action_list(world.unit).get()) == "UNTESTED"


def test_owner_agency_does_not_close_its_own(world):
    action = make_action(world)
    add_evidence(action, world.police_lead, TODAY)
    action = step("complete_action", action, world.police_lead)
    action = step("assure_action", action, world.scrutineer)
    own_unit = make.make_viewer("BUSINESS_UNIT", world.partnership, world.police)
    with pytest.raises(Refused) as refusal:
        step("close_action", action, own_unit)
    assert str(refusal.value) == (
        "Police owns this action, so somebody else closes it."
    )


def test_the_database_keeps_a_grading_as_it_was_said(world):
    grade(make_action(world), world.unit, "WEAKER")
    assert make.refuses_change(Grading.objects.get())
