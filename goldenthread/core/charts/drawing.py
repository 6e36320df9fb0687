"""What all charts share: the frame, text, wrapping, colours, round axis steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2s
from html import escape

from django.utils.safestring import SafeString, mark_safe

from goldenthread.core.pages import Cell


INK = "#14283c"
SOFT = "#47586a"
RULE = "#d9d4c7"
GOLD = "#b57a12"
PAPER = "#f8f6f1"
TINT = "#fbf3e0"
WHITE = "#ffffff"
# Neighbours differ in lightness as well as hue, each at least 3:1 on white.
COLOURS = (
    "#1f4e79",
    "#b57a12",
    "#2a7f86",
    "#7a3b69",
    "#5c7891",
    "#8a4b1c",
    "#4f7a3a",
    "#4a4a4a",
)
FONT = "Segoe UI, Helvetica Neue, Noto Sans, Liberation Sans, Arial, sans-serif"

Number = int | float | Decimal


@dataclass(frozen=True)
class Chart:
    """A drawing and its twin: the title, what it shows in words, the same as a table."""

    title: str
    desc: str
    svg: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    width: int = 0


def chart(
    title: str,
    desc: str,
    size: tuple[int, int],
    parts: Iterable[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    linked: bool = False,
) -> Chart:
    """Put parts in a frame that names and describes itself.

    A drawing with links in it is a group to a screen reader: an image would hide them.
    """
    width, height = size
    body = "".join(parts)
    # The same drawing twice on a page would share its ids; a different one never does.
    name = "c" + blake2s(f"{title}{desc}{body}".encode(), digest_size=5).hexdigest()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{"group" if linked else "img"}"'
        f' aria-labelledby="{name}t {name}d" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="{FONT}" font-size="15"'
        f' fill="{INK}"><title id="{name}t">{escape(title)}</title>'
        f'<desc id="{name}d">{escape(desc)}</desc>{body}</svg>'
    )
    table = tuple(tuple(row) for row in rows)
    # Every text in the parts came through `text` or `escape`.
    return Chart(title, desc, mark_safe(svg), tuple(columns), table, width)  # noqa: S308


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "",
    fill: str = "",
    size: int = 0,
    bold: bool = False,
) -> str:
    """One line of text whose baseline is at y."""
    extra = "".join(
        f' {name}="{value}"'
        for name, value in (
            ("text-anchor", anchor),
            ("fill", fill),
            ("font-size", size or ""),
            ("font-weight", "bold" if bold else ""),
        )
        if value
    )
    return f'<text x="{n(x)}" y="{n(y)}"{extra}>{escape(words)}</text>'


def rect(
    x: float, y: float, width: float, height: float, fill: str, extra: str = ""
) -> str:
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"'
        f' fill="{fill}"{extra}/>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, stroke: str, extra: str = ""
) -> str:
    return (
        f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"'
        f' stroke="{stroke}"{extra}/>'
    )


def n(value: float) -> str:
    """A coordinate: at most one decimal, no needless zeros."""
    return f"{value:.1f}".removesuffix(".0")


def link(url: str, inner: str) -> str:
    if not url:
        return f"<g>{inner}</g>"
    return f'<a class="gt-node" href="{escape(url)}">{inner}</a>'


NARROW = frozenset("iljtfrI.,;:'’|!()[] -")
WIDE = frozenset("mwMW@%—")


def width_of(words: str, size: int) -> float:
    """Roughly how wide a text is, a little too wide rather than too narrow."""
    units = 0.0
    for sign in words:
        if sign in NARROW:
            units += 0.34
        elif sign in WIDE:
            units += 0.9
        else:
            units += 0.7 if sign.isupper() else 0.57
    return units * size


def wrapped(words: str, width: float, size: int, most: int = 3) -> list[str]:
    """The words in lines that fit; what is over ends in an ellipsis."""
    lines = [""]
    for word in words.split():
        candidate = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(candidate, size) > width:
            lines.append(word)
        else:
            lines[-1] = candidate
    shown = [_fitted(one, width, size) for one in lines[:most]]
    if len(lines) > most:
        shown[-1] = _fitted(f"{shown[-1].rstrip('…')}…", width, size)
    return shown


def _fitted(words: str, width: float, size: int) -> str:
    if width_of(words, size) <= width:
        return words
    kept = words.rstrip("…")
    while kept and width_of(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def round_step(span: float, parts: int = 4) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts a span into about `parts`."""
    if span <= 0:
        return 1
    power = 1.0
    raw = span / parts
    while raw >= 10 * power:
        power *= 10
    while raw < power:
        power /= 10
    for step in (1, 2, 5):
        if raw <= step * power * 1.000001:
            return step * power
    return 10 * power


def show_number(value: float) -> str:
    """An axis label: 1,200; 0.5; no needless zeros."""
    shown = f"{value:,.6f}".rstrip("0").rstrip(".")
    return shown if shown != "-0" else "0"
