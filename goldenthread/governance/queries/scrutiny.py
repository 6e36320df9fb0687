"""Reads of independent scrutiny, the assurance framework and commissioned reviews."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)
from goldenthread.thread.models import Origin, Question
from goldenthread.thread.queries import origins, questions


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
    """Reviews with the number of questions that stand under their origin."""
    asked = (
        Question.objects.filter(origin__source_key=OuterRef("key"))
        .order_by()
        .values("origin_id")
        .annotate(count=Count("pk"))
    )
    return (
        CommissionedReview.objects.filter(partnership_id=viewer.partnership_id)
        .annotate(question_count=Coalesce(Subquery(asked.values("count")), 0))
        .order_by("-commissioned_on", "title", "pk")
    )


def questions_of(viewer: Viewer, review: CommissionedReview) -> QuerySet[Question]:
    """What a review was asked, from the thread."""
    return questions(viewer).filter(origin__source_key=review.key)


def origin_of(viewer: Viewer, review: CommissionedReview) -> Origin | None:
    return origins(viewer).filter(source_key=review.key).first()


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
