"""Where places lie on the sheet: paths and the lines between them, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from goldenthread.engine.maps.areas import Area, Areas
from goldenthread.engine.maps.drawing import MARGIN, WIDTH, Outline
from goldenthread.engine.maps.rings import Ring


# More than any sheet has units either way: two numbers in one.
SPOTS = 2**15
Points = NDArray[np.int64]


def outline(areas: Areas, groups: Sequence[Sequence[str]]) -> Outline:
    """The places, each of some areas, and the lines between them."""
    sheet = _Sheet(areas)
    return Outline(
        sheet.height,
        tuple(sheet.path(codes) for codes in groups),
        sheet.borders(groups),
    )


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

    def borders(self, groups: Sequence[Sequence[str]]) -> str:
        """The lines between what is shown apart, each once."""
        owned = [
            (number, ring)
            for number, codes in enumerate(groups)
            for code in codes
            for ring in self.rings[code]
        ]
        shown = _between([ring for _, ring in owned], [number for number, _ in owned])
        return "".join(
            _runs(ring, mask) for (_, ring), mask in zip(owned, shown, strict=True)
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
