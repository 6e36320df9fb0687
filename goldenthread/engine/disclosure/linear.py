"""Regions of tables: all tables that fit what is known, and how far a cell can move.

A region is {y : M·y = 0, low ≤ y ≤ high}; M has −1 at a total and +1 at its parts. The
work is done by HiGHS, through SciPy, on the part of the region that hangs together with
the cell asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from goldenthread.engine.errors import DisclosureError


Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
CLOSE = 1e-6


def matrix(equations: Iterable[tuple[int, tuple[int, ...]]], cells: int) -> csr_array:
    """The equations as rows; two equal rows are one."""
    unique = {(total, frozenset(parts)) for total, parts in equations}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, (total, parts) in enumerate(
        sorted((t, tuple(sorted(p))) for t, p in unique)
    ):
        rows += [row] * (len(parts) + 1)
        columns += [total, *parts]
        values += [-1.0, *([1.0] * len(parts))]
    return csr_array((values, (rows, columns)), shape=(len(unique), cells))


@dataclass
class Block:
    """Cells that hang together, and may move; the others stand still."""

    cells: Ints
    rows: Ints
    matrix: csr_array
    right: Floats
    low: Floats
    high: Floats

    def place(self, cell: int) -> int:
        return int(np.searchsorted(self.cells, cell))

    def extreme(self, cost: Floats) -> tuple[float, Floats, Floats] | None:
        """The least cost, where it is reached, and what each equation weighs in it.

        None when there is no least. Raises `DisclosureError` for an empty region.
        """
        done = linprog(
            cost,
            A_eq=self.matrix,
            b_eq=self.right,
            bounds=np.column_stack((self.low, self.high)),
            method="highs-ds",
            options={"presolve": False},
        )
        if done.status == 3:
            return None
        if done.status == 2:
            raise DisclosureError(CONTRADICTION)
        if done.status != 0:
            raise DisclosureError(f"The solver gave up: {done.message}")
        return float(done.fun), done.x, done.eqlin.marginals

    def furthest(self, cost: Floats) -> tuple[float, Floats] | None:
        """The least cost over whole points, and one that has it.

        The numbers in between are tried first: what they give is most often whole.
        None when there is no least.
        """
        for integral in (0, 1):
            found = _solved(self, cost, integral)
            if found is None:
                return None
            if integral or whole(found):
                point = np.round(found)
                return float(point @ cost), point
        return None


CONTRADICTION = (
    "What was published contradicts itself: no table of counts fits all of it; "
    "say which editions were revised."
)


def _solved(block: Block, cost: Floats, integral: int) -> Floats | None:
    right = block.right
    rows = LinearConstraint(block.matrix, right, right) if len(right) else None
    done = milp(
        cost,
        constraints=rows,
        bounds=Bounds(block.low, block.high),
        integrality=np.full(len(cost), integral),
        options={"mip_rel_gap": 0.0},
    )
    if done.status == 2:
        raise DisclosureError(CONTRADICTION)
    if done.status not in (0, 3) and block.extreme(cost) is not None:
        raise DisclosureError(f"The solver gave up: {done.message}")
    return np.asarray(done.x, dtype=float) if done.status == 0 else None


def any_point(rows: csr_array, low: Floats, high: Floats) -> Floats:
    """Some whole point of a region. Raises `DisclosureError` when there is none."""
    for block in blocks(rows, low, high, low):
        found = block.furthest(np.ones(len(block.cells)))
        if found is None:
            raise DisclosureError(CONTRADICTION)
        low = low.copy()
        low[block.cells] = found[1]
    if np.abs(rows @ low).max(initial=0) > CLOSE:
        raise DisclosureError(CONTRADICTION)
    return low


def all_moving(rows: csr_array, low: Floats, high: Floats, still: Floats) -> Block:
    """What may move of a region, as one block; `still` says where the rest stands."""
    moving = np.flatnonzero(high > low)
    inner = csr_array(csc_array(rows)[:, moving])
    outer = still.copy()
    outer[moving] = 0
    used = np.flatnonzero(np.diff(inner.indptr))
    right = -(rows @ outer)
    return Block(moving, used, inner[used], right[used], low[moving], high[moving])


def blocks(
    rows: csr_array, low: Floats, high: Floats, still: Floats
) -> Iterator[Block]:
    """The region cut into what hangs together."""
    yield from parts(all_moving(rows, low, high, still))


def parts(block: Block) -> Iterator[Block]:
    """A block cut into what hangs together."""
    if not len(block.cells):
        return
    links = abs(block.matrix).T @ abs(block.matrix)
    _, label = connected_components(links, directed=False)
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order])) + 1
    columns = csc_array(block.matrix)
    for members in np.split(order, ends):
        some = np.sort(members)
        part = csr_array(columns[:, some])
        used = np.flatnonzero(np.diff(part.indptr))
        yield Block(
            block.cells[some],
            block.rows[used],
            part[used],
            block.right[used],
            block.low[some],
            block.high[some],
        )


def narrowed(rows: csr_array, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Ends drawn in by each equation by itself, until none says more.

    Cheap, and often all there is to know. Raises `DisclosureError` when some cell is
    left without any value.
    """
    low, high = low.copy(), high.copy()
    entries = rows.tocoo()
    row, cell, up = entries.row, entries.col, entries.data > 0
    for _ in range(100):
        least = np.where(up, low[cell], -high[cell])
        most = np.where(up, high[cell], -low[cell])
        # What the others of the equation leave for this cell.
        room_high = -_others(row, least, rows.shape[0])
        room_low = -_others(row, most, rows.shape[0])
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, cell, np.where(up, room_low, -room_high))
        np.minimum.at(new_high, cell, np.where(up, room_high, -room_low))
        if (new_low > new_high + CLOSE).any():
            raise DisclosureError(CONTRADICTION)
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high


def _others(row: Ints, value: Floats, rows: int) -> Floats:
    """For each entry, the sum of the other entries of its row; infinities kept apart."""
    endless = np.isinf(value)
    finite = np.where(endless, 0.0, value)
    sums = np.bincount(row, finite, rows)[row] - finite
    others = np.bincount(row, endless, rows)[row] - endless
    sign = np.sign(np.bincount(row, np.where(endless, value, 0.0), rows)[row])
    return np.where(others > 0, np.where(sign == 0, 1, sign) * np.inf, sums)


def whole(value: Any) -> bool:
    return bool(np.abs(value - np.round(value)).max(initial=0) < CLOSE)
