"""The true counts of an indicator's maps as tables, named as the other figures are.

A cell here and a cell of the dashboards' tables that count the same events are one
cell for disclosure control; that is why family, moment and periods are named there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from goldenthread.dataset.mapping.counting import ELSEWHERE, EVERY, YEAR, Counted
from goldenthread.dataset.mapping.places import Chain, Earlier
from goldenthread.dataset.showing.counts import PERIOD, WHOLE, counted
from goldenthread.dataset.showing.periods import Period


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.tables import Dimension, Key, Table
    from goldenthread.engine.indicators.model import Indicator
    from goldenthread.engine.maps.nesting import Place

AREA = "area"
Sums = tuple[tuple[str, tuple[str, ...]], ...]


def key_of(place: Place) -> str:
    """A place as a member of the dimension of areas."""
    return "+".join(place)


class Naming:
    """How the counts of an indicator are named in tables."""

    def __init__(
        self, one: Indicator, made: Counted, chain: Chain, finer: Earlier
    ) -> None:
        self.at = counted(one)
        self.made = made
        self.chain = chain
        # The places of the release before, of which those of this one are made.
        self.finer = finer

    def period(self, one: Period) -> str:
        return f"{self.at.moment} {one.member}"

    def key(self, one: Period, area: str, part: str = "") -> Key:
        rest = (part,) if part else ()
        return (self.period(one), area, *(m for _, m in self.at.upper), *rest)

    def tables(self) -> Iterator[Table]:
        """One of all periods, and one for each layer."""
        yield self._table("", self._over_time())
        for layer in self.made.parts:
            if layer in self.chain:
                yield self._table(layer, self._by_layer(layer))

    def _table(self, layer: str, cells: dict[Key, int]) -> Table:
        from goldenthread.engine.disclosure.tables import Dimension, Table

        named = [
            Dimension(PERIOD, self._period_sums()),
            Dimension(AREA, tuple(self._area_sums()), WHOLE),
            *(Dimension(name, (), WHOLE) for name, _ in self.at.upper),
        ]
        if layer:
            named.append(self._layer(layer))
        return Table(self.at.family, tuple(named), dict(cells))

    def _over_time(self) -> dict[Key, int]:
        found = {}
        for every in EVERY:
            for place, cells in self._rows(every):
                for period, number in zip(self.made.periods[every], cells, strict=True):
                    found[self.key(period, place)] = number
        return found

    def _by_layer(self, layer: str) -> dict[Key, int]:
        parts, found = self.made.parts[layer], {}
        for place, cells in self._rows(layer):
            numbers = iter(cells)
            for period in self.made.periods[YEAR]:
                for part in parts:
                    found[self.key(period, place, part.member)] = next(numbers)
        return found

    def _rows(self, stage: str) -> Iterator[tuple[str, list[int]]]:
        """The cells of each place of a stage, of those elsewhere, and of all."""
        from goldenthread.engine.maps.nesting import total

        if stage not in self.chain:
            return
        cells = self.made.cells[stage]
        for place in self.chain[stage]:
            yield key_of(place), total(cells, place).tolist()
        yield ELSEWHERE, cells[ELSEWHERE].tolist()
        yield WHOLE, total(cells, tuple(cells)).tolist()

    def _period_sums(self) -> Sums:
        found = []
        for long, short in ((YEAR, "quarter"), ("quarter", "month")):
            for one in self.made.periods[long]:
                parts = [
                    self.period(part)
                    for part in self.made.periods[short]
                    if one.start <= part.start <= one.end
                ]
                found.append((self.period(one), tuple(parts)))
        return tuple(found)

    def _area_sums(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each place with those of the stage before, and the whole with the last."""
        stages = list(self.chain)
        for finer, coarser in pairwise(stages):
            yield from _made_of(self.chain[coarser], self.chain[finer])
        for stage, places in self.finer.items():
            if stage in self.chain:
                yield from _made_of(self.chain[stage], places)
        last = self.chain[stages[-1]]
        yield WHOLE, (*map(key_of, last), ELSEWHERE)

    def _layer(self, layer: str) -> Dimension:
        from goldenthread.engine.disclosure.tables import Dimension

        parts = self.made.parts[layer]
        joint = [
            (one.member, tuple(sorted(one.values)))
            for one in parts
            if len(one.values) > 1
        ]
        whole = (WHOLE, tuple(one.member for one in parts))
        return Dimension(layer, (*joint, whole), WHOLE)


def _made_of(
    coarse: tuple[Place, ...], fine: tuple[Place, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    part_of = {code: place for place in fine for code in place}
    for whole in coarse:
        parts = sorted({part_of[code] for code in whole if code in part_of})
        if parts != [whole] and {code for part in parts for code in part} == set(whole):
            yield key_of(whole), tuple(map(key_of, parts))
