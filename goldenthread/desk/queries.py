"""What the desk gathers from every room, within what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from goldenthread.core import pages
from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer


SOURCES = (
    "reviews",
    "subjects",
    "thread",
    "audits",
    "governance",
    "training",
    "report",
)
HITS_OF_A_KIND = 5


def due(viewer: Viewer, on: date) -> list[Due]:
    """Everything due for the viewer, the latest first, what has no date last."""
    found = [one for offer in _offers() for one in offer(viewer, on)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or on))


def _offers() -> Iterable[Callable[[Viewer, date], list[Due]]]:
    for room in SOURCES:
        name = f"goldenthread.{room}.queries"
        if find_spec(f"goldenthread.{room}") and find_spec(name):
            offer = getattr(import_module(name), "due", None)
            if offer:
                yield offer


@dataclass(frozen=True)
class Hits:
    """What a search found of one kind; `more` when there is more than is shown."""

    kind: pages.Kind
    records: tuple
    more: bool


def search(viewer: Viewer, words: str) -> list[Hits]:
    """Records holding all the words, kind by kind, within what the viewer may see."""
    if not words.strip():
        return []
    found = []
    for kind in pages.KINDS.values():
        if not kind.search or not kind.may_read(viewer):
            continue
        records = list(kind.matching(viewer, words)[: HITS_OF_A_KIND + 1])
        if records:
            more = len(records) > HITS_OF_A_KIND
            found.append(Hits(kind, tuple(records[:HITS_OF_A_KIND]), more))
    return found
