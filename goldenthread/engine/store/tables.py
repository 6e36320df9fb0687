"""Events and children as files of a release: checked, put in order, numbered.

An event that cannot be true is set aside: a whole county's release is not refused for
one wrong row, and no figure counts what did not happen so. It stands in a file of its
own beside the events, with the reason, until its agency corrects it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine.duck import quoted
from goldenthread.engine.errors import EmptyRelease, StoreError
from goldenthread.engine.shapes import CHILDREN, EVENTS, NOT_OF_CHILDREN


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
# What cannot be before birth; to all else a child expected is known, but not for longer
# than it is expected. Births are known by month.
BORN_ONLY = ("PLACEMENT", "CARE", "CARE_LEAVER", "ABSENCE", "EXCLUSION", "MISSING")
ASIDE = {
    "ENDS_BEFORE_START": 'e.until < e."on"',
    "BEFORE_BIRTH": f"""e."on" < c.born and (e.kind in {BORN_ONLY}
        or e."on" < c.born - interval 10 month)""",
    "TOO_OLD": 'e."on" >= c.born + interval 26 year',
}
# What is strange and stays.
CHILD_UNKNOWN = "CHILD_UNKNOWN"
OTHERS = tuple(str(one) for one in NOT_OF_CHILDREN)


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
    """Refuse what no release may hold; count what is set aside and what stays."""
    (events,) = db.execute("select count(*) from events_in").fetchone() or (0,)
    if not events:
        raise EmptyRelease("A release without a single event is not built.")
    for name, shape in (("events", EVENTS), ("children", CHILDREN)):
        for one in shape:
            if not one.nullable:
                _refuse(db, name, f'"{one.name}" is null', f"without {one.name}")
    _refuse(
        db,
        "children",
        "child in (select child from children_in group by 1 having count(*) > 1)",
        "that stand in more than one row",
    )
    found = _faults(db)
    names = [name for name in ASIDE if name in found]
    if sum(found[name] for name in names) == events:
        raise EmptyRelease(
            f"A release is not built of events none of which can be true: "
            f"{', '.join(names)}."
        )
    _show(db, "fault is null" if names else None)
    return found


def _refuse(db: Connection, name: str, wrong: str, words: str) -> None:
    key = "event" if name == "events" else "child"
    asked = f"select count(*), min({key}) from {name}_in where {wrong}"  # noqa: S608
    count, first = db.execute(asked).fetchone() or (0, None)
    if count:
        raise StoreError(f"There are {count:,} {name} {words}; the first is {first}.")


def _faults(db: Connection) -> dict[str, int]:
    """How many events of each fault; of several that set one aside, the first."""
    why = " ".join(f"when {true} then '{name}'" for name, true in ASIDE.items())
    db.execute(
        f"create view events_seen as select e.*, case {why} end as fault,"  # noqa: S608
        f" c.known is null and e.kind not in {OTHERS} as unknown from events_in e left join"
        " (select child as known, born from children_in) c on e.child = c.known"
    )
    counted = [f"count(*) filter (fault = '{name}')" for name in ASIDE]
    asked = f"select {', '.join(counted)}, count(*) filter (unknown) from events_seen"  # noqa: S608
    found = db.execute(asked).fetchone() or ()
    names = (*ASIDE, CHILD_UNKNOWN)
    return {name: int(one) for name, one in zip(names, found, strict=True) if one}


def _show(db: Connection, kept: str | None) -> None:
    """Events to be counted as a view; without any to set aside, nothing is joined."""
    rows = f"events_seen where {kept}" if kept else "events_in"
    names = ", ".join(f'"{one}"' for one in EVENTS.names)
    db.execute(f"create view events_kept as select {names} from {rows}")  # noqa: S608


def write(
    db: Connection, folder: Path, faults: dict[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Write events in their order and children in theirs; rows by table and by kind.

    `faults` are those that `check` found; `aside.parquet` is there only where an event
    is set aside.
    """
    events, children = folder / "events.parquet", folder / "children.parquet"
    copy(db, _numbered("events_kept"), events)
    copy(db, "select * from children_in order by child", children)
    kinds = db.execute(
        f"select kind, count(*) from read_parquet({quoted(events)})"  # noqa: S608
        " group by 1 order by 1"
    ).fetchall()
    (many,) = db.execute("select count(*) from children_in").fetchone() or (0,)
    counts = {"events": sum(one for _, one in kinds), "children": int(many)}
    if aside := sum(faults.get(name, 0) for name in ASIDE):
        counts["aside"] = aside
        asides = "(select * from events_seen where fault is not null)"
        copy(db, _numbered(asides, ", fault"), folder / "aside.parquet")
    return counts, {str(kind): int(one) for kind, one in kinds}


def noticed(folder: Path) -> dict[str, int]:
    """Faults by name, where a maker wrote them all; shape FAULTS."""
    path = folder / "faults.parquet"
    if not path.is_file():
        return {}
    found = pq.read_table(path, columns=["fault", "count"]).group_by("fault")
    summed = found.aggregate([("count", "sum")]).to_pylist()
    return dict(sorted((str(one["fault"]), int(one["count_sum"])) for one in summed))


def _numbered(rows: str, further: str = "") -> str:
    order = ", ".join(f'"{one}" nulls first' for one in ORDER)
    rest = ", ".join(f'"{one}"' for one in EVENTS.names[1:])
    return (
        f"select (row_number() over ())::ubigint as event, {rest}{further}"  # noqa: S608
        f" from (select * from {rows} order by {order})"
    )


def copy(db: Connection, rows: str, to: Path) -> None:
    """Write the rows of a query, in their order."""
    db.execute(f"copy ({rows}) to {quoted(to)} (format parquet, compression zstd)")
