"""Which clocks of audits run: agencies' returns, and audits that are planned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from goldenthread.audits import queries
from goldenthread.audits.models import Audit, AuditRequest
from goldenthread.audits.rules import KEEPERS
from goldenthread.audits.states import AuditState, RequestState
from goldenthread.core.running import Running
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role


def running(
    viewer: Viewer, on: date, *, done_since: date | None = None
) -> Iterator[Running]:
    """Requests that await an answer and audits still to be held: two queries."""
    wanted = Q(state=RequestState.ASKED)
    if done_since:
        wanted |= Q(answered_on__gte=done_since)
    for request in queries.requests(viewer).filter(wanted, due_on__isnull=False):
        yield from _request(request, viewer)
    for audit in queries.audits(viewer).filter(state=AuditState.PLANNED):
        yield from _audit(audit, viewer)


def _request(one: AuditRequest, viewer: Viewer) -> Iterator[Running]:
    if one.due_on is None:
        return
    ours = one.agency_id == viewer.agency_id and viewer.has_role({Role.AGENCY_LEAD})
    yield Running(
        code="AUDIT_REQUEST_ANSWERED",
        record=one,
        words="Send your agency’s return" if ours else f"{one.agency} owes its return",
        began=one.asked_on,
        done=one.answered_on,
        set_on=one.due_on,
        set_words="The day set when the agency was asked",
        owner=str(one.agency),
        agency_id=one.agency_id,
        mine=ours,
        watched=viewer.has_role(KEEPERS),
    )


def _audit(one: Audit, viewer: Viewer) -> Iterator[Running]:
    """The last day of what is known of the plan: a year's audit is late after it."""
    day = queries.last_day(one)
    if day is None:
        return
    yield Running(
        code="AUDIT_HELD",
        record=one,
        words="Hold the audit, or plan it anew",
        began=None,
        done=one.held_on,
        set_on=day,
        set_words="The last day of the time planned for it",
        owner="The partnership",
        watched=viewer.has_role(KEEPERS),
    )


OF: dict[type, Callable[[Any, Viewer], Iterable[Running]]] = {
    AuditRequest: _request,
    Audit: _audit,
}
