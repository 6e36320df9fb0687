"""Areas joined until each is large enough in every period it is shown for.

What is shown for years, quarters and months is joined in that order, each from the one
before: a place of months is made of whole places of quarters, and those of whole places
of years. Every count shown of any of them is then a sum of counts that are not small,
and so is the difference of any two.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


Place = tuple[str, ...]
Places = tuple[Place, ...]
Counts = Mapping[str, NDArray[np.int64]]


def gathered(
    start: Iterable[Place],
    counts: Counts,
    people: Mapping[str, int],
    beside: Mapping[str, Sequence[str]],
    least: int,
    within: Sequence[Mapping[str, str]] = (),
) -> Places:
    """Places of whole places of `start`, each large enough in every cell.

    `counts` holds a row of cells for each code: its periods, and its layers if it is
    shown by any. Large enough is `least` or nought in each cell, and `least` people.
    Of `within`, each gives the larger area that a code lies in, the smallest first:
    places are joined inside one of those while they can, and across only then. A place
    with nothing beside it may stay too small: see `small`.
    """
    made = _Joining(start, counts, people, beside, least)
    for larger in (*within, None):
        made.join(larger)
    return made.places()


def small(places: Places, counts: Counts, least: int) -> Places:
    """The places of which some cell is small."""
    return tuple(one for one in places if _is_small(total(counts, one), least))


def total(counts: Counts, place: Place) -> NDArray[np.int64]:
    """The cells of a place: those of its codes together."""
    found: NDArray[np.int64] = np.sum([counts[code] for code in place], axis=0)
    return found


def settled(
    fine: Places,
    coarse: Places,
    counts: Counts,
    beside: Mapping[str, Sequence[str]],
    blocks: Sequence[slice],
    least: int,
) -> Places:
    """Places of `fine` joined until their cells within `coarse` cannot be worked out.

    What is shown are the sums of `fine` over each block of cells, and the single cells
    of `coarse`. A small cell of a fine place can then be told to be more than one where
    the rest of the coarse place is too few to make up for it; such a place is joined
    with the one beside it of the same coarse place.
    """
    found: list[Place] = []
    for whole in coarse:
        inside = [one for one in fine if one[0] in set(whole)]
        while (bad := _told(inside, counts, blocks, least)) is not None:
            inside = _with_next(inside, bad, counts, beside)
        found += inside
    return tuple(sorted(found))


def _told(
    places: Sequence[Place], counts: Counts, blocks: Sequence[slice], least: int
) -> Place | None:
    """The first place with a small cell that its sums tell to be more than one."""
    if len(places) < 2:
        return None
    cells = np.array([total(counts, one) for one in places])
    for block in blocks:
        part = cells[:, block]
        rows, columns = part.sum(axis=1, keepdims=True), part.sum(axis=0)
        at_least = rows + columns - part.sum()
        told = (part > 0) & (part < least) & (at_least > 1)
        if told.any():
            return places[int(np.flatnonzero(told.any(axis=1))[0])]
    return None


def _with_next(
    places: Sequence[Place],
    one: Place,
    counts: Counts,
    beside: Mapping[str, Sequence[str]],
) -> list[Place]:
    """The places with one joined to the smallest beside it, or else the smallest."""
    around = {other for code in one for other in beside[code]}
    others = [place for place in places if place != one]
    near = [place for place in others if around & set(place)] or others
    other = min(near, key=lambda place: (int(total(counts, place).sum()), place))
    rest = [place for place in others if place != other]
    return sorted([*rest, tuple(sorted((*one, *other)))])


def _is_small(cells: NDArray[np.int64], least: int) -> bool:
    return bool(((cells > 0) & (cells < least)).any())


def together(places: Places, larger: Mapping[str, str]) -> Places:
    """The places of a larger level: its areas, joined where a place lies in two.

    So each is made of whole places. What lies in no larger area is by itself.
    """
    parts = [frozenset(larger.get(code, code) for code in place) for place in places]
    root = {one: one for part in parts for one in part}

    def top(one: str) -> str:
        while root[one] != one:
            one = root[one]
        return one

    for part in parts:
        first, *rest = sorted(part)
        for other in rest:
            root[top(other)] = top(first)
    found: dict[str, list[str]] = {}
    for place, part in zip(places, parts, strict=True):
        found.setdefault(top(min(part)), []).extend(place)
    return tuple(sorted(tuple(sorted(codes)) for codes in found.values()))


class _Joining:
    """Places on the way, by the first of their codes."""

    def __init__(
        self,
        start: Iterable[Place],
        counts: Counts,
        people: Mapping[str, int],
        beside: Mapping[str, Sequence[str]],
        least: int,
    ) -> None:
        self.least = least
        self.codes = {min(place): tuple(sorted(place)) for place in start}
        place_of = {code: key for key, codes in self.codes.items() for code in codes}
        self.cells = {key: total(counts, codes) for key, codes in self.codes.items()}
        self.people = {
            key: sum(people[code] for code in codes)
            for key, codes in self.codes.items()
        }
        self.near = {
            key: {
                place_of[other]
                for code in codes
                for other in beside[code]
                if other in place_of
            }
            - {key}
            for key, codes in self.codes.items()
        }

    def places(self) -> Places:
        return tuple(sorted(self.codes.values()))

    def join(self, larger: Mapping[str, str] | None) -> None:
        """Join what is too small, the smallest first, inside one larger area each."""
        lies = {key: self._lies(codes, larger) for key, codes in self.codes.items()}
        waiting = [(self._size(key), key) for key in self.codes if self._too_small(key)]
        heapq.heapify(waiting)
        while waiting:
            size, key = heapq.heappop(waiting)
            if key not in self.codes or self._size(key) != size:
                continue
            if not self._too_small(key):
                continue
            near = [o for o in self.near[key] if lies[o] == lies[key] and lies[key]]
            if near:
                other = min(near, key=lambda one: (self._size(one), one))
                kept = self._as_one(key, other)
                heapq.heappush(waiting, (self._size(kept), kept))

    def _lies(self, codes: Place, larger: Mapping[str, str] | None) -> str:
        """The one larger area that all lie in; none where there are several."""
        found = {"anywhere"} if larger is None else {larger.get(c, "") for c in codes}
        return found.pop() if len(found) == 1 else ""

    def _size(self, key: str) -> tuple[int, int]:
        return int(self.cells[key].sum()), self.people[key]

    def _too_small(self, key: str) -> bool:
        return self.people[key] < self.least or _is_small(self.cells[key], self.least)

    def _as_one(self, one: str, other: str) -> str:
        kept, gone = sorted((one, other))
        self.codes[kept] = tuple(sorted((*self.codes[kept], *self.codes.pop(gone))))
        self.cells[kept] = self.cells[kept] + self.cells.pop(gone)
        self.people[kept] += self.people.pop(gone)
        for near in self.near.pop(gone):
            self.near[near].discard(gone)
            if near != kept:
                self.near[near].add(kept)
                self.near[kept].add(near)
        return kept
