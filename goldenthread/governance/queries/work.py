"""Reads of groups' accounts of their year."""

from __future__ import annotations

from django.db.models import QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import GroupWork


def group_work(viewer: Viewer) -> QuerySet[GroupWork]:
    return (
        GroupWork.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("group")
        .order_by("-financial_year", "group__name", "kind", "position", "pk")
    )


# Rows behind figures and tables of a report


def work_of(
    partnership_id: int, group_code: str, kind: str, financial_year: str
) -> QuerySet[GroupWork]:
    """What one group says of a year, by kind, in its order."""
    return (
        GroupWork.objects.filter(
            partnership_id=partnership_id,
            group__code=group_code,
            kind=kind,
            financial_year=financial_year,
        )
        .select_related("group")
        .order_by("position", "pk")
    )
