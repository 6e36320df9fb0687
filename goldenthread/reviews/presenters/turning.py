"""Whether the Panel’s reply turned a decision round, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.reviews.models import Decision
from goldenthread.reviews.presenters.words import day
from goldenthread.reviews.states import DecisionOutcome, Stage


def turned_round(decisions: Iterable[Decision]) -> str:
    """A sentence where the Panel’s reply was followed by another decision (or waits)."""
    before: Decision | None = None
    asked: Decision | None = None
    for one in sorted(decisions, key=lambda one: one.position):
        if one.stage == Stage.PANEL_REPLY:
            asked = one if one.outcome == DecisionOutcome.PANEL_QUESTIONS else None
        elif one.stage == Stage.RAPID_REVIEW and asked is None:
            before = one
        elif one.stage == Stage.RAPID_REVIEW and before and asked:
            return _turned(before, asked, one)
    if before and asked:
        was = before.get_outcome_display().lower()
        return f"The Panel questions the decision “{was}”: the partners answer it."
    return ""


def _turned(before: Decision, asked: Decision, after: Decision) -> str:
    was, now = (one.get_outcome_display().lower() for one in (before, after))
    when = f" of {day(asked.decided_on)}" if asked.decided_on else ""
    if before.outcome == after.outcome:
        return (
            f"After the Panel’s reply{when} the partners kept their decision: “{now}”."
        )
    return (
        f"The decision was turned round: “{was}” became “{now}” after the Panel’s "
        f"reply{when}. Both stand on the record."
    )
