"""What the clocks of reviews share."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role


PARTNERSHIP, PANEL = "The partnership", "The national Panel"


def since(field: str, day: date | None) -> Q:
    """Done since a day; nothing where no day is asked for."""
    return Q(**{f"{field}__gte": day}) if day else Q(pk__in=())


def is_unit(viewer: Viewer) -> bool:
    return viewer.has_role({Role.BUSINESS_UNIT})
