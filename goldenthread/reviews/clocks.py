"""Which of the law's clocks run on incidents and reviews, and those people set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
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

from goldenthread.core.calendars import long_date
from goldenthread.core.running import Running, Stop
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from goldenthread.reviews import queries, rules
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    Delay,
    Incident,
    Notification,
    Publication,
    RapidReview,
    Review,
)
from goldenthread.reviews.states import (
    FINISHED,
    WORKING,
    Basis,
    Precision,
    PublicationKind,
    Stage,
)
from goldenthread.reviews.states.cases import BEFORE_DECISION, CaseState


PARTNERSHIP, PANEL = "The partnership", "The national Panel"
NOT_TO_NOTIFY = ("DO_NOT_NOTIFY", "CRITERIA_NOT_MET")
# A report is publicly available for a year; after that its clock tells nothing more.
KEPT = timedelta(days=366)
WITHDRAWN = "The notification was withdrawn."


def running(
    viewer: Viewer, on: date, *, done_since: date | None = None
) -> Iterator[Running]:
    """Clocks of the cases open to the viewer: returns, and for the whole case the rest.

    An agency's lead is shown the returns of the own agency only (rule A3).
    """
    waited_for = Q(pk__in=queries.open_returns(viewer).values("pk"))
    returned = waited_for | _since("returned_on", done_since)
    mine = queries.own_return(viewer)
    found = queries.agency_returns(viewer).filter(returned, due_on__isnull=False)
    for one in found.annotate(is_ours=ExpressionWrapper(mine, BooleanField())):
        yield from _return(one, viewer)
    if not rules.sees_whole_case(viewer):
        return
    yield from _notifications(viewer, done_since)
    yield from _rapid_reviews(viewer, done_since)
    yield from _reviews(viewer, done_since)
    yield from _publications(viewer, on, done_since)


def _since(field: str, day: date | None) -> Q:
    return Q(**{f"{field}__gte": day}) if day else Q(pk__in=())


def _unit(viewer: Viewer) -> bool:
    return viewer.has_role({Role.BUSINESS_UNIT})


# --- Agencies' returns ---------------------------------------------------------------


def _return(one: AgencyReturn, viewer: Viewer) -> Iterator[Running]:
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
        watched=_unit(viewer),
    )


# --- Incidents -----------------------------------------------------------------------


def _notifications(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    """Incidents the Panel is still to be told of, or was told of and then untold."""
    told = Q(notification__sent_on__isnull=False, notification__withdrawn_on=None)
    waiting = queries.incidents(viewer).filter(aware_on__isnull=False)
    # One partner's word ends nothing while the triage goes on.
    decided = Decision.objects.filter(outcome__in=NOT_TO_NOTIFY)
    ended = decided.exclude(incident__state__in=BEFORE_DECISION)
    waiting = waiting.exclude(pk__in=ended.values("incident")).exclude(
        state__in=(CaseState.NOT_NOTIFIABLE, CaseState.WITHDRAWN)
    )
    wanted = ~told | _since("notification__sent_on", done_since)
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
        mine=_unit(viewer),
    )


def _rapid_reviews(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    told = {
        "referral__incident__notification__sent_on__isnull": False,
        "referral__incident__notification__withdrawn_on": None,
    }
    found = queries.rapid_reviews(viewer).filter(**told)
    # One whose reply came before the day asked about has no clock left to tell of.
    replied = _replies().filter(incident=OuterRef("referral__incident"))
    open_ = Q(sent_on=None) | ~Exists(replied) | _since("sent_on", done_since)
    for rapid in _with_case(found.filter(open_)):
        for one in _rapid(rapid, viewer):
            fresh = done_since and one.done and one.done >= done_since
            if one.began is not None and (one.done is None or fresh):
                yield one


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
        mine=_unit(viewer),
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
            watched=_unit(viewer),
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


# --- Practice reviews ------------------------------------------------------------------


def _reviews(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    wanted = Q(state__in=WORKING)
    if done_since:
        wanted |= Q(publications__published_on__gte=done_since)
    found = queries.reviews(viewer).filter(wanted, decided_on__isnull=False)
    found = found.filter(precision=Precision.DAY).distinct()
    for review in _with_waits(found):
        yield _publish(review, viewer)
    waiting = queries.delays(viewer).filter(ends_on=None, look_again_on__isnull=False)
    for delay in waiting:
        yield from _look_again(delay, viewer)


def _with_waits(found: QuerySet[Review]) -> QuerySet[Review]:
    waits = Delay.objects.filter(ends_on=None).order_by("starts_on", "pk")
    return found.prefetch_related(
        Prefetch("delays", waits, to_attr="open_delays"), "publications"
    )


def _publish(review: Any, viewer: Viewer) -> Running:
    """Age since the decision, whatever waits: a pause never stops this clock."""
    over = [one.published_on for one in review.publications.all() if one.published_on]
    exact = review.precision == Precision.DAY
    return Running(
        code="PRACTICE_REVIEW_PUBLISHED",
        record=review,
        words="Publish, or tell the Panel why not",
        began=review.decided_on if exact else None,
        done=min(over) if over and review.state in FINISHED else None,
        waits=" ".join(_wait(one) for one in review.open_delays),
        owner=PARTNERSHIP,
        mine=_unit(viewer),
    )


def _wait(delay: Delay) -> str:
    cause = delay.get_cause_display()
    return f"Waits since {long_date(delay.starts_on)}: {cause[:1].lower()}{cause[1:]}."


def of_review(review: Review, viewer: Viewer) -> Iterator[Running]:
    if rules.sees_whole_case(viewer):
        for one in _with_waits(queries.reviews(viewer).filter(pk=review.pk)):
            yield _publish(one, viewer)


def _look_again(delay: Delay, viewer: Viewer) -> Iterator[Running]:
    if delay.look_again_on is None:
        return
    yield Running(
        code="DELAY_LOOKED_AT",
        record=delay,
        words="Look at the delay again",
        began=delay.starts_on,
        done=delay.ends_on,
        set_on=delay.look_again_on,
        set_words="The day set when the delay was recorded",
        owner=PARTNERSHIP,
        mine=_unit(viewer),
    )


def _publications(
    viewer: Viewer, on: date, done_since: date | None
) -> Iterator[Running]:
    """Reports kept public, and those planned or out whose copy is not recorded."""
    exact = Q(precision=Precision.DAY, basis=Basis.RECORDED)
    kept = Q(published_on__gte=on - KEPT)
    out_or_planned = Q(published_on__isnull=False) | Q(planned_on__isnull=False)
    unsent = out_or_planned & Q(sent_on=None)
    unsent |= _since("sent_on", done_since)
    found = queries.publications(viewer).filter(
        exact, kept | unsent, kind=PublicationKind.REPORT
    )
    for publication in found:
        for one in _publication(publication, viewer):
            fresh = done_since and one.done and one.done >= done_since
            if one.done is None or fresh:
                yield one


def _publication(one: Publication, viewer: Viewer) -> Iterator[Running]:
    """The copy before publication, and the year it stays available."""
    if one.kind != PublicationKind.REPORT or one.precision != Precision.DAY:
        return
    if not rules.sees_whole_case(viewer):
        return
    yield Running(
        code="PRACTICE_REVIEW_SENT_BEFORE",
        record=one,
        words="Send the report to the Panel before it is published",
        began=one.published_on or one.planned_on,
        done=one.sent_on,
        owner=PARTNERSHIP,
        mine=_unit(viewer),
    )
    if one.published_on:
        yield Running(
            code="PRACTICE_REVIEW_KEPT_PUBLIC",
            record=one,
            words="Keep the report publicly available",
            began=one.published_on,
            owner=PARTNERSHIP,
        )


OF: dict[type, Callable[[Any, Viewer], Iterable[Running]]] = {
    AgencyReturn: _return,
    Delay: _look_again,
    Incident: of_incident,
    Notification: of_notification,
    Publication: _publication,
    RapidReview: of_rapid_review,
    Review: of_review,
}
