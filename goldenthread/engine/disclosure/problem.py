"""What has to be hidden, what may be, and how far a reader must be kept in the dark.

A cell is free (it may go out or not), shown (it went out before) or hidden (it is
small, or stands in no table). A need says how far a small cell must be able to move,
from a point that fits everything, before it counts as protected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from goldenthread.engine.disclosure.editions import Variable
from goldenthread.engine.disclosure.linear import (
    CLOSE,
    Block,
    Bools,
    Floats,
    Ints,
    all_moving,
    parts,
)
from goldenthread.engine.disclosure.profiles import RANGE, Profile
from goldenthread.engine.disclosure.weaving import Woven
from goldenthread.engine.disclosure.web import Web


UP, DOWN = 1, -1
FREE, SHOWN, HIDDEN = -1, 0, 1


@dataclass(frozen=True)
class Need:
    """A cell must be able to move so far, up or down, or in both taken together."""

    cell: int
    signs: tuple[int, ...]
    amount: float


@dataclass(frozen=True)
class Cut:
    """What any safe choice fulfils: Σ weight · hidden ≥ 1."""

    cells: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass
class Problem:
    """The choice to be made, as arrays over all cells of a web."""

    rows: csr_array
    point: Floats
    shown: tuple[Floats, Floats]
    hidden: tuple[Floats, Floats]
    fixed: Ints
    cost: Floats
    needs: list[Need]

    def bounds(self, choice: Bools) -> tuple[Floats, Floats]:
        """Where each cell may lie for a reader, under a choice of what is hidden."""
        low = np.where(choice, self.hidden[0], self.shown[0])
        return low, np.where(choice, self.hidden[1], self.shown[1])

    def everything(self) -> Bools:
        """The choice that hides all that can be hidden."""
        return self.fixed != SHOWN

    def least(self) -> Bools:
        """The choice that hides no more than must be."""
        return self.fixed == HIDDEN


def problem(woven: Woven, profile: Profile) -> Problem:
    """Set up the choice for a web."""
    web, point = woven.web, woven.point
    spans = [_spans(one, point[i], profile) for i, one in enumerate(web.variables)]
    shown, hidden = (np.array([one[k] for one in spans], float).T for k in (0, 1))
    made = Problem(
        woven.rows,
        point,
        (shown[0], shown[1]),
        (hidden[0], hidden[1]),
        np.array([one[2] for one in spans]),
        _cost(web, point, profile),
        [],
    )
    for place in np.flatnonzero(np.diff(woven.rows.tocsc().indptr) > 0):
        one = web.variables[place]
        if one.nobody_knows:
            continue
        if not woven.certain[place] or _small(point[place], profile):
            made.needs += _needs(int(place), point[place], profile)
    return made


def _cost(web: Web, point: Floats, profile: Profile) -> Floats:
    """What hiding each cell costs: as few as will do, and of equals the smaller counts.

    What the sizes add is less than one cell, all of them together.
    """
    cells = [profile.total_counts_as if one.total else 1 for one in web.variables]
    return np.array(cells, float) + point / (point.sum() + 1)


def _small(value: float, profile: Profile) -> bool:
    return profile.is_small(round(value))


def _spans(
    one: Variable, point: float, profile: Profile
) -> tuple[tuple[float, float], tuple[float, float], int]:
    """What a reader knows of a cell that is shown, and of one that is not; its state."""
    if not one.today:
        return one.told, one.told, HIDDEN
    value = round(point)
    behind = profile.behind(profile.rounded(value))
    shown = max(behind[0], one.told[0]), min(behind[1], one.told[1])
    hidden = max(profile.least_hidden, one.told[0]), one.told[1]
    if value < hidden[0]:
        return shown, shown, SHOWN
    if profile.hide_small and profile.is_small(value):
        return shown, hidden, HIDDEN
    return shown, hidden, SHOWN if shown == hidden else FREE


def _needs(cell: int, value: float, profile: Profile) -> Iterator[Need]:
    if profile.interval != RANGE:
        yield Need(cell, (UP, DOWN), float(profile.interval))
        return
    first, last = max(profile.small[0], profile.least_hidden), profile.small[1]
    if last > value:
        yield Need(cell, (UP,), last - value)
    if value > first:
        yield Need(cell, (DOWN,), value - first)


class Check:
    """Which needs a choice leaves open, and the cut that each of them gives.

    Every point the solver finds is kept as a witness: it may show of many cells at
    once that they can move far enough.
    """

    def __init__(self, given: Problem, choice: Bools, seed: int = 1) -> None:
        self.given = given
        self.low, self.high = given.bounds(choice)
        self.moved = {UP: np.zeros(len(choice)), DOWN: np.zeros(len(choice))}
        self.all = all_moving(given.rows, self.low, self.high, given.point)
        self.parts = list(parts(self.all))
        self.part_of = np.full(len(choice), -1)
        for place, part in enumerate(self.parts):
            self.part_of[part.cells] = place
        self.random = np.random.default_rng(seed)

    def met(self, need: Need) -> bool:
        return self._moved(need) >= need.amount - CLOSE

    def reach(self, need: Need) -> float:
        """How far the cell was seen to move, in whole steps."""
        return float(np.floor(self._moved(need) + CLOSE))

    def _moved(self, need: Need) -> float:
        return float(sum(self.moved[sign][need.cell] for sign in need.signs))

    def open(self, needs: list[Need]) -> list[tuple[Need, Cut]]:
        """The needs that are not met, each with a cut that the choice breaks."""
        self._guess(needs)
        found = []
        for need in needs:
            if self.met(need):
                continue
            weights = [self._furthest(need.cell, s, need.amount) for s in need.signs]
            if not self.met(need):
                found.append((need, self.cut(need, weights)))
        return found

    def in_doubt(self, needs: list[Need]) -> list[Need]:
        """The needs that a few guesses do not show to be met: fewer, and quickly."""
        self._guess(needs)
        return [need for need in needs if not self.met(need)]

    def _guess(self, needs: list[Need]) -> None:
        """Move many cells at once, at random up or down, while it settles some."""
        left = [one for one in needs if not self.met(one)]
        for _ in range(12):
            if len(left) < 3:
                return
            wanted = np.zeros(len(self.low))
            limit = np.zeros(len(self.low))
            for need in left:
                sign = need.signs[int(self.random.integers(len(need.signs)))]
                if wanted[need.cell] == 0 or self.random.integers(2):
                    wanted[need.cell], limit[need.cell] = sign, need.amount
            self._push(self.all, wanted, limit)
            before, left = len(left), [one for one in left if not self.met(one)]
            if before - len(left) < 2:
                return

    def _push(self, part: Block, wanted: Floats, limit: Floats) -> None:
        mine, point = wanted[part.cells], self.given.point[part.cells]
        high = np.where(mine > 0, point + limit[part.cells], part.high)
        low = np.where(mine < 0, point - limit[part.cells], part.low)
        tried = Block(
            part.cells,
            part.rows,
            part.matrix,
            part.right,
            np.maximum(low, part.low),
            np.minimum(high, part.high),
        )
        found = tried.extreme(-mine)
        if found is not None:
            self._witness(part, found[1])

    def _witness(self, part: Block, point: Floats) -> None:
        change = point - self.given.point[part.cells]
        for sign in (UP, DOWN):
            kept = self.moved[sign]
            kept[part.cells] = np.maximum(kept[part.cells], sign * change)

    def _furthest(self, cell: int, sign: int, amount: float) -> Floats:
        """Move one cell as far as is needed; what each equation weighs in stopping it."""
        weights = np.zeros(self.given.rows.shape[0])
        place = int(self.part_of[cell])
        if place < 0:
            return weights
        part = self.parts[place]
        one = part.place(cell)
        end = self.given.point[cell] + sign * amount
        low, high = part.low.copy(), part.high.copy()
        if sign == UP:
            high[one] = max(low[one], min(high[one], end))
        else:
            low[one] = min(high[one], max(low[one], end))
        cost = np.zeros(len(part.cells))
        cost[one] = -sign
        bounded = Block(part.cells, part.rows, part.matrix, part.right, low, high)
        found = bounded.extreme(cost)
        if found is not None:
            self._witness(part, found[1])
            weights[part.rows] = found[2]
        return weights

    def cut(self, need: Need, weights: list[Floats]) -> Cut:
        """By duality: what would have to be hidden for the need to be met.

        Each hidden cell lets the small one move by at most its weight times how far it
        can move itself; shown ones give what their rounding leaves.
        """
        given = self.given
        total, constant = np.zeros(len(given.point)), 0.0
        for sign, weight in zip(need.signs, weights, strict=True):
            pull = weight @ given.rows
            pull[need.cell] += sign
            pull[np.abs(pull) < CLOSE] = 0
            up, down = np.maximum(pull, 0), np.maximum(-pull, 0)
            room = _times(up, given.hidden[1] - given.point)
            room += _times(down, given.point - given.hidden[0])
            spare = _times(up, given.shown[1] - given.point)
            spare += _times(down, given.point - given.shown[0])
            spare = np.where(given.fixed == HIDDEN, 0, spare)
            total += room - spare
            constant += spare.sum()
        left = max(need.amount - constant, CLOSE)
        total = np.minimum(total, left) / left
        kept = np.flatnonzero(total > CLOSE)
        return Cut(tuple(map(int, kept)), tuple(map(float, total[kept])))


def _times(weight: Floats, room: Floats) -> Floats:
    """Nought times endless is nought here: a cell that does not pull gives no room."""
    return np.multiply(weight, room, out=np.zeros_like(weight), where=weight > 0)
