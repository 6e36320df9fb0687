"""How a run keeps what it works out: all that a backend does in a way of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa


if TYPE_CHECKING:
    from ibis.backends.sql import SQLBackend


@dataclass(frozen=True)
class Gathered:
    """What is counted of some children, to be put beside what others give.

    With `summed` rows that differ in `n` alone may become one, with the sum of it.
    """

    rows: ir.Table
    summed: bool = True


# What was counted, and by which breakdown.
Name = tuple[str, str]
Counting = Callable[[], Mapping[Name, Gathered]]


class Kept:
    """Tables that a run works out once and keeps on its backend until it ends."""

    def __init__(self, backend: SQLBackend) -> None:
        self.backend = backend
        self._numbers = count()
        self._made: list[str] = []

    def keep(self, rows: ir.Table | pa.Table) -> ir.Table:
        """Work a table out now, once."""
        return self.backend.create_table(self._name(), rows, temp=True)

    def coded(self, rows: ir.Table) -> ir.Table:
        """Keep a table whose words are read again and again, each as a small number
        where the backend can; they read as words all the same."""
        return self.keep(rows)

    def stacked(self, tables: Sequence[ir.Table]) -> ir.Table:
        """Tables with the same columns kept as one."""
        return self.keep(ibis.union(*tables) if len(tables) > 1 else tables[0])

    def drop(self) -> None:
        while self._made:
            self.backend.drop_table(self._made.pop(), force=True)

    def part(self, name: str, whole: ir.Table) -> ir.Table:
        """What is counted at once of a table with a column `child`: here, all of it."""
        return whole

    def gathered(self, counting: Counting) -> dict[Name, ir.Table]:
        """What `counting` gives of every part, by name."""
        return {name: self.keep(one.rows) for name, one in counting().items()}

    def taken(self, rows: ir.Table) -> pa.Table:
        """A table that is kept, as it is told here; and it is kept no longer."""
        found = rows.to_pyarrow()
        self.backend.drop_table(rows.get_name(), force=True)
        self._made.remove(rows.get_name())
        return found

    def _name(self) -> str:
        self._made.append(f"kept_{next(self._numbers)}")
        return self._made[-1]
