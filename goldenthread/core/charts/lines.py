"""Values over time, with a gap where a value is missing and never a guess across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.core.charts.drawing import (
    COLOURS,
    GOLD,
    INK,
    RULE,
    SOFT,
    WHITE,
    Chart,
    Number,
    chart,
    line,
    n,
    round_step,
    show_number,
    text,
    width_of,
    wrapped,
)
from goldenthread.core.pages import Cell


WIDTH, HEIGHT = 720, 320
LEFT, TOP, BOTTOM = 64, 14, 34


@dataclass(frozen=True)
class Series:
    """One line. `words` says each value for people, and why where there is none."""

    name: str
    values: tuple[Number | None, ...]
    words: tuple[str, ...] = ()

    def shown(self, at: int) -> str:
        if at < len(self.words) and self.words[at]:
            return self.words[at]
        value = self.values[at]
        return "Not recorded" if value is None else show_number(float(value))


@dataclass(frozen=True)
class Limit:
    """A level drawn across: a target, a mean, a limit of ordinary variation."""

    name: str
    value: Number


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    limits: Sequence[Limit] = (),
    desc: str = "",
    from_nought: bool = True,
    period: str = "Period",
    unmarked_gaps: bool = False,
) -> Chart:
    """Lines with a dot for each value. The axis starts at nought unless told not to.

    A missing value is marked by a cross on the axis; with `unmarked_gaps` only where
    no series has a value, for lines that each fill a stretch of their own.
    """
    frame = _Frame(labels, series, limits, from_nought)
    frame.whole = unmarked_gaps
    parts = [*frame.axis(), *frame.periods()]
    for limit in limits:
        y = frame.y(limit.value)
        parts.append(line(LEFT, y, frame.right, y, GOLD, ' stroke-dasharray="6 4"'))
    for number, one in enumerate(series):
        parts.extend(frame.draw(one, COLOURS[number % len(COLOURS)], number))
    parts.extend(frame.names(limits))
    return chart(
        title,
        desc or _described(labels, series),
        (WIDTH, HEIGHT),
        parts,
        (period, *(one.name for one in series)),
        (
            (
                Cell(text=label),
                *(Cell(text=one.shown(at), numeric=True) for one in series),
            )
            for at, label in enumerate(labels)
        ),
    )


class _Frame:
    """Where a value and a period lie on the paper."""

    def __init__(
        self,
        labels: Sequence[str],
        series: Sequence[Series],
        limits: Sequence[Limit],
        from_nought: bool,
    ) -> None:
        self.labels, self.series = labels, series
        self.whole = False
        known = [float(v) for one in series for v in one.values if v is not None]
        known += [float(one.value) for one in limits]
        low = min([0.0, *known]) if from_nought or not known else min(known)
        high = max(known, default=1.0)
        self.step = round_step((high - low) or abs(high) or 1)
        self.low = _down(low, self.step)
        self.high = max(-_down(-high, self.step), self.low + self.step)
        named = [*(one.name for one in series), *(one.name for one in limits)]
        names = named if self._named(limits) else []
        widest = max((width_of(name, 14) for name in names), default=0)
        self.right = WIDTH - min(190.0, widest + 22 if names else 14)

    def _named(self, limits: Sequence[Limit]) -> bool:
        return len(self.series) > 1 or bool(limits)

    def x(self, at: int) -> float:
        return (
            LEFT
            + 16
            + (self.right - LEFT - 32)
            * (at / (len(self.labels) - 1) if len(self.labels) > 1 else 0.5)
        )

    def y(self, value: Number) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)

    def axis(self) -> list[str]:
        parts = []
        for at in range(round((self.high - self.low) / self.step) + 1):
            value = self.low + at * self.step
            y, words = self.y(value), show_number(value)
            parts.append(line(LEFT, y, self.right, y, INK if words == "0" else RULE))
            parts.append(text(LEFT - 8, y + 5, words, anchor="end", fill=SOFT, size=14))
        return parts

    def periods(self) -> list[str]:
        """As many period labels as fit, the last one always among them."""
        widest = max((width_of(one, 14) for one in self.labels), default=0) + 12
        room = (self.right - LEFT) / max(len(self.labels), 1)
        every = max(1, -int(-widest // room))
        last = len(self.labels) - 1
        return [
            text(self.x(at), HEIGHT - 10, one, anchor="middle", fill=SOFT, size=14)
            for at, one in enumerate(self.labels)
            if (last - at) % every == 0
        ]

    def draw(self, one: Series, colour: str, number: int) -> list[str]:
        parts = []
        for run in _runs(one.values):
            path = " ".join(f"{n(self.x(at))},{n(self.y(v))}" for at, v in run)
            if len(run) > 1:
                parts.append(
                    f'<polyline points="{path}" fill="none" stroke="{colour}"'
                    ' stroke-width="2.5"/>'
                )
            for at, value in run:
                parts.append(_dot(self.x(at), self.y(value), colour, number))
        for at, found in enumerate(one.values):
            if found is None and not (self.whole and self._elsewhere(at)):
                # A small cross on the axis: known to be missing, not nought.
                x, y = self.x(at), HEIGHT - BOTTOM
                cross = f"M{n(x - 4)} {n(y - 4)}l8 8m0 -8l-8 8"
                parts.append(f'<path d="{cross}" stroke="{SOFT}" stroke-width="1.5"/>')
        return parts

    def _elsewhere(self, at: int) -> bool:
        return any(other.values[at] is not None for other in self.series)

    def names(self, limits: Sequence[Limit]) -> list[str]:
        """Each line's name at its last value, moved apart where they would touch."""
        ends = [(self.y(one.value), GOLD, one.name) for one in limits]
        if self._named(limits):
            for number, one in enumerate(self.series):
                known = [v for v in one.values if v is not None]
                if known:
                    colour = COLOURS[number % len(COLOURS)]
                    ends.append((self.y(known[-1]), colour, one.name))
        parts, lowest = [], -100.0
        for y, colour, name in sorted(ends):
            lowest = max(y, lowest + 17)
            words = wrapped(name, WIDTH - self.right - 10, 14, most=1)[0]
            parts.append(text(self.right + 8, lowest + 5, words, fill=colour, size=14))
        return parts


def _dot(x: float, y: float, colour: str, number: int) -> str:
    """A shape of its own for each line, so that colour is not all there is."""
    given = f'fill="{colour}" stroke="{WHITE}" stroke-width="1.5"'
    if number % 3 == 1:
        return f'<rect x="{n(x - 5)}" y="{n(y - 5)}" width="10" height="10" {given}/>'
    if number % 3 == 2:
        return f'<path d="M{n(x)} {n(y - 6)}l6 11h-12z" {given}/>'
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="5" {given}/>'


def _runs(values: Sequence[Number | None]) -> list[list[tuple[int, Number]]]:
    """Stretches of known values; a missing value ends one."""
    runs: list[list[tuple[int, Number]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [run for run in runs if run]


def _down(value: float, step: float) -> float:
    return (value // step) * step


def _described(labels: Sequence[str], series: Sequence[Series]) -> str:
    """From what to what each line goes, and how many values are missing."""
    sentences = []
    for one in series:
        known = [at for at, value in enumerate(one.values) if value is not None]
        if not known:
            sentences.append(f"{one.name}: no values.")
            continue
        first, last = known[0], known[-1]
        gaps = len(one.values) - len(known)
        missing = f"; {gaps} missing" if gaps else ""
        sentences.append(
            f"{one.name}: {one.shown(first)} in {labels[first]}, "
            f"{one.shown(last)} in {labels[last]}{missing}."
        )
    return " ".join(sentences)
