"""Intervals swept with packed numbers: a child, a day and a change in 64 bits.

Each interval opens on its first day and closes after its last. All changes are sorted
once; a running count says how many are open; where the answer changes, a span begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


Ints = NDArray[np.int64]
# After every day there is: an interval without an end closes here, so that each
# child's counts come back to nought before the next child begins.
FAR = (1 << 24) - 1
DAY_BITS = 24
# Days may lie before 1970: moved so that none is negative.
SHIFT = 1 << 22


@dataclass(frozen=True)
class Intervals:
    """Children by place, first day, day after the last (FAR for none), level from 0."""

    child: Ints
    first: Ints
    after: Ints
    level: Ints

    def only(self, which: NDArray[np.bool_]) -> Intervals:
        parts = (self.child, self.first, self.after, self.level)
        return Intervals(*(one[which] for one in parts))


@dataclass(frozen=True)
class Runs:
    """What held from a day on: child by place, the day, and the answer (-1 for none)."""

    child: Ints
    first: Ints
    answer: Ints

    @property
    def after(self) -> Ints:
        """The day the next run of the child begins; FAR where there is none."""
        found = np.full(len(self.first), FAR, np.int64)
        same = self.child[1:] == self.child[:-1]
        found[:-1][same] = self.first[1:][same]
        return found


def sweep(intervals: Intervals, levels: int, least: int = 1) -> Runs:
    """The highest level of which at least so many intervals are open, day by day."""
    count = len(intervals.child)
    width = max(1, int(levels - 1).bit_length())
    day = np.concatenate([intervals.first + SHIFT, _shifted(intervals.after)])
    change = np.concatenate([np.ones(count, np.int64), np.zeros(count, np.int64)])
    level = np.concatenate([intervals.level, intervals.level])
    child = np.concatenate([intervals.child, intervals.child])
    keys = ((child << DAY_BITS | day) << width | level) << 1 | change
    keys.sort()
    opened = (keys & 1) * 2 - 1
    of_level = keys >> 1 & ((1 << width) - 1)
    answer = np.full(len(keys), -1, np.int64)
    for one in range(levels):
        open_now = np.cumsum(np.where(of_level == one, opened, 0))
        answer[open_now >= least] = one
    return _runs(keys >> (width + 1), answer)


def _shifted(after: Ints) -> Ints:
    return np.where(after == FAR, FAR, after + SHIFT)


def _runs(place: Ints, answer: Ints) -> Runs:
    """The last answer of each day, and of those the ones that change something."""
    last = np.ones(len(place), bool)
    last[:-1] = place[1:] != place[:-1]
    place, answer = place[last], answer[last]
    child, day = place >> DAY_BITS, (place & ((1 << DAY_BITS) - 1)) - SHIFT
    changed = answer != -1
    changed[1:] = (answer[1:] != answer[:-1]) | (child[1:] != child[:-1])
    # A child's first run is of something, and nothing begins after the last day.
    first = np.ones(len(child), bool)
    first[1:] = child[1:] != child[:-1]
    changed &= ~(first & (answer == -1)) & (day != FAR - SHIFT)
    return Runs(child[changed], day[changed], answer[changed])
