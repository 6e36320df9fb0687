"""What happened when, on a few lanes over the years: each mark with a shape of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from goldenthread.core.calendars import long_date
from goldenthread.core.charts.drawing import (
    COLOURS,
    GOLD,
    RULE,
    SOFT,
    WHITE,
    Chart,
    chart,
    escape,
    line,
    link,
    n,
    rect,
    text,
    width_of,
    wrapped,
)
from goldenthread.core.pages import Cell


WIDTH, LANE, TOP, BOTTOM, REACH = 720, 56, 12, 34, 7


class Shape(Enum):
    """So that colour is not all that tells marks apart."""

    DOT = "dot"
    SQUARE = "square"
    DIAMOND = "diamond"


@dataclass(frozen=True)
class Mark:
    """One thing on one day. `label` is its line in the table and its tip."""

    on: date
    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Lane:
    """A row of marks of one kind."""

    name: str
    marks: tuple[Mark, ...]
    shape: Shape = Shape.DOT


def timeline(title: str, lanes: Sequence[Lane], *, desc: str = "") -> Chart:
    """Lanes from top to bottom, years from left to right; the table says all of it."""
    frame = _Frame(lanes)
    parts = frame.years()
    for number, lane in enumerate(lanes):
        parts += frame.lane(number, lane)
    height = TOP + LANE * len(lanes) + BOTTOM
    return chart(
        title,
        desc or _described(lanes),
        (WIDTH, height),
        parts,
        ("Date", "What", "Record", "State"),
        _rows(lanes),
        linked=True,
    )


class _Frame:
    """Where a day and a lane lie on the paper."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.bottom = TOP + LANE * len(lanes)
        widest = max((width_of(lane.name, 14) for lane in lanes), default=0)
        self.left = min(170.0, widest + 14)
        days = [mark.on for lane in lanes for mark in lane.marks]
        self.first = min(days, default=date(2000, 1, 1)).year
        self.last = max(days, default=date(2000, 1, 1)).year + 1
        start, end = date(self.first, 1, 1), date(self.last, 1, 1)
        self.start, self.days = start, (end - start).days

    def x(self, on: date) -> float:
        room = WIDTH - self.left - 2 * REACH - 8
        return self.left + REACH + room * (on - self.start).days / self.days

    def years(self) -> list[str]:
        """A rule at each year, a label at as many as have room."""
        count = self.last - self.first
        room = (WIDTH - self.left) / count
        every = max(1, -int(-44 // room))
        parts = []
        for year in range(self.first, self.last + 1):
            x = self.x(date(year, 1, 1))
            parts.append(line(x, TOP, x, self.bottom, RULE))
            if year < self.last and (year - self.first) % every == 0:
                middle = (x + self.x(date(year + 1, 1, 1))) / 2
                words = text(
                    middle,
                    self.bottom + 22,
                    str(year),
                    anchor="middle",
                    fill=SOFT,
                    size=14,
                )
                parts.append(words)
        return parts

    def lane(self, number: int, lane: Lane) -> list[str]:
        y = TOP + LANE * number + LANE / 2
        name = wrapped(lane.name, self.left - 10, 14, most=2)
        first = y + 5 - 8 * (len(name) - 1)
        parts = [
            text(0, first + 16 * at, words, size=14) for at, words in enumerate(name)
        ]
        right = WIDTH - 8
        parts.append(line(self.left, y, right, y, GOLD if number == 0 else SOFT))
        colour = COLOURS[number % len(COLOURS)]
        for mark in lane.marks:
            parts.append(_mark(mark, self.x(mark.on), y, lane.shape, colour))
        return parts


def _mark(mark: Mark, x: float, y: float, shape: Shape, colour: str) -> str:
    edge = f' stroke="{WHITE}" stroke-width="1.5"'
    if shape is Shape.SQUARE:
        drawn = rect(x - 6, y - 6, 12, 12, colour, edge)
    elif shape is Shape.DIAMOND:
        path = f"M{n(x)} {n(y - 8)}l8 8l-8 8l-8 -8z"
        drawn = f'<path d="{path}" fill="{colour}"{edge}/>'
    else:
        drawn = f'<circle cx="{n(x)}" cy="{n(y)}" r="7" fill="{colour}"{edge}/>'
    words = f"<title>{escape(f'{long_date(mark.on)}: {mark.label}')}</title>"
    return link(mark.url, words + drawn)


def _rows(lanes: Sequence[Lane]) -> list[tuple[Cell, ...]]:
    marks = [(mark, lane.name) for lane in lanes for mark in lane.marks]
    marks.sort(key=lambda one: (one[0].on, one[1], one[0].label))
    return [
        (
            Cell(text=long_date(mark.on)),
            Cell(text=name),
            Cell(text=mark.label, url=mark.url),
            Cell(text=mark.note),
        )
        for mark, name in marks
    ]


def _described(lanes: Sequence[Lane]) -> str:
    return (
        "; ".join(
            f"{lane.name}: {', '.join(long_date(mark.on) for mark in lane.marks) or 'none'}"
            for lane in lanes
        )
        + "."
    )
