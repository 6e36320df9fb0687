"""The cube: every indicator by every breakdown, worked out in shared scans.

The same expressions run on any backend of Ibis that holds the tables. What several
figures share is put into temporary tables once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from goldenthread.engine.duck import Bounds, settings
from goldenthread.engine.errors import IndicatorError, UnknownArea
from goldenthread.engine.indicators import figures, flows, stocks
from goldenthread.engine.indicators.facts import (
    World,
    deadlines,
    kinds_of,
    workdays_asked,
)
from goldenthread.engine.indicators.figures import (
    FIGURES,
    FLOW,
    MEASURED,
    STOCK,
    Told,
)
from goldenthread.engine.indicators.kept import Gathered, Kept, Name
from goldenthread.engine.indicators.layers import Facts, counted, layers
from goldenthread.engine.indicators.loading import DIMENSIONS
from goldenthread.engine.indicators.model import ALL, Basis, Catalogue
from goldenthread.engine.indicators.parts import InParts, stretches
from goldenthread.engine.indicators.streams import streams
from goldenthread.engine.indicators.telling import Counts


Gathering = dict[Name, Gathered]


@dataclass(frozen=True)
class Span:
    """The days the events lie on, and the last month whose end has been reached."""

    first: date
    last: date

    @property
    def months(self) -> range:
        return range(_month(self.first), self.horizon + 1)

    @property
    def horizon(self) -> int:
        return _month(self.last + timedelta(days=1)) - 1


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


class Scans:
    """One run of shared scans on one backend; its kept tables go with it."""

    def __init__(
        self, kept: Kept, world: World, catalogue: Catalogue, span: Span
    ) -> None:
        self.kept = kept
        self.backend = kept.backend
        self.keep = kept.keep
        self.drop = kept.drop
        self.world = world
        self.catalogue = catalogue
        self.span = span
        # Pairs of breakdowns that only those definitions have that name them.
        self.pairs: frozenset[str] = frozenset()

    def figures(self, dims: tuple[str, ...]) -> ir.Table:
        """All figures by the whole and by each of these breakdowns."""
        empty = FIGURES.empty_table()
        return self.keep(pa.concat_tables([empty, *self.told(dims)]))

    def told(self, dims: tuple[str, ...]) -> Iterator[pa.Table]:
        """The same a definition at a time, in the order of the cube: shape FIGURES."""
        every = (ALL, *dims)
        found = self.kept.gathered(lambda: self._counted(every))
        counts = {name: Counts.of(self.kept.taken(one)) for name, one in found.items()}
        return Told(self.catalogue, counts, self.pairs, self.span.months).tables()

    def whole(self, areas: pa.Table | None) -> Iterator[pa.Table]:
        """All that the cube of a release holds: each breakdown, and pairs that
        definitions name."""
        named = (pair for one in self.catalogue.indicators for pair in one.pairs)
        self.pairs = frozenset(named)
        return self.told((*breakdowns(areas), *sorted(self.pairs)))

    def _counted(self, dims: tuple[str, ...]) -> Gathering:
        """What the events of a part count for, before it is said what that means."""
        facts = Facts(self.world, self.catalogue, dims, self.kept)
        return self._counted_flows(facts, dims) | self._counted_stocks(facts, dims)

    def _counted_flows(self, facts: Facts, dims: tuple[str, ...]) -> Gathering:
        found = streams(self.catalogue, Basis.FLOW)
        if not found:
            return {}
        rows = self.kept.stacked([counted(o, dims) for o in layers(facts, found)])
        counts = {
            (FLOW, by): Gathered(flows.grouped(rows, by, found, self.pairs))
            for by in dims
        }
        timed = tuple(one for one in found if one.measured)
        if timed:
            lasted = flows.measured(rows, timed)
            counts |= {
                (MEASURED, by): Gathered(flows.grouped(lasted, by, timed, days=True))
                for by in dims
                if by not in self.pairs
            }
        return counts

    def _counted_stocks(self, facts: Facts, dims: tuple[str, ...]) -> Gathering:
        found = streams(self.catalogue, Basis.STOCK)
        if not found or not self.span.months:
            return {}
        horizon = self.span.horizon
        rows = self.kept.stacked(
            [stocks.episodes(one, dims, horizon) for one in layers(facts, found)]
        )
        lately = {
            one: self.keep(stocks.lately(self.world.events, one))
            for one in stocks.recents(found)
        }
        spells = self.keep(stocks.spells(rows, found, lately))
        ages = [by for by in dims if "age" in by.split(",")]
        aged = self.keep(stocks.by_age(spells)) if ages else spells
        return {
            (STOCK, by): Gathered(
                stocks.changes(aged if by in ages else spells, by, found, self.pairs)
            )
            for by in dims
        }


@contextmanager
def scans(
    events: Path,
    children: Path,
    catalogue: Catalogue,
    *,
    areas: pa.Table | None = None,
    holidays: Iterable[date] | None = None,
    until: date | None = None,
    bounds: Bounds | None = None,
    spill: Path | None = None,
) -> Iterator[Scans]:
    """Shared scans by DuckDB over Parquet files in the shapes EVENTS and CHILDREN.

    `areas` has a column `area` and one for each larger area; `holidays` are the bank
    holidays (of England, where none are given); `until` is the last day told of.
    """
    known_bounds = bounds or Bounds()
    known = settings(known_bounds, spill)
    zone = known.pop("TimeZone")
    backend = ibis.duckdb.connect(**known)
    try:
        backend.raw_sql(f"load icu; set TimeZone = '{zone}'")
        backend.raw_sql("set preserve_insertion_order = false")
        tables = backend.read_parquet(events), backend.read_parquet(children)
        size = known_bounds.events / _share(tables[0], catalogue)
        kept = InParts(backend, stretches(events, round(size)))
        yield run_of(
            kept, *tables, catalogue, areas=areas, holidays=holidays, until=until
        )
    finally:
        backend.disconnect()


def _share(events: ir.Table, catalogue: Catalogue) -> float:
    """The share of events that are of a kind somebody asks about; never nought."""
    lately = {one.recent.by for one in catalogue.indicators if one.recent}
    asked = events.kind.isin(sorted(kinds_of(catalogue) | lately))
    row = events.aggregate(asked=asked.sum(), all=events.count()).to_pyarrow()
    some, every = (row[name][0].as_py() or 0 for name in ("asked", "all"))
    return max(some, 1) / max(every, 1)


def run_of(
    kept: Kept,
    events: ir.Table,
    children: ir.Table,
    catalogue: Catalogue,
    *,
    areas: pa.Table | None = None,
    holidays: Iterable[date] | None = None,
    until: date | None = None,
) -> Scans:
    """Shared scans over tables that a backend holds already; the rest as `scans`."""
    span = _span(events, until)
    closed = bank_holidays(span) if holidays is None else holidays
    days = deadlines(span.first, span.last, closed, workdays_asked(catalogue))
    e, c = kept.part("events", events), kept.part("children", children)
    world = World(e, c, kept.keep(days))
    if areas is not None:
        world = _with_areas(kept, world, events, areas)
    return Scans(kept, world, catalogue, span)


def _span(events: ir.Table, until: date | None) -> Span:
    found = events.aggregate(first=events["on"].min(), last=events["on"].max())
    row = found.to_pyarrow().to_pylist()[0]
    if row["first"] is None:
        raise IndicatorError("There are no events to work figures out from.")
    return Span(row["first"], until or row["last"])


def bank_holidays(span: Span) -> frozenset[date]:
    """Bank holidays of England for the years of a span and the one after it."""
    import holidays

    years = range(span.first.year, span.last.year + 2)
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=years))


def _with_areas(kept: Kept, world: World, events: ir.Table, areas: pa.Table) -> World:
    """Larger areas; what lies in one nobody knows counts as in none (NOT_KNOWN).

    UnknownArea where that is most of the events: the areas are those of another place.
    """
    larger = breakdowns(areas)[len(DIMENSIONS) :]
    known = kept.keep(areas)
    named = events.filter(events.area.notnull())
    strange = named.anti_join(known, "area")
    asked = strange.aggregate(n=strange.count(), first=strange.area.min())
    found = asked.to_pyarrow().to_pylist()[0]
    if found["n"] and found["n"] * 2 > named.count().to_pyarrow().as_py():
        raise UnknownArea(
            f"{found['first']} and the areas of most events are not among the areas "
            "given: they are those of another place."
        )
    return World(world.events, world.children, world.deadlines, known, larger)


def breakdowns(areas: pa.Table | None) -> tuple[str, ...]:
    """All that a cube is broken down by: the larger areas too, where there are some."""
    larger = areas.column_names if areas is not None else ()
    return (*DIMENSIONS, *(one for one in larger if one != "area"))


def make(folder: Path, catalogue: Catalogue, **further: Any) -> Path:
    """Write the cube of a release that is being built beside its events."""
    events, children = folder / "events.parquet", folder / "children.parquet"
    return write(events, children, folder / "cube.parquet", catalogue, **further)


def write(
    events: Path, children: Path, path: Path, catalogue: Catalogue, **further: Any
) -> Path:
    """Write all figures of a release's tables to a file; `further` as `scans` takes it.

    Ordered by indicator, breakdown and period, so that one figure is read without the
    others.
    """
    # What does not fit into memory lies beside the file while it is made.
    with (
        TemporaryDirectory(dir=path.absolute().parent) as spill,
        scans(events, children, catalogue, **({"spill": Path(spill)} | further)) as run,
    ):
        beside = Path(spill) / "figures.parquet"
        figures.write(run.whole(further.get("areas")), beside)
        beside.replace(path)
    return path
