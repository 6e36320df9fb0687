"""Merging actions that say the same, with their lineage, and parting them again.

Neither action changes: each keeps its origin, finding and updates, and a dated row says
that the one goes on in the other. Every check runs under one lock for the partnership,
so that two people merging at the same moment cannot make a circle between them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Partnership
from goldenthread.thread import rules
from goldenthread.thread.models import Action, Merge
from goldenthread.thread.queries.merging import last_lead, lead_of
from goldenthread.thread.services.checks import (
    circle_of,
    needed,
    not_earlier,
    not_later,
)
from goldenthread.thread.states import LIVE, ActionState


MAY_MERGE = (*LIVE, ActionState.PROPOSED)


def merge_action(
    action: Action, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Action:
    """Let an action go on in another one that says the same; answers that one.

    Refuses a circle, an action that is merged already or no longer to be done, and any
    merge that would show a restricted case to people outside it or hide an open action
    from them: an action of a restricted case may go on in one of the same case or in an
    unrestricted one, where only its own circle sees the row.
    """
    rules.require_may_keep(by)
    into: Action = values["into"]
    _require_words(values, at)
    with transaction.atomic():
        Partnership.objects.select_for_update().get(pk=action.partnership_id)
        _require_mergeable(action, into)
        _keep(action, into, by, at, values)
    return into


def part_action(
    action: Action, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Action:
    """Undo the merge of an action: it is by itself again, from a day on, for a reason."""
    rules.require_may_keep(by)
    _require_words(values, at)
    with transaction.atomic():
        Partnership.objects.select_for_update().get(pk=action.partnership_id)
        merge = lead_of(action)
        if merge is None:
            raise Refused("This action goes on by itself already.")
        since = f"it was merged on {long_date(merge.said_on)}"
        not_earlier("said_on", values["said_on"], merge.said_on, "It", since)
        _keep(action, merge.into, by, at, values, undoes=merge)
    return action


def _require_words(values: dict[str, Any], at: datetime) -> None:
    not_later("said_on", values["said_on"], at, "The date")
    needed("reason", values["reason"], "Say why, in a sentence.")


def _require_mergeable(action: Action, into: Action) -> None:
    if action.pk == into.pk:
        raise ValidationError({"into": "An action cannot be merged into itself."})
    if action.partnership_id != into.partnership_id:
        raise ValidationError({"into": "That action is of another partnership."})
    if into.origin.circle not in ("", action.origin.circle):
        raise ValidationError(
            {"into": "That action is of a restricted case; this one is not of it."}
        )
    if last_lead(into).pk == action.pk:
        raise ValidationError(
            {
                "into": f"“{into}” goes on in this action already, so merging the other "
                "way round would go in a circle."
            }
        )
    if merge := lead_of(action):
        raise Refused(
            f"This action goes on in “{merge.into}” already: part them first."
        )
    for one in (action, into):
        if one.state not in MAY_MERGE:
            state = one.get_state_display().lower()
            raise ValidationError(
                {"into": f"“{one}” is {state}: only what is still to do is merged."}
            )


def _keep(
    action: Action,
    into: Action,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    undoes: Merge | None = None,
) -> Merge:
    row = {
        "action": action,
        "into": into,
        "said_on": values["said_on"],
        "reason": values["reason"],
        "said_by": by.label,
        "account_key": by.account_key,
        "recorded_at": at,
        "undoes": undoes,
    }
    return records.add(
        Merge,
        row,
        by=by,
        at=at,
        action="part_action" if undoes else "merge_action",
        subjects=circle_of(action.origin, into.origin),
    )
