"""Which totals the cells of many tables have in common, as dimensions say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from goldenthread.engine.disclosure.ratios import Ratio, below, pairs
from goldenthread.engine.disclosure.tables import Cell, Key, Table
from goldenthread.engine.errors import DisclosureError


# A dimension, a total of it, and its parts.
_Sum = tuple[str, str, tuple[str, ...]]
_Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """One total and its parts, wherever they stand."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


class Sums:
    """The sums of all dimensions of some tables together."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.wholes: dict[str, str] = {}
        self._sums: dict[tuple[str, str], list[_Sum]] = {}
        seen: set[tuple[str, str, frozenset[str]]] = set()
        for one in (found for table in tables for found in table.dimensions):
            if one.whole and self.wholes.setdefault(one.name, one.whole) != one.whole:
                raise DisclosureError(
                    f"The dimension “{one.name}” has two members for the whole: "
                    f"{self.wholes[one.name]} and {one.whole}."
                )
            for total, parts in one.sums:
                if (one.name, total, frozenset(parts)) not in seen:
                    seen.add((one.name, total, frozenset(parts)))
                    for part in parts:
                        known = self._sums.setdefault((one.name, part), [])
                        known.append((one.name, total, parts))
        self._learn_shared()

    def _learn_shared(self) -> None:
        """For each total, its sums and those of others that have a part in common."""
        found: dict[tuple[str, str], dict[tuple[_Sum, _Sum], None]] = {}
        for sums in self._sums.values():
            for mine, other in permutations(sums, 2):
                found.setdefault(mine[:2], {})[(mine, other)] = None
        self._shared = {total: tuple(pairs) for total, pairs in found.items()}

    def cell(self, table: Table, key: Key) -> Cell:
        named = (
            (one.name, member)
            for one, member in zip(table.dimensions, key, strict=True)
            if member != self.wholes.get(one.name)
        )
        return table.count, tuple(sorted(named))

    def groups(self, cells: Iterable[Cell]) -> Iterator[Group]:
        """Every sum that a cell takes part in, up to the top and down to what is missing.

        Downwards from a total only where it shares parts with another total there is:
        two ways to cut up one county are compared by what they have in common.
        """
        waiting = list(cells)
        seen, done = set(waiting), set()
        while waiting:
            cell = waiting.pop()
            for count, rest, known in self._sums_around(cell, seen):
                if (count, rest, known) in done:
                    continue
                done.add((count, rest, known))
                found = self._group(count, rest, known)
                fresh = [one for one in found.cells if one not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
                yield found

    def _sums_around(
        self, cell: Cell, seen: set[Cell]
    ) -> Iterator[tuple[str, _Named, _Sum]]:
        count, named = cell
        for name, member in named:
            rest = tuple(pair for pair in named if pair[0] != name)
            for known in self._sums.get((name, member), ()):
                yield count, rest, known
            for mine, other in self._shared.get((name, member), ()):
                if self._group(count, rest, other).total in seen:
                    yield count, rest, mine
                    yield count, rest, other

    def _group(
        self,
        count: str,
        rest: _Named,
        known: _Sum,
    ) -> Group:
        name, total, parts = known
        whole = self.wholes.get(name) == total
        above = rest if whole else tuple(sorted((*rest, (name, total))))
        below = (tuple(sorted((*rest, (name, part)))) for part in parts)
        return Group((count, above), tuple((count, one) for one in below))

    def rests(
        self, tables: Sequence[Table], ratios: Sequence[Ratio]
    ) -> Iterator[Group]:
        """Of each share, those who did and those who did not, who are everybody."""
        for ratio in ratios:
            if not tables or not ratio.share or ratio.over:
                continue
            upper, lower = below(ratio, tables)
            for key, under in pairs(upper, lower):
                if len(key) == len(under) and under in lower.cells:
                    did, both = self.cell(upper, key), self.cell(lower, under)
                    rest = (ratio.rest, did[1])
                    yield Group(both, (did, rest))
