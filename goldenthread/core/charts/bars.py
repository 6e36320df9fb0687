"""Bars: amounts beside one another, and parts of a whole in one bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.core.charts.drawing import (
    COLOURS,
    INK,
    RULE,
    SOFT,
    WHITE,
    Chart,
    Number,
    chart,
    line,
    rect,
    text,
    width_of,
    wrapped,
)
from goldenthread.core.pages import Cell


WIDTH = 600


@dataclass(frozen=True)
class Bar:
    """One amount. `value` None means there is none to draw; `words` then says why."""

    label: str
    value: Number | None
    words: str = ""
    url: str = ""

    @property
    def shown(self) -> str:
        return self.words or (
            "Not recorded" if self.value is None else f"{self.value:,}"
        )


def bar_chart(
    title: str,
    bars: Sequence[Bar],
    *,
    desc: str = "",
    columns: tuple[str, str] = ("", "Value"),
    colour: str = COLOURS[0],
) -> Chart:
    """Horizontal bars from a common nought; negative ones lie to its left."""
    labels = min(240.0, max((width_of(one.label, 15) for one in bars), default=0) + 12)
    values = max((width_of(one.shown, 15) for one in bars), default=0) + 14
    known = [float(one.value) for one in bars if one.value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    scale = (WIDTH - labels - values - 4) / ((high - low) or 1)
    nought = labels - low * scale
    parts, y = [], 4.0
    for one in bars:
        lines = wrapped(one.label, labels - 12, 15)
        height = 18 * len(lines) + 14
        middle = y + height / 2
        first = middle + 5 - 9 * (len(lines) - 1)
        for number, words in enumerate(lines):
            parts.append(text(labels - 10, first + 18 * number, words, anchor="end"))
        end = nought
        if one.value is not None:
            start = nought + min(0.0, float(one.value)) * scale
            length = abs(float(one.value)) * scale
            parts.append(rect(start, middle - 11, length, 22, colour))
            end = start + length
        fill = SOFT if one.value is None else ""
        parts.append(text(end + 7, middle + 5, one.shown, fill=fill))
        y += height
    parts.append(line(nought, 0, nought, y + 4, INK))
    return chart(
        title,
        desc or described(bars),
        (WIDTH, int(y + 6)),
        parts,
        columns,
        (_row(one) for one in bars),
    )


def _row(one: Bar) -> tuple[Cell, Cell]:
    return Cell(text=one.label, url=one.url), Cell(text=one.shown, numeric=True)


def described(bars: Sequence[Bar]) -> str:
    """The drawing in a sentence, for somebody who does not see it."""
    return "; ".join(f"{one.label}: {one.shown}" for one in bars) + "."


def share_bar(
    title: str,
    parts: Sequence[Bar],
    *,
    desc: str = "",
    columns: tuple[str, str, str] = ("", "Amount", "Share"),
) -> Chart:
    """One bar cut into parts of a whole, with a key below it in the same order.

    Shares are computed from the amounts; a part without an amount has no share.
    """
    total = sum(float(one.value) for one in parts if one.value is not None)
    drawn, x = [], 0.0
    for number, one in enumerate(parts):
        share = _share(one, total)
        if share is None:
            continue
        width = share * WIDTH
        fill = COLOURS[number % len(COLOURS)]
        drawn.append(rect(x, 0, max(width - 2, 0.5), 44, fill))
        words = _percent(share)
        if width_of(words, 15) + 14 < width:
            drawn.append(text(x + 8, 27, words, fill=WHITE, bold=True))
        x += width
    y = 74.0
    for number, one in enumerate(parts):
        fill = COLOURS[number % len(COLOURS)]
        drawn.append(rect(0, y - 12, 14, 14, fill))
        drawn.append(text(24, y, wrapped(one.label, 320, 15, most=1)[0]))
        drawn.append(text(WIDTH - 90, y, one.shown, anchor="end"))
        drawn.append(text(WIDTH, y, _share_words(one, total), anchor="end", fill=SOFT))
        drawn.append(line(0, y + 9, WIDTH, y + 9, RULE))
        y += 28
    return chart(
        title,
        desc
        or "; ".join(f"{p.label}: {p.shown}, {_share_words(p, total)}" for p in parts)
        + ".",
        (WIDTH, int(y - 12)),
        drawn,
        columns,
        ((*_row(p), Cell(text=_share_words(p, total), numeric=True)) for p in parts),
    )


def _share(one: Bar, total: float) -> float | None:
    if one.value is None or not total or float(one.value) < 0:
        return None
    return float(one.value) / total


def _share_words(one: Bar, total: float) -> str:
    share = _share(one, total)
    return "no share" if share is None else _percent(share)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
