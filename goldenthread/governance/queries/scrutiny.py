"""Reads of independent scrutiny, the assurance framework and commissioned reviews."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)


def scrutiny_activities(viewer: Viewer) -> QuerySet[ScrutinyActivity]:
    return (
        ScrutinyActivity.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("group")
        .order_by("-done_on", "title", "pk")
    )


def assurance_items(viewer: Viewer) -> QuerySet[AssuranceItem]:
    return AssuranceItem.objects.filter(partnership_id=viewer.partnership_id).order_by(
        "kind", "position", "pk"
    )


def commissioned_reviews(viewer: Viewer) -> QuerySet[CommissionedReview]:
    return CommissionedReview.objects.filter(
        partnership_id=viewer.partnership_id
    ).order_by("-commissioned_on", "title", "pk")


# Rows behind figures and tables of a report


def assurance_on(partnership_id: int, kind: str, day: date) -> QuerySet[AssuranceItem]:
    """Parts of the role, or strands of the framework, as stated by a day."""
    return (
        AssuranceItem.objects.filter(
            partnership_id=partnership_id, kind=kind, stated_on__lte=day
        )
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        .order_by("position", "pk")
    )


def reviews_commissioned(
    partnership_id: int, start: date, end: date
) -> QuerySet[CommissionedReview]:
    return CommissionedReview.objects.filter(
        partnership_id=partnership_id, commissioned_on__range=(start, end)
    ).order_by("commissioned_on", "pk")


def scrutiny_in(
    partnership_id: int, start: date, end: date
) -> QuerySet[ScrutinyActivity]:
    return (
        ScrutinyActivity.objects.filter(
            partnership_id=partnership_id, done_on__range=(start, end)
        )
        .select_related("group")
        .order_by("done_on", "pk")
    )
