"""Two releases side by side: which figures moved, and what went in that is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.dataset import shelf
from goldenthread.dataset.models import Release, Submission


if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Moved:
    """One figure of the whole county that is not what it was."""

    indicator: str
    title: str
    unit: str
    every: str
    period: date
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Comparison:
    """`moved` by size of the change; `same` is how many figures are as they were."""

    moved: tuple[Moved, ...]
    same: int
    came: tuple[Submission, ...]
    went: tuple[Submission, ...]


def compare(before: Release, after: Release) -> Comparison:
    """What moved between two releases, and which submissions differ.

    Rates are left out: they move with their counts and with the population.
    """
    import polars as pl

    place = shelf.of(after.partnership_id)
    old = _figures(place, before.name, "before")
    new = _figures(place, after.name, "after")
    both = old.join(new, on=["indicator", "every", "period"], how="full", coalesce=True)
    differs = ~pl.col("before").eq_missing(pl.col("after"))
    moved = both.filter(differs).sort(
        (pl.col("after").fill_null(0) - pl.col("before").fill_null(0)).abs(),
        "indicator",
        "period",
        descending=[True, False, False],
    )
    went_in = [
        {one.pk: one for one in release.submissions.select_related("supply__agency")}
        for release in (before, after)
    ]
    came = tuple(one for pk, one in went_in[1].items() if pk not in went_in[0])
    went = tuple(one for pk, one in went_in[0].items() if pk not in went_in[1])
    return Comparison(_told(moved), both.height - moved.height, came, went)


def _figures(place: shelf.Shelf, name: str, column: str) -> pl.DataFrame:
    """Of the whole county: each year that has ended, and each month since then."""
    import polars as pl

    from goldenthread.engine.indicators.answers import scan
    from goldenthread.engine.indicators.model import ALL, Every, Unit

    catalogue = shelf.catalogue()
    rates = [one.key for one in catalogue.indicators if one.unit == Unit.RATE]
    found = (
        scan(place.release(name).path("cube"))
        .filter(by=ALL)
        .filter(pl.col("every").is_in([str(Every.YEAR), str(Every.MONTH)]))
        .filter(~pl.col("indicator").is_in(rates))
        .select("indicator", "every", "period", pl.col("figure").alias(column))
        .collect()
    )
    years = pl.col("every") == str(Every.YEAR)
    last = found.filter(years)["period"].max()
    since = (
        pl.lit(True) if last is None else pl.col("period").dt.offset_by("-1y") >= last
    )
    return found.filter(years | since)


def _told(rows: pl.DataFrame) -> tuple[Moved, ...]:
    known = {one.key: one for one in shelf.catalogue().indicators}
    return tuple(
        Moved(
            indicator=row["indicator"],
            title=known[row["indicator"]].label,
            unit=str(known[row["indicator"]].unit),
            every=row["every"],
            period=row["period"],
            before=row["before"],
            after=row["after"],
        )
        for row in rows.iter_rows(named=True)
        if row["indicator"] in known
    )
