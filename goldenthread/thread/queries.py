"""Reads of the thread, within what the viewer may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, Finding, Origin


def open_to(viewer: Viewer, path: str = "circle") -> Q:
    """Unrestricted rows, and restricted ones whose circle the viewer stands in."""
    return Q(**{path: ""}) | Q(**{f"{path}__in": viewer.circles})


def origins(viewer: Viewer) -> QuerySet[Origin]:
    return Origin.objects.filter(
        open_to(viewer), partnership_id=viewer.partnership_id
    ).order_by("-happened_on", "title")


def findings(viewer: Viewer) -> QuerySet[Finding]:
    return (
        Finding.objects.filter(
            open_to(viewer, "origin__circle"),
            origin__partnership_id=viewer.partnership_id,
        )
        .select_related("origin")
        .prefetch_related("themes", "agencies")
        .order_by("-found_on", "origin_id", "position", "id")
    )


def actions(viewer: Viewer) -> QuerySet[Action]:
    return (
        Action.objects.filter(
            open_to(viewer, "origin__circle"), partnership_id=viewer.partnership_id
        )
        .select_related(
            "origin", "finding", "owner_agency", "owner_post__agency", "plan"
        )
        .order_by("due_on", "title", "id")
    )
