"""Challenges and their steps."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Challenge, ChallengeStep
from goldenthread.thread.queries.scope import here, open_or_without_origin


def challenges(viewer: Viewer) -> QuerySet[Challenge]:
    return (
        Challenge.objects.filter(
            open_or_without_origin(viewer), partnership_id=here(viewer)
        )
        .select_related("origin", "to_agency")
        .order_by("-raised_on", "-id")
    )


def challenge_page(viewer: Viewer) -> QuerySet[Challenge]:
    steps = ChallengeStep.objects.select_related("post__agency").order_by("id")
    return challenges(viewer).prefetch_related(Prefetch("steps", steps))
