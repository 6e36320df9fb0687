"""One thin origin on the thread for each source of learning kept here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Origin
from goldenthread.thread.services import move_origin, open_origin


def keep_origin(
    record: Any, kind: str, happened_on: date, *, by: Viewer, at: datetime
) -> Origin:
    """Open the record's origin, or bring its title and date in step with the record."""
    title = str(record.title)[:200]
    origin = Origin.objects.filter(source_key=record.key).first()
    if origin is None:
        return open_origin(
            by=by,
            at=at,
            partnership=record.partnership,
            kind=kind,
            source_key=record.key,
            title=title,
            happened_on=happened_on,
        )
    return move_origin(
        origin,
        by=by,
        at=at,
        title=title,
        happened_on=happened_on,
        circle=origin.circle,
    )
