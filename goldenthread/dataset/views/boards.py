"""A dashboard's panels, drawn once for all who see the same of them.

Drawing twelve charts' panels asks a dozen questions of the database; fifty people who
open the page at once are answered from memory (decision 0046).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from goldenthread.core import keys
from goldenthread.core.remembered import Remembered
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf
from goldenthread.dataset.models import Dashboard
from goldenthread.dataset.showing import benchmarks


# Characters in each process: a page of twelve charts has about eighty thousand.
MOST = 16_000_000


@dataclass(frozen=True)
class Board:
    """A dashboard as everybody with the same rights reads it; nothing of the reader."""

    title: str
    about: str
    invented: bool
    body: SafeString

    def __len__(self) -> int:
        return len(self.body)


BOARDS: Remembered[Board] = Remembered(MOST)
Context = Callable[[Dashboard | None, Viewer], dict[str, Any]]


def board_of(
    viewer: Viewer, which: str, find: Callable[[], Dashboard | None], context: Context
) -> Board:
    """The board, from memory where nothing that it was drawn of has changed.

    The caller has asked the rule of the page; `which` names the dashboard, and `find`
    reads it only where it is drawn.
    """
    return BOARDS.of(
        (which, *_drawn_of(viewer)), lambda: _draw(find(), viewer, context)
    )


def _drawn_of(viewer: Viewer) -> tuple[Any, ...]:
    """What decides what is on it beside the record: rights, day, published files."""
    place = shelf.of(viewer.partnership_id or 0)
    return (
        *(viewer.partnership_id, viewer.role, viewer.agency_id),
        keys.as_words(viewer.circles),
        timezone.localdate(),
        *(place.folder, _changed(place.editions)),
        _changed(place.folder / benchmarks.FOLDER),
    )


def _changed(folder: Any) -> int:
    """When something was last put into a folder: what is shown is put there whole."""
    try:
        return int(folder.stat().st_mtime_ns)
    except FileNotFoundError:
        return 0


def _draw(dashboard: Dashboard | None, viewer: Viewer, context: Context) -> Board:
    # Without the request: no name, token or message of the reader can get into it.
    words = render_to_string("dataset/_board.html", context(dashboard, viewer))
    return Board(
        dashboard.name if dashboard else "Dashboard",
        dashboard.about if dashboard else "",
        bool(dashboard and dashboard.invented),
        words,
    )
