"""Indicators on Spark: the expressions of `indicators.cube`, kept tables as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine.indicators.cube import Scans, run_of
from goldenthread.engine.indicators.figures import write as written
from goldenthread.engine.indicators.kept import Kept


if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend
    from pyspark.sql import SparkSession

    from goldenthread.engine.indicators.model import Catalogue


# What Spark makes of 64 bits without a sign.
WIDE = "decimal(20,0)"
HALF = 2**63


class Filed(Kept):
    """Tables of a run, kept as Parquet files in a folder that every worker sees.

    Read back from a file a table has no history: a plan stays as small as one step.
    """

    def __init__(
        self, backend: SQLBackend, session: SparkSession, folder: Path
    ) -> None:
        super().__init__(backend)
        self.session = session
        self.folder = folder

    def keep(self, rows: ir.Table | pa.Table) -> ir.Table:
        name = self._name()
        path = self.folder / name
        if isinstance(rows, pa.Table):
            pq.write_table(rows, path)
        else:
            frame = self.session.sql(str(self.backend.compile(rows)))
            frame.write.parquet(str(path))
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)
        return self.backend.table(name)

    def read(self, path: Path) -> ir.Table:
        """A table of a release, with numbers that Spark is quick with.

        It has none without a sign, and makes slow decimals of them. Children are only
        told apart here, and events put in order: less a half of all numbers, both go.
        """
        found = self.session.read.parquet(str(path.absolute()))
        columns = [
            f"cast(`{one}` - {HALF} as bigint) as `{one}`"
            if kind == WIDE
            else f"`{one}`"
            for one, kind in found.dtypes
        ]
        name = self._name()
        found.selectExpr(*columns).createOrReplaceTempView(name)
        return self.backend.table(name)

    def stacked(self, tables: Sequence[ir.Table]) -> ir.Table:
        """One after the other: Spark plans all of a query anew after each of its steps,
        and of many tables at once it would plan longer than it works."""
        name = self._name()
        for one in tables:
            frame = self.session.sql(str(self.backend.compile(one)))
            frame.write.mode("append").parquet(str(self.folder / name))
        self.session.read.parquet(str(self.folder / name)).createOrReplaceTempView(name)
        return self.backend.table(name)

    def taken(self, rows: ir.Table) -> pa.Table:
        """Read from its file, without Spark; the file goes with its folder."""
        return pq.read_table(self.folder / rows.get_name())

    def drop(self) -> None:
        """The names; the files go with their folder."""
        while self._made:
            self.session.catalog.dropTempView(self._made.pop())


@contextmanager
def scans(
    session: SparkSession,
    events: Path,
    children: Path,
    catalogue: Catalogue,
    folder: Path,
    **further: Any,
) -> Iterator[Scans]:
    """As `indicators.cube.scans`, on Spark: the same tables, the same figures.

    Every worker has to see the files, and `folder`, under the same path. `further` is
    `areas`, `holidays` and `until`.
    """
    backend = ibis.pyspark.connect(session)
    kept = Filed(backend, session, folder)
    run = run_of(kept, kept.read(events), kept.read(children), catalogue, **further)
    try:
        yield run
    finally:
        run.drop()


def make(
    session: SparkSession,
    events: Path,
    children: Path,
    path: Path,
    catalogue: Catalogue,
    **further: Any,
) -> Path:
    """Write all figures to a file, as `indicators.cube.write` does with DuckDB."""
    with (
        TemporaryDirectory(dir=path.absolute().parent) as own,
        scans(session, events, children, catalogue, Path(own), **further) as run,
    ):
        beside = Path(own) / "figures.parquet"
        written(run.whole(further.get("areas")), beside)
        beside.replace(path)
    return path
