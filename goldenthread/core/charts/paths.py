"""The thread: what led to what, drawn as a path through columns of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.core.charts.drawing import (
    GOLD,
    PAPER,
    RULE,
    SOFT,
    TINT,
    Chart,
    chart,
    escape,
    line,
    link,
    n,
    rect,
    text,
    wrapped,
)
from goldenthread.core.pages import Cell


BOX, GAP, BETWEEN, PAD, TOP = 164, 30, 14, 9, 34


@dataclass(frozen=True)
class Node:
    """One record on the path. `note` is its state in words."""

    key: str
    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Layer:
    """One column: Origin, Finding, Action …; `empty` says what is not there yet."""

    name: str
    nodes: tuple[Node, ...]
    empty: str = "None yet"


def thread_path(
    title: str,
    layers: Sequence[Layer],
    links: Sequence[tuple[str, str]],
    *,
    here: str = "",
    desc: str = "",
) -> Chart:
    """Columns from left to right with a thread from each record to what came of it.

    A column with nothing in it is drawn empty: a thread that stops is what people
    look for. `here` is the key of the record the page is about.
    """
    places: dict[str, _Place] = {}
    boxes, bottoms = [], []
    for column, layer in enumerate(layers):
        x = column * (BOX + GAP) + 3
        boxes.append(text(x, 18, layer.name, fill=SOFT, size=14, bold=True))
        boxes.append(line(x, 25, x + BOX, 25, RULE))
        y = float(TOP + 6)
        for node in layer.nodes:
            drawn, height = _node(node, x, y, node.key == here)
            boxes.append(drawn)
            places[node.key] = _Place(column, x, y, height)
            y += height + BETWEEN
        if not layer.nodes:
            boxes.append(_nothing(layer.empty, x, y))
            y += 44 + BETWEEN
        bottoms.append(y)
    threads = [
        _thread(places[a], places[b], bottoms)
        for a, b in links
        if a in places and b in places
    ]
    width = len(layers) * BOX + (len(layers) - 1) * GAP + 6
    return chart(
        title,
        desc or _described(layers),
        (width, int(max(bottoms, default=0))),
        [*threads, *boxes],
        ("Step", "Record", "State", "Comes from"),
        _rows(layers, links),
        linked=True,
    )


def _node(node: Node, x: float, y: float, here: bool) -> tuple[str, float]:
    lines = wrapped(node.label, BOX - 2 * PAD, 14, most=4)
    notes = wrapped(node.note, BOX - 2 * PAD, 13, most=2) if node.note else []
    height = 2 * PAD + 17 * len(lines) + 16 * len(notes)
    fill, thick = (TINT, 3) if here else (PAPER, 1)
    inner = f"<title>{escape(node.label)}</title>" + rect(
        x, y, BOX, height, fill, f' stroke="{GOLD}" stroke-width="{thick}" rx="3"'
    )
    at = y + PAD + 12
    for words in lines:
        inner += text(x + PAD, at, words, size=14, bold=here)
        at += 17
    for words in notes:
        inner += text(x + PAD, at, words, fill=SOFT, size=13)
        at += 16
    return link("" if here else node.url, inner), height


def _nothing(words: str, x: float, y: float) -> str:
    dashed = f' stroke="{SOFT}" stroke-dasharray="4 4" rx="3"'
    frame = rect(x, y, BOX, 44, "none", dashed)
    shown = wrapped(words, BOX - 2 * PAD, 14, most=1)[0]
    return frame + text(x + PAD, y + 27, shown, fill=SOFT, size=14)


@dataclass(frozen=True)
class _Place:
    """Where a box lies."""

    column: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def _thread(start: _Place, end: _Place, bottoms: Sequence[float]) -> str:
    """A curve from the right edge of one box to the left edge of another.

    It dips below the columns it passes over, so as not to run through their boxes.
    """
    x, y = start.x + BOX, start.middle
    path = f"M{n(x)} {n(y)}"
    passed = bottoms[start.column + 1 : end.column]
    if passed:
        lane = max(passed) - BETWEEN / 2
        path += _curve(x, y, x + GAP, lane) + f"H{n(end.x - GAP)}"
        x, y = end.x - GAP, lane
    path += _curve(x, y, end.x, end.middle)
    return f'<path d="{path}" fill="none" stroke="{GOLD}" stroke-width="2.5"/>'


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = n((x1 + x2) / 2)
    return f"C{middle} {n(y1)} {middle} {n(y2)} {n(x2)} {n(y2)}"


def _rows(
    layers: Sequence[Layer], links: Sequence[tuple[str, str]]
) -> list[tuple[Cell, ...]]:
    labels = {node.key: node.label for layer in layers for node in layer.nodes}
    rows: list[tuple[Cell, ...]] = []
    for layer in layers:
        for node in layer.nodes:
            sources = tuple(
                labels[a] for a, b in links if b == node.key and a in labels
            )
            first = sources[0] if len(sources) == 1 else ""
            origin = Cell(text=first, lines=sources if len(sources) > 1 else ())
            record = Cell(text=node.label, url=node.url)
            rows.append((Cell(text=layer.name), record, Cell(text=node.note), origin))
        if not layer.nodes:
            rows.append((Cell(text=layer.name), Cell(text=layer.empty), Cell(), Cell()))
    return rows


def _described(layers: Sequence[Layer]) -> str:
    counted = [f"{layer.name}: {len(layer.nodes) or layer.empty}" for layer in layers]
    return "; ".join(counted) + "."
