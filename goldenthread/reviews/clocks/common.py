"""What the clocks of reviews share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from goldenthread.core.running import Running
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role


PARTNERSHIP, PANEL = "The partnership", "The national Panel"


def since(field: str, day: date | None) -> Q:
    """Done since a day; nothing where no day is asked for."""
    return Q(**{f"{field}__gte": day}) if day else Q(pk__in=())


def is_unit(viewer: Viewer) -> bool:
    return viewer.has_role({Role.BUSINESS_UNIT})


def still_told(found: Iterable[Running], done_since: date | None) -> Iterator[Running]:
    """Of a record's clocks those that run, and those done since a day that is asked."""
    for one in found:
        if one.done is None or (done_since and one.done >= done_since):
            yield one
