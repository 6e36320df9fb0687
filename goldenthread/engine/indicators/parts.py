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
from ibis.expr.operations.relations import DatabaseTable, Namespace
from sqlglot.expressions import CTE

from goldenthread.engine.indicators.kept import Counting, Gathered, Kept, Name
from goldenthread.engine.shapes import NOT_KNOWN


# Words that are said of what is not there, or only true or false.
ALWAYS = (NOT_KNOWN, "YES", "NO")
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
        # Tables that hold words of all parts, with their columns; types made of them.
        self._whole_tables: list[tuple[str, tuple[str, ...]]] = []
        self._types: set[str] = set()

    def keep(self, rows: ir.Table | pa.Table) -> ir.Table:
        if isinstance(rows, pa.Table):
            found = super().keep(rows)
            self._whole_tables.append((found.get_name(), tuple(rows.column_names)))
            return found
        if self._steps is None:
            return super().keep(rows)
        return self._step(self._text(rows), rows.schema())

    def coded(self, rows: ir.Table) -> ir.Table:
        """Words as numbers of a type that knows the words of all parts."""
        if self._steps is None:
            return self.keep(rows)
        words = [name for name, kind in rows.schema().items() if kind.is_string()]
        cast = ", ".join(f'"{one}"::{self._type(one)} as "{one}"' for one in words)
        again = f"replace ({cast})" if words else ""
        text = f"select * {again} from ({self._text(rows)})"  # noqa: S608
        return self._step(text, rows.schema())

    def _type(self, column: str) -> str:
        name = f"words_of_{column}"
        if name not in self._types:
            asked = [
                f'select "{column}"::varchar as word from {table}'  # noqa: S608
                for table, columns in self._whole_tables
                if column in columns
            ]
            said = " union ".join([*asked, *(f"select '{one}'" for one in ALWAYS)])
            self._run(
                f"create type {name} as enum "  # noqa: S608
                f"(select word from ({said}) t(word) where word is not null)"
            )
            self._types.add(name)
        return name

    def _step(self, text: str, schema: Any) -> ir.Table:
        name = self._name()
        self._run(f"create temp table {name} as {text}")
        if self._steps is not None:
            self._steps.append((name, text))
        return self._table(name, schema)

    def _table(self, name: str, schema: Any) -> ir.Table:
        """A table by its name. Asked of DuckDB, a type would list all its words."""
        return DatabaseTable(name, schema, self.backend, Namespace()).to_expr()

    def _text(self, rows: ir.Table) -> str:
        """As SQL. What two readings have in common is read twice, not written out."""
        query = self.backend.compiler.to_sqlglot(rows)
        for one in query.find_all(CTE):
            one.set("materialized", False)
        return query.sql("duckdb")

    def part(self, name: str, whole: ir.Table) -> ir.Table:
        asked = self.backend.compile(whole)
        self._wholes[f"part_{name}"] = asked
        self._whole_tables.append((f"({asked})", tuple(whole.columns)))
        self._show(self.parts[0])
        return self.backend.table(f"part_{name}")

    def _show(self, part: Stretch) -> None:
        cut = f"where child between {part.first} and {part.last}"
        for name, whole in self._wholes.items():
            self._run(
                f"create or replace temp view {name} as select * from ({whole}) "  # noqa: S608
                f"{cut if len(self.parts) > 1 else ''}"
            )

    def gathered(self, counting: Counting) -> dict[Name, ir.Table]:
        self._show(self.parts[0])
        self._steps = []
        found = dict(counting())
        steps, self._steps = self._steps, None
        asked = {each: self._words(one.rows) for each, one in found.items()}
        names = {each: self._begin(text) for each, text in asked.items()}
        for part in self.parts[1:]:
            self._repeat(part, steps)
            for each, one in found.items():
                self._add(names[each], asked[each], one)
        for name, _ in steps:
            self._run(f"drop table {name}")
            self._made.remove(name)
        return {
            each: self._table(name, found[each].rows.schema())
            for each, name in names.items()
        }

    def _words(self, rows: ir.Table) -> str:
        """As SQL, with words that are words again."""
        words = [name for name, kind in rows.schema().items() if kind.is_string()]
        cast = ", ".join(f'"{one}"::varchar as "{one}"' for one in words)
        again = f"replace ({cast})" if words else ""
        return f"select * {again} from ({self._text(rows)})"  # noqa: S608

    def _repeat(self, part: Stretch, steps: list[tuple[str, str]]) -> None:
        self._show(part)
        for name, _ in steps:
            self._run(f"drop table {name}")
        for name, text in steps:
            self._run(f"create temp table {name} as {text}")

    def _begin(self, asked: str) -> str:
        name = self._name()
        self._run(f"create temp table {name} as {asked}")
        many = self._many(name)
        self._rows[name] = (many, many)
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

    def _many(self, name: str) -> int:
        found = self._run(f"select count(*) from {name}").fetchone()  # noqa: S608
        return int(found[0])

    def _run(self, text: str) -> Any:
        return self.backend.raw_sql(text)
