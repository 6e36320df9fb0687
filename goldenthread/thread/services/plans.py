"""Opening, amending and closing action plans."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import Plan
from goldenthread.thread.queries import last_lead
from goldenthread.thread.services.checks import (
    circle_of,
    needed,
    not_earlier,
    not_later,
)
from goldenthread.thread.states import LIVE, ActionState


def add_plan(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Plan:
    """Open an action plan."""
    rules.require_may_keep(by)
    not_later("opened_on", values["opened_on"], at, "The day it was opened")
    return records.add(
        Plan,
        {"partnership_id": by.partnership_id} | values,
        by=by,
        at=at,
        action="add_plan",
        subjects=circle_of(values.get("origin")),
    )


def amend_plan(
    plan: Plan, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Plan:
    """Change what a plan says; closing has a step of its own."""
    rules.require_may_keep(by)
    not_later("opened_on", values.get("opened_on"), at, "The day it was opened")
    return records.amend(
        plan,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_plan",
        subjects=circle_of(plan.origin, values.get("origin")),
    )


def close_plan(
    plan: Plan, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Plan:
    """Close a plan; refuses while one of its actions is still to be done."""
    rules.require_may_keep(by)
    if plan.closed_on:
        raise Refused("This plan is already closed.")
    unfinished = (*LIVE, ActionState.PROPOSED, ActionState.COMPLETE)
    # What goes on in another action is finished when that one is.
    own = plan.actions.filter(state__in=unfinished)
    left = sum(last_lead(one).state in unfinished for one in own)
    if left:
        verb = "is" if left == 1 else "are"
        raise Refused(
            f"{left} of its actions {verb} not finished and assured; "
            "close or supersede them first."
        )
    day = values["closed_on"]
    not_later("closed_on", day, at, "The day it was closed")
    not_earlier("closed_on", day, plan.opened_on, "It", "when the plan was opened")
    needed("closed_reason", values["closed_reason"], "Say why the plan is closed.")
    return _set(plan, values, read_version, by, at, "close_plan")


def reopen_plan(
    plan: Plan, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Plan:
    """Open a closed plan again; the reason stays in the history."""
    rules.require_may_keep(by)
    if not plan.closed_on:
        raise Refused("This plan is open.")
    needed("why", values["why"], "Say why the plan is opened again.")
    opened = {"closed_on": None, "closed_reason": ""}
    return _set(plan, opened, read_version, by, at, "reopen_plan", values["why"])


def _set(
    plan: Plan,
    values: dict[str, Any],
    read_version: int,
    by: Viewer,
    at: datetime,
    action: str,
    why: str = "",
) -> Plan:
    return records.amend(
        plan,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action=action,
        why=why,
        subjects=circle_of(plan.origin),
    )
