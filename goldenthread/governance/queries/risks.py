"""Reads of the risk register."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import Risk
from goldenthread.governance.states import RiskState


def risks(viewer: Viewer, on: date | None = None) -> QuerySet[Risk]:
    """The register, the highest score first; nothing for those it is not open to.

    `overdue` says whether the review was due before a day, today's if none is given.
    """
    day = on or timezone.localdate()
    if not rules.may_read_risks(viewer):
        return Risk.objects.none()
    return (
        Risk.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("owner_post__agency")
        .annotate(
            rated=F("likelihood") * F("impact"),
            overdue=Q(review_due_on__lt=day) & ~Q(state=RiskState.CLOSED),
        )
        .order_by("-rated", "review_due_on", "pk")
    )


def risks_to_review(viewer: Viewer, by: date) -> QuerySet[Risk]:
    """Risks not closed whose review falls on or before a day."""
    return risks(viewer).exclude(state=RiskState.CLOSED).filter(review_due_on__lte=by)
