"""What a restricted origin hides, asked once."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import CodingClaim


def open_to(viewer: Viewer, path: str = "circle") -> Q:
    """Unrestricted rows, and restricted ones whose circle the viewer stands in."""
    return Q(**{path: ""}) | Q(**{f"{path}__in": viewer.circles})


def open_or_without_origin(viewer: Viewer, path: str = "origin") -> Q:
    """The same for rows that may stand without an origin."""
    return Q(**{f"{path}__isnull": True}) | open_to(viewer, f"{path}__circle")


def here(viewer: Viewer) -> int:
    """The viewer's partnership; somebody without one sees no partnership's rows."""
    return viewer.partnership_id or 0


def coded_blind_by(viewer: Viewer) -> Exists:
    """Whether the viewer codes a finding blind now: its coding is not shown to them."""
    return Exists(
        CodingClaim.objects.filter(
            account_key=viewer.account_key,
            round__revealed_on__isnull=True,
            round__findings=OuterRef("pk"),
        )
    )
