"""Which areas lie beside one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldenthread.engine.maps.rings import Corner, Ring


# About ten centimetres: corners that differ by less are one.
PLACES = 6


def neighbours(rings: Mapping[str, Sequence[Ring]]) -> dict[str, tuple[str, ...]]:
    """For each code those that share a side with it, or two corners at least.

    One corner in common is not enough. An area with nobody beside it, as an island,
    gets the nearest by the middle of its corners, and is the neighbour of that.
    """
    at: dict[Corner, list[str]] = {}
    for code, many in rings.items():
        corners = {(round(x, PLACES), round(y, PLACES)) for r in many for x, y in r}
        for corner in corners:
            at.setdefault(corner, []).append(code)
    common: dict[str, dict[str, int]] = {code: {} for code in rings}
    for codes in at.values():
        for one in codes:
            for other in codes:
                if one != other:
                    common[one][other] = common[one].get(other, 0) + 1
    beside = {
        code: {other for other, corners in found.items() if corners > 1}
        for code, found in common.items()
    }
    _bridge(beside, rings)
    return {code: tuple(sorted(found)) for code, found in beside.items()}


def _bridge(beside: dict[str, set[str]], rings: Mapping[str, Sequence[Ring]]) -> None:
    middle = {code: _middle(many) for code, many in rings.items()}
    for code in sorted(beside):
        if beside[code] or len(beside) == 1:
            continue
        x, y = middle[code]
        nearest = min(
            (other for other in beside if other != code),
            key=lambda one: (
                (middle[one][0] - x) ** 2 + (middle[one][1] - y) ** 2,
                one,
            ),
        )
        beside[code].add(nearest)
        beside[nearest].add(code)


def _middle(rings: Sequence[Ring]) -> Corner:
    corners = [corner for ring in rings for corner in ring]
    return (
        sum(x for x, _ in corners) / len(corners),
        sum(y for _, y in corners) / len(corners),
    )
