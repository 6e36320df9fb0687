"""Challenges: raised, answered by a named post, escalated, resolved.

Each step adds a dated row and sets the clock of the next one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.viewer import Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import Challenge, ChallengeStep
from goldenthread.thread.services.checks import (
    circle_of,
    needed,
    not_earlier,
    not_later,
)
from goldenthread.thread.states import CHALLENGE_MOVES, ChallengeStage


def add_challenge(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Challenge:
    """Raise a challenge to an agency, with the day an answer is due."""
    rules.require_may_raise_challenge(by)
    day = values["raised_on"]
    not_later("raised_on", day, at, "The day it was raised")
    _require_due(values.get("answer_due_on"), day, "when it was raised")
    fixed = {"partnership_id": by.partnership_id, "raised_by": by.label}
    with transaction.atomic():
        challenge = records.add(
            Challenge,
            fixed | values,
            by=by,
            at=at,
            action="add_challenge",
            subjects=circle_of(values.get("origin")),
        )
        first = {"said_on": day, "text": challenge.text}
        first["due_on"] = challenge.answer_due_on
        _say(challenge, "raise_challenge", by, at, first)
    return challenge


def answer_challenge(
    challenge: Challenge,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Challenge:
    """The challenged agency answers, by a named post of its own."""
    rules.require_may_step_challenge(by, challenge, "answer_challenge")
    post = values.get("post")
    if post is None:
        raise ValidationError({"post": "Name the post that answers."})
    if post.agency_id != challenge.to_agency_id:
        raise ValidationError(
            {"post": f"{post.title} is not a post of {challenge.to_agency}."}
        )
    return _step(challenge, "answer_challenge", by, at, values, read_version)


def escalate_challenge(
    challenge: Challenge,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Challenge:
    """Take it higher, with the reason and a new day for the answer."""
    rules.require_may_step_challenge(by, challenge, "escalate_challenge")
    if values.get("due_on") is None:
        raise ValidationError({"due_on": "Say by when the answer is due now."})
    _require_due(values["due_on"], values["said_on"], "when it was escalated")
    return _step(challenge, "escalate_challenge", by, at, values, read_version)


def resolve_challenge(
    challenge: Challenge,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Challenge:
    """Say that the answer settles it, and why."""
    rules.require_may_step_challenge(by, challenge, "resolve_challenge")
    return _step(challenge, "resolve_challenge", by, at, values, read_version)


def _require_due(due_on: date | None, than: date, words: str) -> None:
    field = "answer_due_on" if words.endswith("raised") else "due_on"
    not_earlier(field, due_on, than, "The due date", words)


def _step(
    challenge: Challenge,
    name: str,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Challenge:
    move = CHALLENGE_MOVES.move(name, challenge.stage)
    day = values["said_on"]
    not_later("said_on", day, at, "The date")
    not_earlier("said_on", day, challenge.raised_on, "It", "when it was raised")
    needed("text", values["text"], "Say in a sentence what was said.")
    waits = move.target == ChallengeStage.ESCALATED
    with transaction.atomic():
        moved = records.amend(
            challenge,
            {
                "stage": move.target,
                "answer_due_on": values.get("due_on") if waits else None,
            },
            read_version=read_version,
            by=by,
            at=at,
            action=name,
            subjects=circle_of(challenge.origin),
        )
        _say(moved, name, by, at, values)
    return moved


def _say(
    challenge: Challenge, move: str, by: Viewer, at: datetime, values: dict[str, Any]
) -> ChallengeStep:
    row = {
        "challenge": challenge,
        "move": move,
        "stage": challenge.stage,
        "said_on": values["said_on"],
        "text": values["text"],
        "said_by": by.label,
        "post": values.get("post"),
        "due_on": values.get("due_on"),
        "recorded_at": at,
    }
    return records.add(
        ChallengeStep,
        row,
        by=by,
        at=at,
        action="add_challenge_step",
        subjects=circle_of(challenge.origin),
    )
