"""Numbers out of a drawing: from where its marks stand against its own axes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.dataset.patient.nodes import Node


NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
# What a mark, a word or a line may carry; anything else is looked into.
SHAPE = "x y x1 x2 y1 y2 cx cy r width height d points viewbox patternunits"
LOOK = (
    "fill fill-rule stroke stroke-width stroke-dasharray stroke-linejoin opacity"
    " text-anchor font-size font-weight font-family xmlns role aria-labelledby id class"
)
PLAIN = frozenset(f"{SHAPE} {LOOK}".split())
# A cross on the axis: nothing is told there.
CROSS = re.compile(r"M(\S+) (\S+)l(6 6m0 -6l-6 6|8 8m0 -8l-8 8)$")
DIAMOND = re.compile(r"M(\S+) (\S+)l(\d)")


@dataclass(frozen=True)
class Mark:
    """Something drawn at a period: its height, and whether it says “nothing told”."""

    x: float
    y: float
    is_cross: bool = False


@dataclass
class Drawing:
    """A chart read back: of each label under it, and between, the heights drawn there."""

    marks: list[Mark] = field(default_factory=list)
    labels: list[tuple[float, str]] = field(default_factory=list)
    scale: list[tuple[float, float]] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)

    def value(self, y: float) -> float:
        """What a height means by the axis; the axis itself is nought."""
        (low_y, low), (high_y, high) = min(self.scale), max(self.scale)
        return low + (y - low_y) * (high - low) / (high_y - low_y)

    def columns(self) -> list[tuple[float, list[Mark]]]:
        """Marks by where they stand, from the left."""
        found: dict[float, list[Mark]] = {}
        for one in sorted(self.marks, key=lambda mark: mark.x):
            near = next((x for x in found if abs(x - one.x) < 1), one.x)
            found.setdefault(near, []).append(one)
        return sorted(found.items())


def of(svg: Node) -> Drawing:
    """Read an XmR or line chart. What no rule explains is written down as such."""
    made = Drawing()
    for one in svg.all():
        odd = set(one.given) - PLAIN
        made.unexplained += [f"{name}={one.given[name]}" for name in sorted(odd)]
        if one.tag == "text":
            _word(made, one)
        elif one.tag in ("circle", "rect", "path", "polyline"):
            made.marks += _marks(one)
        elif one.tag == "title" and one is not svg.first("title"):
            made.unexplained.append(one.text)
    return made


def _word(made: Drawing, one: Node) -> None:
    x, y = float(one.given["x"]), float(one.given["y"])
    anchor = one.given.get("text-anchor")
    if anchor == "end":
        made.scale.append((y - 5, float(one.text.replace(",", ""))))
    elif anchor == "middle":
        made.labels.append((x, one.text))
    elif any(map(str.isdigit, one.text)):
        made.unexplained.append(one.text)


def _marks(one: Node) -> Iterator[Mark]:
    given = one.given
    if one.tag == "circle":
        yield Mark(float(given["cx"]), float(given["cy"]))
    elif one.tag == "rect" and (given["width"], given["height"]) == ("10", "10"):
        yield Mark(float(given["x"]) + 5, float(given["y"]) + 5)
    elif one.tag == "path":
        cross = CROSS.match(given["d"])
        if cross:
            half = int(cross[3][0]) / 2
            yield Mark(float(cross[1]) + half, float(cross[2]) + half, True)
        else:
            x, y, half = map(float, DIAMOND.match(given["d"]).groups())  # type: ignore[union-attr]
            yield Mark(x, y + half)
    elif one.tag == "polyline" and "stroke-dasharray" not in given:
        numbers = [float(found) for found in NUMBERS.findall(given["points"])]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            yield Mark(x, y)
