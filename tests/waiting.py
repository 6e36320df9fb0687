"""What a room asks of a viewer at home: its clocks and what waits without one."""

from __future__ import annotations

from datetime import date, datetime, time
from importlib import import_module

from goldenthread.core import running
from goldenthread.core.calendars import LONDON
from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=LONDON)


def stood(room: str, viewer: Viewer, on: date) -> list[running.Stood]:
    """The room's clocks that run, as they stand at noon of a day."""
    clocks = import_module(f"goldenthread.{room}.clocks")
    found = running.with_stops(list(clocks.running(viewer, on)))
    return running.stand_all(found, noon(on))


def waiting(room: str, viewer: Viewer, on: date) -> list[Due]:
    """As home shows it, clocks first; plain values that compare."""
    queries = import_module(f"goldenthread.{room}.queries")
    told = [
        Due(one.clock.record, one.clock.words, one.due_on)
        for one in stood(room, viewer, on)
        if one.at_home
    ]
    return told + queries.due(viewer, on)
