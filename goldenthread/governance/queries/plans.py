"""Reads of plans, priorities and steps of reform."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import Priority, ReformTask, StrategicPlan
from goldenthread.governance.states import PriorityKind


def strategic_plans(viewer: Viewer) -> QuerySet[StrategicPlan]:
    return (
        StrategicPlan.objects.filter(partnership_id=viewer.partnership_id)
        .prefetch_related(Prefetch("priorities", queryset=priorities(viewer)))
        .order_by("-starts_on", "title", "pk")
    )


def priorities(viewer: Viewer) -> QuerySet[Priority]:
    return (
        Priority.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("plan", "group")
        .order_by("-starts_on", "-kind", "position", "pk")
    )


def priorities_listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Priorities and areas of work as key and words, for actions that serve one."""
    return list(priorities(viewer).values_list("key", "title"))


def reform_tasks(viewer: Viewer) -> QuerySet[ReformTask]:
    return ReformTask.objects.filter(partnership_id=viewer.partnership_id).order_by(
        "-reported_on", "strand", "position", "pk"
    )


# Rows behind figures and tables of a report


def priorities_on(
    partnership_id: int, day: date, kind: str = PriorityKind.PRIORITY
) -> QuerySet[Priority]:
    """Priorities (or continuing areas of work) that hold on a day, in their order."""
    return (
        Priority.objects.on(day)
        .filter(partnership_id=partnership_id, kind=kind)
        .select_related("plan", "group")
        .order_by("position", "pk")
    )


def plans_on(partnership_id: int, day: date) -> QuerySet[StrategicPlan]:
    return (
        StrategicPlan.objects.on(day)
        .filter(partnership_id=partnership_id)
        .order_by("starts_on", "pk")
    )


def reform_steps(
    partnership_id: int, strand: str, start: date, end: date
) -> QuerySet[ReformTask]:
    """Steps of one heading whose progress is stated for a day of the period."""
    return ReformTask.objects.filter(
        partnership_id=partnership_id, strand=strand, reported_on__range=(start, end)
    ).order_by("position", "pk")
