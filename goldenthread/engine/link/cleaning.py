"""Records made comparable: names without marks, numbers only if their check is right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from goldenthread.engine import identifiers
from goldenthread.engine.duck import Bounds, connect
from goldenthread.engine.errors import LinkError
from goldenthread.engine.shapes import IDENTITIES


MEMORY = "3GB"
TEMPORARY = "20GB"
# What rows of one token may differ in; in this order they are read.
SPELT = (
    "forename",
    "surname",
    "alias",
    "born",
    "postcode",
    "upn",
    "nhs_number",
    "local_id",
)
BATCH = 122_880  # a row group of DuckDB


@contextmanager
def database(
    threads: int = 2, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty DuckDB that stays within limits and fetches nothing from anywhere."""
    bounds = Bounds(memory=memory, spill=TEMPORARY, threads=threads)
    with (
        TemporaryDirectory() as place,
        connect(bounds, Path(place) / "spill") as con,
    ):
        con.execute("SET enable_progress_bar = false")
        yield con


def checked(identities: pa.Table) -> pa.Table:
    """The table in the shape IDENTITIES; LinkError says what is wrong with it."""
    missing = [name for name in IDENTITIES.names if name not in identities.column_names]
    if missing:
        raise LinkError(f"The records lack the column {missing[0]}.")
    if not identities.num_rows:
        raise LinkError("There is no record to link.")
    try:
        table = identities.select(IDENTITIES.names).cast(IDENTITIES)
    except (
        pa.ArrowInvalid,
        pa.ArrowTypeError,
        pa.ArrowNotImplementedError,
        ValueError,
    ) as why:
        raise LinkError(
            f"The records are not in the shape of identities: {why}."
        ) from why
    token = table.column("token")
    if token.null_count:
        raise LinkError("A record has no token.")
    return table


NAME = "nullif(regexp_replace(lower(strip_accents({0})), '[^a-z]', '', 'g'), '')"
# One row a record in order of token: `unique_id` counts them from 0; `part` is set later.
CLEAN = f"""
CREATE TABLE records AS
SELECT unique_id, token, agency::VARCHAR AS agency,
    contract::VARCHAR AS contract, local_id, forename, surname, alias, born,
    year(born) AS born_year, day(born) AS born_day, substr(forename, 1, 1) AS forename_first,
    sex, postcode, upn, nhs_number
FROM (
    SELECT unique_id, token, agency, contract, local_id, {NAME.format("forename")} AS forename,
        {NAME.format("surname")} AS surname, {NAME.format("alias")} AS alias, born,
        CASE WHEN sex::VARCHAR IN ('F', 'M', 'X') THEN sex::VARCHAR END AS sex,
        nullif(regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g'), '') AS postcode,
        upn, nhs_number
    FROM identities
)
"""  # noqa: S608


# What may be written for a number, and what of it can be right.
NUMBERS = {"upn": identifiers.upns, "nhs_number": identifiers.nhs_numbers}


def _with_right_numbers(identities: pa.Table) -> pa.Table:
    """Without the numbers whose check digit is wrong: they would link nobody rightly."""
    for name, read in NUMBERS.items():
        right, _ = read(pl.Series(name, identities[name]))
        place = identities.schema.get_field_index(name)
        identities = identities.set_column(place, name, right.to_arrow())
    return identities


def clean(con: duckdb.DuckDBPyConnection, identities: pa.Table) -> None:
    """Make the table `records` of identities in their shape."""
    # Sorted and counted here, and in batches, so that every core has its own to clean.
    identities = _with_right_numbers(identities)
    table = identities.sort_by("token")
    token = table.column("token").to_numpy()
    if (token[1:] == token[:-1]).any():
        table = identities.sort_by([(name, "ascending") for name in ("token", *SPELT)])
    table = table.append_column("unique_id", pa.array(np.arange(table.num_rows)))
    batches = table.to_batches(max_chunksize=BATCH)
    con.register("identities", pa.Table.from_batches(batches, table.schema))
    con.execute(CLEAN)
    con.unregister("identities")
