"""What the tables of a release tell of a kind of event already.

A map shares with those tables the counts of the whole county: over a period, and of a
part of a layer over a year. Where each of them is told there, as a number, the map and
the tables have nothing hidden in common: no table of areas narrows what is hidden in a
table of ages, nor the other way round. So a map is offered only so far, and has to be
held against other maps alone (decision 0043).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from goldenthread.dataset.showing.counts import PERIOD, WHOLE, counted
from goldenthread.dataset.showing.periods import Period


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.disclosure.tables import Cell, Table
    from goldenthread.engine.indicators.model import Indicator


class Told:
    """The whole county's counts that the tables tell of an indicator's events."""

    def __init__(self, one: Indicator, editions: Iterable[Edition]) -> None:
        self.at = counted(one)
        self.editions = [
            each
            for each in editions
            if any(table.count == self.at.family for table in each.tables)
        ]
        self.numbers: dict[Cell, int] = {
            table.cell(key): value
            for each in self.editions
            for table in each.tables
            for key, value in table.cells.items()
            if isinstance(value, int)
        }

    def cell(self, period: Period, layer: str = "", member: str = WHOLE) -> Cell:
        """The whole county in a period, or a part of it by a layer."""
        named = {PERIOD: f"{self.at.moment} {period.member}", **dict(self.at.upper)}
        if member != WHOLE:
            named[layer] = member
        return self.at.family, tuple(sorted(named.items()))

    def all_of(self, periods: Sequence[Period]) -> bool:
        return all(self.cell(one) in self.numbers for one in periods)

    def part(self, years: Sequence[Period], layer: str, values: Sequence[str]) -> bool:
        """Whether the number of a part of a layer is told for each of the years.

        A value of which nothing happened in a year stands in no cell of it.
        """
        return layer not in dict(self.at.upper) and all(
            self.cell(year, layer, value) in self.numbers
            for year in years
            for value in values
        )

    def kept(self, tables: Iterable[Table]) -> list[Edition]:
        """The editions without all but the counts of the whole county in `tables`."""
        own = {table.cell(key) for table in tables for key in table.cells}
        return [_only(each, self.at.family, own) for each in self.editions]


def _only(edition: Edition, family: str, cells: set[Cell]) -> Edition:
    tables = tuple(
        _cut(table, cells) for table in edition.tables if table.count == family
    )
    counts = tuple(
        _cut(table, cells) for table in edition.counts if table.count == family
    )
    return replace(edition, tables=tables, counts=counts)


def _cut(table: Table, cells: set[Cell]) -> Table:
    """Some cells of a table, and no sums: those of the map hold between them."""
    kept = {
        key: value for key, value in table.cells.items() if table.cell(key) in cells
    }
    bare = tuple(replace(one, sums=()) for one in table.dimensions)
    return replace(table, cells=kept, dimensions=bare)
