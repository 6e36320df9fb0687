"""One indicator's figures, read from a release's cube; rates get their population."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine.errors import IndicatorError, NoDenominator
from goldenthread.engine.indicators.figures import FIGURES
from goldenthread.engine.indicators.flows import wanted
from goldenthread.engine.indicators.model import (
    ALL,
    PER,
    Basis,
    Catalogue,
    Every,
    Indicator,
    Unit,
)


# How many people: by year, for the whole (`all`) or a value of a breakdown.
POPULATION = pa.schema(
    [
        pa.field("population", pa.string(), nullable=False),
        pa.field("year", pa.int32(), nullable=False),
        pa.field("by", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("number", pa.int64(), nullable=False),
    ]
)


class Figure(NamedTuple):
    """One figure. A count has no denominator; `year` is that of a rate's population.

    A flow's period is all of it; a stock is that of the period's last day. `figure` is
    a count, a share from nought to one, a number per 10,000, or days.
    """

    period: date
    value: str
    numerator: int
    denominator: int | None
    figure: float
    year: int | None = None


def answer(
    cube: Path,
    one: Indicator,
    catalogue: Catalogue,
    *,
    by: str = ALL,
    every: Every = Every.MONTH,
    population: pa.Table | None = None,
) -> tuple[Figure, ...]:
    """The figures of an indicator by a breakdown, by period and value.

    A cell without anything in its base is not there: it is nought for a count, and no
    figure for a share. `population` is in the shape POPULATION; a rate without the
    population of each of its cells is refused (NoDenominator).
    """
    rows = _rows(read(cube, one, by=by, every=every))
    if one.unit != Unit.RATE:
        return tuple(Figure(*row) for row in rows)
    known = _known(one, kept_as(one, by), population)
    return tuple(_rate(one, row, known, catalogue) for row in rows)


def read(
    cube: Path, one: Indicator, *, by: str = ALL, every: Every = Every.MONTH
) -> pa.Table:
    """The same as a table in the shape FIGURES; a rate has its numerator only."""
    by = kept_as(one, by)
    asked = scan(cube).filter(indicator=one.key, by=by, every=str(every))
    try:
        found = asked.select(FIGURES.names).collect().to_arrow().cast(FIGURES)
    except (pl.exceptions.PolarsError, pa.ArrowInvalid):
        raise IndicatorError(
            f"The cube {cube} does not open: it is damaged, or no cube. Build the "
            "release anew, or go back to the one before."
        ) from None
    if pc.any(pc.not_equal(found["version"], one.version)).as_py():
        raise IndicatorError(
            f"The cube holds {one.key} by another version of its definition than "
            f"{one.version}: build the release anew."
        )
    return found


def scan(cube: Path) -> pl.LazyFrame:
    """The rows of a cube, to be chosen from: a column in the shape FIGURES each.

    A fifth of what Arrow's own filters take, whose planning alone is 15 ms. The name of
    a folder is a name, and no pattern or column.
    """
    return pl.scan_parquet(cube, glob=False, hive_partitioning=False)


def kept_as(one: Indicator, by: str) -> str:
    """A breakdown as the cube has it; IndicatorError where it has none such.

    Of two things at once (`age,area`) the cube keeps the pairs the definition names, in
    either order; with larger areas in place of small ones it keeps none.
    """
    turned = ",".join(reversed(by.split(",")))
    if "," in by and (by in one.pairs or turned in one.pairs):
        return by if by in one.pairs else turned
    if "," in by or not wanted(one.by, by):
        pairs = f" By two at once it is kept by {' and by '.join(one.pairs)}."
        further = pairs if "," in by and one.pairs else ""
        raise IndicatorError(f"{one.key} is not broken down by {by}.{further}")
    return by


def _rows(found: pa.Table) -> list[tuple[Any, ...]]:
    # By numpy: a list of days one by one takes ten times as long.
    period = found["period"].to_numpy().astype(object).tolist()
    names = ("value", "numerator", "denominator", "figure")
    return sorted(
        zip(period, *(found[name].to_pylist() for name in names), strict=True)
    )


def _known(
    one: Indicator, by: str, population: pa.Table | None
) -> dict[tuple[str, int], int]:
    if population is None:
        raise NoDenominator(f"{one.key} is a rate, and no population was given.")
    rows = population.select(POPULATION.names).cast(POPULATION).to_pylist()
    return {
        (row["value"], row["year"]): row["number"]
        for row in rows
        if row["by"] == by and row["population"] == one.population
    }


def _rate(
    one: Indicator,
    row: tuple[Any, ...],
    known: dict[tuple[str, int], int],
    catalogue: Catalogue,
) -> Figure:
    period, value, numerator, *_ = row
    year = period.year - (period.month < catalogue.year_starts_in)
    years = [each for cell, each in known if cell == value and each <= year]
    people = known[value, max(years)] if years else 0
    if people <= 0:
        raise NoDenominator(
            f"{one.key}: no population {one.population} of {value} is known for "
            f"{year} or before."
        )
    return Figure(
        period, value, numerator, people, numerator / people * PER, max(years)
    )


def relative(
    figures: tuple[Figure, ...], against: str
) -> tuple[tuple[Figure, float | None], ...]:
    """Each figure beside the relative rate index: how many times that of one group.

    Of rates by ethnic group, against WHITE, this is how unequally groups are reached.
    None where the group compared with has nothing in the period. IndicatorError where
    no figure is of that group.
    """
    base = {one.period: one.figure for one in figures if one.value == against}
    if not base:
        known = ", ".join(sorted({one.value for one in figures}))
        raise IndicatorError(
            f"{against} is none of the groups told: {known or 'none'}."
        )
    return tuple(
        (one, one.figure / of if (of := base.get(one.period)) else None)
        for one in figures
    )


def only(
    figures: tuple[Figure, ...], one: Indicator, period: date, value: str
) -> Figure:
    """The one figure of a period and value; NoDenominator for a share of nothing."""
    for found in figures:
        if (found.period, found.value) == (period, value):
            return found
    if one.unit in (Unit.COUNT, Unit.RATE, Unit.CHILDREN):
        return Figure(period, value, 0, None, 0.0)
    kind = "on the last day" if one.basis == Basis.STOCK else "in"
    raise NoDenominator(f"{one.key}: nothing to divide by {kind} {period} for {value}.")


def population_from(path: Path) -> pa.Table:
    """A population from a CSV with the columns of POPULATION."""
    from pyarrow import csv

    try:
        return csv.read_csv(path).select(POPULATION.names).cast(POPULATION)
    except (OSError, KeyError, ValueError) as why:
        raise NoDenominator(f"{path} holds no population to read: {why}.") from None
