"""Saying that two findings are the same learning, and what follows from a repeat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.thread import queries, rules
from goldenthread.thread.models import Finding, Repeat, SameLearning
from goldenthread.thread.queries import Broken
from goldenthread.thread.services.challenges import add_challenge
from goldenthread.thread.services.checks import circle_of, needed
from goldenthread.thread.states import FindingKind


RULES = Path(__file__).parent.parent / "reference" / "repeats.toml"


def say_same(
    finding: Finding, earlier: Finding, *, by: Viewer, at: datetime, reason: str
) -> SameLearning:
    """Say that a finding is the same learning as an earlier one, with the reason.

    Refuses a finding with itself, one that is not earlier, good practice, and what is
    said already. Where an action on an earlier finding of the line had been closed or
    assured before, its owner agency is challenged in the same transaction: once for
    each finding that came again.
    """
    rules.require_may_say_same(by)
    needed("reason", reason, "Say why it is the same learning.")
    _require_earlier(finding, earlier)
    if queries.is_same(by, finding, earlier):
        raise ValidationError("This is said already.")
    with transaction.atomic():
        said = _say(finding, earlier, by=by, at=at, reason=reason, holds=True)
        _challenge_repeats(finding, by=by, at=at)
    return said


def take_back_same(
    finding: Finding, earlier: Finding, *, by: Viewer, at: datetime, reason: str
) -> SameLearning:
    """Take back that two findings are the same learning, by a further row.

    Refuses where it is not said today. A challenge already raised stays until it is
    answered: somebody may rely on it.
    """
    rules.require_may_say_same(by)
    needed("reason", reason, "Say why it is not the same learning.")
    if not queries.is_same(by, finding, earlier):
        raise ValidationError("Nobody says today that these are the same learning.")
    return _say(finding, earlier, by=by, at=at, reason=reason, holds=False)


def _require_earlier(finding: Finding, earlier: Finding) -> None:
    if finding.pk == earlier.pk:
        raise ValidationError("A finding is not a repeat of itself.")
    if (earlier.found_on, earlier.pk) > (finding.found_on, finding.pk):
        raise ValidationError("The other finding is not earlier than this one.")
    if FindingKind.GOOD_PRACTICE in (finding.kind, earlier.kind):
        raise ValidationError("Good practice that comes again is no repeat.")


def _say(
    finding: Finding,
    earlier: Finding,
    *,
    by: Viewer,
    at: datetime,
    reason: str,
    holds: bool,
) -> SameLearning:
    values = {
        "finding": finding,
        "earlier": earlier,
        "holds": holds,
        "reason": reason,
        "said_on": london_date(at),
        "said_by": by.label,
        "account_key": by.account_key,
        "recorded_at": at,
    }
    return records.add(
        SameLearning,
        values,
        by=by,
        at=at,
        action="say_same" if holds else "take_back_same",
        subjects=set(circle_of(finding.origin, earlier.origin)),
    )


def _challenge_repeats(finding: Finding, *, by: Viewer, at: datetime) -> None:
    line = queries.line_of(by, finding)
    if line is None:
        return
    known = {(one.finding_id, one.agency_id) for one in line.repeats}
    for broken in queries.broken_in(line):
        if (broken.finding.pk, broken.action.owner_agency_id) not in known:
            _challenge(broken, by=by, at=at)


def _challenge(broken: Broken, *, by: Viewer, at: datetime) -> Repeat:
    finding, agency = broken.finding, broken.action.owner_agency
    raised_on = london_date(at)
    values = {
        "title": f"It came again: {finding.title}"[:200],
        "text": _words(broken),
        "to_agency": agency,
        "origin": finding.origin,
        "raised_on": raised_on,
        "answer_due_on": answer_due(raised_on),
    }
    challenge = add_challenge(by=by, at=at, values=values)
    row = {"finding": finding, "agency": agency, "challenge": challenge}
    return records.add(
        Repeat,
        row,
        by=by,
        at=at,
        action="note_repeat",
        subjects=circle_of(finding.origin),
    )


def answer_due(raised_on: date) -> date:
    """The day an answer is due, by the rule in force on the day it is raised."""
    rows = read_rows(RULES)["rule"]
    in_force = [row for row in rows if row["starts_on"] <= raised_on] or rows[:1]
    newest = max(in_force, key=lambda row: row["starts_on"])
    return raised_on + timedelta(days=newest["answer_days"])


def _words(broken: Broken) -> str:
    """What came again; of an action in another circle no more than that there was one."""
    finding, action = broken.finding, broken.action
    circle = action.origin.circle
    if circle and circle != finding.origin.circle:
        told = "an action on the same learning had been closed before"
    else:
        day = long_date(broken.held_on)
        told = f"the action “{action.title}” had held since {day}"
    return (
        f"On {long_date(finding.found_on)} the same learning was found again, though "
        f"{told}. What did it not reach, and what will be different now?"
    )
