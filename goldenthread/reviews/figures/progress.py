"""How the work on incidents and reviews went: ages, clocks kept, agencies' returns.

A clock is judged by the rule in force when it began and the calendar as it was known
on the day the thing was done. What lacks its first or last day is not judged, and how
many those are is said beside the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import F, Q, QuerySet

from goldenthread.core import clocks
from goldenthread.core.calendars import add_months
from goldenthread.core.figures import (
    Answers,
    Figure,
    Result,
    Scope,
    Unit,
    counted,
    missing,
    share,
)
from goldenthread.core.reference.queries import NoSuchRule, read_clocks
from goldenthread.reviews.figures.year import first_days
from goldenthread.reviews.models import (
    AgencyReturn,
    Notification,
    Publication,
    RapidReview,
    Review,
)
from goldenthread.reviews.states import Precision, PublicationKind


# --- Ages of the reviews still going, on the last day ------------------------------------


def _aged(scope: Scope, over: int | None, under: int | None) -> QuerySet[Review]:
    """Those whose first sure referral is more than `over` months back, less `under`."""
    found = first_days(scope).filter(first_day__isnull=False)
    if over is not None:
        found = found.filter(first_day__lt=add_months(scope.end, -over))
    if under is not None:
        found = found.filter(first_day__gte=add_months(scope.end, -under))
    return found


AGES = (
    ("under_six_months", "Reviews going on for up to six months", None, 6),
    ("six_to_twelve_months", "Reviews going on for six to twelve months", 6, 12),
    ("one_to_two_years", "Reviews going on for one to two years", 12, 24),
    ("over_two_years", "Reviews going on for more than two years", 24, None),
)


def _age(name: str, label: str, over: int | None, under: int | None) -> Figure:
    return counted(
        f"reviews.age.{name}",
        label,
        lambda scope: _aged(scope, over, under),
        "Reviews still going on the last day of the period, by the time since the "
        "earliest referral whose day or month is sure.",
    )


# --- Clocks kept ------------------------------------------------------------------------


def _notified(scope: Scope) -> QuerySet[Notification]:
    return Notification.objects.filter(
        incident__partnership=scope.partnership_id,
        sent_on__range=(scope.start, scope.end),
    ).order_by("pk")


def _sent(scope: Scope) -> QuerySet[RapidReview]:
    return RapidReview.objects.filter(
        referral__incident__partnership=scope.partnership_id,
        sent_on__range=(scope.start, scope.end),
    ).order_by("pk")


def _published(scope: Scope) -> QuerySet[Publication]:
    """First publications of a report or of the improvements, to the day."""
    return Publication.objects.filter(
        review__partnership=scope.partnership_id,
        kind__in=(PublicationKind.REPORT, PublicationKind.IMPROVEMENTS),
        published_on__range=(scope.start, scope.end),
        precision=Precision.DAY,
    ).order_by("pk")


Rows = Callable[[Scope], QuerySet[Any]]


def _in_time(rows: Rows, code: str, began: str, ended: str) -> Rows:
    """Those whose clock was kept; what has no first day is left out."""

    def found(scope: Scope) -> QuerySet[Any]:
        kept = read_clocks(code)
        spans = rows(scope).filter(**{f"{began}__isnull": False})
        keys = [
            pk
            for pk, first, last in spans.values_list("pk", began, ended)
            if _was_kept(kept, code, first, last)
        ]
        return rows(scope).filter(pk__in=keys)

    return found


def _was_kept(kept: Any, code: str, first: date, last: date) -> bool:
    """By the calendar known on the day it was done: later holidays judge nobody."""
    try:
        rule = kept.rule(code, first)
    except NoSuchRule:
        return False
    return last <= clocks.due(rule, first, kept.known_on(last)).due_on


CLOCKS = (
    (
        "notified",
        "Incidents notified to the Panel",
        "within five working days of becoming aware",
        _notified,
        "INCIDENT_NOTIFIED",
        "incident__aware_on",
        "sent_on",
    ),
    (
        "rapid_sent",
        "Rapid reviews sent to the Panel",
        "within fifteen working days",
        _sent,
        "RAPID_REVIEW_SENT",
        "referral__incident__notification__sent_on",
        "sent_on",
    ),
    (
        "published",
        "Practice reviews published",
        "within six months of the decision",
        _published,
        "PRACTICE_REVIEW_PUBLISHED",
        "review__decided_on",
        "published_on",
    ),
)


def _recorded(
    key: str,
    label: str,
    rows: Rows,
    definition: str,
    none: str,
    among: Rows | None = None,
) -> Figure:
    """A count that is not nought but missing where nothing at all is recorded."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        if not (among or rows)(scope).exists():
            return missing(none, rows=found)
        return Result(value=found.count(), rows=found)

    return Figure(key, label, Unit.COUNT, definition, compute, rows=rows)


def _clock(
    name: str, label: str, limit: str, rows: Rows, code: str, began: str, ended: str
) -> Iterable[Figure]:
    def dated(scope: Scope) -> QuerySet[Any]:
        return rows(scope).filter(**{f"{began}__isnull": False})

    none = f"{label}: none has a day in the period."
    yield _recorded(
        f"reviews.clock.{name}",
        f"{label} in the year",
        rows,
        f"{label} with a day in the period.",
        none,
    )
    yield _recorded(
        f"reviews.clock.{name}_dated",
        f"{label}, with the day its clock began",
        dated,
        "Of those, the ones whose first day is recorded: only they can be judged.",
        none,
        among=rows,
    )
    yield _recorded(
        f"reviews.clock.{name}_in_time",
        f"{label} {limit}",
        _in_time(rows, code, began, ended),
        f"Of those with a first day, the ones done by the day that rule {code} sets, in "
        "the edition in force when the clock began and by the calendar then known.",
        none,
        among=dated,
    )
    yield share(
        f"reviews.clock.{name}_in_time_share",
        f"Share of these {limit}",
        f"reviews.clock.{name}_in_time",
        f"reviews.clock.{name}_dated",
        "Those in time in per cent of those whose first day is recorded.",
    )


# --- Agencies' returns to rapid reviews -------------------------------------------------


def _asked(scope: Scope) -> QuerySet[AgencyReturn]:
    return AgencyReturn.objects.filter(
        Q(withdrawn_on__isnull=True),
        incident__partnership=scope.partnership_id,
        asked_on__range=(scope.start, scope.end),
    ).order_by("pk")


def _returned(scope: Scope) -> QuerySet[AgencyReturn]:
    return _asked(scope).filter(returned_on__lte=scope.as_at)


def _returned_in_time(scope: Scope) -> QuerySet[AgencyReturn]:
    return _returned(scope).filter(due_on__isnull=False, returned_on__lte=F("due_on"))


def _days(rows: Rows, first: str, last: str, none: str) -> Callable[..., Result]:
    """The middle number of days from one day to another over the rows."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        spans = [
            (ended - began).days for began, ended in found.values_list(first, last)
        ]
        if not spans:
            return missing(none, rows=found)
        return Result(value=Decimal(str(median(spans))), rows=found)

    return compute


NO_RETURN = "No request to an agency is recorded for the period."

FIGURES: list[Figure] = [
    *(_age(*one) for one in AGES),
    *(figure for one in CLOCKS for figure in _clock(*one)),
    _recorded(
        "reviews.returns.asked",
        "Returns asked of agencies",
        _asked,
        "Requests to agencies for what they know of a case, asked in the period and not "
        "withdrawn.",
        NO_RETURN,
    ),
    _recorded(
        "reviews.returns.returned",
        "Returns handed in",
        _returned,
        "Of the returns asked for in the period, those handed in by the day this is "
        "worked out.",
        NO_RETURN,
        among=_asked,
    ),
    _recorded(
        "reviews.returns.in_time",
        "Returns handed in by the day agreed",
        _returned_in_time,
        "Of the returns handed in, those handed in on or before the day they were due.",
        NO_RETURN,
        among=_returned,
    ),
    share(
        "reviews.returns.in_time_share",
        "Share of returns handed in by the day agreed",
        "reviews.returns.in_time",
        "reviews.returns.returned",
        "Returns in time in per cent of those handed in.",
    ),
    Figure(
        "reviews.returns.days",
        "Days an agency took, in the middle",
        Unit.DAYS,
        "The median of the days from asking to handing in, over the returns handed in.",
        _days(_returned, "asked_on", "returned_on", "No return was handed in."),
        rows=_returned,
    ),
]
