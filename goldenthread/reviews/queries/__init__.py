"""Reads of incidents and reviews, within what the viewer may see.

Each query is limited to the circles open to the viewer; those a person is barred from
are not among them. What an agency gave is limited further, to its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from goldenthread.core.due import Due
from goldenthread.core.reference.queries import Clocks, NoSuchRule, read_clocks
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from goldenthread.reviews import rules
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    Delay,
    Incident,
    LearningPoint,
    Notification,
    Proceeding,
    Publication,
    RapidReview,
    Referral,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.states import WORKING, Basis, Precision
from goldenthread.subjects.models import Subject
from goldenthread.subjects.queries import named_subjects
from goldenthread.thread.models import Action, Finding
from goldenthread.thread.states import DONE


CLOCKS = (
    "INCIDENT_NOTIFIED",
    "RAPID_REVIEW_SENT",
    "PANEL_REPLY_EXPECTED",
    "PRACTICE_REVIEW_PUBLISHED",
)


def _open(viewer: Viewer, model: Any, path: str = "") -> QuerySet:
    """Rows of circles open to the viewer; none for a role that reads no cases (A2)."""
    if not rules.may_read_cases(viewer):
        return model.objects.none()
    return model.objects.filter(
        **{
            f"{path}circle__key__in": viewer.circles,
            f"{path}partnership": viewer.partnership_id,
        }
    )


def _open_to_whole(viewer: Viewer, model: Any, path: str) -> QuerySet:
    """The same, for those who see all of a case and not one agency's part only."""
    if not rules.sees_whole_case(viewer):
        return model.objects.none()
    return _open(viewer, model, path)


# --- Incidents -------------------------------------------------------------------


def _named_incidents() -> QuerySet[Incident]:
    return Incident.objects.select_related("circle").prefetch_related(
        named_subjects("subjects")
    )


def _with_incident(found: QuerySet, path: str = "incident") -> QuerySet:
    return found.prefetch_related(Prefetch(path, queryset=_named_incidents()))


# A day that is assumed, or known to the year only, makes nothing look old.
SURE_DAY = {
    "referred_on__isnull": False,
    "basis__in": (Basis.RECORDED, Basis.PUBLISHED),
    "precision__in": (Precision.DAY, Precision.MONTH),
}


def first_referral(of: str) -> Subquery:
    """The day of the earliest referral, for rows whose incident is `of`."""
    days = Referral.objects.filter(incident=OuterRef(of), referred_on__isnull=False)
    return Subquery(days.order_by("referred_on").values("referred_on")[:1])


def incidents(viewer: Viewer) -> QuerySet[Incident]:
    """Incidents, the newest referral first, each with its pseudonyms of today."""
    return (
        _open(viewer, Incident)
        .annotate(first_referred_on=first_referral("pk"))
        .select_related("circle")
        .prefetch_related(named_subjects("subjects"), "referrals")
        .order_by(F("first_referred_on").desc(nulls_last=True), "-pk")
    )


def referrals(viewer: Viewer) -> QuerySet[Referral]:
    """Referrals; an agency lead's own agency's only (rule A3)."""
    found = _open(viewer, Referral, "incident__")
    if not rules.sees_whole_case(viewer):
        found = found.filter(agency=viewer.agency_id)
    return _with_incident(found.select_related("agency")).order_by(
        F("referred_on").desc(nulls_last=True), "-pk"
    )


def notifications(viewer: Viewer) -> QuerySet[Notification]:
    found = _open_to_whole(viewer, Notification, "incident__")
    return _with_incident(found).order_by(F("sent_on").desc(nulls_last=True), "-pk")


def rapid_reviews(viewer: Viewer) -> QuerySet[RapidReview]:
    """Rapid reviews with the referral and incident they look at."""
    found = _open_to_whole(viewer, RapidReview, "referral__incident__")
    return _with_incident(
        found.select_related("referral__agency"), "referral__incident"
    ).order_by(F("referral__referred_on").desc(nulls_last=True), "-pk")


def agency_returns(viewer: Viewer) -> QuerySet[AgencyReturn]:
    """Agencies' returns; an agency lead's own, and those shared with the circle."""
    found = _open(viewer, AgencyReturn, "incident__")
    if not rules.sees_whole_case(viewer):
        found = found.filter(Q(agency=viewer.agency_id) | Q(shared_on__isnull=False))
    return _with_incident(found.select_related("agency")).order_by(
        F("due_on").asc(nulls_last=True), "agency__name", "pk"
    )


def decisions(viewer: Viewer) -> QuerySet[Decision]:
    """Decisions in the order they were taken, case by case."""
    found = _open_to_whole(viewer, Decision, "incident__")
    return _with_incident(found).order_by("-incident_id", "position")


# --- Practice reviews ------------------------------------------------------------


def _places() -> Prefetch:
    places = ReviewSubject.objects.select_related("came_from").prefetch_related(
        named_subjects("subject")
    )
    return Prefetch("places", queryset=places.order_by("position", "pk"))


def _named_reviews() -> QuerySet[Review]:
    return Review.objects.select_related("circle").prefetch_related(_places())


def _with_review(found: QuerySet, path: str = "review") -> QuerySet:
    return found.prefetch_related(Prefetch(path, queryset=_named_reviews()))


def reviews(viewer: Viewer) -> QuerySet[Review]:
    """Practice reviews, those still going first, the oldest of them first."""
    return (
        _open(viewer, Review)
        .select_related("circle")
        .prefetch_related(_places())
        .annotate(first_referred_on=_first_referral_of_review())
        .annotate(
            is_over=ExpressionWrapper(
                ~Q(state__in=WORKING), output_field=BooleanField()
            ),
            since=Coalesce("decided_on", "first_referred_on"),
        )
        .order_by("is_over", F("since").asc(nulls_last=True), "pk")
    )


def _first_referral_of_review() -> Subquery:
    days = Referral.objects.filter(
        incident__places__review=OuterRef("pk"),
        incident__places__left_on=None,
        **SURE_DAY,
    )
    return Subquery(days.order_by("referred_on").values("referred_on")[:1])


def review_log(viewer: Viewer) -> QuerySet[Review]:
    """The review log: each review with what waits, was found and is being done."""
    open_delays = Delay.objects.filter(review=OuterRef("pk"), ends_on=None)
    found = Finding.objects.filter(origin__source_key=OuterRef("key"))
    open_actions = Action.objects.filter(origin__source_key=OuterRef("key")).exclude(
        state__in=DONE
    )
    return reviews(viewer).annotate(
        open_delays=_how_many(open_delays, "review"),
        findings=_how_many(found, "origin__source_key"),
        open_actions=_how_many(open_actions, "origin__source_key"),
    )


def _how_many(rows: QuerySet, by: str) -> Any:
    counted = rows.order_by().values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def review_subjects(viewer: Viewer) -> QuerySet[ReviewSubject]:
    """Places of subjects in reviews, those that ended too."""
    found = _open(viewer, ReviewSubject, "review__")
    return (
        _with_review(found)
        .prefetch_related(named_subjects("subject"))
        .select_related("incident")
        .prefetch_related(
            Prefetch("came_from", queryset=_with_review(ReviewSubject.objects.all()))
        )
        .order_by("review_id", F("left_on").desc(nulls_first=True), "position", "pk")
    )


def review_steps(viewer: Viewer) -> QuerySet[ReviewStep]:
    found = _open(viewer, ReviewStep, "review__")
    return _with_review(found).order_by("-review_id", "position")


def delays(viewer: Viewer) -> QuerySet[Delay]:
    found = _open_to_whole(viewer, Delay, "review__")
    return _with_review(found).order_by(F("ends_on").desc(nulls_first=True), "-pk")


def proceedings(viewer: Viewer) -> QuerySet[Proceeding]:
    found = _open_to_whole(viewer, Proceeding, "review__")
    return _with_review(found).order_by(F("ended_on").desc(nulls_first=True), "-pk")


# --- Finding by pseudonym ------------------------------------------------------------


def _called(word: str) -> QuerySet:
    """Subjects whose pseudonym of today holds the word; retired ones find nothing."""
    return Subject.objects.with_alias().filter(alias_today__icontains=word)


def incident_called(word: str) -> Q:
    """Incidents of a subject called so."""
    involved = Incident.subjects.through.objects.filter(subject__in=_called(word))
    return Q(pk__in=involved.values("incident_id"))


def review_called(word: str) -> Q:
    """Reviews in which a subject called so stands."""
    places = ReviewSubject.objects.filter(left_on=None, subject__in=_called(word))
    return Q(pk__in=places.values("review_id"))


# --- What is published -------------------------------------------------------------


def _published_or_open(viewer: Viewer, model: Any, path: str = "") -> QuerySet:
    """Published learning is for everybody in practice, the rest for the circle."""
    if not rules.may_read_learning(viewer):
        return model.objects.none()
    mine = Q(**{f"{path}published_on__isnull": False})
    if rules.may_read_cases(viewer):
        mine |= Q(**{f"{path}review__circle__key__in": viewer.circles})
    here = {f"{path}review__partnership": viewer.partnership_id}
    return model.objects.filter(mine, **here)


def publications(viewer: Viewer) -> QuerySet[Publication]:
    found = _published_or_open(viewer, Publication)
    return _with_review(found).order_by(F("published_on").desc(nulls_first=True), "-pk")


def learning_points(viewer: Viewer) -> QuerySet[LearningPoint]:
    found = _published_or_open(viewer, LearningPoint, "publication__")
    return (
        found.select_related("publication")
        .prefetch_related(
            Prefetch("publication__review", queryset=_named_reviews()),
        )
        .order_by("-publication_id", "position")
    )


# --- What is due -------------------------------------------------------------------


def due(viewer: Viewer, on: date) -> list[Due]:
    """What waits for the viewer: an agency's returns; for the unit, the law's clocks."""
    if viewer.has_role({Role.AGENCY_LEAD}):
        return _returns_due(agency_returns(viewer).filter(agency=viewer.agency_id))
    if not viewer.has_role({Role.BUSINESS_UNIT}):
        return []
    clocks = read_clocks(*CLOCKS)
    return [
        *_returns_due(agency_returns(viewer).filter(due_on__lt=on)),
        *_notifications_due(viewer, clocks),
        *_rapid_reviews_due(viewer, clocks),
        *_publications_due(viewer, clocks),
        *_delays_due(viewer),
    ]


def _returns_due(found: QuerySet) -> list[Due]:
    waiting = found.filter(returned_on=None)
    return [Due(one, "Agency’s return", one.due_on) for one in waiting]


def deadline(clocks: Clocks, code: str, trigger: date | None) -> date | None:
    """When a clock started on a day runs out; nothing without a day or a rule."""
    if trigger is None:
        return None
    try:
        return clocks.due(code, trigger).due_on
    except NoSuchRule:
        return None


def _notifications_due(viewer: Viewer, clocks: Clocks) -> list[Due]:
    waiting = incidents(viewer).filter(
        Q(notification=None) | Q(notification__sent_on=None),
        aware_on__isnull=False,
    )
    waiting = waiting.exclude(decisions__outcome="DO_NOT_NOTIFY")
    words = "Notify the Panel, or record why not"
    return [
        Due(one, words, deadline(clocks, "INCIDENT_NOTIFIED", one.aware_on))
        for one in waiting
    ]


def _rapid_reviews_due(viewer: Viewer, clocks: Clocks) -> list[Due]:
    waiting = rapid_reviews(viewer).filter(
        sent_on=None, referral__incident__notification__sent_on__isnull=False
    )
    waiting = waiting.annotate(told_on=F("referral__incident__notification__sent_on"))
    return [
        Due(
            one,
            "Send the rapid review to the Panel",
            deadline(clocks, "RAPID_REVIEW_SENT", one.told_on),
        )
        for one in waiting
    ]


def _publications_due(viewer: Viewer, clocks: Clocks) -> list[Due]:
    running = reviews(viewer).filter(
        state__in=WORKING, decided_on__isnull=False, precision=Precision.DAY
    )
    return [
        Due(
            one,
            "Publish, or tell the Panel why not",
            deadline(clocks, "PRACTICE_REVIEW_PUBLISHED", one.decided_on),
        )
        for one in running
    ]


def _delays_due(viewer: Viewer) -> list[Due]:
    waiting = delays(viewer).filter(ends_on=None, look_again_on__isnull=False)
    return [Due(one, "Look at the delay again", one.look_again_on) for one in waiting]
