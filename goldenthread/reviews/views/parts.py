"""Tables of one kind on the page of another, with the way to add to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from goldenthread.core import record_views
from goldenthread.core.pages import KINDS, Cell, Kind, Link, Section
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import presenters


def table(
    title: str,
    kind_name: str,
    found: Iterable[Any],
    viewer: Viewer,
    empty: str,
    parent: Any = None,
) -> Section:
    """Rows of a kind, linked; where a parent is given, a link to add one under it."""
    kind = KINDS[kind_name]
    links: tuple[Link, ...] = ()
    if parent is not None and kind.add and kind.adding(viewer):
        links = (Link(f"Add {article(kind.label)}", kind.add_url(parent)),)
    return Section(
        title=title,
        columns=kind.columns,
        rows=tuple(_row(kind, one, parent is not None) for one in found),
        empty=empty,
        links=links,
    )


def _row(kind: Kind, record: Any, under: bool) -> tuple[Cell, ...]:
    """The row of the kind's own list, without the case that the page itself names."""
    first, *rest = record_views.linked_row(kind, record)
    if under and kind.name in presenters.SHORT:
        first = replace(first, text=presenters.SHORT[kind.name](record))
    return (first, *rest)


def article(words: str) -> str:
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"
