"""The places of a map as parts of an indicator: one more way to cut it.

The numbers are those that the map tells, and hidden where they are hidden there. So
nothing is let out that was not protected, and attacked, with the map (decision 0043).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import blake2s

from goldenthread.dataset.mapping import kept as maps
from goldenthread.dataset.shelf import Shelf
from goldenthread.dataset.showing import Figure, Kept


HIDDEN = "SUPPRESSED"


def with_areas(found: Kept, place: Shelf, release: str) -> Kept:
    """An indicator with its places of every level; as it is where it has no map."""
    changed = maps.changed(place, release, found.indicator)
    return _joined(found, place, release, changed) if changed else found


# What is drawn is remembered under the indicator itself, so it has to stay the same.
@lru_cache(maxsize=64)
def _joined(found: Kept, place: Shelf, release: str, changed: int) -> Kept:
    mapped = maps.indicator(place, release, found.indicator)
    views = [one for one in mapped.views if not one.layer] if mapped else []
    areas = {
        (view.level, value_of(spot.codes)): spot.names
        for view in views
        for spot in view.spots
    }
    figures = tuple(one for view in views for one in _figures(view))
    return replace(found, figures=(*found.figures, *figures), areas=areas)


def value_of(codes: Sequence[str]) -> str:
    """A short name for a place, of no two the same: its first code, and a sign of the
    rest where it has more."""
    if len(codes) == 1:
        return codes[0]
    rest = blake2s(" ".join(codes).encode(), digest_size=4).hexdigest()
    return f"{codes[0]}-{rest}"


def _figures(view: maps.View) -> Iterator[Figure]:
    for number, spot in enumerate(view.spots):
        for start, cells in zip(view.periods, view.cells[0], strict=True):
            count = cells[number]
            told = None if count is None else float(count)
            mark = HIDDEN if count is None else ""
            first = date.fromisoformat(start)
            value = value_of(spot.codes)
            yield Figure(view.every, first, view.level, value, count, None, told, mark)
