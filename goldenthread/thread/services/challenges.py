"""Challenges: raised, answered by a named post, taken higher, settled or decided.

Each step adds a dated row; a stage's clock begins on the day a challenge comes to it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Agency
from goldenthread.thread import queries, rules
from goldenthread.thread.models import Action, Challenge, ChallengeStep, Origin
from goldenthread.thread.services.checks import (
    circle_of,
    needed,
    not_earlier,
    not_later,
)
from goldenthread.thread.states import (
    CHALLENGE_MOVES,
    DECIDED,
    SETTLED,
    ChallengeOutcome,
    ChallengeStage,
)


Values = dict[str, Any]


def raise_challenge(
    *,
    by: Viewer,
    at: datetime,
    to_agency: Agency,
    title: str,
    text: str,
    origin: Origin | None = None,
    action: Action | None = None,
    raised_on: date | None = None,
) -> Challenge:
    """Raise a challenge from a record, at the first stage: what other services call.

    Refuses like `add_challenge`. An action brings its origin, and with it its circle.
    """
    values = {
        "to_agency": to_agency,
        "title": title[:200],
        "text": text,
        "origin": origin or (action.origin if action else None),
        "action": action,
        "raised_on": raised_on or london_date(at),
    }
    return add_challenge(by=by, at=at, values=values)


def add_challenge(*, by: Viewer, at: datetime, values: Values) -> Challenge:
    """Raise a challenge to an agency, at the first stage unless one is named.

    Anybody who works with practice raises one, about what they may see, to another
    agency than their own. Refuses a day to come and an answer due before it. No
    statutory rule; the stages are the partnership's own.
    """
    agency = values.get("to_agency")
    rules.require_may_raise_challenge(by, agency.pk if agency else None)
    day = values["raised_on"]
    not_later("raised_on", day, at, "The day it was raised")
    due = values.get("answer_due_on")
    not_earlier("answer_due_on", due, day, "The due date", "when it was raised")
    stages = queries.stages_on(by.partnership_id or 0, day)
    level = values.get("level") or (stages[0] if stages else None)
    fixed = {
        "partnership_id": by.partnership_id,
        "raised_by": by.label,
        "raised_by_key": by.account_key,
        "level_since": day if level else None,
    }
    origin = values.get("origin")
    with transaction.atomic():
        challenge = records.add(
            Challenge,
            values | fixed | {"level": level},
            by=by,
            at=at,
            action="add_challenge",
            subjects=circle_of(origin),
        )
        first = {"said_on": day, "text": challenge.text}
        first["due_on"] = queries.answer_due(challenge)
        _say(challenge, "raise_challenge", by, at, first)
    return challenge


def answer_challenge(
    challenge: Challenge, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> Challenge:
    """The challenged agency answers, by a named post of its own."""
    _require(challenge, "answer_challenge", by, at)
    post = values.get("post")
    if post is None:
        raise ValidationError({"post": "Name the post that answers."})
    if post.agency_id != challenge.to_agency_id:
        raise ValidationError(
            {"post": f"{post.title} is not a post of {challenge.to_agency}."}
        )
    changed = {"answer_due_on": None}
    return _step(challenge, "answer_challenge", by, at, values, read_version, changed)


def escalate_challenge(
    challenge: Challenge, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> Challenge:
    """Take it to the next stage, whose clock begins on the day it comes there.

    Only once the clock of its stage ran out, or when an answer is not accepted. Where
    the partnership has set no stages, a day for the answer must be given.
    """
    _require(challenge, "escalate_challenge", by, at)
    day, due = values["said_on"], values.get("due_on")
    rules.require_may_escalate_now(challenge, queries.answer_due(challenge), day)
    stages = queries.stages_on(challenge.partnership_id, day)
    higher = queries.next_stage(challenge.level, stages)
    higher = higher or (stages[0] if challenge.level is None and stages else None)
    if higher is None and due is None:
        raise ValidationError({"due_on": "Say by when the answer is due now."})
    not_earlier("due_on", due, day, "The due date", "when it was escalated")
    changed = {
        "level": higher,
        "level_since": day if higher else None,
        "answer_due_on": due,
    }
    return _step(challenge, "escalate_challenge", by, at, values, read_version, changed)


def resolve_challenge(
    challenge: Challenge, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> Challenge:
    """Say that the answer settles it: agreed and changed, or explained and accepted.

    At the last stage it is the executive's to say. Who does not accept an answer takes
    the challenge higher instead.
    """
    _require(challenge, "resolve_challenge", by, at)
    return _end(challenge, "resolve_challenge", by, at, values, read_version, SETTLED)


def decide_challenge(
    challenge: Challenge, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> Challenge:
    """The executive decides at the last stage, answered or not; not the agency's own."""
    _require(challenge, "decide_challenge", by, at)
    return _end(challenge, "decide_challenge", by, at, values, read_version, DECIDED)


def withdraw_challenge(
    challenge: Challenge, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> Challenge:
    """Who raised it takes it back, with the reason; its steps stay."""
    _require(challenge, "withdraw_challenge", by, at)
    end = values | {"outcome": ChallengeOutcome.WITHDRAWN}
    allowed = (ChallengeOutcome.WITHDRAWN,)
    return _end(challenge, "withdraw_challenge", by, at, end, read_version, allowed)


def _require(challenge: Challenge, step: str, by: Viewer, at: datetime) -> None:
    """Refuses what the viewer may not do before saying what cannot be done."""
    last = queries.is_last(challenge, london_date(at))
    rules.require_may_step_challenge(by, challenge, step, last=last)


def _end(
    challenge: Challenge,
    name: str,
    by: Viewer,
    at: datetime,
    values: Values,
    read_version: int,
    allowed: tuple[ChallengeOutcome, ...],
) -> Challenge:
    CHALLENGE_MOVES.move(name, challenge.stage)
    if values.get("outcome") not in allowed:
        raise ValidationError({"outcome": "Say how the challenge ends."})
    changed = {"outcome": values["outcome"], "answer_due_on": None}
    return _step(challenge, name, by, at, values, read_version, changed)


def _step(
    challenge: Challenge,
    name: str,
    by: Viewer,
    at: datetime,
    values: Values,
    read_version: int,
    changed: Values,
) -> Challenge:
    move = CHALLENGE_MOVES.move(name, challenge.stage)
    day = values["said_on"]
    not_later("said_on", day, at, "The date")
    last = challenge.steps.order_by("-said_on").values_list("said_on", flat=True)
    since = last.first() or challenge.raised_on
    not_earlier("said_on", day, since, "It", "when the step before it was taken")
    needed("text", values["text"], "Say in a sentence what was said.")
    with transaction.atomic():
        moved = records.amend(
            challenge,
            {"stage": move.target, **changed},
            read_version=read_version,
            by=by,
            at=at,
            action=name,
            subjects=circle_of(challenge.origin),
        )
        row = dict(values)
        if moved.stage == ChallengeStage.ESCALATED:
            row["due_on"] = queries.answer_due(moved)
        _say(moved, name, by, at, row)
    return moved


def _say(
    challenge: Challenge, move: str, by: Viewer, at: datetime, values: Values
) -> ChallengeStep:
    row = {
        "challenge": challenge,
        "move": move,
        "stage": challenge.stage,
        "level": challenge.level,
        "said_on": values["said_on"],
        "text": values["text"],
        "said_by": by.label,
        "post": values.get("post"),
        "due_on": values.get("due_on"),
        "outcome": values.get("outcome", ""),
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
