"""Records put together to children: the surest link first, and what forbids one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from goldenthread.engine.link.model import Thresholds


Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Why two records likely to be one child are left apart.
UNSURE, SAME_TABLE, DECIDED = "UNSURE", "SAME_TABLE", "DECIDED"


@dataclass
class Groups:
    """Records in groups; each knows the tables it has records of, and what it may not meet.

    `tables` are bits, one a table; `apart` are pairs of records that must not be one.
    """

    root: list[int]
    tables: list[int]
    members: dict[int, list[int]] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: list[int]) -> Groups:
        return cls(list(range(len(tables))), list(tables))

    def find(self, record: int) -> int:
        root = self.root
        while root[record] != record:
            root[record] = root[root[record]]
            record = root[record]
        return record

    def keep_apart(self, one: int, other: int) -> None:
        self.apart.setdefault(self.find(one), set()).add(other)
        self.apart.setdefault(self.find(other), set()).add(one)

    def forbidden(self, one: int, other: int) -> bool:
        """Whether somebody decided that two groups are not one child."""
        return any(self.find(record) == other for record in self.apart.get(one, ()))

    def join(self, one: int, other: int) -> None:
        """Make one of two groups (roots); the lower number stays."""
        low, high = min(one, other), max(one, other)
        self.root[high] = low
        self.tables[low] |= self.tables[high]
        if high in self.apart:
            self.apart.setdefault(low, set()).update(self.apart.pop(high))

    def labels(self) -> Ints:
        return np.array([self.find(record) for record in range(len(self.root))])


@dataclass(frozen=True)
class Joined:
    """`used` are the rows of pairs that made a link; `why` says why another did not.

    `why` has a word for each pair that did not, and is empty where the two came
    together by other pairs.
    """

    used: npt.NDArray[np.bool_]
    why: list[str]


def join(
    groups: Groups, left: Ints, right: Ints, probability: Floats, limits: Thresholds
) -> Joined:
    """Join groups by pairs, the likeliest first (then the lowest numbers).

    Two groups with records of one table are joined only from `same_table` on: an agency
    rarely has two numbers for one child.
    """
    order = np.lexsort((right, left, -probability))
    used = np.zeros(len(left), dtype=np.bool_)
    why = [""] * len(left)
    pairs = zip(
        order.tolist(),
        left[order].tolist(),
        right[order].tolist(),
        probability[order].tolist(),
        strict=True,
    )
    for row, a, b, chance in pairs:
        one, other = groups.find(a), groups.find(b)
        if one == other:
            continue
        if groups.forbidden(one, other):
            why[row] = DECIDED
        elif chance < limits.link:
            why[row] = UNSURE
        elif groups.tables[one] & groups.tables[other] and chance < limits.same_table:
            why[row] = SAME_TABLE
        else:
            groups.join(one, other)
            used[row] = True
    return Joined(used, why)
