"""Challenges: raised, answered by a named post, taken higher, resolved; with clocks."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.core.reference import services as reference
from goldenthread.core.states import MoveRefused
from goldenthread.thread import queries, services
from goldenthread.thread.models import Challenge, ChallengeStep
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


@pytest.fixture
def challenge(world):
    return make.make_challenge(world.partnership, world.police)


@pytest.fixture
def stages(world, clock_rules):
    """The four stages of the reference rows, as this partnership's own."""
    by = make.loader(world.partnership)
    return services.load_escalation_stages(by=by, at=AT)


def raised(world, by=None, **values):
    given = {"to_agency": world.police, "title": "Late", "text": "Three came late."}
    day = {"raised_on": date(2025, 3, 3)}
    who = by or world.health_lead
    return services.raise_challenge(by=who, at=AT, **given | day | values)


def test_whole_way_to_the_executive_leaves_a_dated_step_for_each_stage(world, stages):
    """Days by each stage's clock: 2, 3, 5 and 10 working days."""
    challenge = raised(world)
    for day in (date(2025, 3, 6), date(2025, 3, 12)):
        challenge = step(
            "escalate_challenge", challenge, world.health_lead, said_on=day
        )
    challenge = step(
        "answer_challenge",
        challenge,
        world.police_lead,
        said_on=date(2025, 3, 14),
        post=world.police_post,
    )
    challenge = step(
        "escalate_challenge", challenge, world.scrutineer, said_on=date(2025, 3, 14)
    )
    other = make.make_viewer("EXECUTIVE", world.partnership, world.health)
    end = {"outcome": "NOT_CHANGED", "said_on": date(2025, 3, 20)}
    step("decide_challenge", challenge, other, **end)
    assert [
        (one.move, one.stage, one.level.position, one.said_by, one.due_on)
        for one in ChallengeStep.objects.order_by("id")
    ] == [
        ("raise_challenge", "RAISED", 1, "Lead, Health", date(2025, 3, 5)),
        ("escalate_challenge", "ESCALATED", 2, "Lead, Health", date(2025, 3, 11)),
        ("escalate_challenge", "ESCALATED", 3, "Lead, Health", date(2025, 3, 19)),
        ("answer_challenge", "ANSWERED", 3, "Lead, Police", None),
        ("escalate_challenge", "ESCALATED", 4, "Lead, Scrutiny", date(2025, 3, 28)),
        ("decide_challenge", "RESOLVED", 4, "Lead, Health", None),
    ]
    settled = Challenge.objects.get()
    assert (settled.stage, settled.outcome) == ("RESOLVED", "NOT_CHANGED")


def test_it_goes_no_higher_while_the_answer_is_neither_late_nor_turned_down(
    world, stages
):
    challenge = raised(world)
    with pytest.raises(Refused) as refusal:
        step(
            "escalate_challenge",
            challenge,
            world.health_lead,
            said_on=date(2025, 3, 5),
        )
    assert str(refusal.value) == (
        "The answer is due on 5 March 2025: it goes higher after that day, "
        "or when an answer is not accepted."
    )


def test_a_bank_holiday_moves_the_clock_of_a_stage(world, stages):
    challenge = raised(world)
    reference.add_bank_holiday(
        by=make.loader(world.partnership),
        at=AT,
        values={"date": date(2025, 3, 5), "title": "Extra", "source": "Invented"},
    )
    assert queries.answer_due(challenge) == date(2025, 3, 6)


def test_at_the_last_stage_nobody_but_an_executive_of_another_partner_ends_it(
    world, stages
):
    challenge = raised(world, by=world.unit)
    challenge = services.withdraw_challenge(
        challenge,
        by=world.unit,
        at=AT,
        values={"said_on": TODAY, "text": "Raised twice."},
        read_version=challenge.version,
    )
    assert (challenge.stage, challenge.outcome) == ("WITHDRAWN", "WITHDRAWN")
    top = services.add_challenge(
        by=world.scrutineer,
        at=AT,
        values={
            "to_agency": world.police,
            "title": "At the top",
            "text": "From the start.",
            "raised_on": date(2025, 3, 3),
            "level": stages[-1],
        },
    )
    end = {"outcome": "CHANGED", "said_on": TODAY, "text": "It changes."}
    refused = {
        ("escalate_challenge", "scrutineer"): (
            "This is the last stage: the executive decides."
        ),
        ("resolve_challenge", "scrutineer"): (
            "At the last stage the outcome is the executive’s."
        ),
        ("decide_challenge", "scrutineer"): (
            "Only an executive of the partnership decides a challenge."
        ),
        ("decide_challenge", "executive"): (
            "Police was challenged, so an executive of another partner decides."
        ),
    }
    found = {}
    for name, who in refused:
        with pytest.raises(Refused) as refusal:
            step(name, top, getattr(world, who), **end)
        found[(name, who)] = str(refusal.value)
    assert found == refused


def test_the_executive_decides_only_at_the_last_stage(world, stages):
    other = make.make_viewer("EXECUTIVE", world.partnership, world.health)
    with pytest.raises(Refused, match="only at the last stage"):
        step("decide_challenge", raised(world), other, outcome="CHANGED")


def test_an_answer_settles_with_an_outcome_only(world, stages):
    challenge = step(
        "answer_challenge", raised(world), world.police_lead, post=world.police_post
    )
    for outcome in (None, "NOT_CHANGED", "WITHDRAWN"):
        with pytest.raises(ValidationError) as wrong:
            step("resolve_challenge", challenge, world.health_lead, outcome=outcome)
        assert wrong.value.message_dict == {"outcome": ["Say how the challenge ends."]}
    challenge = step(
        "resolve_challenge", challenge, world.health_lead, outcome="EXPLAINED"
    )
    assert challenge.get_outcome_display() == "Explained and accepted"


@pytest.mark.parametrize("who", ["health_lead", "analyst", "trainer", "scrutineer"])
def test_anybody_of_another_agency_raises_one(world, stages, who):
    challenge = raised(world, by=getattr(world, who))
    assert (challenge.level, challenge.level_since) == (stages[0], date(2025, 3, 3))


def test_an_administrator_and_the_agencys_own_people_raise_none(world, stages):
    for who, words in (
        ("administrator", "Your role raises no challenge."),
        (
            "police_lead",
            "Raise it inside your own agency: a challenge here goes to another one.",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            raised(world, by=getattr(world, who))
        assert str(refusal.value) == words


def test_only_who_raised_it_the_unit_and_the_scrutineer_judge_or_withdraw(
    world, stages
):
    challenge = step(
        "answer_challenge", raised(world), world.police_lead, post=world.police_post
    )
    with pytest.raises(Refused, match="Only who raised it, the business unit or"):
        step("resolve_challenge", challenge, world.analyst, outcome="CHANGED")
    with pytest.raises(Refused, match="Only who raised it withdraws"):
        step("withdraw_challenge", challenge, world.scrutineer)


def test_a_challenge_from_an_action_takes_its_origin_and_its_circle(world, stages):
    hidden = make.make_origin(world.partnership, circle="circle-one")
    action = make.make_action(make.make_finding(hidden), world.police)
    challenge = raised(world, by=make.loader(world.partnership), action=action)
    assert (challenge.origin, challenge.action) == (hidden, action)
    assert list(queries.challenges(world.health_lead)) == []
    inside = replace(world.health_lead, circles=("circle-one",))
    assert list(queries.challenges(inside)) == [challenge]


def test_a_changed_stage_is_a_new_row_and_moves_no_clock_that_runs(world, stages):
    challenge = raised(world)
    changed = services.amend_escalation_stage(
        stages[0],
        by=world.unit,
        at=AT,
        values={
            "name": "Practitioner",
            "answered_by": "The practitioner",
            "days": 9,
            "starts_on": date(2025, 3, 20),
            "confidence": "M",
            "source": "Our own procedure",
        },
        read_version=stages[0].version,
    )
    assert (changed.position, changed.code) == (1, "PRACTITIONER")
    assert queries.answer_due(Challenge.objects.get(pk=challenge.pk)) == date(
        2025, 3, 5
    )
    later = raised(world, raised_on=date(2025, 3, 21))
    assert later.level == changed


def test_stages_are_loaded_once(world, stages):
    again = services.load_escalation_stages(by=make.loader(world.partnership), at=AT)
    assert [one.pk for one in again] == [one.pk for one in stages]


def test_a_step_cannot_come_before_the_one_before_it(world, stages):
    challenge = step(
        "escalate_challenge", raised(world), world.unit, said_on=date(2025, 3, 10)
    )
    with pytest.raises(ValidationError) as wrong:
        step(
            "answer_challenge",
            challenge,
            world.unit,
            post=world.police_post,
            said_on=date(2025, 3, 9),
        )
    assert wrong.value.message_dict == {
        "said_on": [
            "It cannot be before 10 March 2025, when the step before it was taken."
        ]
    }


def test_another_agency_does_not_answer(world, challenge):
    with pytest.raises(Refused) as refusal:
        step("answer_challenge", challenge, world.health_lead, post=world.health_post)
    assert str(refusal.value) == (
        "Only Police, which was challenged, or the business unit records the answer."
    )


def test_answer_names_a_post_of_the_agency(world, challenge):
    for post, sentence in (
        (None, "Name the post that answers."),
        (world.health_post, "Designated nurse is not a post of Police."),
    ):
        with pytest.raises(ValidationError) as wrong:
            step("answer_challenge", challenge, world.executive, post=post)
        assert wrong.value.message_dict == {"post": [sentence]}


def test_challenged_agency_does_not_judge_its_own_answer(world, challenge):
    challenge = step(
        "answer_challenge", challenge, world.police_lead, post=world.police_post
    )
    own = make.make_viewer("SCRUTINEER", world.partnership, world.police)
    with pytest.raises(Refused) as refusal:
        step("resolve_challenge", challenge, own, outcome="CHANGED")
    assert str(refusal.value) == (
        "Police was challenged, so somebody else says whether the answer settles it."
    )


def test_unanswered_challenge_cannot_be_resolved(world, challenge):
    with pytest.raises(MoveRefused) as refusal:
        step("resolve_challenge", challenge, world.scrutineer, outcome="CHANGED")
    assert str(refusal.value) == (
        "Cannot resolve challenge while the challenge is “raised”."
    )


def test_escalation_needs_a_day_for_the_answer_not_before_itself(world, challenge):
    for due_on, sentence in (
        (None, "Say by when the answer is due now."),
        (
            date(2025, 3, 30),
            "The due date cannot be before 31 March 2025, when it was escalated.",
        ),
    ):
        with pytest.raises(ValidationError) as wrong:
            step("escalate_challenge", challenge, world.unit, due_on=due_on)
        assert wrong.value.message_dict == {"due_on": [sentence]}


def test_answer_cannot_be_due_before_the_challenge(world):
    with pytest.raises(ValidationError) as wrong:
        make.make_challenge(
            world.partnership, world.police, answer_due_on=date(2025, 2, 28)
        )
    assert wrong.value.message_dict == {
        "answer_due_on": [
            "The due date cannot be before 1 March 2025, when it was raised."
        ]
    }
