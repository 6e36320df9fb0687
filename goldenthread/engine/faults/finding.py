"""Faults of a release while it is built: what was set aside, and what stays and is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine.duck import Bounds, connect, quoted
from goldenthread.engine.journeys import Rules
from goldenthread.engine.shapes import FAULTS, NOT_OF_CHILDREN
from goldenthread.engine.shapes import shaped as in_shape


if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

FILE = "faults.parquet"
EVENT = 'agency, contract, child, kind, "on"'
BOUNDS = Bounds()
# Later than any day that a file may hold.
NEVER = "date '9999-12-31'"


def maker(
    areas: pa.Table | None = None,
    noticed: Sequence[pa.Table] = (),
    bounds: Bounds = BOUNDS,
) -> Callable[[Path], None]:
    """What writes `faults.parquet` beside a release's events while it is built.

    `areas` has a column `area` of every code there is; `noticed` are faults found
    before there was a release, in the shape FAULTS.
    """

    def make(folder: Path) -> None:
        found = together([*noticed, find(folder, areas, bounds)])
        if found.num_rows:
            pq.write_table(found, folder / FILE, compression="zstd")

    return make


def find(
    folder: Path, areas: pa.Table | None = None, bounds: Bounds = BOUNDS
) -> pa.Table:
    """Faults of the events that lie in a release's folder. Shape FAULTS."""
    with connect(bounds) as db:
        for name in ("events", "children", "aside"):
            path = folder / f"{name}.parquet"
            if path.is_file():
                rows = f"read_parquet({quoted(path)})"
                db.execute(f"create view {name} as select * from {rows}")  # noqa: S608
        parts = [_twice(db), _unknown_children(db)]
        if (folder / "aside.parquet").is_file():
            parts.append(_aside(db))
        if areas is not None:
            db.register("areas", areas.select(["area"]))
            parts.append(_areas(db))
    return together(parts)


def together(parts: Iterable[pa.Table]) -> pa.Table:
    """Faults of several tables in the order of agencies and of what they sent."""
    import polars as pl

    every = pl.concat(
        pl.DataFrame(one).with_columns(pl.col(pl.Categorical).cast(pl.String))
        for one in [FAULTS.empty_table(), *parts]
    )
    order = ("agency", "contract", "fault", "file", "sheet", "row", "child", "on")
    return in_shape(every.sort(order, maintain_order=True), FAULTS)


def shaped(found: pa.Table, aside: bool) -> pa.Table:
    """A table of some columns of FAULTS as one of all; each row counts once if unsaid."""
    rows = found.num_rows
    columns = []
    for field in FAULTS:
        if field.name in found.column_names:
            columns.append(_as(found[field.name], field.type))
        elif field.name == "aside":
            columns.append(pa.array([aside] * rows, pa.bool_()))
        elif field.name == "count":
            columns.append(pa.array([1] * rows, pa.uint32()))
        else:
            columns.append(pa.nulls(rows, field.type))
    return pa.table(columns, schema=FAULTS)


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_dictionary(kind):
        return column.cast(pa.string()).dictionary_encode().cast(kind)
    return column.cast(kind)


def _of(db: Connection, asked: str, aside: bool = False) -> pa.Table:
    return shaped(db.execute(asked).to_arrow_table(), aside)


def _aside(db: Connection) -> pa.Table:
    return _of(db, f"select fault, {EVENT} from aside", aside=True)  # noqa: S608


def _twice(db: Connection) -> pa.Table:
    """States there is one of at a time; told is the one that began while one was open."""
    single = ", ".join(f"'{one}'" for one in Rules.load().single)
    return _of(
        db,
        f"""select 'TWO_AT_ONCE_' || kind as fault, {EVENT} from (
            select *, max(coalesce(until, {NEVER})) over (
                partition by child, kind order by "on", event
                rows between unbounded preceding and 1 preceding) as before
            from events where kind in ({single})
        ) where "on" <= before""",  # noqa: S608
    )


def _unknown_children(db: Connection) -> pa.Table:
    return _of(
        db,
        f"""select 'CHILD_UNKNOWN' as fault, agency, contract, count(*) as count
        from events anti join children using (child)
        where kind not in {tuple(str(one) for one in NOT_OF_CHILDREN)}
        group by all""",  # noqa: S608
    )


def _areas(db: Connection) -> pa.Table:
    return _of(
        db,
        """select 'UNKNOWN_AREA' as fault, agency, contract, e.area as value,
        count(*) as count from events e anti join areas using (area)
        where e.area is not null group by all""",
    )
