"""True counts of a release by small area: over periods, and by layer over years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goldenthread.dataset.mapping.offer import Mapped, Offer
from goldenthread.dataset.mapping.told import Told
from goldenthread.dataset.showing.periods import Period, Window, days_sent, whole


if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from goldenthread.dataset.showing import Covered
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.indicators.model import Catalogue
    from goldenthread.engine.store import Release

    Cells = dict[str, NDArray[np.int64]]

# Events whose area nobody knows or that lies in another place; on no map.
ELSEWHERE = "NOT_KNOWN"
EVERY = ("year", "quarter", "month")
YEAR = "year"


@dataclass
class Part:
    """A part of a layer: the members it is made of, in the words of a table."""

    title: str
    values: tuple[str, ...]

    @property
    def member(self) -> str:
        return "+".join(sorted(self.values))


@dataclass
class Counted:
    """One indicator's counts by area. Rows of cells are in the order of the periods;
    those of a layer go year by year, in each year part by part."""

    mapped: Mapped
    periods: dict[str, tuple[Period, ...]]
    cells: dict[str, Cells]
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)

    def over(self, stage: str) -> tuple[Period, ...]:
        """The periods of a stage: its own, and years for a layer."""
        return self.periods.get(stage, self.periods[YEAR])


def count(
    release: Release,
    catalogue: Catalogue,
    offer: Offer,
    window: Window,
    covered: Covered,
    areas: Iterable[str],
    editions: Sequence[Edition],
) -> list[Counted]:
    """The counts of every offered indicator that the release holds events of.

    Only over periods of which every day was sent by someone (`covered` says which), and
    by layers, of which the release's tables (`editions`) tell the whole county's number.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    keys = [one.indicator for one in offer.indicators]
    asked = [("indicator", "in", keys), ("by", "=", "area")]
    rows = pq.read_table(release.path("cube"), filters=asked)
    layered = _layered(release, catalogue, offer)
    known = frozenset(areas)
    found = []
    for mapped in offer.indicators:
        own = rows.filter(pc.equal(rows["indicator"], mapped.indicator))
        if own.num_rows:
            sent = days_sent(catalogue[mapped.indicator].contracts, covered)
            periods = {
                every: tuple(one for one in window.periods(every) if whole(one, sent))
                for every in EVERY
            }
            told = Told(catalogue[mapped.indicator], editions)
            for every in EVERY:
                if not told.all_of(periods[every]):
                    periods[every] = ()
            made = _counted(mapped, own, periods, known)
            crossed = layered.filter(pc.equal(layered["indicator"], mapped.indicator))
            _add_layers(made, crossed, offer, known, told)
            found.append(made)
    return found


def _layered(release: Release, catalogue: Catalogue, offer: Offer) -> pa.Table:
    """Counts by area and layer at once, which no cube holds."""
    import pyarrow as pa

    from goldenthread.engine.indicators.cube import scans

    wanted = {layer for one in offer.indicators for layer in one.layers}
    held = release.path("events"), release.path("children")
    some = catalogue.of(*(one.indicator for one in offer.indicators))
    with scans(*held, some) as run:
        found = run.figures(tuple(f"area,{layer}" for layer in sorted(wanted)))
        yearly = found.filter(found["every"] == YEAR)
        made = yearly.select("indicator", "by", "period", "value", "numerator")
        return pa.table(made.to_pyarrow())


def _counted(
    mapped: Mapped,
    rows: pa.Table,
    periods: dict[str, tuple[Period, ...]],
    known: frozenset[str],
) -> Counted:
    import pyarrow.compute as pc

    cells = {}
    for every in EVERY:
        own = rows.filter(pc.equal(rows["every"], every))
        names = ("period", "value", "numerator")
        lines = zip(*(own[name].to_pylist() for name in names), strict=True)
        place_of = {one.start: at for at, one in enumerate(periods[every])}
        cells[every] = _summed(
            ((place_of.get(start), area, n) for start, area, n in lines),
            len(periods[every]),
            known,
        )
    return Counted(mapped, periods, cells)


def _summed(
    lines: Iterable[tuple[int | None, str, int]], length: int, known: frozenset[str]
) -> Cells:
    """A row of cells for each area, nought where nothing is said."""
    import numpy as np

    made = {code: np.zeros(length, np.int64) for code in (*sorted(known), ELSEWHERE)}
    for at, area, number in lines:
        if at is not None:
            made[area if area in known else ELSEWHERE][at] += number
    return made


def _add_layers(
    made: Counted, rows: pa.Table, offer: Offer, known: frozenset[str], told: Told
) -> None:
    import pyarrow.compute as pc

    years = {one.start: at for at, one in enumerate(made.periods[YEAR])}
    for name in made.mapped.layers if years else ():
        own = rows.filter(pc.equal(rows["by"], f"area,{name}"))
        lines = [
            (years[start], *value.split("|", 1), number)
            for start, value, number in zip(
                own["period"].to_pylist(),
                own["value"].to_pylist(),
                own["numerator"].to_pylist(),
                strict=True,
            )
            if start in years
        ]
        parts = _parts(offer, name, lines, made.periods[YEAR], told)
        if len(parts) < 2:
            continue
        part_of = {value: at for at, one in enumerate(parts) for value in one.values}
        made.parts[name] = parts
        made.cells[name] = _summed(
            (
                (year * len(parts) + part_of[value], area, number)
                for year, area, value, number in lines
            ),
            len(years) * len(parts),
            known,
        )


def _parts(
    offer: Offer,
    name: str,
    lines: Sequence[tuple[int, str, str, int]],
    years: Sequence[Period],
    told: Told,
) -> tuple[Part, ...]:
    """The layer's parts that are told and large enough each year; the rest is the others.

    Where the others are too few by themselves, the smallest part joins them.
    """
    layer, least = offer.layers[name], offer.least_of_a_layer
    sums: dict[str, list[int]] = {}
    for year, _, value, number in lines:
        sums.setdefault(value, [0] * len(years))[year] += number

    def fewest(values: Sequence[str]) -> int:
        return min(
            sum(column) for column in zip(*(sums[v] for v in values), strict=True)
        )

    kept, others = [], dict.fromkeys(sums)
    for title, values in layer.parts:
        there = tuple(one for one in values if one in sums)
        if there and fewest(there) >= least and told.part(years, name, there):
            kept.append(Part(title, there))
            for one in there:
                del others[one]
    while others and kept and fewest(tuple(others)) < least:
        smallest = min(kept, key=lambda one: fewest(one.values))
        kept.remove(smallest)
        others |= dict.fromkeys(smallest.values)
    if not kept or not others:
        return tuple(kept)
    return (*kept, Part(layer.others, tuple(sorted(others))))
