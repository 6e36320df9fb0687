"""Records that agree exactly in enough: one child, without weighing anything."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


Ints = npt.NDArray[np.int64]


def keys(
    con: duckdb.DuckDBPyConnection, rules: tuple[tuple[str, ...], ...]
) -> list[Ints]:
    """For each rule a number per record: the same for records that agree, else -1.

    A record that lacks one of the columns, or agrees with nobody, has -1.
    """
    return [_key(con, rule) for rule in rules]


def _key(con: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> Ints:
    names = ", ".join(columns)
    known = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    # Columns were checked with the model.
    rows = con.execute(
        f"""SELECT unnest(ids) AS record, key FROM (
            SELECT list(unique_id) AS ids, row_number() OVER () AS key FROM records
            WHERE {known} GROUP BY {names} HAVING count(*) > 1)"""  # noqa: S608
    ).fetchnumpy()
    [count] = con.execute("SELECT count(*) FROM records").fetchone() or (0,)
    key = np.full(count, -1, dtype=np.int64)
    key[rows["record"]] = rows["key"]
    return key


def parts(found: list[Ints]) -> Ints:
    """Number of the part each record is in: parts are joined by any key they share."""
    count, start = len(found[0]), len(found[0])
    left, right = [], []
    for key in found:
        rows = np.flatnonzero(key >= 0)
        left.append(rows)
        right.append(key[rows] + start)
        start += int(key.max(initial=0)) + 1
    ends = (np.concatenate(left), np.concatenate(right))
    graph = coo_array(
        (np.ones(len(ends[0]), dtype=np.int8), ends), shape=(start, start)
    )
    return np.asarray(
        connected_components(graph, directed=False)[1][:count], dtype=np.int64
    )
