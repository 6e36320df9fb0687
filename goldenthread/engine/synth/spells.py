"""Spells that last: needs, plans, care. Who is in one, and how many leave in a year."""

from __future__ import annotations

import numpy as np

from goldenthread.engine.synth.draw import Bools, Ints, World, bounds


FAR = 10**7


class Spells:
    """The current or last spell of each child of a piece, and all that are over.

    `start` and `end` are days; `end` is FAR while it lasts and -FAR if there never was one.
    """

    def __init__(self, count: int) -> None:
        self.start = np.full(count, -FAR, dtype=np.int64)
        self.end = np.full(count, -FAR, dtype=np.int64)
        self.ever = np.zeros(count, dtype=np.int64)
        self.over: list[tuple[Ints, Ints, Ints]] = []

    def begin(self, child: Ints, on: Ints) -> None:
        self.start[child], self.end[child] = on, FAR
        self.ever[child] += 1

    def finish(self, child: Ints, on: Ints) -> None:
        """End spells, none before it began."""
        on = np.maximum(on, self.start[child])
        self.end[child] = on
        self.over.append((child, self.start[child].copy(), on))

    def add_past(self, child: Ints, start: Ints, end: Ints) -> None:
        """A spell over before the calendar begins, under nobody's count."""
        self.ever[child] += 1
        self.over.append((child, start, end))

    @property
    def lasting(self) -> Bools:
        return self.end == FAR

    def rows(self) -> tuple[Ints, Ints, Ints]:
        """Child, first day, last day (FAR while it lasts) of every spell."""
        still = np.flatnonzero(self.lasting)
        now = (still, self.start[still], self.end[still])
        child, start, end = zip(*self.over, now, strict=True)
        return np.concatenate(child), np.concatenate(start), np.concatenate(end)


def close_year(
    world: World,
    spells: Spells,
    year: int,
    stock: int,
    *,
    least: int,
    floor: Ints,
    held: Bools,
) -> Ints:
    """End as many spells as leave `stock` lasting on 31 March, that day included; who.

    Those who turn 18 leave on their last day as a child. No other ends before `least`
    days, before its `floor` day, or while `held`.
    """
    first, last = bounds(year)
    grown = world.people.eighteenth
    lasting = np.flatnonzero(spells.lasting)
    adult = lasting[grown[lasting] < last]
    rest = lasting[grown[lasting] >= last]
    earliest = np.maximum.reduce(
        [spells.start[rest] + least, floor[rest], np.full(len(rest), first)]
    )
    able = (earliest < last) & ~held[rest]
    chosen = world.pick(np.flatnonzero(able), len(rest) - stock)
    spells.finish(adult, grown[adult])
    spells.finish(
        rest[chosen], world.between(earliest[chosen], np.full(len(chosen), last - 1))
    )
    return np.concatenate([adult, rest[chosen]])
