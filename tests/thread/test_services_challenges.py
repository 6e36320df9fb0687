"""Challenges: raised, answered by a named post, taken higher, resolved; with clocks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.core.states import MoveRefused
from goldenthread.thread import services
from goldenthread.thread.models import Challenge, ChallengeStep
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


@pytest.fixture
def challenge(world):
    return make.make_challenge(world.partnership, world.police)


def test_whole_way_with_an_escalation_leaves_dated_steps(world, challenge):
    challenge = step(
        "escalate_challenge",
        challenge,
        world.scrutineer,
        said_on=date(2025, 3, 16),
        due_on=date(2025, 3, 30),
        text="No answer came.",
    )
    challenge = step(
        "answer_challenge",
        challenge,
        world.police_lead,
        said_on=date(2025, 3, 20),
        post=world.police_post,
        text="Returns now come on time.",
    )
    step("resolve_challenge", challenge, world.scrutineer, text="They do.")
    assert [
        (one.move, one.stage, one.said_on, one.said_by, one.post, one.due_on)
        for one in ChallengeStep.objects.order_by("id")
    ] == [
        (
            "raise_challenge",
            "RAISED",
            date(2025, 3, 1),
            "tests",
            None,
            date(2025, 3, 15),
        ),
        (
            "escalate_challenge",
            "ESCALATED",
            date(2025, 3, 16),
            "Lead, Scrutiny",
            None,
            date(2025, 3, 30),
        ),
        (
            "answer_challenge",
            "ANSWERED",
            date(2025, 3, 20),
            "Lead, Police",
            world.police_post,
            None,
        ),
        ("resolve_challenge", "RESOLVED", TODAY, "Lead, Scrutiny", None, None),
    ]
    settled = Challenge.objects.get()
    assert (settled.stage, settled.answer_due_on) == ("RESOLVED", None)


@pytest.mark.parametrize("who", ["police_lead", "executive", "analyst", "trainer"])
def test_only_unit_and_scrutineer_raise(world, who):
    with pytest.raises(Refused) as refusal:
        services.add_challenge(
            by=getattr(world, who),
            at=AT,
            values={"raised_on": TODAY, "to_agency": world.health},
        )
    assert str(refusal.value) == (
        "Only the business unit or the scrutineer raises a challenge."
    )


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
        step("resolve_challenge", challenge, own)
    assert str(refusal.value) == (
        "Police was challenged, so somebody else says whether the answer settles it."
    )


def test_unanswered_challenge_cannot_be_resolved(world, challenge):
    with pytest.raises(MoveRefused) as refusal:
        step("resolve_challenge", challenge, world.scrutineer)
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
