"""Published values kept in one Parquet file; a newer edition takes the place of an older."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine import private
from goldenthread.engine.benchmarks.shapes import VALUES
from goldenthread.engine.errors import BenchmarkError


KEY = ("source", "indicator", "area", "period")


def kept(path: Path) -> pa.Table:
    """What a file keeps. Shape VALUES; BenchmarkError where it is none of ours."""
    try:
        found = pq.read_table(path)
        return found.select(VALUES.names).cast(VALUES)
    except FileNotFoundError:
        raise BenchmarkError(f"There are no published values in {path}.") from None
    except (OSError, KeyError, ValueError) as why:
        raise BenchmarkError(f"{path} holds no published values: {why}.") from None


def keep(path: Path, tables: Iterable[pa.Table]) -> pa.Table:
    """Put values into a file in one move; what it then keeps.

    A value of the same source, indicator, area and year as an earlier one replaces it;
    all others stay.
    """
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for table in ([kept(path)] if path.exists() else []) + list(tables):
        rows |= {tuple(row[name] for name in KEY): row for row in table.to_pylist()}
    made = pa.Table.from_pylist([rows[key] for key in sorted(rows)], schema=VALUES)
    buffer = io.BytesIO()
    pq.write_table(made, buffer, compression="zstd")
    private.make_folder(path.parent)
    private.write(path, buffer.getvalue())
    return made
