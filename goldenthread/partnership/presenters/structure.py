"""The structure on a day: a chart, the same as a nested list, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from goldenthread.core.charts import Box, Chart, structure_chart
from goldenthread.core.pages import Cell, Section
from goldenthread.partnership.presenters.records import day, rhythm
from goldenthread.partnership.queries import Change, Node
from goldenthread.partnership.queries.structure import What


def chart(nodes: Sequence[Node], on: date, changed: Iterable[str] = ()) -> Chart:
    """Boxes from left to right, the ones that changed since another day marked."""
    marked = set(changed)
    boxes = [
        Box(
            key=node.key,
            label=node.label,
            under=node.parent or "",
            note=note(node),
            url=reverse("view_group", args=[node.key]),
            marked=node.key in marked,
        )
        for node in nodes
    ]
    return structure_chart(f"Groups and how they were joined on {day(on)}", boxes)


def note(node: Node) -> str:
    """How often it meets, else what kind it is, and whether the chart draws it."""
    words = f"Meets {rhythm(node.rhythm)}" if node.rhythm else node.kind
    return words if node.published else f"{words} (not on the published chart)"


@dataclass(frozen=True)
class Branch:
    """A group in the nested list, with the groups under it."""

    label: str
    note: str
    url: str
    below: tuple[Branch, ...]


def branches(nodes: Sequence[Node]) -> tuple[Branch, ...]:
    """The same as the chart, as a list within a list."""
    below: dict[str | None, list[Node]] = {}
    for node in nodes:
        below.setdefault(node.parent, []).append(node)

    def grown(parent: str | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                node.label,
                note(node),
                reverse("view_group", args=[node.key]),
                grown(node.key),
            )
            for node in below.get(parent, ())
        )

    return grown(None)


WHAT = {What.ENDED: "Ended", What.BEGAN: "Began", What.MOVED: "Moved"}


def changes_section(changes: Sequence[Change], before: date, after: date) -> Section:
    """What is different on the second day, group by group."""
    rows = (
        (
            Cell(text=one.label, url=reverse("view_group", args=[one.key])),
            Cell(text=WHAT[one.what]),
            Cell(text=_place(one.before, one.what is What.BEGAN)),
            Cell(text=_place(one.after, one.what is What.ENDED)),
        )
        for one in changes
    )
    return Section(
        f"What changed from {day(before)} to {day(after)}",
        ("Group", "What happened", f"On {day(before)} under", f"On {day(after)} under"),
        tuple(rows),
        empty="Nothing changed between these two days.",
    )


def _place(above: str, absent: bool) -> str:
    return "Did not exist" if absent else above or "At the top"
