"""Files that several workers wrote, put together in order as one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine import private


ROWS = 1 << 17


def gathered(
    pieces: Iterable[Path],
    path: Path,
    shape: pa.Schema,
    rows: int = ROWS,
    compression: str = "snappy",
) -> int:
    """Write pieces one after the other beside `path`, for `swap`; how many rows.

    Memory is that of `rows` rows.
    """
    beside = _beside(path)
    private.make(beside)
    count = 0
    try:
        with pq.ParquetWriter(beside, shape, compression=compression) as writer:
            for piece in pieces:
                with pq.ParquetFile(piece) as file:
                    for batch in file.iter_batches(rows):
                        writer.write_table(pa.Table.from_batches([batch]).cast(shape))
                        count += batch.num_rows
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return count


def swap(path: Path) -> None:
    os.replace(_beside(path), path)


def discard(path: Path) -> None:
    _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + private.BESIDE)
