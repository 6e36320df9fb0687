"""Plans, actions and what hangs on an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import (
    Action,
    Evidence,
    Origin,
    Plan,
    Update,
)
from goldenthread.thread.queries.effect import impact_tests, with_effect
from goldenthread.thread.queries.scope import here, open_or_without_origin, open_to
from goldenthread.thread.states import LIVE, ActionState, PlanState


# What is to be done stands first, then what waits for assurance, then the rest.
TURN = Case(
    When(state__in=LIVE, then=Value(1)),
    When(state=ActionState.COMPLETE, then=Value(2)),
    When(state=ActionState.PROPOSED, then=Value(3)),
    default=Value(4),
)


def actions(viewer: Viewer) -> QuerySet[Action]:
    """Actions, what is to be done first."""
    return (
        Action.objects.filter(
            open_to(viewer, "origin__circle"), partnership_id=here(viewer)
        )
        .select_related(
            "origin", "finding", "owner_agency", "owner_post__agency", "plan"
        )
        .annotate(turn=TURN)
        .order_by("turn", F("due_on").asc(nulls_last=True), "title", "id")
    )


def action_list(viewer: Viewer) -> QuerySet[Action]:
    """The same to be shown: each with where its effect stands."""
    return with_effect(actions(viewer))


def actions_of(viewer: Viewer, origin: Origin) -> QuerySet[Action]:
    """Actions of one origin in the order of its findings."""
    return (
        action_list(viewer)
        .filter(origin=origin)
        .order_by("finding__position", "position", "id")
    )


def action_page(viewer: Viewer) -> QuerySet[Action]:
    """An action with its updates, evidence and impact tests."""
    return action_list(viewer).prefetch_related(
        "joint_agencies",
        Prefetch("updates", Update.objects.order_by("-said_on", "-id")),
        Prefetch("evidence", Evidence.objects.order_by("-effective_on", "-id")),
        Prefetch("impact_tests", impact_tests(viewer).order_by("in_force_on", "id")),
    )


def claim_of(action: Action) -> Update | None:
    """The latest word by which the action was recorded as done."""
    return action.updates.filter(move="complete_action").order_by("-id").first()


def shows_done(action: Action) -> bool:
    """Whether evidence shows it, of a day on or after it was agreed."""
    found = action.evidence.all()
    if action.agreed_on:
        found = found.filter(effective_on__gte=action.agreed_on)
    return found.exists()


def latest_claim(action: Action) -> Update | None:
    """The same from updates already at hand (newest first), without a query."""
    claims = (one for one in action.updates.all() if one.move == "complete_action")
    return max(claims, key=lambda one: one.pk, default=None)


def _hanging(viewer: Viewer) -> Q:
    return Q(action__partnership_id=here(viewer)) & open_to(
        viewer, "action__origin__circle"
    )


def updates(viewer: Viewer) -> QuerySet[Update]:
    return (
        Update.objects.filter(_hanging(viewer))
        .select_related("action__origin", "action__owner_agency", "corrects")
        .order_by("-said_on", "-id")
    )


def evidence(viewer: Viewer) -> QuerySet[Evidence]:
    return (
        Evidence.objects.filter(_hanging(viewer))
        .select_related("action__origin", "action__owner_agency", "file")
        .order_by("-effective_on", "-id")
    )


def plans(viewer: Viewer) -> QuerySet[Plan]:
    """Action plans, the newest first, each with how many actions it holds."""
    return (
        Plan.objects.filter(open_or_without_origin(viewer), partnership_id=here(viewer))
        .select_related("origin", "group")
        .annotate(
            # Only what this viewer may see is counted: a number tells too (rule A5).
            held=Count("actions", filter=open_to(viewer, "actions__origin__circle")),
            state=Case(
                When(closed_on__isnull=True, then=Value(PlanState.OPEN)),
                default=Value(PlanState.CLOSED),
            ),
        )
        .order_by("opened_on", "title", "id")
    )


def plan_page(viewer: Viewer) -> QuerySet[Plan]:
    return plans(viewer).prefetch_related(
        Prefetch("actions", action_list(viewer).order_by("position", "id"))
    )


@dataclass(frozen=True)
class PlanCounts:
    """Opened and closed up to and on a day, and what is open at its end."""

    on: date
    opened: int
    closed: int
    open: int

    @property
    def agrees(self) -> bool:
        """Opened less closed is open: asked of the rows, not assumed."""
        return self.opened - self.closed == self.open


def plan_counts(viewer: Viewer, on: date) -> PlanCounts:
    """The three counts in one query, each counted by itself."""
    opened = Q(opened_on__lte=on)
    closed = Q(closed_on__lte=on)
    standing = opened & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    found = Plan.objects.filter(
        open_or_without_origin(viewer), partnership_id=here(viewer)
    ).aggregate(
        opened=Count("pk", filter=opened),
        closed=Count("pk", filter=closed),
        open=Count("pk", filter=standing),
    )
    return PlanCounts(on=on, **found)
