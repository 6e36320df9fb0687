"""Reads of training; every query for a page takes the viewer.

Functions below “Rows behind figures and the report” take a scope or a partnership:
figures and the report ask them for everybody who may read the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from goldenthread.core.counting import number_of
from goldenthread.core.due import Due
from goldenthread.core.figures import Scope
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.queries import agencies, people, posts
from goldenthread.thread import queries as thread
from goldenthread.training import rules
from goldenthread.training.models import (
    Course,
    CourseFinding,
    CourseVersion,
    Evaluation,
    PoolMember,
    PoolOrganisation,
    Quote,
    TrainingSession,
)
from goldenthread.training.states import (
    Bound,
    Consent,
    CourseKind,
    RunBy,
    SessionState,
    Timing,
)


HELD_SESSIONS = TrainingSession.objects.filter(state=SessionState.HELD)
LED = TrainingSession.trainers.through.objects.filter(
    trainingsession__state=SessionState.HELD
)
ATTENDED = (
    TrainingSession.objects.filter(course=OuterRef("pk"))
    .values("course")
    .annotate(total=Sum("attendances"))
)
LATEST = 10
STILL_ASKED = timedelta(days=365)


def courses(viewer: Viewer) -> QuerySet[Course]:
    """Courses with how many sessions were held and how many attendances they had."""
    return (
        Course.objects.filter(partnership_id=viewer.partnership_id)
        .annotate(
            held=number_of(HELD_SESSIONS, "course"),
            attended=Subquery(ATTENDED.values("total")),
            estimated=number_of(
                HELD_SESSIONS.filter(attendances_bound=Bound.ABOUT), "course"
            ),
        )
        .order_by("kind", "title", "pk")
    )


def courses_in_full(viewer: Viewer) -> QuerySet[Course]:
    """Courses with what stands under them, the findings only as far as seen."""
    return courses(viewer).prefetch_related(
        Prefetch("versions", CourseVersion.objects.order_by("-starts_on", "pk")),
        Prefetch("informed_by", course_findings(viewer).order_by("-taken_up_on", "pk")),
        Prefetch("evaluations", evaluations(viewer)),
    )


def course_versions(viewer: Viewer) -> QuerySet[CourseVersion]:
    return (
        CourseVersion.objects.filter(course__partnership_id=viewer.partnership_id)
        .select_related("course")
        .order_by("course__title", "-starts_on", "pk")
    )


def course_findings(viewer: Viewer) -> QuerySet[CourseFinding]:
    """Links to findings the viewer may see; the others do not exist for them."""
    return (
        CourseFinding.objects.filter(
            thread.open_to(viewer, "finding__origin__circle"),
            course__partnership_id=viewer.partnership_id,
            finding__origin__partnership_id=viewer.partnership_id or 0,
        )
        .select_related("course", "finding__origin")
        .order_by("course__title", "-taken_up_on", "pk")
    )


def pool_organisations(viewer: Viewer) -> QuerySet[PoolOrganisation]:
    """Organisations with how many trainers each has had."""
    return (
        PoolOrganisation.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("agency")
        .annotate(
            trainers=number_of(PoolMember.objects.all(), "organisation"),
            shown=Coalesce("agency__name", "name"),
        )
        .order_by("shown", "pk")
    )


def pool_organisations_in_full(viewer: Viewer) -> QuerySet[PoolOrganisation]:
    members = pool_members(viewer).order_by("name", "pk")
    return pool_organisations(viewer).prefetch_related(Prefetch("members", members))


def pool_members(viewer: Viewer) -> QuerySet[PoolMember]:
    """Trainers with how many sessions each has led."""
    return (
        PoolMember.objects.filter(organisation__partnership_id=viewer.partnership_id)
        .select_related("organisation__agency", "person")
        .annotate(led=number_of(LED, "poolmember"))
        .order_by("name", "pk")
    )


def member_of(viewer: Viewer) -> PoolMember | None:
    """The trainer of the pool that the viewer is, if they are one."""
    if viewer.person_id is None:
        return None
    return pool_members(viewer).filter(person_id=viewer.person_id).first()


def training_sessions(viewer: Viewer) -> QuerySet[TrainingSession]:
    return (
        TrainingSession.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("course", "organisation__agency")
        .order_by("-held_on", "course__title", "pk")
    )


def training_sessions_in_full(viewer: Viewer) -> QuerySet[TrainingSession]:
    trainers = PoolMember.objects.select_related("organisation__agency")
    return training_sessions(viewer).prefetch_related(
        Prefetch("trainers", trainers.order_by("name", "pk")),
        Prefetch("evaluations", evaluations(viewer)),
    )


def latest_sessions(viewer: Viewer, **of: Any) -> QuerySet[TrainingSession]:
    """The latest few sessions of a course, or of a trainer."""
    return training_sessions(viewer).filter(**of)[:LATEST]


def own_sessions(viewer: Viewer) -> QuerySet[TrainingSession]:
    """Sessions the viewer led as a trainer of the pool."""
    led = TrainingSession.trainers.through.objects.filter(
        trainingsession_id=OuterRef("pk"), poolmember__person_id=viewer.person_id
    )
    return training_sessions(viewer).filter(Exists(led), run_by=RunBy.POOL)


def evaluations(viewer: Viewer) -> QuerySet[Evaluation]:
    return (
        Evaluation.objects.filter(course__partnership_id=viewer.partnership_id)
        .select_related("course", "session__course")
        .order_by("-evaluated_on", "pk")
    )


def quotes(viewer: Viewer) -> QuerySet[Quote]:
    return (
        Quote.objects.filter(course__partnership_id=viewer.partnership_id)
        .select_related("course", "checked_by__agency")
        .order_by("kind", "position", "pk")
    )


# What forms offer


def agencies_to_choose(viewer: Viewer) -> QuerySet[Any]:
    return agencies(viewer)


def people_to_choose(viewer: Viewer) -> QuerySet[Any]:
    return people(viewer)


def posts_to_choose(viewer: Viewer) -> QuerySet[Any]:
    return posts(viewer)


def findings_to_choose(viewer: Viewer) -> QuerySet[Any]:
    return thread.findings(viewer)


# What is due


def due(viewer: Viewer, on: date) -> list[Due]:
    """The unit: all that is open; a trainer: own sessions and own currency."""
    if rules.may_keep_training(viewer):
        return [
            *_sessions_due(training_sessions(viewer), on),
            *_currency_due(pool_members(viewer), on),
            *(Due(one, "Ask for consent") for one in _unasked(viewer)),
        ]
    if rules.may_keep_sessions(viewer) and viewer.person_id is not None:
        own = pool_members(viewer).filter(person_id=viewer.person_id)
        return [*_sessions_due(own_sessions(viewer), on), *_currency_due(own, on)]
    return []


def _sessions_due(sessions: QuerySet[TrainingSession], on: date) -> Iterator[Due]:
    # Only of the last year: nobody counts now who came before that, and looking through
    # every session there ever was is felt on each opening of home.
    recent = TrainingSession.objects.filter(
        state=SessionState.HELD, held_on__gt=on - STILL_ASKED
    )
    uncounted = recent.filter(attendances__isnull=True).values("pk")
    open_ = Q(state=SessionState.PLANNED, held_on__lt=on) | Q(pk__in=uncounted)
    for one in sessions.filter(open_):
        words = "Say whether it was held"
        if one.state == SessionState.HELD:
            words = "Record how many came"
        yield Due(one, words, one.held_on)


def _currency_due(members: QuerySet[PoolMember], on: date) -> Iterator[Due]:
    """Trainers still in the pool whose knowledge lapses within the month, or has."""
    inside = PoolMember.objects.on(on).values("pk")
    lapsing = members.filter(pk__in=inside, current_until__lte=on + rules.LAPSES_SOON)
    for one in lapsing:
        yield Due(one, "Bring up to date at a pool meeting", one.current_until)


def _unasked(viewer: Viewer) -> QuerySet[Quote]:
    return quotes(viewer).filter(consent=Consent.NOT_ASKED)


# Rows behind figures and the report


def sessions_held(scope: Scope, **of: Any) -> QuerySet[TrainingSession]:
    """Sessions held in the period, in order of their day."""
    return (
        TrainingSession.objects.filter(
            partnership_id=scope.partnership_id,
            state=SessionState.HELD,
            held_on__range=(scope.start, scope.end),
            **of,
        )
        .select_related("course", "organisation__agency")
        .order_by("held_on", "pk")
    )


def webinars(scope: Scope, **of: Any) -> QuerySet[TrainingSession]:
    """Webinars on learning from case reviews."""
    return sessions_held(scope, course__kind=CourseKind.CASE_REVIEWS, **of)


def unit_sessions(scope: Scope, **of: Any) -> QuerySet[TrainingSession]:
    """What the business unit ran besides the webinars."""
    found = sessions_held(scope, run_by=RunBy.BUSINESS_UNIT, **of)
    return found.exclude(course__kind=CourseKind.CASE_REVIEWS)


def pool_sessions(scope: Scope, **of: Any) -> QuerySet[TrainingSession]:
    """Raising awareness sessions led by trainers of the pool."""
    return sessions_held(
        scope, run_by=RunBy.POOL, course__kind=CourseKind.AWARENESS, **of
    )


def courses_taught(sessions: QuerySet[TrainingSession]) -> QuerySet[Course]:
    """The courses that some sessions are of, each once."""
    taught = sessions.order_by().values("course_id")
    return Course.objects.filter(pk__in=taught).order_by("pk")


def trainers_in_pool(scope: Scope) -> QuerySet[PoolMember]:
    """Trainers in the pool on the last day of the period."""
    return (
        PoolMember.objects.on(scope.end)
        .filter(organisation__partnership_id=scope.partnership_id)
        .select_related("organisation__agency")
        .order_by("name", "pk")
    )


def organisations_in_pool(scope: Scope) -> QuerySet[PoolOrganisation]:
    """Organisations with a trainer in the pool on the last day of the period."""
    within = trainers_in_pool(scope).order_by().values("organisation_id")
    return (
        PoolOrganisation.objects.filter(pk__in=within)
        .select_related("agency")
        .order_by("pk")
    )


def trainers_active(scope: Scope) -> QuerySet[PoolMember]:
    """Trainers in the pool on the last day who led at least one session in the year."""
    led = TrainingSession.trainers.through.objects.filter(
        trainingsession__in=pool_sessions(scope).order_by().values("pk")
    )
    return trainers_in_pool(scope).filter(pk__in=led.values("poolmember_id"))


@dataclass(frozen=True)
class Delivery:
    """Sessions of one course held in one way, added up."""

    course: Course
    mode: str
    sessions: int
    attendances: int | None
    approximate: bool
    shortest: Any
    longest: Any
    length_unit: str


def deliveries(sessions: QuerySet[TrainingSession]) -> list[Delivery]:
    """Rows of a training table: sessions and attendances by course, mode and length."""
    lengths = ("shortest", "longest", "length_unit")
    totals = (
        sessions.order_by()
        .values("course_id", "mode", *lengths)
        .annotate(
            number=Count("pk"),
            people=Sum("attendances"),
            about=Count("pk", filter=Q(attendances_bound=Bound.ABOUT)),
        )
        .order_by("course_id", "mode", *lengths)
    )
    known = {one.pk: one for one in courses_taught(sessions)}
    return [
        Delivery(
            known[row["course_id"]],
            row["mode"],
            row["number"],
            row["people"],
            bool(row["about"]),
            *_length(row, known[row["course_id"]]),
        )
        for row in totals
    ]


def _length(row: dict[str, Any], course: Course) -> tuple[Any, Any, str]:
    """A session's own length, or else its course's."""
    if row["shortest"] is None:
        return course.shortest, course.longest, course.length_unit
    return row["shortest"], row["longest"], row["length_unit"]


def quotes_to_publish(scope: Scope, kind: str) -> QuerySet[Quote]:
    """Quotes of the period that may leave: consent given, and nothing else does."""
    return (
        Quote.objects.filter(
            course__partnership_id=scope.partnership_id,
            recorded_on__range=(scope.start, scope.end),
            kind=kind,
            consent=Consent.GIVEN,
        )
        .select_related("course")
        .order_by("position", "pk")
    )


def quotes_without_consent(partnership_id: int) -> QuerySet[Quote]:
    """Quotes that must not stand in anything published, whatever their year."""
    return (
        Quote.objects.filter(course__partnership_id=partnership_id)
        .exclude(consent=Consent.GIVEN)
        .select_related("course")
        .order_by("pk")
    )


def evaluated_later(scope: Scope) -> QuerySet[Course]:
    """Courses whose learners were asked again some weeks later, in the period."""
    asked = Evaluation.objects.filter(
        timing=Timing.FOLLOW_UP, evaluated_on__range=(scope.start, scope.end)
    )
    return Course.objects.filter(
        partnership_id=scope.partnership_id, pk__in=asked.values("course_id")
    ).order_by("pk")


def unsound(scope: Scope) -> Iterator[tuple[str, str]]:
    """Sessions of the year without a count, or with more people than places."""
    for one in sessions_held(scope):
        if one.attendances is None:
            yield f"Session {one}", "It was held and nobody counted who came."
        elif one.capacity is not None and one.attendances > one.capacity:
            yield (
                f"Session {one}",
                f"{one.attendances} came and there were {one.capacity} places.",
            )
