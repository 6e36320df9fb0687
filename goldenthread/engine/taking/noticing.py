"""Faults known before there is a release: of rows, of births, of children's areas."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from goldenthread.engine.faults.finding import shaped, together
from goldenthread.engine.link.linking import Linked
from goldenthread.engine.taking.folder import Handed, Sent


def noticed(
    sent: list[Sent], handed: Handed, linked: Linked, areas: pa.Table | None = None
) -> pa.Table:
    """What is wrong in what agencies sent, in the shape FAULTS.

    Rows that were set aside; linked records that do not agree on the day of birth;
    children's areas that are not among `areas` (a column `area`), where those are given.
    """
    parts = [*(_rows(one) for one in sent), _births(linked, handed.identities)]
    if areas is not None:
        parts.append(_areas(sent, handed, areas))
    return together(parts)


def rows_aside(sent: list[Sent]) -> int:
    """How many rows of all files are set aside."""
    return sum(
        one.intake.aside.select("file", "sheet", "row").n_unique() for one in sent
    )


def removed(events: pa.Table) -> pa.Table:
    """Events of records that were taken out for good and came again, by agency."""
    found = (
        _frame(events, "agency", "contract")
        .group_by("agency", "contract")
        .agg(count=pl.len())
        .with_columns(fault=pl.lit("REMOVED"))
    )
    return shaped(found.to_arrow(), aside=True)


def _rows(one: Sent) -> pa.Table:
    found = one.intake.aside.select(
        pl.col("rule").alias("fault"),
        pl.lit(one.agency).alias("agency"),
        pl.lit(one.contract.name).alias("contract"),
        pl.lit(one.name).alias("file"),
        "sheet",
        "row",
        "column",
    )
    return shaped(found.to_arrow(), aside=True)


def _births(linked: Linked, identities: pa.Table) -> pa.Table:
    """Once for each agency that holds a record of such a child."""
    whose = _frame(identities, "token", "agency", "contract")
    differing = _frame(linked.differing, "child", "token")
    found = differing.join(whose, on="token").select("child", "agency", "contract")
    found = found.unique().with_columns(fault=pl.lit("BIRTH_DIFFERS"))
    return shaped(found.to_arrow(), aside=False)


def _areas(sent: list[Sent], handed: Handed, areas: pa.Table) -> pa.Table:
    """Of registers only: where a row makes an event, the event's area is told."""
    registers = {one.contract.name for one in sent if not one.contract.events}
    whose = _frame(handed.identities, "token", "agency", "contract")
    whose = whose.filter(pl.col("contract").is_in(registers)).unique("token")
    homes = _frame(handed.children, "child", "area").drop_nulls("area")
    found = (
        homes.join(_frame(areas, "area"), on="area", how="anti")
        .join(whose, left_on="child", right_on="token")
        .group_by("agency", "contract", pl.col("area").alias("value"))
        .agg(count=pl.len())
        .with_columns(fault=pl.lit("UNKNOWN_AREA"))
    )
    return shaped(found.to_arrow(), aside=False)


def _frame(table: pa.Table, *columns: str) -> pl.DataFrame:
    """Some columns of a table as polars holds it, words as plain text."""
    found = pl.from_arrow(table.select(columns))
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - for the types
    return found.with_columns(pl.col(pl.Categorical).cast(pl.String))
