"""Challenges, their steps and the stages they go up, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from goldenthread.core.calendars import counted, long_date
from goldenthread.core.clocks import CONFIDENCE_WORDS, Confidence
from goldenthread.core.pages import Cell, Fact, Section, Tag, fact, number
from goldenthread.core.reference.presenters import confidence_tag
from goldenthread.thread.models import Challenge, ChallengeStep, EscalationStage
from goldenthread.thread.presenters.words import day, linked, stage_tag
from goldenthread.thread.queries import rule_of
from goldenthread.thread.states import ENDED


CHALLENGE_COLUMNS = ("Challenge", "To", "Stage", "Standing", "Raised", "Age")
STAGE_NUMBERS = tuple((str(one), f"Stage {one}") for one in range(1, 5))


def challenge_row(challenge: Challenge) -> tuple[Any, ...]:
    return (
        challenge.title,
        str(challenge.to_agency),
        stage_name(challenge.level),
        Cell(tag=stage_tag(challenge)),
        day(challenge.raised_on),
        age_cell(challenge, timezone.localdate()),
    )


def stage_name(level: EscalationStage | None) -> str:
    return str(level) if level else "No stage set"


def age_cell(challenge: Challenge, on: date) -> Cell:
    """How long it has been open; nothing ages any more once it has ended."""
    if challenge.stage in ENDED:
        return Cell(text="Ended")
    return Cell(text=counted((on - challenge.raised_on).days, "day"))


def challenge_facts(challenge: Challenge) -> tuple[Fact, ...]:
    level = challenge.level
    return (
        fact("What is challenged", challenge.text),
        fact("To", challenge.to_agency),
        fact("From", linked(challenge.origin) if challenge.origin else "No one source"),
        *(
            (fact("About the action", linked(challenge.action)),)
            if challenge.action
            else ()
        ),
        fact("Raised", day(challenge.raised_on)),
        fact("Raised by", challenge.raised_by),
        fact("Age", age_cell(challenge, timezone.localdate())),
        fact("Stage", stage_name(level)),
        *((fact("Answered by", level.answered_by),) if level else ()),
        fact("Outcome", challenge.get_outcome_display() or "None yet"),
    )


STEP_WORDS = {
    "raise_challenge": "Raised",
    "answer_challenge": "Answered",
    "escalate_challenge": "Taken higher",
    "resolve_challenge": "Settled",
    "decide_challenge": "Decided",
    "withdraw_challenge": "Withdrawn",
}


def steps_section(challenge: Challenge) -> Section:
    rows = tuple(_step(one) for one in challenge.steps.all())
    columns = ("Date", "Step", "Stage", "What was said", "By", "Answer due")
    return Section("Steps", columns, rows)


def _step(one: ChallengeStep) -> tuple[Cell, ...]:
    said = one.get_outcome_display()
    return (
        Cell(text=day(one.said_on)),
        Cell(text=STEP_WORDS[one.move], hint=said if one.outcome else ""),
        Cell(text=str(one.level.position) if one.level else ""),
        Cell(text=one.text),
        Cell(text=str(one.post or one.said_by)),
        Cell(text=day(one.due_on)),
    )


# --- Stages ---------------------------------------------------------------------------

ESCALATION_STAGE_COLUMNS = (
    "Stage",
    "Answered by",
    "Working days",
    "How sure",
    "Holds",
)


def escalation_stage_row(stage: EscalationStage) -> tuple[Any, ...]:
    return (
        str(stage),
        stage.answered_by,
        number(stage.days),
        Cell(tag=confidence_tag(rule_of(stage))),
        Cell(text=_held(stage), tag=Tag("Ended") if stage.ends_on else None),
    )


def _held(stage: EscalationStage) -> str:
    since = f"Since {long_date(stage.starts_on)}"
    if stage.ends_on is None:
        return since
    return f"{since}, until before {long_date(stage.ends_on)}"


def escalation_stage_facts(stage: EscalationStage) -> tuple[Fact, ...]:
    sure = CONFIDENCE_WORDS[Confidence(stage.confidence)]
    return (
        fact("Number", stage.position),
        fact("Name", stage.name),
        fact("Answered by", stage.answered_by),
        fact("Working days for the answer", stage.days),
        fact("How sure", Cell(tag=confidence_tag(rule_of(stage)), hint=sure)),
        fact("Source", stage.source),
        fact("Holds", _held(stage)),
    )
