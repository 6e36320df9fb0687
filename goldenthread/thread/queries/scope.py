"""What a restricted origin hides, asked once."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.lookups import Exact, In

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import CodingClaim


def open_to(viewer: Viewer, path: str = "circle") -> Q:
    """Unrestricted rows, and restricted ones whose circle the viewer stands in."""
    circle = _AsItIs(F(path))
    return Q(Exact(circle, "")) | Q(In(circle, viewer.circles))


class _AsItIs(Func):
    """A column that SQLite is not to find by an index of its own.

    Most rows are open to most readers. Gathering them by two looks into the index of
    circles, and joining everything to that, costs twice what one look at each row does.
    """

    template = "+%(expressions)s"
    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s")


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
