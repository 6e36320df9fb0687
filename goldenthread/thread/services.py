"""Every write of the thread. Sources call `open_origin` inside their own transaction."""

from __future__ import annotations

from datetime import date, datetime

from goldenthread.core import records
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Origin


def open_origin(
    *,
    by: Viewer,
    at: datetime,
    partnership,
    kind: str,
    source_key: str,
    title: str,
    happened_on: date,
    circle: str = "",
) -> Origin:
    """Put a source of learning on the thread; one origin for each source record.

    The title must hold no name of a subject: a restricted source gives its alias of
    today or its kind.
    """
    return records.add(
        Origin,
        {
            "partnership": partnership,
            "kind": kind,
            "source_key": source_key,
            "title": title,
            "happened_on": happened_on,
            "circle": circle,
        },
        by=by,
        at=at,
        action="open_origin",
        subjects=[circle] if circle else [],
    )
