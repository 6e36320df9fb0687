"""A structure: boxes, each under another, drawn from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from goldenthread.core.charts.drawing import (
    GOLD,
    INK,
    PAPER,
    SOFT,
    TINT,
    Chart,
    chart,
    link,
    n,
    rect,
    text,
    wrapped,
)
from goldenthread.core.pages import Cell


BOX, GAP, BETWEEN, PAD = 212, 40, 12, 10


@dataclass(frozen=True)
class Box:
    """One group: its key, words, the key of what it is under, a note such as dates."""

    key: str
    label: str
    under: str = ""
    note: str = ""
    url: str = ""
    marked: bool = False


@dataclass
class _Placed:
    box: Box
    lines: list[str]
    notes: list[str]
    below: list[_Placed] = field(default_factory=list)
    y: float = 0

    @property
    def height(self) -> float:
        return 2 * PAD + 18 * len(self.lines) + 16 * len(self.notes)


def structure_chart(
    title: str,
    boxes: Sequence[Box],
    *,
    desc: str = "",
    columns: tuple[str, str, str] = ("Group", "Reports to", "Note"),
) -> Chart:
    """Boxes in columns by how deep they stand.

    A box whose upper one is not among those given stands at the top: what it reported
    to does not exist on the day drawn. A ring of reports is cut where it closes.
    """
    placed = {one.key: _place(one) for one in boxes}
    tops = _hang(boxes, placed)
    bottom, parts = PAD / 2, []
    depth = 1
    for top in tops:
        bottom = _stack(top, bottom) + BETWEEN
        depth = max(depth, _deep(top))
    for top in tops:
        parts.extend(_draw(top, 0))
    width = depth * BOX + (depth - 1) * GAP + 4
    return chart(
        title,
        desc or _described(tops),
        (width, int(bottom)),
        parts,
        columns,
        (_row(one, placed) for one in boxes),
        linked=any(one.url for one in boxes),
    )


def _place(box: Box) -> _Placed:
    inner = BOX - 2 * PAD
    return _Placed(
        box,
        wrapped(box.label, inner, 15, most=4),
        wrapped(box.note, inner, 13, most=2) if box.note else [],
    )


def _hang(boxes: Sequence[Box], placed: dict[str, _Placed]) -> list[_Placed]:
    """Put each box below its upper one; what is left are the tops."""
    tops = []
    under = {one.key: one.under for one in boxes}
    for one in boxes:
        upper = placed.get(one.under)
        if upper is None or _rings(one.key, under):
            under[one.key] = ""
            tops.append(placed[one.key])
        else:
            upper.below.append(placed[one.key])
    return tops


def _rings(key: str, under: dict[str, str]) -> bool:
    seen, at = {key}, under.get(key, "")
    while at:
        if at in seen:
            return at == key
        seen.add(at)
        at = under.get(at, "")
    return False


def _stack(one: _Placed, top: float) -> float:
    """Give a box and all below it their heights; the lowest edge they reach."""
    bottom = top
    for lower in one.below:
        bottom = _stack(lower, bottom) + BETWEEN
    if not one.below:
        one.y = top
        return top + one.height
    spread = one.below[-1].y + one.below[-1].height - one.below[0].y
    one.y = max(top, one.below[0].y + (spread - one.height) / 2)
    return max(bottom - BETWEEN, one.y + one.height)


def _deep(one: _Placed) -> int:
    return 1 + max((_deep(lower) for lower in one.below), default=0)


def _draw(one: _Placed, level: int) -> list[str]:
    x = level * (BOX + GAP) + 2
    parts = []
    start = one.y + one.height / 2
    for lower in one.below:
        end = lower.y + lower.height / 2
        middle = x + BOX + GAP / 2
        path = f"M{n(x + BOX)} {n(start)}H{n(middle)}V{n(end)}H{n(x + BOX + GAP)}"
        parts.append(
            f'<path d="{path}" fill="none" stroke="{GOLD}" stroke-width="1.5"/>'
        )
    parts.append(_box(one, x))
    for lower in one.below:
        parts.extend(_draw(lower, level + 1))
    return parts


def _box(one: _Placed, x: float) -> str:
    fill, stroke = (TINT, GOLD) if one.box.marked else (PAPER, INK)
    inner = rect(x, one.y, BOX, one.height, fill, f' stroke="{stroke}" rx="3"')
    y = one.y + PAD + 13
    for words in one.lines:
        inner += text(x + PAD, y, words)
        y += 18
    for words in one.notes:
        inner += text(x + PAD, y - 1, words, fill=SOFT, size=13)
        y += 16
    return link(one.box.url, inner)


def _row(one: Box, placed: dict[str, _Placed]) -> tuple[Cell, Cell, Cell]:
    upper = placed.get(one.under)
    above = upper.box.label if upper else "Nobody above it on this day"
    return Cell(text=one.label, url=one.url), Cell(text=above), Cell(text=one.note)


def _described(tops: Sequence[_Placed]) -> str:
    return " ".join(f"{_told(top)}." for top in tops)


def _told(one: _Placed) -> str:
    if not one.below:
        return one.box.label
    return f"{one.box.label} ({', '.join(_told(lower) for lower in one.below)})"
