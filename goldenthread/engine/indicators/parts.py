"""A run by DuckDB, some children at a time: memory is that of a part, not of them all.

No figure asks about two children at once, so what is counted of some adds up with what
is counted of others. A release lies by child, so a part is a stretch of its file.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot.expressions import CTE

from goldenthread.engine.indicators.kept import Counting, Gathered, Kept, Name


# Rows gathered before they are summed up again.
ENOUGH = 100_000


class Stretch(NamedTuple):
    """Children from one number to another, both included."""

    first: int
    last: int


def stretches(events: Path, size: int) -> list[Stretch]:
    """Stretches of about so many events each; all in one where they do not lie by child.

    Told by the statistics of the file alone.
    """
    facts = pq.ParquetFile(events).metadata
    place = facts.schema.names.index("child")
    groups = [facts.row_group(one) for one in range(facts.num_row_groups)]
    known = [one.column(place).statistics for one in groups]
    ends = [(s.min, s.max) for s in known if s is not None and s.has_min_max]
    if len(ends) < len(groups) or any(
        after[0] < before[1] for before, after in pairwise(ends)
    ):
        return [Stretch(0, 2**64 - 1)]
    return _cut([one.num_rows for one in groups], [last for _, last in ends], size)


def _cut(rows: list[int], lasts: list[int], size: int) -> list[Stretch]:
    found: list[Stretch] = []
    begun, held = 0, 0
    for many, last in zip(rows, lasts, strict=True):
        held += many
        if held >= size and last >= begun:
            found.append(Stretch(begun, last))
            begun, held = last + 1, 0
    return [*found, Stretch(begun, 2**64 - 1)] if held or not found else found


class InParts(Kept):
    """Tables of one part after another; what is gathered of them stays.

    The first part is worked out from the expressions; the others repeat its SQL.
    """

    def __init__(self, backend: Any, parts: list[Stretch]) -> None:
        super().__init__(backend)
        self.parts = parts
        self._wholes: dict[str, str] = {}
        self._steps: list[tuple[str, str]] | None = None
        self._rows: dict[str, tuple[int, int]] = {}

    def keep(self, rows: ir.Table | pa.Table) -> ir.Table:
        if self._steps is None or isinstance(rows, pa.Table):
            return super().keep(rows)
        name, text = self._name(), self._text(rows)
        self._run(f"create temp table {name} as {text}")
        self._steps.append((name, text))
        return self.backend.table(name)

    def _text(self, rows: ir.Table) -> str:
        """As SQL. What two readings have in common is read twice, not written out."""
        query = self.backend.compiler.to_sqlglot(rows)
        for one in query.find_all(CTE):
            one.set("materialized", False)
        return query.sql("duckdb")

    def part(self, name: str, whole: ir.Table) -> ir.Table:
        self._wholes[f"part_{name}"] = self.backend.compile(whole)
        self._show(self.parts[0])
        return self.backend.table(f"part_{name}")

    def _show(self, part: Stretch) -> None:
        for name, whole in self._wholes.items():
            self._run(
                f"create or replace temp view {name} as select * from ({whole}) "  # noqa: S608
                f"where child between {part.first} and {part.last}"
            )

    def gathered(self, counting: Counting) -> dict[Name, ir.Table]:
        self._show(self.parts[0])
        self._steps = []
        found = dict(counting())
        steps, self._steps = self._steps, None
        asked = {each: self._text(one.rows) for each, one in found.items()}
        names = {each: self._begin(text) for each, text in asked.items()}
        for part in self.parts[1:]:
            self._repeat(part, steps)
            for each, one in found.items():
                self._add(names[each], asked[each], one)
        for name, _ in steps:
            self._run(f"drop table {name}")
            self._made.remove(name)
        return {each: self._summed(names[each], one) for each, one in found.items()}

    def _repeat(self, part: Stretch, steps: list[tuple[str, str]]) -> None:
        self._show(part)
        for name, _ in steps:
            self._run(f"drop table {name}")
        for name, text in steps:
            self._run(f"create temp table {name} as {text}")

    def _begin(self, asked: str) -> str:
        name = self._name()
        self._run(f"create temp table {name} as {asked}")
        self._rows[name] = (0, self._many(name))
        return name

    def _add(self, name: str, asked: str, one: Gathered) -> None:
        self._run(f"insert into {name} {asked}")
        summed, _ = self._rows[name]
        many = self._many(name)
        self._rows[name] = (summed, many)
        if one.summed and many > max(2 * summed, ENOUGH):
            self._sum(name, one)

    def _sum(self, name: str, one: Gathered) -> None:
        keys = ", ".join(f'"{key}"' for key in one.rows.columns if key != "n")
        self._run(
            f"create temp table summing as select {keys}, sum(n)::bigint as n "  # noqa: S608
            f"from {name} group by {keys}"
        )
        self._run(f"drop table {name}")
        self._run(f"alter table summing rename to {name}")
        many = self._many(name)
        self._rows[name] = (many, many)

    def _summed(self, name: str, one: Gathered) -> ir.Table:
        summed, many = self._rows[name]
        if one.summed and many > summed and len(self.parts) > 1:
            self._sum(name, one)
        return self.backend.table(name)

    def _many(self, name: str) -> int:
        found = self._run(f"select count(*) from {name}").fetchone()  # noqa: S608
        return int(found[0])

    def _run(self, text: str) -> Any:
        return self.backend.raw_sql(text)
