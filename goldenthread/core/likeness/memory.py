"""Rows of numbers held in memory, and the nearest of them to a question.

Every row is compared: no row is missed, and the answer is the same each time. A million
rows are some two hundred megabytes and a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldenthread.core.likeness.table import LENGTH


BLOCK = 4096
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """One text: its key, what it belongs to, its day as a number, and its numbers."""

    key: int
    owner: int
    day: int
    numbers: bytes


def _read(numbers: bytes) -> NDArray[np.int8]:
    return np.frombuffer(numbers, dtype=np.int8).reshape(-1, LENGTH)


def _scales(rows: NDArray[np.int8]) -> NDArray[np.float32]:
    """One over the length of each row: squares of whole numbers, so the sum is exact."""
    whole = rows.astype(np.int64)
    return (1 / np.sqrt((whole * whole).sum(1).astype(np.float64))).astype(np.float32)


class Memory:
    """Grows by doubling; a row given again takes the place of the one before."""

    def __init__(self, room: int = 1024) -> None:
        self.length = 0
        self.at: dict[int, int] = {}
        self._make(room)

    def _make(self, room: int) -> None:
        self.keys = np.zeros(room, dtype=np.int64)
        self.owners = np.zeros(room, dtype=np.int64)
        self.days = np.zeros(room, dtype=np.int32)
        self.numbers = np.zeros((room, LENGTH), dtype=np.int8)
        self.scales = np.zeros(room, dtype=np.float32)

    def put(self, rows: Sequence[Row]) -> None:
        """Take rows in; one without numbers can never be found.

        Of rows with one key the last counts. Many at once cost little more than one.
        """
        newest = {row.key: row for row in rows}
        for key in [key for key, row in newest.items() if not row.numbers]:
            self._drop(key)
            del newest[key]
        if not newest:
            return
        places = [self._place(key) for key in newest]
        taken = newest.values()
        self.keys[places] = list(newest)
        self.owners[places] = [row.owner for row in taken]
        self.days[places] = [row.day for row in taken]
        numbers = _read(b"".join(row.numbers for row in taken))
        self.numbers[places] = numbers
        self.scales[places] = _scales(numbers)

    def _place(self, key: int) -> int:
        """Where a row lies: where it lay before, or after the last."""
        at = self.at.get(key)
        if at is not None:
            return at
        if self.length == len(self.keys):
            held = self._columns()
            self._make(2 * self.length)
            for old, new in zip(held, self._columns(), strict=True):
                new[: self.length] = old
        self.at[key] = self.length
        self.length += 1
        return self.length - 1

    def _columns(self) -> tuple[NDArray, ...]:
        return (self.keys, self.owners, self.days, self.numbers, self.scales)

    def _drop(self, key: int) -> None:
        """A scale of nought: it is compared with everything and near nothing."""
        if (at := self.at.get(key)) is not None:
            self.scales[at] = 0

    def nearest(
        self, question: bytes, allowed: Mask, most: int
    ) -> list[tuple[int, float]]:
        """Keys of the allowed rows nearest to a question, with how near, nearest first.

        Rows equally near come in the order of their keys.
        """
        if not question or not self.length:
            return []
        near = self._compared(question)
        near[~allowed] = -1
        most = min(most, int(allowed.sum()))
        if not most:
            return []
        # All that are as near as the last place: ties must not be cut by chance.
        last = np.partition(near, -most)[-most]
        found = np.flatnonzero((near >= last) & allowed)
        order = np.lexsort((self.keys[found], -near[found]))[:most]
        return [(int(self.keys[at]), float(near[at])) for at in found[order]]

    def _compared(self, question: bytes) -> NDArray[np.float32]:
        """How near each row is.

        Sums of whole numbers below two to the power of 24, which these are, come out
        exact in whatever order they are added: a row is as near to a question whatever
        other rows stand beside it.
        """
        asked = _read(question)[0].astype(np.float32)
        near = np.empty(self.length, dtype=np.float32)
        for start in range(0, self.length, BLOCK):
            end = min(start + BLOCK, self.length)
            near[start:end] = self.numbers[start:end].astype(np.float32) @ asked
        near *= self.scales[: self.length]
        near *= _scales(_read(question))[0]
        return near

    def outside(self, owners: Sequence[int]) -> Mask:
        """Rows that belong to none of these."""
        mine = self.owners[: self.length]
        if not len(owners):
            return np.ones(self.length, dtype=np.bool_)
        return ~np.isin(mine, np.asarray(owners, dtype=np.int64))

    def before(self, day: int, key: int | None = None) -> Mask:
        """Rows of an earlier day; of the same day only those before a key."""
        days = self.days[: self.length]
        earlier = days < day
        same = days == day
        if key is None:
            return earlier | same
        return earlier | (same & (self.keys[: self.length] < key))
