"""Rings of corners: what makes one broken."""

from __future__ import annotations

import math
from itertools import pairwise


Corner = tuple[float, float]
Ring = tuple[Corner, ...]


def broken(ring: Ring) -> str:
    """What is wrong with a ring, as the end of a sentence; nothing if it is whole."""
    if len(ring) < 4:
        return "has a ring of fewer than four corners"
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in ring):
        return "has a corner that is no pair of numbers"
    if any(abs(x) > 180 or abs(y) > 90 for x, y in ring):
        return (
            "has corners that are no longitude and latitude (a national grid?): "
            "convert them to WGS84"
        )
    if all(49 <= x <= 61 and -9 <= y <= 2 for x, y in ring):
        return "has latitude before longitude: turn them round"
    if ring[0] != ring[-1]:
        return "has a ring that is not closed"
    if area(ring) == 0:
        return "has a ring without any area"
    if at := crossing(ring):
        return f"has a ring that crosses itself near {at[0]:.4f}, {at[1]:.4f}"
    return ""


def area(ring: Ring) -> float:
    """Signed, in square degrees: only its being nought and its sign mean anything."""
    x0, y0 = ring[0]
    pairs = pairwise(ring)
    return sum((x - x0) * (v - y0) - (u - x0) * (y - y0) for (x, y), (u, v) in pairs)


def crossing(ring: Ring) -> Corner | None:
    """Where two sides properly cross; touching at a corner is let pass.

    Sides are put in a grid as fine as the ring is long, so that each meets only those
    near it.
    """
    sides = [one for one in pairwise(ring) if one[0] != one[1]]
    low_x, low_y = min(x for x, _ in ring), min(y for _, y in ring)
    spread = max(max(x for x, _ in ring) - low_x, max(y for _, y in ring) - low_y)
    step = spread / max(1, math.isqrt(len(sides))) or 1.0
    grid: dict[tuple[int, int], list[int]] = {}
    for number, ((x, y), (u, v)) in enumerate(sides):
        for i in range(
            int((min(x, u) - low_x) / step), int((max(x, u) - low_x) / step) + 1
        ):
            for j in range(
                int((min(y, v) - low_y) / step), int((max(y, v) - low_y) / step) + 1
            ):
                near = grid.setdefault((i, j), [])
                for other in near:
                    if _cross(sides[number], sides[other]):
                        return sides[number][0]
                near.append(number)
    return None


def _cross(one: tuple[Corner, Corner], other: tuple[Corner, Corner]) -> bool:
    (a, b), (c, d) = one, other
    if a in other or b in other:
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Corner, b: Corner, c: Corner) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)
