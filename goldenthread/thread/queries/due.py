"""What waits for this viewer and has no day: the rest are clocks, told by `clocks`."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Action, Challenge
from goldenthread.thread.queries.actions import actions
from goldenthread.thread.queries.challenges import challenges
from goldenthread.thread.queries.merging import is_merged
from goldenthread.thread.rules import ASSURERS
from goldenthread.thread.states import LIVE, WAITING, ActionState, ChallengeStage


AGENCY_ROLES = (Role.AGENCY_LEAD, Role.EXECUTIVE)


def due(viewer: Viewer, on: date) -> list[Due]:
    """Actions and challenges without a day that wait for this viewer.

    An agency's people are shown their own agency's; the unit and the scrutineer what
    waits for assurance or for a judgement. Three queries, however much there is.
    """
    found = [Due(action, "Say how it goes") for action in _to_carry_out(viewer)]
    found += [
        Due(action, f"Assure what {action.owner_agency} says is done", None)
        for action in _to_assure(viewer)
    ]
    return found + [_settle(one) for one in _to_settle(viewer)]


def _to_carry_out(viewer: Viewer) -> QuerySet[Action]:
    live = actions(viewer).filter(~is_merged(viewer), state__in=LIVE, due_on=None)
    if viewer.has_role(AGENCY_ROLES):
        return live.filter(owner_agency_id=viewer.agency_id or 0)
    return live.none()


def _to_assure(viewer: Viewer) -> QuerySet[Action]:
    done = actions(viewer).filter(state=ActionState.COMPLETE)
    if not viewer.has_role(ASSURERS):
        return done.none()
    return done.exclude(owner_agency_id=viewer.agency_id or 0)


def _to_settle(viewer: Viewer) -> QuerySet[Challenge]:
    """Challenges that wait for an answer of ours, or for our judgement of one."""
    waiting = Q(stage__in=WAITING, answer_due_on=None)
    if viewer.has_role(AGENCY_ROLES):
        ours = {"to_agency_id": viewer.agency_id or 0}
        return challenges(viewer).filter(waiting, **ours)
    if viewer.has_role(ASSURERS):
        return challenges(viewer).filter(waiting | Q(stage=ChallengeStage.ANSWERED))
    return challenges(viewer).none()


def _settle(challenge: Challenge) -> Due:
    if challenge.stage in WAITING:
        return Due(challenge, f"{challenge.to_agency} owes an answer", None)
    return Due(challenge, "Judge the answer", None)
