"""Reads of the register of policies, with how each review stands."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils import timezone

from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import Policy
from goldenthread.governance.states import PolicyState, ReviewDue


IN_USE = (PolicyState.IN_FORCE, PolicyState.UNDER_REVIEW)


def policies(viewer: Viewer, on: date | None = None) -> QuerySet[Policy]:
    """The register, with `review`: how each review stands on a day, today's if none."""
    day = on or timezone.localdate()
    return (
        Policy.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("owner_group", "owner_agency")
        .annotate(review=_review(day))
        .order_by("title", "pk")
    )


def _review(day: date) -> Case:
    """The same answers as rules.review_due, in the database, so that lists filter."""
    return Case(
        When(~Q(state__in=IN_USE), then=Value(ReviewDue.NOT_NEEDED)),
        When(review_due_on__isnull=True, then=Value(ReviewDue.NO_DATE)),
        When(review_due_on__lt=day, then=Value(ReviewDue.OVERDUE)),
        When(review_due_on__lte=day + rules.SOON, then=Value(ReviewDue.SOON)),
        default=Value(ReviewDue.LATER),
        output_field=CharField(),
    )


# Rows behind figures and tables of a report


def under_review(partnership_id: int) -> QuerySet[Policy]:
    """Documents in force that are being reviewed now."""
    return (
        Policy.objects.filter(
            partnership_id=partnership_id, state=PolicyState.UNDER_REVIEW
        )
        .select_related("owner_group", "owner_agency")
        .order_by("title", "pk")
    )
