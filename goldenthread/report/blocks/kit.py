"""What the blocks share: plain tables and lists from rows, and the reporting viewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from goldenthread.core.documents.nodes import (
    Heading,
    ListNode,
    Node,
    Paragraph,
    TableCell,
    TableNode,
    Text,
    cell,
    line,
)
from goldenthread.core.figures import Scope, Unit, show
from goldenthread.core.viewer import Viewer, system
from goldenthread.report.blocks import Context, block
from goldenthread.subjects.models import Circle


NOTHING = "Nothing is recorded."


def reporter(scope: Scope) -> Viewer:
    """The report as a viewer: it reads every circle, and writes only what is published."""
    viewer = system("report", partnership_id=scope.partnership_id)
    return replace(viewer, circles=Circle.objects.values("key"))


def items(words: Iterable[str], *, numbered: bool = False) -> tuple[Node, ...]:
    """A list of plain lines; said as absence when there is none."""
    found = tuple(line(one) for one in words)
    return (ListNode(found, numbered),) if found else (Paragraph(line(NOTHING)),)


def told(pairs: Iterable[tuple[str, str]]) -> tuple[Node, ...]:
    """A list of “Name: what about it”; the name in strong type."""
    found = tuple(
        (Text(name, strong=True), Text(f": {words}" if words else ""))
        for name, words in pairs
    )
    return (ListNode(found),) if found else (Paragraph(line(NOTHING)),)


def table(
    caption: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    *,
    numeric: tuple[int, ...] = (),
    total: tuple[Any, ...] = (),
    source: str = "",
) -> tuple[Node, ...]:
    """A table of plain values; `numeric` names the columns set to the right."""
    return (
        TableNode(
            caption=caption,
            columns=columns,
            rows=tuple(_cells(row, numeric) for row in rows),
            total=_cells(total, numeric) if total else (),
            source=source,
            empty=NOTHING,
        ),
    )


def _cells(row: tuple[Any, ...], numeric: tuple[int, ...]) -> tuple[TableCell, ...]:
    return tuple(cell(one, numeric=at in numeric) for at, one in enumerate(row))


def headed(
    parts: Iterable[tuple[str, tuple[Node, ...]]], level: int = 3
) -> tuple[Node, ...]:
    """Parts each under a heading of one level, the third unless told."""
    found: list[Node] = []
    for words, nodes in parts:
        found += [Heading(level, words), *nodes]
    return tuple(found)


def when(day: Any, month_only: bool = False) -> str:
    """A day in words, or its month where only that is known; empty for none."""
    if day is None:
        return ""
    return show(day, Unit.MONTH if month_only else Unit.DATE)


Rows = tuple[tuple[str, tuple[str, ...]], ...]


def table_of_figures(
    name: str,
    caption: str,
    columns: tuple[str, ...],
    rows: Rows,
    source: str = "",
) -> None:
    """Register a block that is a table of citations: words, then a figure to a column."""
    keys = tuple(key for _, found in rows for key in found)

    @block(name, cites=keys)
    def draw(context: Context) -> tuple[Node, ...]:
        if context.cite is None:
            raise RuntimeError(f"{name} cites figures and was drawn without the means.")
        return (
            TableNode(
                caption=caption,
                columns=columns,
                rows=tuple(
                    (
                        cell(words),
                        *(
                            TableCell((context.cite(key),), numeric=True)
                            for key in found
                        ),
                    )
                    for words, found in rows
                ),
                source=source,
                empty=NOTHING,
            ),
        )
