"""Events and children as files of a release: checked, put in order, numbered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine.duck import quoted
from goldenthread.engine.errors import EmptyRelease, StoreError
from goldenthread.engine.shapes import CHILDREN, EVENTS


if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Rows: TypeAlias = pa.Table | Path
# The order of a release: every further column settles ties, so that the same rows give
# the same file whatever order they came in.
ORDER = [
    "child",
    "on",
    "kind",
    *(name for name in EVENTS.names if name not in {"event", "child", "on", "kind"}),
]
# What may lie before birth: a child expected is known to these.
BEFORE_BIRTH = ("PLACEMENT", "CARE", "CARE_LEAVER", "ABSENCE", "EXCLUSION", "MISSING")
FAULTS = {
    "before birth": f'kind in {BEFORE_BIRTH} and e."on" < born',
    "older than 25": 'e."on" >= born + interval 26 year',
    "child without a row": "c.child is null",
}


def take(db: Connection, name: str, rows: Rows, shape: pa.Schema) -> None:
    """Show a table, or a Parquet file, to the database as a view of a given shape."""
    known = rows.column_names if isinstance(rows, pa.Table) else _columns(rows)
    lacking = [one for one in shape.names if one not in known]
    needed = [one for one in lacking if not shape.field(one).nullable]
    if needed:
        raise StoreError(f"The {name} lack the column {needed[0]}.")
    if isinstance(rows, pa.Table):
        db.register(f"{name}_given", rows)
        source = f"{name}_given"
    else:
        source = f"read_parquet({quoted(rows)})"
    columns = [_column(one, one.name in known) for one in shape]
    db.execute(f"create view {name}_in as select {', '.join(columns)} from {source}")  # noqa: S608


def _columns(path: Path) -> list[str]:
    try:
        return list(pq.read_schema(path).names)
    except pa.ArrowInvalid:
        raise StoreError(f"{path} is not a Parquet file.") from None


def _column(one: pa.Field, is_there: bool) -> str:
    kind = one.type.value_type if pa.types.is_dictionary(one.type) else one.type
    names = {
        pa.uint64(): "ubigint",
        pa.date32(): "date",
        pa.int32(): "integer",
        pa.bool_(): "boolean",
        pa.timestamp("s", tz="UTC"): "timestamptz",
    }
    value = f'"{one.name}"' if is_there else "null"
    return f'{value}::{names.get(kind, "varchar")} as "{one.name}"'


def check(db: Connection) -> dict[str, int]:
    """Refuse what no release may hold; count what is strange and stays."""
    (events,) = db.execute("select count(*) from events_in").fetchone() or (0,)
    if not events:
        raise EmptyRelease("A release without a single event is not built.")
    for name, shape in (("events", EVENTS), ("children", CHILDREN)):
        for one in shape:
            if not one.nullable:
                _refuse(db, name, f'"{one.name}" is null', f"without {one.name}")
    _refuse(db, "events", 'until < "on"', "that end before they begin")
    _refuse(
        db,
        "children",
        "child in (select child from children_in group by 1 having count(*) > 1)",
        "that stand in more than one row",
    )
    return _faults(db)


def _refuse(db: Connection, name: str, wrong: str, words: str) -> None:
    key = "event" if name == "events" else "child"
    asked = f"select count(*), min({key}) from {name}_in where {wrong}"  # noqa: S608
    count, first = db.execute(asked).fetchone() or (0, None)
    if count:
        raise StoreError(f"There are {count:,} {name} {words}; the first is {first}.")


def _faults(db: Connection) -> dict[str, int]:
    counted = ", ".join(f"count(*) filter ({one})" for one in FAULTS.values())
    asked = f"select {counted} from events_in e left join children_in c using (child)"  # noqa: S608
    found = db.execute(asked).fetchone() or ()
    return {name: int(one) for name, one in zip(FAULTS, found, strict=True) if one}


def write(db: Connection, folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Write events in their order and children in theirs; rows by table and by kind."""
    order = ", ".join(f'"{one}" nulls first' for one in ORDER)
    rest = ", ".join(f'"{one}"' for one in EVENTS.names[1:])
    events, children = folder / "events.parquet", folder / "children.parquet"
    _copy(
        db,
        f"select (row_number() over ())::ubigint as event, {rest}"  # noqa: S608
        f" from (select * from events_in order by {order})",
        events,
    )
    _copy(db, "select * from children_in order by child", children)
    kinds = db.execute(
        f"select kind, count(*) from read_parquet({quoted(events)})"  # noqa: S608
        " group by 1 order by 1"
    ).fetchall()
    (many,) = db.execute("select count(*) from children_in").fetchone() or (0,)
    counts = {"events": sum(one for _, one in kinds), "children": int(many)}
    return counts, {str(kind): int(one) for kind, one in kinds}


def _copy(db: Connection, rows: str, to: Path) -> None:
    db.execute(f"copy ({rows}) to {quoted(to)} (format parquet, compression zstd)")
