"""Figures about training. Numbers of people are attendances: who came twice counts twice.

A total that holds one estimated count is about that number; sessions whose people
nobody counted are told beside the total and never taken as nought.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from goldenthread.core.calendars import counted as counted_words
from goldenthread.core.figures import (
    Answers,
    Figure,
    Result,
    Scope,
    Unit,
    counted,
    derived,
    missing,
    share,
)
from goldenthread.training import queries
from goldenthread.training.models import TrainingSession
from goldenthread.training.states import Bound, Mode, QuoteKind


Sessions = Callable[[Scope], QuerySet[TrainingSession]]
IN_YEAR = "held in the period"
NOT_PEOPLE = "Attendances, not people: somebody who came twice is counted twice."
OVERLAP = (
    "The source does not say whether the unit's own sessions are among those of the "
    "pool; they are added here."
)
SPLIT = (
    "Only the total of each course is published: how it is shared out over single "
    "sessions is made up."
)


def _attendances(key: str, label: str, rows: Sessions, what: str) -> Figure:
    """The sum of counts over sessions, which knows what it does not know."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        sums = found.order_by().aggregate(
            total=Sum("attendances"),
            about=Count("pk", filter=Q(attendances_bound=Bound.ABOUT)),
            uncounted=Count("pk", filter=Q(attendances__isnull=True)),
            made_up=Count("pk", filter=Q(invented=True)),
        )
        if sums["total"] is None:
            return missing("No session with a count is recorded.", rows=found)
        return Result(
            value=sums["total"],
            rows=found,
            caveats=_caveats(sums),
            bound=Bound.ABOUT if sums["about"] else "",
        )

    definition = f"The attendances of {what} {IN_YEAR}, added up."
    return Figure(
        key, label, Unit.COUNT, definition, compute, caveats=(NOT_PEOPLE,), rows=rows
    )


def _caveats(sums: dict[str, int]) -> tuple[str, ...]:
    said = [SPLIT] if sums["made_up"] else []
    if sums["uncounted"]:
        words = counted_words(sums["uncounted"], "session")
        said.append(f"Nobody counted who came to {words}: not in this total.")
    return tuple(said)


def _pair(
    name: str, label: str, rows: Sessions, what: str, many: str = "Sessions"
) -> list[Figure]:
    """How many sessions, and how many attendances they had."""
    return [
        counted(
            f"training.{name}.sessions",
            f"{many}: {label}",
            rows,
            f"The number of {what} {IN_YEAR}.",
        ),
        _attendances(f"training.{name}.attendees", f"Attendances: {label}", rows, what),
    ]


def _average(
    key: str, label: str, whole: str, parts: str, definition: str, **rest: Any
) -> Figure:
    return derived(
        key,
        label,
        (whole, parts),
        lambda a, b: Decimal(a) / Decimal(b) if b else 1 / 0,
        definition,
        Unit.RATIO,
        places=1,
        **rest,
    )


# --- Webinars on case reviews ---------------------------------------------------------

WEBINARS = (
    ("intrafamilial", "understanding intrafamilial abuse"),
    ("domestic_abuse", "domestic abuse, homicide and suicide"),
    ("men", "why don’t men come forward"),
    ("voice", "voice of the person"),
)


def _webinars_of(name: str) -> Sessions:
    code = f"webinar-{name.replace('_', '-')}"
    return lambda scope: queries.webinars(scope, course__code=code)


def _titles(scope: Scope) -> QuerySet:
    return queries.courses_taught(queries.webinars(scope))


def _titles_with_length(scope: Scope) -> QuerySet:
    """A length of the course, or of any of its webinars in the period."""
    timed = queries.webinars(scope, shortest__isnull=False).order_by()
    return _titles(scope).filter(
        Q(shortest__isnull=False) | Q(pk__in=timed.values("course_id"))
    )


WEBINAR_FIGURES = [
    *(
        figure
        for name, title in WEBINARS
        for figure in _pair(
            f"webinars.{name}",
            title,
            _webinars_of(name),
            f"webinars called “{title.capitalize()}”",
            "Webinars",
        )
    ),
    counted(
        "training.webinars.titles",
        "Webinar titles",
        _titles,
        "Courses of the kind “webinar on learning from case reviews” with at least "
        "one session held in the period.",
    ),
    *_pair(
        "webinars",
        "webinars on learning from case reviews",
        queries.webinars,
        "webinars on learning from case reviews",
    ),
    _average(
        "training.webinars.average",
        "Average attendance per webinar",
        "training.webinars.attendees",
        "training.webinars.sessions",
        "Attendances at webinars, divided by the number of webinars.",
    ),
    counted(
        "training.webinars.length_known",
        "Webinar titles with a length",
        _titles_with_length,
        "Webinar titles of the period whose length is recorded.",
        caveats=(
            "The source prints a column for the length of webinars with nothing in it.",
        ),
    ),
]


# --- Run by the business unit ---------------------------------------------------------


def _unit_of(code: str, mode: str = "") -> Sessions:
    of = {"course__code": code} | ({"mode": mode} if mode else {})
    return lambda scope: queries.unit_sessions(scope, **of)


# (name in the key, label, code of the course, mode; "" for any)
UNIT = (
    ("pool_meetings_online", "pool meetings online", "pool-meeting", Mode.ONLINE),
    (
        "raising_awareness_online",
        "raising awareness online, run by the unit",
        "raising-awareness",
        Mode.ONLINE,
    ),
    ("train_the_trainer", "train the trainer", "train-the-trainer", ""),
    (
        "pool_meeting_in_person",
        "pool meeting in person",
        "pool-meeting",
        Mode.FACE_TO_FACE,
    ),
    (
        "raising_awareness_in_person",
        "raising awareness in person, run by the unit",
        "raising-awareness",
        Mode.FACE_TO_FACE,
    ),
    (
        "raising_awareness",
        "raising awareness, run by the unit",
        "raising-awareness",
        "",
    ),
)

UNIT_FIGURES = [
    *(
        figure
        for name, label, code, mode in UNIT
        for figure in _pair(
            f"unit.{name}",
            label,
            _unit_of(code, mode),
            f"sessions the business unit ran as {label.partition(',')[0]}",
        )
    ),
    _average(
        "training.unit.pool_meetings_online.average",
        "Average at an online pool meeting",
        "training.unit.pool_meetings_online.attendees",
        "training.unit.pool_meetings_online.sessions",
        "Attendances at online pool meetings, divided by the number of meetings.",
        approximate=True,
    ),
    *_pair(
        "unit",
        "run by the business unit, webinars left out",
        queries.unit_sessions,
        "sessions the business unit ran, webinars on case reviews left out,",
    ),
]


# --- The pool -------------------------------------------------------------------------


def _pool_in(mode: str) -> Sessions:
    return lambda scope: queries.pool_sessions(scope, mode=mode)


def _derived(
    key: str,
    label: str,
    inputs: tuple[str, ...],
    formula: Callable[..., Any],
    definition: str,
    **rest: Any,
) -> Figure:
    return derived(key, label, inputs, formula, definition, Unit.COUNT, **rest)


POOL_FIGURES = [
    *_pair(
        "pool",
        "raising awareness, run by the pool",
        queries.pool_sessions,
        "raising awareness sessions that trainers of the pool led",
    ),
    _average(
        "training.pool.average",
        "Average attendance per pool session",
        "training.pool.attendees",
        "training.pool.sessions",
        "Attendances at the pool's sessions, divided by the number of sessions.",
    ),
    counted(
        "training.pool.sessions_face_to_face",
        "Pool sessions face to face",
        _pool_in(Mode.FACE_TO_FACE),
        f"Pool sessions recorded as face to face, {IN_YEAR}.",
    ),
    counted(
        "training.pool.sessions_either",
        "Pool sessions face to face or virtual",
        _pool_in(Mode.EITHER),
        f"Pool sessions recorded as face to face or online, {IN_YEAR}.",
    ),
    counted(
        "training.pool.sessions_mode_unknown",
        "Pool sessions whose mode is not known",
        _pool_in(Mode.EITHER),
        "Pool sessions of which the record does not say whether they were face to "
        f"face or online, {IN_YEAR}.",
        caveats=(
            "One number is given for two modes together: it cannot be split from the "
            "record.",
        ),
    ),
    _derived(
        "training.pool.sessions_by_mode_sum",
        "The two mode counts together",
        ("training.pool.sessions_face_to_face", "training.pool.sessions_either"),
        lambda face, either: face + either,
        "Sessions face to face and sessions either way, added up; it should be the "
        "number of pool sessions.",
    ),
    share(
        "training.pool.face_to_face_share",
        "Share known to be face to face",
        "training.pool.sessions_face_to_face",
        "training.pool.sessions",
        "Pool sessions recorded as face to face, in per cent of all pool sessions.",
        places=1,
    ),
    counted(
        "training.pool.trainers",
        "Trainers in the pool",
        queries.trainers_in_pool,
        "Trainers in the pool on the last day of the period.",
    ),
    counted(
        "training.pool.organisations",
        "Organisations in the pool",
        queries.organisations_in_pool,
        "Organisations with at least one trainer in the pool on the last day of the "
        "period.",
    ),
    counted(
        "training.pool.trainers_active",
        "Trainers who delivered in the year",
        queries.trainers_active,
        "Trainers in the pool on the last day of the period who led at least one pool "
        "session held in it.",
    ),
    share(
        "training.pool.active_share",
        "Share of the pool that delivered",
        "training.pool.trainers_active",
        "training.pool.trainers",
        "Trainers who led a session in the period, in per cent of the pool.",
        places=1,
    ),
    _derived(
        "training.pool.trainers_inactive",
        "Trainers with no delivery in the year",
        ("training.pool.trainers", "training.pool.trainers_active"),
        lambda everybody, active: everybody - active,
        "Trainers in the pool less those who led a session in the period.",
    ),
    _average(
        "training.pool.sessions_per_active_trainer",
        "Sessions per active trainer",
        "training.pool.sessions",
        "training.pool.trainers_active",
        "Pool sessions, divided by the trainers who led at least one.",
    ),
    _average(
        "training.pool.trainers_per_organisation",
        "Trainers per organisation",
        "training.pool.trainers",
        "training.pool.organisations",
        "Trainers in the pool, divided by the organisations they come from.",
    ),
]


# --- All together, quotes and evaluation ----------------------------------------------


def _quotes(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: queries.quotes_to_publish(scope, kind)


TOGETHER = [
    _derived(
        "training.raising_awareness.sessions",
        "Raising awareness sessions, unit and pool",
        ("training.pool.sessions", "training.unit.raising_awareness.sessions"),
        lambda pool, unit: pool + unit,
        "Raising awareness sessions of the pool and those of the business unit.",
        caveats=(OVERLAP,),
    ),
    _derived(
        "training.raising_awareness.attendees",
        "Attendances at raising awareness, unit and pool",
        ("training.pool.attendees", "training.unit.raising_awareness.attendees"),
        lambda pool, unit: pool + unit,
        "Attendances at raising awareness sessions of the pool and of the unit.",
        caveats=(NOT_PEOPLE, OVERLAP),
    ),
    _derived(
        "training.all.learning_attendances",
        "Attendances at learning events, pool meetings left out",
        (
            "training.webinars.attendees",
            "training.raising_awareness.attendees",
            "training.unit.train_the_trainer.attendees",
        ),
        lambda *parts: sum(parts),
        "Attendances at webinars on case reviews, at raising awareness by unit and "
        "pool, and at train the trainer; meetings of the pool are left out.",
        caveats=(NOT_PEOPLE, OVERLAP),
    ),
    counted(
        "training.quotes.reviews",
        "Reflections from webinars on case reviews",
        _quotes(QuoteKind.CASE_REVIEWS),
        "Reflections from webinars recorded in the period that may be published: "
        "consent is on record.",
    ),
    counted(
        "training.quotes.learners",
        "Reflections from raising awareness learners",
        _quotes(QuoteKind.LEARNERS),
        "Learners' reflections recorded in the period that may be published: consent "
        "is on record.",
    ),
    counted(
        "training.evaluation.follow_up",
        "Courses evaluated after six weeks or later",
        queries.evaluated_later,
        "Courses whose learners were asked again six weeks or more after a session, "
        "in the period.",
        caveats=(
            "An evaluation on the day shows what people thought of it, not what "
            "changed.",
        ),
    ),
]

FIGURES = [*WEBINAR_FIGURES, *UNIT_FIGURES, *POOL_FIGURES, *TOGETHER]
