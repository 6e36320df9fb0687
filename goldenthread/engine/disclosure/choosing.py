"""Which cells to hide: as few as will do, proved; or, out of time, enough of them.

The best choice is found by cutting planes. A mixed-integer programme picks the cheapest
set of cells that fulfils all cuts so far; linear programmes look whether each small
cell can move as far as it must; each that cannot gives a new cut. When none is left the
choice is safe, and none is cheaper. (Fischetti and Salazar, Management Science 47/7.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack

from goldenthread.engine.disclosure.linear import CLOSE, Bools, Floats
from goldenthread.engine.disclosure.problem import (
    FREE,
    HIDDEN,
    SHOWN,
    UP,
    Check,
    Cut,
    Need,
    Problem,
)


# After so many moves it is looked which of the other needs they have met by the way.
AT_ONCE = 10


@dataclass
class Choice:
    """What is hidden, and whether it is proved that no less would do."""

    hidden: Bools
    proved: bool
    rounds: int = 0


class OutOfTime(Exception):
    """The solver did not finish in its time."""


@dataclass
class Search:
    """The cuts found so far; kept, so that a choice refused later costs little."""

    given: Problem
    ends: float
    cuts: list[Cut] = field(default_factory=list)
    rounds: int = 0

    def __post_init__(self) -> None:
        self.cuts += _single(self.given)

    def best(self) -> Choice:
        """The cheapest safe choice. Raises `OutOfTime`."""
        while True:
            self.rounds += 1
            hidden = self._cheapest()
            found = [cut for _, cut in Check(self.given, hidden).open(self.given.needs)]
            if not found:
                return Choice(hidden, True, self.rounds)
            self.cuts += found
            self.cuts += _lonely(self.given, hidden)

    def refuse(self, hidden: Bools) -> None:
        """This choice will not do, nor any that hides less: hide something else too."""
        others = np.flatnonzero(~hidden & (self.given.fixed == FREE))
        self.cuts.append(Cut(tuple(map(int, others)), (1.0,) * len(others)))

    def _cheapest(self) -> Bools:
        left = self.ends - monotonic()
        if left <= 0:
            raise OutOfTime
        given = self.given
        rows, least = _rows(self.cuts, len(given.point))
        done = milp(
            np.where(given.fixed == FREE, given.cost, 0.0),
            constraints=LinearConstraint(rows, least, np.inf),
            bounds=Bounds(given.fixed == HIDDEN, given.fixed != SHOWN),
            integrality=np.ones(len(given.point)),
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        if done.status != 0 or done.x is None:
            raise OutOfTime
        return np.asarray(done.x) > 0.5


def _rows(cuts: list[Cut], cells: int) -> tuple[csr_array, Floats]:
    sizes = [len(cut.cells) for cut in cuts]
    rows = np.repeat(np.arange(len(cuts)), sizes)
    columns = np.fromiter((c for cut in cuts for c in cut.cells), int, sum(sizes))
    weights = np.fromiter((w for cut in cuts for w in cut.weights), float, sum(sizes))
    least = np.array([0.0 if min(c.weights, default=1) < 0 else 1.0 for c in cuts])
    return csr_array((weights, (rows, columns)), shape=(len(cuts), cells)), least


def _single(given: Problem) -> Iterator[Cut]:
    """What each equation by itself demands of the cells beside a small one."""
    columns = given.rows.tocsc()
    check = Check(given, given.everything())
    for need in given.needs:
        start, end = columns.indptr[need.cell : need.cell + 2]
        for place in range(start, end):
            row, side = columns.indices[place], columns.data[place]
            # The equation is turned so that the small cell drops out of its own cut.
            weights = [
                _only(row, -sign * side, given.rows.shape[0]) for sign in need.signs
            ]
            yield check.cut(need, weights)


def _only(row: int, weight: float, rows: int) -> Floats:
    weights = np.zeros(rows)
    weights[row] = weight
    return weights


def _lonely(given: Problem, hidden: Bools) -> Iterator[Cut]:
    """A cell hidden alone in its equation helps nobody: with it, hide another there."""
    if (given.shown[0] < given.shown[1])[given.fixed != HIDDEN].any():
        # With rounding, what is shown leaves some room itself.
        return
    counts = abs(given.rows) @ hidden.astype(float)
    entries = given.rows.tocsr()
    for row in np.flatnonzero(counts == 1):
        cells = entries.indices[entries.indptr[row] : entries.indptr[row + 1]]
        for cell in cells:
            if given.fixed[cell] == FREE and hidden[cell]:
                others = [int(one) for one in cells if one != cell]
                yield Cut((int(cell), *others), (-1.0, *([1.0] * len(others))))


def greedy(given: Problem, start: Bools) -> Choice:
    """Enough cells, one small cell after another: safe, but more than need be.

    For each cell that cannot yet move as far as it must, the cheapest move that lets it
    is found, and what takes part in it is hidden.
    """
    hidden = start | (given.fixed == HIDDEN)
    left = sorted(given.needs, key=lambda one: -one.amount)
    while left := Check(given, hidden).in_doubt(left):
        for need in left[:AT_ONCE]:
            moved = _cheapest_move(given, need, hidden)
            hidden = hidden | ((moved > CLOSE) & (given.fixed == FREE))
        left = left[AT_ONCE:]
    return Choice(hidden, False)


def _cheapest_move(given: Problem, need: Need, hidden: Bools) -> Floats:
    """How far each cell goes in the cheapest move that meets a need."""
    amounts: Iterable[tuple[float, ...]] = [(need.amount,)]
    if len(need.signs) == 2:
        amounts = [(need.amount - k, float(k)) for k in range(int(need.amount) + 1)]
    for split in amounts:
        moves = [
            _move(given, need.cell, sign, amount, hidden)
            for sign, amount in zip(need.signs, split, strict=False)
            if amount
        ]
        found = [one for one in moves if one is not None]
        if len(found) == len(moves):
            return np.maximum.reduce(found)
    # Nothing meets it: the check before letting out will tell.
    return np.zeros(len(hidden))


def _move(
    given: Problem, cell: int, sign: int, amount: float, hidden: Bools
) -> Floats | None:
    low, high = given.bounds(given.everything())
    up, down = high - given.point, given.point - low
    if sign == UP:
        up[cell] = min(up[cell], amount)
    else:
        down[cell] = min(down[cell], amount)
    cost = np.where(hidden, 0.001, given.cost)
    target = np.zeros(2 * len(hidden))
    target[cell], target[cell + len(hidden)] = sign, -sign
    rows = csr_array(hstack([given.rows, -given.rows]))
    done = linprog(
        np.concatenate((cost, cost)),
        A_ub=csr_array(-target.reshape(1, -1)),
        b_ub=[-amount],
        A_eq=rows,
        b_eq=np.zeros(rows.shape[0]),
        bounds=np.column_stack((np.zeros(2 * len(hidden)), np.concatenate((up, down)))),
        method="highs-ds",
    )
    if done.status != 0:
        return None
    both = done.x.reshape(2, -1)
    return np.abs(both[0] - both[1])
