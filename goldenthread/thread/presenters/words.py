"""Words, days, tags and links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from goldenthread.core import pages
from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Tag
from goldenthread.thread.models import (
    Action,
    Challenge,
    Finding,
    Origin,
    Plan,
    Update,
)
from goldenthread.thread.states import (
    LIVE,
    ActionState,
    ChallengeStage,
    FindingKind,
)


SOON = 28
STATE_COLOURS = {
    ActionState.PROPOSED: "grey",
    ActionState.OPEN: "blue",
    ActionState.IN_PROGRESS: "turquoise",
    ActionState.COMPLETE: "yellow",
    ActionState.ASSURED: "green",
    ActionState.CLOSED: "green",
    ActionState.REJECTED: "grey",
    ActionState.SUPERSEDED: "grey",
}
# A tag has less room than a sentence.
SHORT = {ActionState.COMPLETE: "To be assured"}
STAGE_COLOURS = {
    ChallengeStage.RAISED: "blue",
    ChallengeStage.ANSWERED: "turquoise",
    ChallengeStage.ESCALATED: "orange",
    ChallengeStage.RESOLVED: "green",
    ChallengeStage.WITHDRAWN: "grey",
}
FINDING_COLOURS = {
    FindingKind.GOOD_PRACTICE: "green",
    FindingKind.CHALLENGE: "orange",
    FindingKind.LEARNING: "blue",
}


def day(value: date | None, absent: str = "") -> str:
    return long_date(value) if value else absent


def state_tag(action: Action) -> Tag:
    words = SHORT.get(action.state) or action.get_state_display()
    return Tag(words, STATE_COLOURS[action.state])


def due_tag(action: Action, on: date | None = None) -> Tag | None:
    """Late, due soon, or nothing worth a tag; only while it is still to be done."""
    if action.due_on is None or action.state not in LIVE:
        return None
    return _clock_tag(action.due_on, on or timezone.localdate())


def _clock_tag(due_on: date, on: date) -> Tag | None:
    left = (due_on - on).days
    if left < 0:
        return Tag(f"{-left} day{'' if left == -1 else 's'} late", "red")
    return Tag("Due soon", "yellow") if left <= SOON else None


def stage_tag(challenge: Challenge) -> Tag:
    return Tag(challenge.get_stage_display(), STAGE_COLOURS[challenge.stage])


def finding_tag(finding: Finding) -> Tag:
    return Tag(finding.get_kind_display(), FINDING_COLOURS[finding.kind])


def plan_tag(plan: Plan) -> Tag:
    return Tag("Closed", "green") if plan.closed_on else Tag("Open", "blue")


def names(records: Iterable[Any], absent: str = "") -> Cell:
    lines = tuple(str(one) for one in records)
    return Cell(lines=lines) if lines else Cell(text=absent)


def linked(record: Any) -> Cell:
    """A record's own title, leading to its page where it has one."""
    if record is None:
        return Cell()
    kind = pages.kind_of(type(record))
    return Cell(text=str(record), url=kind.url(record) if kind else "")


def tags(*found: Tag | None) -> tuple[Tag, ...]:
    return tuple(tag for tag in found if tag)


def restricted(origin: Origin | None) -> tuple[str, ...]:
    if origin is None or not origin.circle:
        return ()
    return ("This comes from a restricted case: only its circle sees it.",)


def notices(record: Any, origin: Origin | None) -> tuple[str, ...]:
    """What a reader must know first: a restriction, a note on the record itself."""
    return (*restricted(origin), *([record.note] if record.note else []))


def update_title(update: Update) -> str:
    return f"Update of {day(update.said_on)}"
