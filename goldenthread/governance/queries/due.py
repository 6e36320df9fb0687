"""What is due in governance for the one who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.queries import (
    events,
    meetings,
    national,
)


def due(viewer: Viewer, on: date) -> list[Due]:
    """For the unit: meetings and events held or not, reports without a response.

    Documents and risks to review have a clock and are told by `clocks`.
    """
    if not rules.may_keep_records(viewer):
        return []
    return [*_happened(viewer, on), *_reports(viewer)]


def _happened(viewer: Viewer, on: date) -> Iterable[Due]:
    for meeting in meetings.planned_meetings(viewer, on):
        yield Due(meeting, "Say whether it was held", meeting.held_on)
    for event in events.overdue_events(viewer, on):
        yield Due(event, "Say whether it was held", event.planned_to)


def _reports(viewer: Viewer) -> Iterable[Due]:
    for report in national.unanswered(viewer):
        yield Due(report, "Record the partnership’s response")
