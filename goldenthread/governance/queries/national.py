"""Reads of national reports and our responses to them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import NationalReport, NationalResponse


def national_reports(viewer: Viewer) -> QuerySet[NationalReport]:
    """Reports with the number of recorded responses, the newest first."""
    return (
        NationalReport.objects.filter(partnership_id=viewer.partnership_id)
        .annotate(response_count=Count("responses"))
        .order_by("-published_on", "title", "pk")
    )


def national_reports_in_full(viewer: Viewer) -> QuerySet[NationalReport]:
    return national_reports(viewer).prefetch_related(
        Prefetch("responses", queryset=national_responses(viewer))
    )


def national_responses(viewer: Viewer) -> QuerySet[NationalResponse]:
    return (
        NationalResponse.objects.filter(report__partnership_id=viewer.partnership_id)
        .select_related("report", "considered_by", "owner_group")
        .order_by("-considered_on", "report__title", "pk")
    )


def unanswered(viewer: Viewer) -> QuerySet[NationalReport]:
    """Reports to which no response is recorded."""
    return national_reports(viewer).filter(response_count=0)


# Rows behind figures and tables of a report


def published_reports(
    partnership_id: int, start: date, end: date
) -> QuerySet[NationalReport]:
    """Reports on the register that were published in a period."""
    return NationalReport.objects.filter(
        partnership_id=partnership_id, published_on__range=(start, end)
    ).order_by("published_on", "pk")


def considered_reports(
    partnership_id: int, start: date, end: date
) -> QuerySet[NationalReport]:
    """Reports with at least one response of a day in the period."""
    considered = NationalResponse.objects.filter(
        report=OuterRef("pk"), considered_on__range=(start, end)
    )
    return (
        NationalReport.objects.filter(Exists(considered), partnership_id=partnership_id)
        .prefetch_related(
            Prefetch(
                "responses",
                NationalResponse.objects.filter(
                    considered_on__range=(start, end)
                ).select_related("considered_by", "owner_group"),
            )
        )
        .order_by("published_on", "pk")
    )
