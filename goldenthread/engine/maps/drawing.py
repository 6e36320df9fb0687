"""A map as SVG: title, description, patterns beside colours, nothing a strict page
policy would block (no style attributes, no style element, no script)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from goldenthread.engine.disclosure.tables import Mark


# Whoever draws what was worked out before needs no more than this file.
if TYPE_CHECKING:
    from goldenthread.engine.maps.figures import Figure, Map

# In units of a tenth of a point, so that every corner is a whole number.
WIDTH, MARGIN, LINE, GAP = 7200, 40, 220, 160
# From pale to dark, all readable beside one another in grey too; the lines of the
# pattern grow denser with the class, so that colour is never all there is.
COLOURS = ("#f3f6fa", "#c9d8ea", "#94b4d6", "#5a8abd", "#2c609a", "#143a66")
GAPS = (0, 140, 100, 70, 50, 40)
WORDS = {
    Mark.SUPPRESSED: "Hidden, so that nobody can be told from it",
    Mark.NOT_AVAILABLE: "Not available",
    Mark.NOT_APPLICABLE: "Nobody lives there",
}


@dataclass(frozen=True)
class Outline:
    """Where places lie on the sheet, whatever is shown of them: worked out once."""

    height: int
    paths: tuple[str, ...]
    borders: str


@dataclass(frozen=True)
class Shape:
    """What is shown of a place: `class-1` and so on, or why it has none; its words."""

    kind: str
    words: str


def svg(made: Map, title: str, prefix: str = "map") -> str:
    """The whole picture. `prefix` keeps its names apart from others on the same page."""
    from goldenthread.engine.maps.outlines import outline

    return drawn(
        outline(made.areas, [one.codes for one in made.figures]),
        [Shape(_kind(one), _told(one, made)) for one in made.figures],
        title,
        describe(made),
        list(_legend(made)),
        prefix,
    )


def drawn(
    places: Outline,
    shapes: Sequence[Shape],
    title: str,
    description: str,
    legend: Sequence[tuple[str, str]] = (),
    prefix: str = "map",
) -> str:
    """A picture of places, one shape for each, with a legend where one is given.

    `legend` are kinds and words. A page that has a legend of its own gives none.
    """
    below = GAP + LINE * len(legend) if legend else 0
    named = f"{prefix}-title {prefix}-desc"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" '
            f'viewBox="0 0 {WIDTH} {places.height + below}" aria-labelledby="{named}">',
            f'<title id="{prefix}-title">{escape(title)}</title>',
            f'<desc id="{prefix}-desc">{escape(description)}</desc>',
            f"<defs>{''.join(_patterns(prefix))}</defs>",
            '<g class="map-areas" fill-rule="evenodd" stroke="none">',
            *map(partial(_area, prefix), shapes, places.paths),
            "</g>",
            '<path class="map-borders" fill="none" stroke="#0b0c0c" stroke-width="8" '
            f'stroke-linejoin="round" d="{places.borders}"/>',
            *(_drawn_legend(legend, places.height + GAP, prefix) if legend else ()),
            "</svg>",
        )
    )


def swatch(kind: str, prefix: str) -> str:
    """A small field of a kind, for a legend in words beside the picture.

    Its pattern is that of a picture on the same page with the same `prefix`.
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="map-swatch" aria-hidden="true" '
        f'viewBox="0 0 280 160"><rect class="map-{kind}" x="5" y="5" width="270" '
        f'height="150" fill="url(#{prefix}-{kind})" stroke="#0b0c0c" '
        'stroke-width="10"/></svg>'
    )


def describe(made: Map) -> str:
    """What is drawn and how it was made, in sentences."""
    shown = [one.rate for one in made.figures if isinstance(one.rate, Decimal)]
    hidden = sum(one.rate is Mark.SUPPRESSED for one in made.figures)
    words = [f"{made.counted} per {made.per:,} by {made.areas.level}."]
    if shown:
        words.append(f"Rates from {min(shown):,} to {max(shown):,}.")
    words.append("Each class holds about as many people.")
    words.append(
        "Rates are of an area and its neighbours together, of what is shown only."
        if made.smoothed
        else "Rates are of each area by itself, not evened out with its neighbours."
    )
    if together := sum(len(one.codes) > 1 for one in made.figures):
        words.append(f"{together} places are several small areas shown as one.")
    if hidden:
        words.append(f"{hidden} are hidden.")
    return " ".join(words)


def _area(prefix: str, one: Shape, path: str) -> str:
    return (
        f'<path class="map-area map-{one.kind}" fill="url(#{prefix}-{one.kind})" '
        f'd="{path}"><title>{escape(one.words)}</title></path>'
    )


def _kind(one: Figure) -> str:
    return f"class-{one.place}" if one.place else _word(one.rate)


def _word(mark: Decimal | Mark) -> str:
    return mark.name.lower().replace("_", "-") if isinstance(mark, Mark) else ""


def _told(one: Figure, made: Map) -> str:
    if isinstance(one.rate, Mark):
        return f"{one.name}: {WORDS[one.rate].lower()}"
    return f"{one.name}: {one.rate:,} per {made.per:,}"


def _patterns(prefix: str) -> Iterator[str]:
    for number, (colour, gap) in enumerate(zip(COLOURS, GAPS, strict=True), 1):
        name = f"{prefix}-class-{number}"
        yield _pattern(name, colour, gap, "#ffffff" if number > 4 else "#143a66", 45)
    yield _pattern(f"{prefix}-suppressed", "#ffffff", 60, "#505a5f", 135, cross=True)
    yield _pattern(f"{prefix}-not-available", "#ffffff", 80, "#b1b4b6", 0)
    yield _pattern(f"{prefix}-not-applicable", "#ffffff", 0, "#ffffff", 0)


def _pattern(
    name: str, ground: str, gap: int, line: str, turn: int, *, cross: bool = False
) -> str:
    size = gap or 100
    lines = f'<path stroke="{line}" stroke-width="10" d="M0 0V{size}"/>' if gap else ""
    if cross:
        lines += f'<path stroke="{line}" stroke-width="10" d="M0 0H{size}"/>'
    return (
        f'<pattern id="{name}" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate({turn})">'
        f'<rect width="{size}" height="{size}" fill="{ground}"/>{lines}</pattern>'
    )


def _legend(made: Map) -> Iterator[tuple[str, str]]:
    by_place: dict[int, list[Decimal]] = {}
    for one in made.figures:
        if isinstance(one.rate, Decimal):
            by_place.setdefault(one.place, []).append(one.rate)
    for place, rates in sorted(by_place.items()):
        low, high = min(rates), max(rates)
        told = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        yield f"class-{place}", f"{told} per {made.per:,}"
    for mark in Mark:
        if any(one.rate is mark for one in made.figures):
            yield _word(mark), WORDS[mark]


def _drawn_legend(
    legend: Sequence[tuple[str, str]], top: int, prefix: str
) -> Iterator[str]:
    yield '<g class="map-legend" font-family="sans-serif" font-size="150">'
    for number, (kind, words) in enumerate(legend):
        y = top + number * LINE
        yield (
            f'<rect class="map-{kind}" x="40" y="{y}" width="280" height="160" '
            f'fill="url(#{prefix}-{kind})" stroke="#0b0c0c" stroke-width="10"/>'
            f'<text x="420" y="{y + 130}" fill="#0b0c0c">{escape(words)}</text>'
        )
    yield "</g>"
