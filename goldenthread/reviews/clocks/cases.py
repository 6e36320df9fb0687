"""Clocks of cases: agencies' returns, the notification, the rapid review, the reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from goldenthread.core.running import Running, Stop
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import queries, rules
from goldenthread.reviews.clocks.common import (
    PANEL,
    PARTNERSHIP,
    is_unit,
    since,
    still_told,
)
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    Incident,
    Notification,
    RapidReview,
)
from goldenthread.reviews.states import Stage
from goldenthread.reviews.states.cases import BEFORE_DECISION, CaseState


NOT_TO_NOTIFY = ("DO_NOT_NOTIFY", "CRITERIA_NOT_MET")
WITHDRAWN = "The notification was withdrawn."


# --- Agencies' returns ---------------------------------------------------------------


def returns(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    waited_for = Q(pk__in=queries.open_returns(viewer).values("pk"))
    returned = waited_for | since("returned_on", done_since)
    mine = queries.own_return(viewer)
    found = queries.agency_returns(viewer).filter(returned, due_on__isnull=False)
    for one in found.annotate(is_ours=ExpressionWrapper(mine, BooleanField())):
        yield from of_return(one, viewer)


def of_return(one: AgencyReturn, viewer: Viewer) -> Iterator[Running]:
    if one.due_on is None or one.withdrawn_on:
        return
    ours: bool = getattr(one, "is_ours", False)
    yield Running(
        code="AGENCY_RETURN",
        record=one,
        words="Agency’s return",
        began=one.asked_on,
        done=one.returned_on,
        set_on=one.due_on,
        set_words="The day set when the agency was asked",
        owner=str(one.agency),
        agency_id=one.agency_id,
        mine=ours,
        watched=is_unit(viewer),
    )


# --- Incidents -----------------------------------------------------------------------


def notifications(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    """Incidents the Panel is still to be told of, or was told of and then untold."""
    told = Q(notification__sent_on__isnull=False, notification__withdrawn_on=None)
    waiting = queries.incidents(viewer).filter(aware_on__isnull=False)
    # One partner's word ends nothing while the triage goes on.
    decided = Decision.objects.filter(outcome__in=NOT_TO_NOTIFY)
    ended = decided.exclude(incident__state__in=BEFORE_DECISION)
    waiting = waiting.exclude(pk__in=ended.values("incident")).exclude(
        state__in=(CaseState.NOT_NOTIFIABLE, CaseState.WITHDRAWN)
    )
    wanted = ~told | since("notification__sent_on", done_since)
    for one in waiting.filter(wanted).select_related("notification"):
        yield _notify(one, viewer)


def _notify(incident: Incident, viewer: Viewer) -> Running:
    """A notification withdrawn tells nobody: its clock runs from the first day again."""
    sent = getattr(incident, "notification", None)
    stands = sent is not None and sent.withdrawn_on is None
    stops: tuple[Stop, ...] = ()
    if sent is not None and sent.sent_on and sent.withdrawn_on:
        stops = (Stop(sent.sent_on, sent.withdrawn_on, WITHDRAWN),)
    return Running(
        code="INCIDENT_NOTIFIED",
        record=incident,
        words="Notify the Panel, or record why not",
        began=incident.aware_on,
        done=sent.sent_on if sent is not None and stands else None,
        stops=stops,
        reason=sent.late_reason if sent is not None else "",
        owner=PARTNERSHIP,
        mine=is_unit(viewer),
    )


def rapid_reviews(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    told = {
        "referral__incident__notification__sent_on__isnull": False,
        "referral__incident__notification__withdrawn_on": None,
    }
    found = queries.rapid_reviews(viewer).filter(**told)
    # One whose reply came before the day asked about has no clock left to tell of.
    replied = _replies().filter(incident=OuterRef("referral__incident"))
    open_ = Q(sent_on=None) | ~Exists(replied) | since("sent_on", done_since)
    for rapid in _with_case(found.filter(open_)):
        begun = (one for one in _rapid(rapid, viewer) if one.began is not None)
        yield from still_told(begun, done_since)


def _replies() -> QuerySet[Decision]:
    return Decision.objects.filter(stage=Stage.PANEL_REPLY).order_by("position")


def _with_case(found: QuerySet[RapidReview]) -> QuerySet[RapidReview]:
    """Each with its incident's notification and the Panel's replies."""
    named = queries.incidents_named().select_related("notification")
    replies = Prefetch("decisions", _replies(), to_attr="panel_replies")
    return found.prefetch_related(None).prefetch_related(
        Prefetch("referral__incident", named.prefetch_related(replies))
    )


def _rapid(rapid: RapidReview, viewer: Viewer) -> Iterator[Running]:
    incident: Any = rapid.referral.incident
    sent = getattr(incident, "notification", None)
    if sent is not None and sent.withdrawn_on and rapid.sent_on is None:
        return  # what was withdrawn asks for no rapid review
    yield Running(
        code="RAPID_REVIEW_SENT",
        record=rapid,
        words="Send the rapid review to the Panel",
        began=sent.sent_on if sent is not None else None,
        done=rapid.sent_on,
        reason=rapid.late_reason,
        owner=PARTNERSHIP,
        mine=is_unit(viewer),
    )
    if rapid.sent_on is None:
        return
    replies = incident.panel_replies
    if not (replies and replies[0].decided_on is None):
        yield Running(
            code="PANEL_REPLY_EXPECTED",
            record=rapid,
            words="Ask after the Panel’s reply",
            began=rapid.sent_on,
            done=replies[0].decided_on if replies else None,
            owner=PANEL,
            watched=is_unit(viewer),
        )


def of_incident(incident: Incident, viewer: Viewer) -> Iterator[Running]:
    """An incident's own clock and those of its rapid reviews."""
    if not rules.sees_whole_case(viewer):
        return
    own = queries.incidents(viewer).filter(pk=incident.pk)
    for one in own.select_related("notification"):
        yield _notify(one, viewer)
    found = queries.rapid_reviews(viewer).filter(referral__incident=incident)
    for rapid in _with_case(found):
        yield from _rapid(rapid, viewer)


def of_notification(notification: Notification, viewer: Viewer) -> Iterator[Running]:
    """A notification is the end of the incident's first clock."""
    if rules.sees_whole_case(viewer):
        yield _notify(notification.incident, viewer)


def of_rapid_review(rapid: RapidReview, viewer: Viewer) -> Iterator[Running]:
    if rules.sees_whole_case(viewer):
        yield from of_incident(rapid.referral.incident, viewer)
