"""A map as SVG: title, description, patterns beside colours, nothing a strict page
policy would block (no style attributes, no style element, no script)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from goldenthread.engine.disclosure.tables import Mark
from goldenthread.engine.maps.areas import Area, Areas
from goldenthread.engine.maps.figures import Figure, Map
from goldenthread.engine.maps.rings import Ring


# In units of a tenth of a point, so that every corner is a whole number.
WIDTH, MARGIN, LINE, GAP = 7200, 40, 220, 160
# More than any sheet has units either way: two numbers in one.
SPOTS = 2**15
# From pale to dark, all readable beside one another in grey too; the lines of the
# pattern grow denser with the class, so that colour is never all there is.
COLOURS = ("#f3f6fa", "#c9d8ea", "#94b4d6", "#5a8abd", "#2c609a", "#143a66")
GAPS = (0, 140, 100, 70, 50, 40)
WORDS = {
    Mark.SUPPRESSED: "Hidden, so that nobody can be told from it",
    Mark.NOT_AVAILABLE: "Not available",
    Mark.NOT_APPLICABLE: "Nobody lives there",
}
Points = NDArray[np.int64]


def svg(made: Map, title: str, prefix: str = "map") -> str:
    """The whole picture. `prefix` keeps its names apart from others on the same page."""
    sheet = _Sheet(made.areas)
    legend = list(_legend(made))
    height = sheet.height + GAP + LINE * len(legend)
    named = f"{prefix}-title {prefix}-desc"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" '
            f'viewBox="0 0 {WIDTH} {height}" aria-labelledby="{named}">',
            f'<title id="{prefix}-title">{escape(title)}</title>',
            f'<desc id="{prefix}-desc">{escape(describe(made))}</desc>',
            f"<defs>{''.join(_patterns(prefix))}</defs>",
            '<g class="map-areas" fill-rule="evenodd" stroke="none">',
            *(_area(one, sheet, prefix, made) for one in made.figures),
            "</g>",
            sheet.borders(made.figures),
            *_drawn_legend(legend, sheet.height + GAP, prefix),
            "</svg>",
        )
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


class _Sheet:
    """Degrees to the page: true at the middle latitude, in whole units.

    Corners that fall on one spot are one.
    """

    def __init__(self, areas: Areas) -> None:
        self.areas = areas
        rings = [ring for area in areas.by_code.values() for ring in _rings(area)]
        corners = np.array([corner for ring in rings for corner in ring])
        (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
        squeeze = cos(radians((south + north) / 2))
        scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, north - south)
        self.height = round((north - south) * scale) + 2 * MARGIN
        flat = np.empty_like(corners)
        flat[:, 0] = (corners[:, 0] - west) * squeeze * scale + MARGIN
        flat[:, 1] = (north - corners[:, 1]) * scale + MARGIN
        placed: Points = np.rint(flat).astype(np.int64)
        ends = np.cumsum([len(ring) for ring in rings])
        cut = iter(np.split(placed, ends[:-1]))
        self.rings: dict[str, list[Points]] = {
            code: [_plain(next(cut)) for _ in _rings(area)]
            for code, area in areas.by_code.items()
        }

    def path(self, codes: Sequence[str]) -> str:
        return "".join(_drawn(r) + "z" for c in codes for r in self.rings[c])

    def borders(self, figures: Sequence[Figure]) -> str:
        """The lines between what is shown apart, each once."""
        owned = [
            (number, ring)
            for number, figure in enumerate(figures)
            for code in figure.codes
            for ring in self.rings[code]
        ]
        shown = _between([ring for _, ring in owned], [number for number, _ in owned])
        lines = (
            _runs(ring, mask) for (_, ring), mask in zip(owned, shown, strict=True)
        )
        return (
            '<path class="map-borders" fill="none" stroke="#0b0c0c" stroke-width="8" '
            f'stroke-linejoin="round" d="{"".join(lines)}"/>'
        )


def _between(rings: Sequence[Points], owners: Sequence[int]) -> list[NDArray[np.bool_]]:
    """For the sides of each ring whether to draw them: not those inside what is shown
    as one, and of two areas that share a side only the first."""
    sides = [_sides(ring) for ring in rings]
    sizes = [len(one) for one in sides]
    owner = np.repeat(np.array(owners, dtype=np.int64), sizes)
    _, first, which, count = np.unique(
        np.concatenate(sides),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    least, most = np.full(len(first), len(owners)), np.full(len(first), -1)
    np.minimum.at(least, which, owner)
    np.maximum.at(most, which, owner)
    shown = np.zeros(len(owner), dtype=bool)
    shown[first] = (count == 1) | (least < most)
    return np.split(shown, np.cumsum(sizes)[:-1])


def _sides(ring: Points) -> Points:
    """Each side as one number, the same in both directions."""
    spots = ring[:, 0] * SPOTS + ring[:, 1]
    one, other = spots[:-1], spots[1:]
    made: Points = np.minimum(one, other) * SPOTS**2 + np.maximum(one, other)
    return made


def _runs(ring: Points, shown: NDArray[np.bool_]) -> str:
    """Sides strung together as long as they go on."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], shown, [0]))))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return "".join(_drawn(ring[start : end + 1]) for start, end in pairs)


def _rings(area: Area) -> list[Ring]:
    return [ring for polygon in area.polygons for ring in polygon]


def _plain(placed: Points) -> Points:
    """Without corners that repeat the one before."""
    moved = np.ones(len(placed), dtype=bool)
    moved[1:] = (placed[1:] != placed[:-1]).any(axis=1)
    return placed[moved]


def _drawn(points: Points) -> str:
    """A path: where it starts, then its steps."""
    steps = " ".join(map(str, np.diff(points, axis=0).ravel().tolist()))
    return f"M{points[0, 0]} {points[0, 1]}l{steps}"


def _area(one: Figure, sheet: _Sheet, prefix: str, made: Map) -> str:
    kind = f"class-{one.place}" if one.place else _word(one.rate)
    return (
        f'<path class="map-area map-{kind}" fill="url(#{prefix}-{kind})" '
        f'd="{sheet.path(one.codes)}"><title>{escape(_told(one, made))}</title></path>'
    )


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
