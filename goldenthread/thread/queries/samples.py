"""Samples of cases that an audit may take. Rooms above offer theirs by name.

The room that draws and the room that audits know nothing of each other: the one offers,
the other asks here. What is handed on are numbers and pseudonyms; who is behind one is
told by the room that drew, to the agencies that are asked for records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Agency


@dataclass(frozen=True)
class DrawnCase:
    """A case by its number and pseudonym; why it was replaced, where it was."""

    number: int
    pseudonym: str
    replaced: str = ""


@dataclass(frozen=True)
class Drawn:
    """A sample: how it was drawn in words, its cases, and who is asked for records."""

    key: str
    title: str
    how: str
    first_day: date
    last_day: date
    cases: tuple[DrawnCase, ...]
    agencies: tuple[Agency, ...]
    url: str = ""


@dataclass(frozen=True)
class Offer:
    """A room's samples: (key, words) of each that the viewer may take cases from."""

    room: str
    listed: Callable[[Viewer], list[tuple[str, str]]]
    read: Callable[[Viewer, str], Drawn | None]


_OFFERS: dict[str, Offer] = {}


def offer(one: Offer) -> None:
    """A room says that it draws samples; called once, when the room is ready."""
    _OFFERS[one.room] = one


def withdraw(room: str) -> None:
    """Take an offer back: tests offer samples of their own."""
    _OFFERS.pop(room, None)


def listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Every sample the viewer may take cases from, room by room."""
    return [
        (f"{offered.room}:{key}", words)
        for offered in _OFFERS.values()
        for key, words in offered.listed(viewer)
    ]


def read(viewer: Viewer, key: str) -> Drawn | None:
    """One sample by its key, if the room that drew it shows it to the viewer."""
    room, _, rest = key.partition(":")
    offered = _OFFERS.get(room)
    return offered.read(viewer, rest) if offered else None
