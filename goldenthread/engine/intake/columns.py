"""Parquet: measured by its own account, then by what it unfolds to."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goldenthread.engine import memory
from goldenthread.engine.errors import FileRefused
from goldenthread.engine.intake.limits import Limits
from goldenthread.engine.intake.sheets import Sheet


# A text longer than a spreadsheet's cell can hold is none of a contract's values.
LONGEST = 32_767


def read(name: str, data: bytes, limits: Limits) -> Sheet:
    """The cells of a parquet file as text, the names of its columns as first row."""
    try:
        table = _table(name, data, limits)
    except (pa.ArrowException, OSError, ValueError, MemoryError) as why:
        raise FileRefused(f"{name}: damaged, or not readable as parquet.") from why
    names = {str(place): [text] for place, text in enumerate(table.column_names)}
    cells = pl.DataFrame(
        [_texts(name, str(n), held) for n, held in enumerate(table.columns)]
    )
    return Sheet(name, "", pl.concat([pl.DataFrame(names, schema=cells.schema), cells]))


def _table(name: str, data: bytes, limits: Limits) -> pa.Table:
    whole = memory.held([data])
    file = pq.ParquetFile(pa.BufferReader(whole))
    held = file.metadata
    rows, width = held.num_rows, held.num_columns
    groups = range(held.num_row_groups)
    size = sum(held.row_group(group).total_byte_size for group in groups)
    if rows > limits.rows or width > limits.columns or rows * width > limits.cells:
        raise FileRefused(f"{name}: {rows:,} rows by {width:,} columns are too many.")
    if size > limits.unpacked:
        raise FileRefused(f"{name}: unpacks to more than memory holds.")
    texts = [one.name for one in file.schema_arrow if _is_text(one.type)]
    # Left as a dictionary, a long text repeated a million times stays one text.
    lean = pq.ParquetFile(pa.BufferReader(whole), read_dictionary=texts)
    if any(pa.types.is_nested(one.type) for one in lean.schema_arrow):
        raise FileRefused(f"{name}: a column holds lists or tables, not single values.")
    table = lean.read()
    # A damaged file may hold texts that are no text: Polars trusts what it is handed.
    table.validate(full=True)
    return table


def _is_text(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(plain) or pa.types.is_large_string(plain)


def _texts(name: str, place: str, held: pa.ChunkedArray) -> pl.Series:
    kind = held.type
    if pa.types.is_dictionary(kind):
        for chunk in held.chunks:
            longest = pc.max(pc.binary_length(pc.cast(chunk.dictionary, pa.string())))
            if (longest.as_py() or 0) > LONGEST:
                raise FileRefused(f"{name}: a text is longer than {LONGEST:,} bytes.")
        return pl.Series(place, held.cast(pa.string()), dtype=pl.String)
    if pa.types.is_boolean(kind):
        return pl.Series(place, pc.if_else(held, "TRUE", "FALSE"), dtype=pl.String)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise FileRefused(f"{name}: a column holds bytes, not text.")
    return _typed(pl.Series(place, held))


def _typed(values: pl.Series) -> pl.Series:
    if isinstance(values.dtype, pl.Datetime):
        zoned = values.dtype.time_zone is not None
        local = values.dt.convert_time_zone("UTC") if zoned else values
        return local.dt.strftime("%Y-%m-%dT%H:%M:%S" + ("Z" if zoned else ""))
    if values.dtype.is_float():
        whole = (values == values.floor()).fill_null(False) & (values.abs() < 2**53)
        texts = values.cast(pl.String)
        return texts.zip_with(
            ~whole, values.set(~whole, None).cast(pl.Int64).cast(pl.String)
        )
    return values.cast(pl.String)
