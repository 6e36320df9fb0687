"""Actions: adding, amending, their steps, and what is written under them.

Every step changes the state by the table of moves and adds a dated update with the
words that go with it, in one transaction. The values of a step are `said_on`, `text`
and, for the business unit writing down what somebody else said, `said_by`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.files import keep
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import (
    Action,
    Evidence,
    Finding,
    Origin,
    Plan,
    Update,
)
from goldenthread.thread.queries import claim_of, lead_of, shows_done
from goldenthread.thread.services.checks import (
    circle_of,
    needed,
    not_earlier,
    not_later,
)
from goldenthread.thread.states import ACTION_MOVES, ActionState


def add_action(
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    parent: Origin | Finding | Plan,
) -> Action:
    """Put an action under a finding, an origin or a plan that has an origin.

    With a day of agreement it is open, without one it is proposed. Refuses a due date
    before the agreement, an owner post of another agency, and an agreement without a
    post, a due date or a success measure; only the loader of what was agreed elsewhere
    may take over actions that lack them, and the record then shows them as missing.
    """
    rules.require_may_keep(by)
    values = _placed(parent) | values
    origin: Origin = values["origin"]
    agreed = values.get("agreed_on")
    not_later("agreed_on", agreed, at, "The day it was agreed")
    _require_sense(values, agreed)
    if agreed and by.role != SYSTEM_ROLE:
        _require_whole(values)
    _require_plan_in_reach(values.get("plan"), origin)
    state = ActionState.OPEN if agreed else ActionState.PROPOSED
    fixed = {"partnership_id": origin.partnership_id, "state": state}
    return records.add(
        Action,
        values | fixed,
        by=by,
        at=at,
        action="add_action",
        subjects=circle_of(origin),
    )


def _placed(parent: Origin | Finding | Plan) -> dict[str, Any]:
    if isinstance(parent, Finding):
        return {"finding": parent, "origin": parent.origin}
    if isinstance(parent, Plan):
        if parent.origin is None:
            raise Refused(
                "This plan names no source, so an action cannot start from it; "
                "add the action under its finding and choose the plan there."
            )
        return {"plan": parent, "origin": parent.origin}
    return {"origin": parent}


def _require_sense(values: dict[str, Any], agreed: Any) -> None:
    words = "when it was agreed"
    not_earlier("due_on", values.get("due_on"), agreed, "The due date", words)
    post, agency = values.get("owner_post"), values.get("owner_agency")
    if post and agency and post.agency_id != agency.pk:
        raise ValidationError(
            {"owner_post": f"{post.title} is not a post of {agency}."}
        )


WHOLE = {
    "owner_post": "Name the post that owns it before it is agreed.",
    "due_on": "Set a due date before it is agreed.",
    "success_measure": "Say how we will know it worked before it is agreed.",
}


def _require_whole(values: dict[str, Any]) -> None:
    """An agreed action has a post, a due date and a success measure."""
    if lacking := rules.missing(values):
        raise ValidationError({name: WHOLE[name] for name in lacking})


def _require_still_whole(action: Action, values: dict[str, Any]) -> None:
    """What an agreed action has is not taken from it again; what it lacks may come."""
    had = {name for name in WHOLE if name not in rules.missing(action)}
    emptied = [name for name in rules.missing(values) if name in values and name in had]
    if action.agreed_on and emptied:
        words = "An agreed action keeps this: change it, but do not empty it."
        raise ValidationError(dict.fromkeys(emptied, words))


def _require_plan_in_reach(plan: Plan | None, origin: Origin) -> None:
    """A restricted case's plan holds actions of its own circle only."""
    circle = plan.origin.circle if plan and plan.origin else ""
    if circle and circle != origin.circle:
        raise ValidationError(
            {"plan": "That plan belongs to a restricted case; this action does not."}
        )


def amend_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Change what an action says; its state changes by its steps only."""
    rules.require_may_keep(by)
    changed = {name: value for name, value in values.items() if name != "agreed_on"}
    _require_sense(changed, action.agreed_on)
    _require_still_whole(action, changed)
    _require_plan_in_reach(changed.get("plan"), action.origin)
    return records.amend(
        action,
        changed,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_action",
        subjects=circle_of(action.origin),
    )


# --- Steps -------------------------------------------------------------------


def agree_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Agree what was proposed: it is open from that day.

    Refuses one without a post that owns it, a due date or a success measure.
    """
    if lacking := rules.missing_words(action):
        raise Refused(f"Before it is agreed it needs {lacking}: amend it first.")
    dates = {"agreed_on": values["said_on"]}
    return _step(action, "agree_action", dates, by, at, values, read_version)


def reject_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Turn a proposal down, with the reason."""
    return _step(action, "reject_action", {}, by, at, values, read_version)


def start_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """The owner agency (or the business unit for it) says work has begun."""
    return _step(action, "start_action", {}, by, at, values, read_version)


def complete_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """The owner agency says it is done: a claim, until somebody else assures it."""
    dates = {"completed_on": values["said_on"]}
    return _step(action, "complete_action", dates, by, at, values, read_version)


def assure_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Somebody other than the owner says that it holds."""
    dates = {"assured_on": values["said_on"]}
    return _step(action, "assure_action", dates, by, at, values, read_version)


def return_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Somebody other than the owner says that it is not done after all."""
    dates = {"completed_on": None}
    return _step(action, "return_action", dates, by, at, values, read_version)


def close_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Take an assured action off the books.

    Refuses one that nothing shows to be done, and the owner agency's own closing:
    somebody else signs it off. Being closed says nothing of its effect.
    """
    ACTION_MOVES.move("close_action", action.state)
    shown = shows_done(action)
    if reason := rules.reason_against_closing(by, action, shown):
        raise Refused(reason)
    dates = {"closed_on": values["said_on"]}
    return _step(action, "close_action", dates, by, at, values, read_version)


def supersede_action(
    action: Action,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    """Another action takes its place; the words say which."""
    return _step(action, "supersede_action", {}, by, at, values, read_version)


def _step(
    action: Action,
    name: str,
    dates: dict[str, Any],
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Action:
    _require_by_itself(action)
    claim = claim_of(action) if name in rules.JUDGED else None
    rules.require_may_step(by, action, name, claim)
    move = ACTION_MOVES.move(name, action.state)
    _require_words(action, at, values)
    with transaction.atomic():
        moved = records.amend(
            action,
            {"state": move.target, **dates},
            read_version=read_version,
            by=by,
            at=at,
            action=name,
            subjects=circle_of(action.origin),
        )
        _say(moved, by, at, values, move=name)
    return moved


def _require_by_itself(action: Action) -> None:
    """A merged action takes no step: how it goes is said of the one it goes on in."""
    if merge := lead_of(action):
        # The other may have become restricted since: then its title tells too much.
        shown = merge.into.origin.circle in ("", action.origin.circle)
        other = f"“{merge.into}”" if shown else "another action"
        raise Refused(f"This action goes on in {other}: say it there.")


def _require_words(action: Action, at: datetime, values: dict[str, Any]) -> None:
    day = values["said_on"]
    not_later("said_on", day, at, "The date")
    not_earlier("said_on", day, action.agreed_on, "It", "when it was agreed")
    needed("text", values["text"], "Say in a sentence what happened.")


def _say(
    action: Action,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    *,
    move: str = "",
    corrects: Update | None = None,
) -> Update:
    row = {
        "action": action,
        "said_on": values["said_on"],
        "text": values["text"],
        "state": action.state,
        "move": move,
        "said_by": _said_by(by, values),
        "account_key": by.account_key,
        "recorded_at": at,
        "corrects": corrects,
    }
    return records.add(
        Update,
        row,
        by=by,
        at=at,
        action="add_update",
        subjects=circle_of(action.origin),
    )


def _said_by(by: Viewer, values: dict[str, Any]) -> str:
    """The writer, or for the business unit whoever it writes it down for."""
    named = values.get("said_by", "").strip()
    if named and not rules.may_keep(by):
        raise Refused("Only the business unit writes down what somebody else said.")
    return named or by.label


# --- What is written under an action -----------------------------------------


def add_update(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Action
) -> Update:
    """Say how an action goes without a step; a correction names the row it corrects."""
    rules.require_may_carry_out(by, parent)
    _require_by_itself(parent)
    _require_words(parent, at, values)
    corrects = values.get("corrects")
    if corrects is not None and corrects.action_id != parent.pk:
        raise ValidationError({"corrects": "That update is of another action."})
    return _say(parent, by, at, values, corrects=corrects)


def add_evidence(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Action
) -> Evidence:
    """Add what shows that an action was done or worked, with the day it shows.

    A file that came with it is kept in the same transaction.
    """
    rules.require_may_carry_out(by, parent)
    not_later("effective_on", values["effective_on"], at, "The date it shows")
    fixed = {"action": parent, "recorded_at": at, "recorded_by": by.label}
    received = values.get("file")
    with transaction.atomic():
        fixed["file"] = keep(by=by, at=at, received=received) if received else None
        return records.add(
            Evidence,
            values | fixed,
            by=by,
            at=at,
            action="add_evidence",
            subjects=circle_of(parent.origin),
        )
