"""Random tables with their totals, and the slow, obvious way to attack them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from goldenthread.engine.disclosure import Dimension, Edition, Mark, Table


Leaves = dict[tuple[str, ...], int]


def flat(name: str, size: int, whole: str = "ALL") -> Dimension:
    return Dimension.flat(name, tuple(f"{name}{i}" for i in range(size)), whole)


def levels(name: str, sizes: Sequence[int]) -> Dimension:
    """Parts in groups of the given sizes, the groups in a whole: months and quarters."""
    number = itertools.count()
    groups = [
        (f"{name}-G{i}", tuple(f"{name}{next(number)}" for _ in range(size)))
        for i, size in enumerate(sizes)
    ]
    whole = ("ALL", tuple(total for total, _ in groups))
    return Dimension(name, (*groups, whole), "ALL")


def leaves(one: Dimension) -> tuple[str, ...]:
    totals = one.totals()
    parts = {part for _, parts in one.sums for part in parts}
    return tuple(sorted(parts - totals))


def under(one: Dimension, member: str) -> frozenset[str]:
    """The parts of the lowest level that a member is made of."""
    for total, parts in one.sums:
        if total == member:
            return frozenset().union(*(under(one, part) for part in parts))
    return frozenset([member])


def members(one: Dimension) -> tuple[str, ...]:
    return (*leaves(one), *(total for total, _ in one.sums))


def table(
    count: str, every: Sequence[Dimension], counts: Leaves, shown: Sequence[Dimension]
) -> Table:
    """A table over some of the dimensions, with every level of each, from the lowest."""
    cells = {}
    for key in itertools.product(*(members(one) for one in shown)):
        wanted = {
            one.name: under(one, member) for one, member in zip(shown, key, strict=True)
        }
        cells[key] = sum(
            value
            for leaf, value in counts.items()
            if all(
                one.name not in wanted or part in wanted[one.name]
                for one, part in zip(every, leaf, strict=True)
            )
        )
    return Table(count, tuple(shown), cells)


def random_leaves(
    random: np.random.Generator, every: Sequence[Dimension], mean: float
) -> Leaves:
    keys = list(itertools.product(*(leaves(one) for one in every)))
    rates = random.gamma(0.8, mean / 0.8, len(keys))
    return {key: int(n) for key, n in zip(keys, random.poisson(rates), strict=True)}


def enumerated(
    every: Sequence[Dimension], published: Sequence[Edition], most: int
) -> dict[tuple[str, tuple[tuple[str, str], ...]], tuple[int, int]]:
    """Try every whole table with no cell above `most`; keep those that fit.

    For each hidden or rounded cell the least and the most over all that fit: what a
    reader with endless patience knows. Counts of one name only, never revised.
    """
    keys = list(itertools.product(*(leaves(one) for one in every)))
    grid = np.indices((most + 1,) * len(keys)).reshape(len(keys), -1)
    fits, sums = np.ones(grid.shape[1], dtype=bool), {}
    for edition in published:
        for one in edition.tables:
            for key, value in one.cells.items():
                wanted = {
                    d.name: under(d, m)
                    for d, m in zip(one.dimensions, key, strict=True)
                }
                rows = [
                    i
                    for i, leaf in enumerate(keys)
                    if all(
                        d.name not in wanted or part in wanted[d.name]
                        for d, part in zip(every, leaf, strict=True)
                    )
                ]
                total = grid[rows].sum(axis=0)
                low, high = says(value, edition)
                fits &= (total >= low) & (total <= high)
                if low != high:
                    sums[one.cell(key)] = total
    return {
        cell: (int(total[fits].min()), int(total[fits].max()))
        for cell, total in sums.items()
    }


def says(value: int | Mark, edition: Edition) -> tuple[float, float]:
    """What a published value tells, by trying each count that might stand behind it."""
    profile = edition.profile
    if value is Mark.SUPPRESSED:
        return (0 if profile.zeros_may_hide or profile.small[0] == 0 else 1), 10**9
    if value is Mark.NOT_AVAILABLE:
        return 0, 10**9
    if value is Mark.NOT_APPLICABLE:
        return 0, 0
    first, last = profile.small
    behind = [
        n
        for n in range(value + 2 * profile.round_to + 1)
        if int(n / profile.round_to + 0.5) * profile.round_to == value
        and not (profile.hide_small and first <= n <= last)
    ]
    return min(behind), max(behind)
