"""The desk's values in words."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from goldenthread.core import clock_words, pages, record_views
from goldenthread.core.due import Due
from goldenthread.core.figures import Unit, show
from goldenthread.core.pages import Cell, Tag
from goldenthread.desk.queries import Hits


def due_row(one: Due, on: date) -> tuple[Cell, ...]:
    """What to do, on which record, by when, and how it stands."""
    kind = pages.kind_of(type(one.record))
    when = show(one.due_on, Unit.DATE) if one.due_on else "No date set"
    if one.stood:
        return _clock_row(one, kind)
    return (
        Cell(
            text=one.title or kind.title(one.record),
            url=one.url or kind.url(one.record),
        ),
        Cell(text=one.words),
        Cell(text=when),
        Cell(tag=standing(one, on)),
    )


def _clock_row(one: Due, kind: pages.Kind) -> tuple[Cell, ...]:
    """The same day, working and standing as on the record's own page."""
    due = clock_words.due_cell(one.stood)
    working = one.stood.deadline.working if one.stood.deadline else one.stood.missing
    return (
        Cell(text=kind.title(one.record), url=kind.url(one.record)),
        Cell(text=one.words),
        Cell(
            text=due.text or "No date set",
            hint=". ".join(filter(None, (due.hint, working))),
        ),
        clock_words.standing_cell(one.stood),
    )


def standing(one: Due, on: date) -> Tag:
    if one.is_late(on):
        days = (on - one.due_on).days
        return Tag(f"{days} day{'' if days == 1 else 's'} late", "red")
    if one.is_soon(on):
        return Tag("Due soon", "yellow")
    return Tag("In time", "green") if one.due_on else Tag("No date", "grey")


def due_counts(due: list[Due], on: date) -> list[tuple[str, int]]:
    late = sum(one.is_late(on) for one in due)
    soon = sum(one.is_soon(on) for one in due)
    return [("late", late), ("due soon", soon), ("in all", len(due))]


def hits(found: Hits, words: str) -> dict[str, Any]:
    """One kind's hits as rows of its own list, with the way to all of them."""
    kind, query = found.kind, urlencode({"q": words})
    return {
        "title": kind.label_plural[:1].upper() + kind.label_plural[1:],
        "columns": kind.columns,
        "rows": [record_views.linked_row(kind, one) for one in found.records],
        "more_url": f"{kind.list_url()}?{query}" if found.more else "",
    }
