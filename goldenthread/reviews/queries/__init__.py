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
from django.urls import reverse

from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Partnership
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
from goldenthread.reviews.rules.scoping import live_places, open_places
from goldenthread.reviews.states import WORKING, Basis, Precision
from goldenthread.subjects.models import Subject
from goldenthread.subjects.queries import named_subjects
from goldenthread.thread.models import Action, Finding
from goldenthread.thread.states import DONE


def open_rows(viewer: Viewer, model: Any, path: str = "") -> QuerySet:
    """Rows of circles open to the viewer; none for a role that reads no cases (A2)."""
    if not rules.may_read_cases(viewer):
        return model.objects.none()
    return model.objects.filter(
        **{
            f"{path}circle__key__in": viewer.circles,
            f"{path}partnership": viewer.partnership_id,
        }
    )


def open_to_whole(viewer: Viewer, model: Any, path: str) -> QuerySet:
    """The same, for those who see all of a case and not one agency's part only."""
    if not rules.sees_whole_case(viewer):
        return model.objects.none()
    return open_rows(viewer, model, path)


# --- Incidents -------------------------------------------------------------------


def incidents_named() -> QuerySet[Incident]:
    return Incident.objects.select_related("circle").prefetch_related(
        named_subjects("subjects")
    )


def _with_incident(found: QuerySet, path: str = "incident") -> QuerySet:
    return found.prefetch_related(Prefetch(path, queryset=incidents_named()))


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
        open_rows(viewer, Incident)
        .annotate(first_referred_on=first_referral("pk"))
        .select_related("circle")
        .prefetch_related(named_subjects("subjects"), "referrals")
        .order_by(F("first_referred_on").desc(nulls_last=True), "-pk")
    )


def referrals(viewer: Viewer) -> QuerySet[Referral]:
    """Referrals; an agency lead's own agency's only (rule A3)."""
    found = open_rows(viewer, Referral, "incident__")
    if not rules.sees_whole_case(viewer):
        found = found.filter(agency=viewer.agency_id)
    return _with_incident(found.select_related("agency")).order_by(
        F("referred_on").desc(nulls_last=True), "-pk"
    )


def notifications(viewer: Viewer) -> QuerySet[Notification]:
    found = open_to_whole(viewer, Notification, "incident__")
    return _with_incident(found).order_by(F("sent_on").desc(nulls_last=True), "-pk")


def rapid_reviews(viewer: Viewer) -> QuerySet[RapidReview]:
    """Rapid reviews with the referral and incident they look at."""
    found = open_to_whole(viewer, RapidReview, "referral__incident__")
    return _with_incident(
        found.select_related("referral__agency"), "referral__incident"
    ).order_by(F("referral__referred_on").desc(nulls_last=True), "-pk")


def agency_returns(viewer: Viewer) -> QuerySet[AgencyReturn]:
    """Agencies' returns: all of a case for those who see the whole of it.

    An agency lead in the circle sees the own agency's and what was shared; somebody let
    into one return sees that one, and its lead also what was shared of the same case.
    """
    if not rules.may_read_cases(viewer):
        return AgencyReturn.objects.none()
    places = open_places(viewer)
    led = places.filter(leads=True).values("agency_return__incident")
    inside = Q(
        incident__circle__key__in=viewer.circles,
        incident__partnership=viewer.partnership_id,
    )
    shared = Q(shared_on__isnull=False)
    if not rules.sees_whole_case(viewer):
        inside &= Q(agency=viewer.agency_id) | shared
    found = AgencyReturn.objects.filter(
        inside | Q(pk__in=places.values("agency_return")) | shared & Q(incident__in=led)
    )
    return _with_incident(found.select_related("agency")).order_by(
        F("due_on").asc(nulls_last=True), "agency__name", "pk"
    )


def decisions(viewer: Viewer) -> QuerySet[Decision]:
    """Decisions in the order they were taken, case by case."""
    found = open_to_whole(viewer, Decision, "incident__")
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
        open_rows(viewer, Review)
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


def partnership_name(viewer: Viewer) -> str:
    """Whose log it is, for the head of what is printed."""
    found = Partnership.objects.filter(pk=viewer.partnership_id)
    return found.values_list("name", flat=True).first() or ""


def _how_many(rows: QuerySet, by: str) -> Any:
    counted = rows.order_by().values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def review_subjects(viewer: Viewer) -> QuerySet[ReviewSubject]:
    """Places of subjects in reviews, those that ended too."""
    found = open_rows(viewer, ReviewSubject, "review__")
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
    found = open_rows(viewer, ReviewStep, "review__")
    return _with_review(found).order_by("-review_id", "position")


def delays(viewer: Viewer) -> QuerySet[Delay]:
    found = open_to_whole(viewer, Delay, "review__")
    return _with_review(found).order_by(F("ends_on").desc(nulls_first=True), "-pk")


def proceedings(viewer: Viewer) -> QuerySet[Proceeding]:
    found = open_to_whole(viewer, Proceeding, "review__")
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


def _published_oropen_rows(viewer: Viewer, model: Any, path: str = "") -> QuerySet:
    """Published learning is for everybody in practice, the rest for the circle."""
    if not rules.may_read_learning(viewer):
        return model.objects.none()
    mine = Q(**{f"{path}published_on__isnull": False})
    if rules.may_read_cases(viewer):
        mine |= Q(**{f"{path}review__circle__key__in": viewer.circles})
    here = {f"{path}review__partnership": viewer.partnership_id}
    return model.objects.filter(mine, **here)


def publications(viewer: Viewer) -> QuerySet[Publication]:
    found = _published_oropen_rows(viewer, Publication)
    return _with_review(found).order_by(F("published_on").desc(nulls_first=True), "-pk")


def learning_points(viewer: Viewer) -> QuerySet[LearningPoint]:
    found = _published_oropen_rows(viewer, LearningPoint, "publication__")
    return (
        found.select_related("publication")
        .prefetch_related(
            Prefetch("publication__review", queryset=_named_reviews()),
        )
        .order_by("-publication_id", "position")
    )


# --- What is due -------------------------------------------------------------------


def due(viewer: Viewer, on: date) -> list[Due]:
    """Tasks to declare for, and returns without a day: what has a day is a clock."""
    if not rules.may_read_cases(viewer):
        return []
    waiting = open_returns(viewer).filter(due_on=None)
    if not viewer.has_role({Role.BUSINESS_UNIT}):
        waiting = waiting.filter(own_return(viewer))
    found = [Due(one, "Agency’s return") for one in waiting]
    return [*_places_due(viewer), *found]


def open_returns(viewer: Viewer) -> QuerySet[AgencyReturn]:
    """Returns still waited for: not sent, and neither request nor case withdrawn."""
    found = agency_returns(viewer).filter(returned_on=None, withdrawn_on=None)
    return found.exclude(incident__notification__withdrawn_on__isnull=False)


def own_return(viewer: Viewer) -> Q:
    """Returns that are the viewer's to fill in: a lead's agency's, or those let into."""
    let_in = Q(pk__in=open_places(viewer).values("agency_return"))
    if viewer.has_role({Role.AGENCY_LEAD}):
        return let_in | Q(agency=viewer.agency_id)
    return let_in


def _places_due(viewer: Viewer) -> list[Due]:
    """Tasks that open once the viewer has declared; nothing of the case is said."""
    waiting = live_places(viewer).filter(
        declared_on=None,
        agency_return__returned_on=None,
        agency_return__withdrawn_on=None,
    )
    found = _with_incident(waiting, "agency_return__incident")
    return [
        Due(
            one.agency_return,
            "Declare before you open it",
            one.agency_return.due_on,
            title="A request about a serious incident",
            url=reverse("declare_on_return", args=[one.key]),
        )
        for one in found.select_related("agency_return").order_by("pk")
    ]
