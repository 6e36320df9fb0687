"""Writing down that a clock which had stopped runs again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from goldenthread.core import records
from goldenthread.core.calendars import london_date
from goldenthread.core.models import ClockStop
from goldenthread.core.models.record import Record
from goldenthread.core.viewer import Viewer


TAKEN_BACK = "The day it was done was taken back."


def run_again(
    record: Record,
    *,
    code: str,
    stopped_on: date,
    ran_again_on: date | None = None,
    by: Viewer,
    at: datetime,
    why: str = TAKEN_BACK,
    subjects: Iterable[str] = (),
) -> ClockStop:
    """A thing done was undone: its clock runs from its first trigger again.

    Called by a room's service inside its own transaction, after its own rules.
    """
    values = {
        "code": code,
        "record_key": record.key,
        "stopped_on": stopped_on,
        "ran_again_on": max(ran_again_on or london_date(at), stopped_on),
        "why": why[:300],
        "recorded_at": at,
    }
    return records.add(
        ClockStop, values, by=by, at=at, action="run_clock_again", subjects=subjects
    )


def note_undone(
    before: Record,
    after: Record,
    ends: dict[str, str],
    *,
    by: Viewer,
    at: datetime,
    subjects: Iterable[str] = (),
) -> None:
    """Write down each clock of a record whose ending day an amendment took away.

    `ends` names the field that ends each clock: `{"sent_on": "INCIDENT_NOTIFIED"}`.
    """
    for name, code in ends.items():
        was, stands = getattr(before, name), getattr(after, name)
        if was is not None and stands is None:
            run_again(after, code=code, stopped_on=was, by=by, at=at, subjects=subjects)
