"""What was let out, and how the cells of several editions hang together.

Every cell is a variable and every total an equation, over all tables of all editions.
A cell that two tables show is one variable. A cell whose count was revised between two
editions is two: the editions then speak of different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from math import inf

from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.ratios import Ratio, below, pairs
from goldenthread.engine.disclosure.tables import Cell, Key, Mark, Table, Value
from goldenthread.engine.errors import DisclosureError


Span = tuple[float, float]
OPEN: Span = (0, inf)
# A dimension, a total of it, and its parts.
_Sum = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Edition:
    """Tables as they were let out: rounded, with marks where nothing was told.

    `counts` are the true counts behind them where they are kept. Without them a hidden
    count is taken to be today's, unless what was shown contradicts that.
    """

    name: str
    tables: tuple[Table, ...]
    profile: Profile
    counts: tuple[Table, ...] = field(default=(), repr=False)
    ratios: tuple[Ratio, ...] = ()


@dataclass
class Variable:
    """One count, known or not, and what a reader was told of it."""

    cell: Cell
    edition: str = ""
    # What is true, where that is known here.
    value: int | None = None
    # What earlier editions say of it, all together.
    told: Span = OPEN
    # It stands in a table that is to go out now; it can be hidden.
    today: bool = False
    # Nobody knows it, so nothing about it can be given away.
    nobody_knows: bool = False
    # It was let out, or is to be: not only implied by its totals.
    stands: bool = False
    total: bool = False

    def hear(self, span: Span) -> None:
        self.told = (max(self.told[0], span[0]), min(self.told[1], span[1]))


def told(value: Value, profile: Profile) -> Span:
    """What one published value tells of the count behind it."""
    if value is Mark.SUPPRESSED:
        return profile.least_hidden, inf
    if value is Mark.NOT_APPLICABLE:
        return 0, 0
    if isinstance(value, Mark):
        return OPEN
    return profile.behind(value)


@dataclass(frozen=True)
class _Group:
    """One total and its parts, wherever they stand."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


class Web:
    """All cells of all tables, and the equations between them.

    `today` are true counts about to go out; `published` what went out, oldest first.
    """

    def __init__(
        self,
        today: Sequence[Table],
        published: Sequence[Edition],
        ratios: Sequence[Ratio] = (),
    ) -> None:
        self.variables: list[Variable] = []
        self.equations: list[tuple[int, tuple[int, ...]]] = []
        self.base: dict[Cell, int] = {}
        self.views: list[dict[Cell, int]] = [{}]
        self.names = ["", *(one.name for one in reversed(published))]
        self.today = tuple(today)
        self._own: dict[tuple[Cell, int], int] = {}
        if len(set(self.names)) < len(self.names):
            raise DisclosureError("Two editions bear one name, or one bears none.")
        self._learn(today, published)
        self._learn_shared()
        self._hold_today()
        for edition in reversed(published):
            self._hold(edition)
        groups = [*self._groups(), *self._rests(today, ratios)]
        for edition in published:
            groups += self._rests(edition.tables, edition.ratios)
        for place in range(1, len(self.views)):
            self._untie(place, groups)
        self._equate(groups)
        self._prune()

    # --- which sums there are ---------------------------------------------------------

    def _learn(self, today: Sequence[Table], published: Sequence[Edition]) -> None:
        self.wholes: dict[str, str] = {}
        self._sums: dict[tuple[str, str], list[_Sum]] = {}
        seen = set()
        tables = [*today, *(table for one in published for table in one.tables)]
        for one in (found for table in tables for found in table.dimensions):
            if one.whole and self.wholes.setdefault(one.name, one.whole) != one.whole:
                raise DisclosureError(
                    f"The dimension “{one.name}” has two members for the whole: "
                    f"{self.wholes[one.name]} and {one.whole}."
                )
            for total, parts in one.sums:
                if (one.name, total, frozenset(parts)) in seen:
                    continue
                seen.add((one.name, total, frozenset(parts)))
                for part in parts:
                    known = self._sums.setdefault((one.name, part), [])
                    known.append((one.name, total, parts))

    def cell(self, table: Table, key: Key) -> Cell:
        named = (
            (one.name, member)
            for one, member in zip(table.dimensions, key, strict=True)
            if member != self.wholes.get(one.name)
        )
        return table.count, tuple(sorted(named))

    # --- which cells there are --------------------------------------------------------

    def _new(self, cell: Cell, edition: str = "") -> int:
        self.variables.append(Variable(cell, edition))
        return len(self.variables) - 1

    def _hold_today(self) -> None:
        for table in self.today:
            for key, value in table.cells.items():
                cell = self.cell(table, key)
                if cell not in self.base:
                    self.base[cell] = self._new(cell)
                place = self.views[0][cell] = self.base[cell]
                self._say(self.variables[place], table, key, value)

    def _say(self, one: Variable, table: Table, key: Key, value: Value) -> None:
        one.stands, one.total = True, one.total or table.is_total(key)
        if value is Mark.NOT_AVAILABLE:
            one.nobody_knows = True
            return
        count = 0 if isinstance(value, Mark) else value
        if one.value not in (None, count):
            raise DisclosureError(
                f"Two tables differ at the same cell of “{table.count}”, "
                f"{' / '.join(key)}: {one.value} and {count}."
            )
        one.value = count
        if value is Mark.NOT_APPLICABLE:
            one.hear((0, 0))
        else:
            one.today = True

    def _hold(self, edition: Edition) -> None:
        view: dict[Cell, int] = {}
        truths = {
            self.cell(table, key): value
            for table in edition.counts
            for key, value in table.cells.items()
        }
        self.views.append(view)
        for table in edition.tables:
            for key, value in table.cells.items():
                cell = self.cell(table, key)
                truth = truths.get(cell)
                known = truth if isinstance(truth, int) else None
                span = told(value, edition.profile)
                if cell not in view:
                    view[cell] = self._place(cell, edition.name, value, span, known)
                one = self.variables[view[cell]]
                one.stands = True
                one.hear(span)
                if one.value is None:
                    one.value = known

    def _place(
        self, cell: Cell, edition: str, value: Value, span: Span, truth: int | None
    ) -> int:
        """The variable for a cell of an earlier edition: the one we have, or its own."""
        if cell not in self.base:
            place = self.base[cell] = self._new(cell)
        elif self._same(self.variables[self.base[cell]], value, span, truth):
            place = self.base[cell]
        else:
            place = self._new(cell, edition)
        self.variables[place].nobody_knows |= value is Mark.NOT_AVAILABLE
        return place

    @staticmethod
    def _same(one: Variable, value: Value, span: Span, truth: int | None) -> bool:
        if one.nobody_knows or value is Mark.NOT_AVAILABLE:
            return one.nobody_knows and value is Mark.NOT_AVAILABLE
        if one.value is not None and truth is not None:
            return one.value == truth
        least, most = max(one.told[0], span[0]), min(one.told[1], span[1])
        return least <= most and (one.value is None or least <= one.value <= most)

    # --- how they hang together -------------------------------------------------------

    def _groups(self) -> Iterator[_Group]:
        """Every sum that a cell takes part in, up to the top and down to what is missing.

        Downwards from a total only where it shares parts with another total there is:
        two ways to cut up one county are compared by what they have in common.
        """
        waiting, seen, done = list(self.base), set(self.base), set()
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
    ) -> Iterator[tuple[str, tuple[tuple[str, str], ...], _Sum]]:
        count, named = cell
        for name, member in named:
            rest = tuple(pair for pair in named if pair[0] != name)
            for known in self._sums.get((name, member), ()):
                yield count, rest, known
            for mine, other in self._shared.get((name, member), ()):
                if self._group(count, rest, other).total in seen:
                    yield count, rest, mine
                    yield count, rest, other

    def _learn_shared(self) -> None:
        """For each total, its sums and those of others that have a part in common."""
        found: dict[tuple[str, str], dict[tuple[_Sum, _Sum], None]] = {}
        for sums in self._sums.values():
            for mine, other in permutations(sums, 2):
                found.setdefault(mine[:2], {})[(mine, other)] = None
        self._shared = {total: tuple(pairs) for total, pairs in found.items()}

    def _group(
        self,
        count: str,
        rest: tuple[tuple[str, str], ...],
        known: _Sum,
    ) -> _Group:
        name, total, parts = known
        whole = self.wholes.get(name) == total
        above = rest if whole else tuple(sorted((*rest, (name, total))))
        below = (tuple(sorted((*rest, (name, part)))) for part in parts)
        return _Group((count, above), tuple((count, one) for one in below))

    def _rests(
        self, tables: Sequence[Table], ratios: Sequence[Ratio]
    ) -> Iterator[_Group]:
        """Of each share, those who did and those who did not, who are everybody."""
        for ratio in ratios:
            if not tables or not ratio.share or ratio.over:
                continue
            upper, lower = below(ratio, tables)
            for key, under in pairs(upper, lower):
                if len(key) == len(under) and under in lower.cells:
                    did, both = self.cell(upper, key), self.cell(lower, under)
                    rest = (ratio.rest, did[1])
                    yield _Group(both, (did, rest))

    def _untie(self, place: int, groups: list[_Group]) -> None:
        """Where shown counts of a sum were revised, so was what was hidden in it."""
        view = self.views[place]
        for group in groups:
            if not all(cell in view for cell in group.cells):
                continue
            change = [self._change(place, cell) for cell in group.cells]
            parts = [sum(ends) for ends in zip((0, 0), *change[1:], strict=True)]
            total = change[0]
            if total[0] - parts[1] <= 0 <= total[1] - parts[0]:
                continue
            for cell in group.cells:
                self._part_from_today(place, cell)

    def _change(self, place: int, cell: Cell) -> Span:
        then, now = self.views[place][cell], self.base[cell]
        if then == now:
            return 0, 0
        old, new = self._span(then), self._span(now)
        return old[0] - new[1], old[1] - new[0]

    def _span(self, place: int) -> Span:
        one = self.variables[place]
        return one.told if one.value is None else (one.value, one.value)

    def _part_from_today(self, place: int, cell: Cell) -> None:
        then = self.views[place][cell]
        one = self.variables[then]
        # What was shown tells itself whether it was revised.
        if then != self.base[cell] or one.told[1] < inf:
            return
        own = self.views[place][cell] = self._new(cell, self.names[place])
        self.variables[own].told = one.told
        self.variables[own].stands = True

    def _equate(self, groups: list[_Group]) -> None:
        plain = [
            all(self.base[cell] == one for cell, one in view.items())
            for view in self.views
        ]
        seen = set()
        for group in groups:
            for place, view in enumerate(self.views):
                if place and not any(cell in view for cell in group.cells):
                    continue
                made = tuple(self._seen(place, c, plain[place]) for c in group.cells)
                if made not in seen and self._of_one_time(group, made):
                    seen.add(made)
                    self.equations.append((made[0], made[1:]))

    def _of_one_time(self, group: _Group, made: tuple[int, ...]) -> bool:
        """Does each cell stand in an edition that agrees on all the others it has?"""
        pairs = list(zip(group.cells, made, strict=True))
        agreeing = [
            view
            for view in self.views
            if all(view.get(cell, place) == place for cell, place in pairs)
        ]
        return all(
            any(cell in view for view in agreeing)
            or not any(cell in view for view in self.views)
            for cell in group.cells
        )

    def _seen(self, place: int, cell: Cell, plain: bool) -> int:
        view = self.views[place]
        if cell in view:
            return view[cell]
        if any(cell in one for one in self.views):
            return self.base[cell]
        # Shown nowhere: one for all editions that were never revised.
        key = (cell, 0 if plain else place)
        if key not in self._own:
            self._own[key] = self._new(cell)
        return self._own[key]

    def _prune(self) -> None:
        """Drop totals that stand nowhere and say nothing: any sum would fit them."""
        while True:
            uses: dict[int, int] = {}
            for total, parts in self.equations:
                for place in (total, *parts):
                    uses[place] = uses.get(place, 0) + 1
            kept = [
                one
                for one in self.equations
                if self.variables[one[0]].stands or uses[one[0]] > 1
            ]
            if len(kept) == len(self.equations):
                return
            self.equations = kept
