"""Grading an action's strength: suggested by its words, said by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import records
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import Action, Grading
from goldenthread.thread.queries.strength import Suggestion, suggest_strength
from goldenthread.thread.services.checks import circle_of, needed, not_later


def grade_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Say how strong an action is, by the published hierarchy of action strength.

    Keeps what its words suggested at this moment beside what the person says. Refuses
    the owner agency's own grade, and a grade that differs from the suggestion without
    a reason.
    """
    rules.require_may_grade(by, action)
    not_later("said_on", values["said_on"], at, "The date")
    suggestion = suggest_strength(action, london_date(at))
    if values["strength"] != suggestion.strength:
        words = "Say why it is graded otherwise than its words suggest."
        needed("reason", values.get("reason", ""), words)
    with transaction.atomic():
        graded = records.amend(
            action,
            {"strength": values["strength"]},
            read_version=read_version,
            by=by,
            at=at,
            action="grade_action",
            subjects=circle_of(action.origin),
        )
        _keep(graded, suggestion, by, at, values)
    return graded


def _keep(
    action: Action,
    suggestion: Suggestion,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
) -> Grading:
    row = {
        "action": action,
        "suggested": suggestion.strength,
        "suggested_kind": suggestion.kind.code if suggestion.kind else "",
        "suggested_words": ", ".join(suggestion.words),
        "rules_from": suggestion.rules_from,
        "strength": values["strength"],
        "reason": values.get("reason", ""),
        "said_on": values["said_on"],
        "said_by": by.label,
        "account_key": by.account_key,
        "recorded_at": at,
    }
    return records.add(
        Grading,
        row,
        by=by,
        at=at,
        action="add_grading",
        subjects=circle_of(action.origin),
    )
