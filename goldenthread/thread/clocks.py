"""Which clocks of the thread run: actions, and challenges that wait for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from goldenthread.core.running import Event, Running, told
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from goldenthread.thread import queries
from goldenthread.thread.models import Action, Challenge, Update
from goldenthread.thread.rules import ASSURERS, KEEPERS
from goldenthread.thread.states import AGREED, DONE, LIVE, WAITING


AGENCY_ROLES = (Role.AGENCY_LEAD, Role.EXECUTIVE)
ENDING, REOPENING = "complete_action", "return_action"


def running(
    viewer: Viewer, on: date, *, done_since: date | None = None
) -> Iterator[Running]:
    """Actions with a due day and challenges that await an answer, open to the viewer.

    Three queries, however much there is.
    """
    wanted = Q(state__in=LIVE)
    if done_since:
        wanted |= Q(state__in=DONE, updates__said_on__gte=done_since)
    # What goes on in another action runs on that one's clock.
    alone = ~queries.is_merged(viewer)
    found = queries.actions(viewer).filter(alone, wanted, due_on__isnull=False)
    found = found.distinct()
    for action in _with_moves(found):
        yield _action(action, viewer)
    for challenge in queries.challenges(viewer).filter(stage__in=WAITING):
        yield from _challenge(challenge, viewer)


def _with_moves(found: QuerySet[Action]) -> QuerySet[Action]:
    """Each with the updates that ended or reopened it, the earliest first."""
    moves = Update.objects.filter(move__in=(ENDING, REOPENING)).order_by("id")
    return found.prefetch_related(Prefetch("updates", moves, to_attr="clock_moves"))


def of_action(action: Action, viewer: Viewer) -> Iterable[Running]:
    if action.due_on is None or action.state not in AGREED:
        return ()
    return (_action(_with_moves(Action.objects.filter(pk=action.pk)).get(), viewer),)


def _action(action: Any, viewer: Viewer) -> Running:
    """An action returned by who judged it runs on from the day it was agreed."""
    done, stops = told(
        Event(one.said_on, one.move == ENDING, "Returned: not yet done as agreed.")
        for one in action.clock_moves
    )
    return Running(
        code="ACTION_DONE",
        record=action,
        words="Carry out the action, and say how it goes",
        began=action.agreed_on,
        done=done if action.state in DONE else None,
        set_on=action.due_on,
        set_words="The day agreed with the action",
        stops=stops,
        owner=str(action.owner_agency),
        agency_id=action.owner_agency_id,
        mine=is_ours(viewer, action.owner_agency_id),
        watched=viewer.has_role(KEEPERS),
    )


def is_ours(viewer: Viewer, agency_id: int | None) -> bool:
    """It waits for the viewer's own agency, and the viewer speaks for it."""
    ours = agency_id is not None and agency_id == viewer.agency_id
    return ours and viewer.has_role(AGENCY_ROLES)


def _challenge(challenge: Challenge, viewer: Viewer) -> Iterator[Running]:
    """The clock of the stage it stands at, by the partnership's own row of that stage."""
    if challenge.stage not in WAITING:
        return
    level, by_hand = challenge.level, challenge.answer_due_on
    if level is None and by_hand is None:
        return
    whose = f"{challenge.to_agency} owes an answer"
    yield Running(
        code="CHALLENGE_ANSWERED",
        record=challenge,
        words=f"{whose}, {str(level)[:1].lower()}{str(level)[1:]}" if level else whose,
        began=challenge.level_since or challenge.raised_on,
        set_on=by_hand,
        set_words="The day set when it was raised or taken higher",
        rule=queries.rule_of(level) if level and not by_hand else None,
        owner=str(challenge.to_agency),
        agency_id=challenge.to_agency_id,
        mine=is_ours(viewer, challenge.to_agency_id) or viewer.has_role(ASSURERS),
        watched=challenge.raised_by_key == viewer.account_key,
    )


OF: dict[type, Callable[[Any, Viewer], Iterable[Running]]] = {
    Action: of_action,
    Challenge: _challenge,
}
