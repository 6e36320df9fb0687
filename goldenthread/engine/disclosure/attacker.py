"""What a patient reader can work out of everything that was published.

The reader adds and subtracts over all tables of all editions together, knows that
counts are whole and not negative, knows the rounding, and knows the profile. For every
hidden or rounded cell the answer is the least and the most it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.sparse import csr_array

from goldenthread.engine.disclosure.editions import Edition
from goldenthread.engine.disclosure.linear import (
    CLOSE,
    Block,
    Bools,
    Floats,
    blocks,
    narrowed,
)
from goldenthread.engine.disclosure.tables import Cell
from goldenthread.engine.disclosure.weaving import weave


Progress = Callable[[int, int], None]
Span = tuple[float, float]


@dataclass(frozen=True)
class Bounds:
    """The least and the most each cell can be that is not shown as it is.

    `cells` holds what was not told exactly, by edition and cell; the edition is empty
    where all editions speak of the same count.
    """

    cells: dict[tuple[str, Cell], Span]

    def of(self, cell: Cell, edition: str = "") -> Span:
        return self.cells[(edition, cell)]

    def exact(self) -> dict[tuple[str, Cell], int]:
        """Cells that no table shows exactly, and that can be worked out to the unit.

        Totals that no table has, and that others add up to, are among them.
        """
        return {
            where: int(low)
            for where, (low, high) in self.cells.items()
            if high - low < CLOSE
        }


def attack(published: Sequence[Edition], *, progress: Progress | None = None) -> Bounds:
    """Work out every cell that was not shown, from all editions together.

    `published` is oldest first. The ends are those of whole tables: each is reached by
    a table of whole counts that fits everything published. An end may be infinite.
    Raises `DisclosureError` when no table fits.
    """
    woven = weave((), published)
    web = woven.web
    low = np.array([one.told[0] for one in web.variables], dtype=float)
    high = np.array([one.told[1] for one in web.variables], dtype=float)
    used = {place for total, parts in web.equations for place in (total, *parts)}
    asked = high > low
    asked &= [one.stands or i in used for i, one in enumerate(web.variables)]
    low, high = ranges(woven.rows, low, high, asked, progress)
    return Bounds(
        {
            (one.edition, one.cell): (float(low[place]), float(high[place]))
            for place, one in enumerate(web.variables)
            if asked[place]
        }
    )


def ranges(
    rows: csr_array, low: Floats, high: Floats, asked: Bools, progress: Progress | None
) -> tuple[Floats, Floats]:
    """The ends of the cells asked about; those of the others may be too wide."""
    low, high = narrowed(rows, low, high)
    parts = list(blocks(rows, low, high, low))
    total = sum(int(asked[part.cells].sum()) for part in parts)
    done = 0
    for part in parts:
        _settle(part, asked[part.cells], done, total, progress)
        low[part.cells], high[part.cells] = part.low, part.high
        done += int(asked[part.cells].sum())
    return low, high


def _settle(
    part: Block, asked: Bools, done: int, total: int, progress: Progress | None
) -> None:
    """Find both ends of each cell of a block, in place.

    A point found for one cell is a witness for all: where a witness stands at an end
    already known to be the furthest, nothing need be solved.
    """
    seen_low, seen_high = np.full(len(part.cells), inf), np.full(len(part.cells), -inf)
    ends: tuple[tuple[int, Floats], ...] = (
        (1, part.low.copy()),
        (-1, part.high.copy()),
    )
    for number, place in enumerate(np.flatnonzero(asked), done + 1):
        for sign, found in ends:
            reached = seen_low if sign == 1 else -seen_high
            if sign * found[place] < reached[place] - CLOSE:
                end, point = _end(part, int(place), sign)
                found[place] = end
                if point is not None:
                    np.minimum(seen_low, point, out=seen_low)
                    np.maximum(seen_high, point, out=seen_high)
        if progress:
            progress(number, total)
    part.low, part.high = ends[0][1], ends[1][1]


def _end(part: Block, place: int, sign: int) -> tuple[float, Floats | None]:
    """One end of one cell, over whole tables, and a whole table that reaches it."""
    cost = np.zeros(len(part.cells))
    cost[place] = sign
    found = part.furthest(cost)
    if found is None:
        return -sign * inf, None
    return float(sign * found[0]), found[1]
