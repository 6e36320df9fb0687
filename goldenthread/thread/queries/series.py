"""Dated series that an impact test may lean on. Rooms above offer theirs by name.

The thread reads no other room's table: a room calls `offer` when it is ready, and is
asked for what it lists and for one series by key. A key is `room:what:which`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goldenthread.core.viewer import Viewer
from goldenthread.thread.states import SeriesKind


@dataclass(frozen=True)
class Reading:
    """One point. `value` is None where there is none (suppressed, missing, a bound).

    `starts_on` is the first day of a period, `on` its last, or the day itself. Of a
    share `value` is how many met the standard and `of` how many were looked at. Of rare
    events `value` is how many happened on the day; nought says that none has happened
    until then.
    """

    on: date
    value: Decimal | None
    label: str
    starts_on: date | None = None
    of: int | None = None

    @property
    def begins_on(self) -> date:
        return self.starts_on or self.on


@dataclass(frozen=True)
class Series:
    key: str
    title: str
    kind: SeriesKind
    readings: tuple[Reading, ...]
    unit: str = ""
    places: int = 0
    url: str = ""
    caveat: str = ""

    @property
    def known(self) -> tuple[Reading, ...]:
        return tuple(one for one in self.readings if one.value is not None)


@dataclass(frozen=True)
class Offer:
    """A room's series: (key, words) of each that the viewer may lean a test on."""

    room: str
    listed: Callable[[Viewer], list[tuple[str, str]]]
    read: Callable[[Viewer, str], Series | None]


_OFFERS: dict[str, Offer] = {}


def offer(one: Offer) -> None:
    """A room says that it has series; called once, when the room is ready."""
    _OFFERS[one.room] = one


def withdraw(room: str) -> None:
    """Take an offer back: tests offer series of their own."""
    _OFFERS.pop(room, None)


def listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Every series the viewer may lean a test on, room by room."""
    return [one for offered in _OFFERS.values() for one in offered.listed(viewer)]


def read(viewer: Viewer, key: str) -> Series | None:
    """One series in order of time, if the room that has it shows it to the viewer."""
    room, _, rest = key.partition(":")
    offered = _OFFERS.get(room)
    found = offered.read(viewer, rest) if offered else None
    if found is None:
        return None
    ordered = sorted(found.readings, key=lambda one: (one.on, one.label))
    return Series(**{**found.__dict__, "readings": tuple(ordered)})
