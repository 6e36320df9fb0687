"""What the register of policies must satisfy."""

from __future__ import annotations

from datetime import date, timedelta

from goldenthread.core.access import Refused
from goldenthread.governance.models import Policy
from goldenthread.governance.rules.common import (
    require_in_order,
    require_month,
    require_move,
)
from goldenthread.governance.states import POLICY_MOVES, PolicyState, ReviewDue


# A local choice: long enough for a group to meet once before the day.
SOON = timedelta(days=90)


def require_policy(policy: Policy) -> None:
    """An owner, dates in order, and a date of review after the one it starts."""
    require_month(policy.month_only, policy.in_force_from, "The date in force")
    require_in_order(
        policy.in_force_from,
        policy.review_due_on,
        "the day it comes into force",
        "The review",
    )
    if policy.in_force_from and policy.in_force_from == policy.review_due_on:
        raise Refused("The review must come after the day it comes into force.")
    if policy.owner_group is None and policy.owner_agency is None:
        raise Refused("Name the group or the agency that owns the document.")


def require_policy_move(before: Policy, after: Policy) -> None:
    require_move(POLICY_MOVES, before.state, after.state)


def review_due(policy: Policy, on: date) -> ReviewDue:
    """How the review stands on a day."""
    if policy.state in {PolicyState.IN_WRITING, PolicyState.WITHDRAWN}:
        return ReviewDue.NOT_NEEDED
    if policy.review_due_on is None:
        return ReviewDue.NO_DATE
    if policy.review_due_on < on:
        return ReviewDue.OVERDUE
    return ReviewDue.SOON if policy.review_due_on <= on + SOON else ReviewDue.LATER
