"""How the cells of several editions hang together.

Every cell is a variable and every total an equation, over all tables of all editions.
A cell that two tables show is one variable. A cell whose count was revised between two
editions is two: the editions then speak of different things.
"""

from __future__ import annotations

from collections.abc import Sequence

from goldenthread.engine.disclosure.editions import Edition, Span, Variable, told
from goldenthread.engine.disclosure.ratios import Ratio
from goldenthread.engine.disclosure.sums import Group, Sums
from goldenthread.engine.disclosure.tables import Cell, Key, Mark, Table, Value
from goldenthread.engine.errors import DisclosureError


# How much of what editions have in common is used. The first that contradicts nothing
# is taken: where counts were revised and it was not told which, less is in common.
TOGETHER, REVISED_APART, APART = 0, 1, 2


class Web:
    """All cells of all tables, and the equations between them.

    `today` are true counts about to go out; `published` what went out, oldest first.
    `views` say for today and for each edition, the newest first, which variable stands
    for which cell; `apart` which of them are only compared with themselves.
    """

    def __init__(
        self,
        today: Sequence[Table],
        published: Sequence[Edition],
        ratios: Sequence[Ratio] = (),
        how: int = TOGETHER,
    ) -> None:
        self.variables: list[Variable] = []
        self.equations: list[tuple[int, tuple[int, ...]]] = []
        self.views: list[dict[Cell, int]] = [{}]
        self.names = ["", *(one.name for one in reversed(published))]
        self.today = tuple(today)
        self.base: dict[Cell, int] = {}
        self._versions: dict[Cell, list[int]] = {}
        self._own: dict[tuple[Cell, int], int] = {}
        if len(set(self.names)) < len(self.names):
            raise DisclosureError("Two editions bear one name, or one bears none.")
        self.sums = Sums([*today, *(t for one in published for t in one.tables)])
        self._hold_today()
        self.apart: set[int] = set()
        for edition in reversed(published):
            self._hold(edition, how)
        groups = self._all_groups(today, published, ratios)
        for place in range(1, len(self.views)):
            self._untie(place, groups)
        self._equate(groups)
        self._prune()

    def cell(self, table: Table, key: Key) -> Cell:
        return self.sums.cell(table, key)

    def _all_groups(
        self,
        today: Sequence[Table],
        published: Sequence[Edition],
        ratios: Sequence[Ratio],
    ) -> list[Group]:
        found = dict.fromkeys(cell for view in self.views for cell in view)
        groups = [*self.sums.groups(found), *self.sums.rests(today, ratios)]
        for edition in published:
            groups += self.sums.rests(edition.tables, edition.ratios)
        return groups

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
                    self._versions[cell] = [self.base[cell]]
                place = self.views[0][cell] = self.base[cell]
                self._say(self.variables[place], table, key, value)

    @staticmethod
    def _say(one: Variable, table: Table, key: Key, value: Value) -> None:
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

    def _hold(self, edition: Edition, how: int) -> None:
        heard = self._heard(edition)
        place = len(self.views)
        revised = any(
            cell in self.base and not self._same(self.variables[self.base[cell]], *rest)
            for cell, rest in heard.items()
        )
        if how == APART or (how == REVISED_APART and revised):
            self.apart.add(place)
        view: dict[Cell, int] = {}
        self.views.append(view)
        for cell, (value, span, truth) in heard.items():
            view[cell] = self._version(cell, place, value, span, truth)
            one = self.variables[view[cell]]
            one.stands = True
            one.hear(span)
            one.nobody_knows |= value is Mark.NOT_AVAILABLE
            if one.value is None:
                one.value = truth

    def _heard(self, edition: Edition) -> dict[Cell, tuple[Value, Span, int | None]]:
        """Of each cell: what stands there, what that tells, and the truth if kept."""
        truths = {
            self.cell(table, key): value
            for table in edition.counts
            for key, value in table.cells.items()
        }
        found: dict[Cell, tuple[Value, Span, int | None]] = {}
        for table in edition.tables:
            for key, value in table.cells.items():
                cell = self.cell(table, key)
                truth = truths.get(cell)
                known = truth if not isinstance(truth, Mark) else None
                found[cell] = value, told(value, edition.profile), known
        return found

    def _version(
        self, cell: Cell, place: int, value: Value, span: Span, truth: int | None
    ) -> int:
        """The variable for a cell of an earlier edition: one we have, or its own."""
        versions = self._versions.setdefault(cell, [])
        alone = place in self.apart
        for one in versions:
            known = self.variables[one].value
            if alone and (truth is None or known != truth):
                continue
            if self._same(self.variables[one], value, span, truth):
                break
        else:
            one = self._new(cell, self.names[place] if versions else "")
            versions.append(one)
        if not alone:
            self.base.setdefault(cell, one)
        return one

    @staticmethod
    def _same(one: Variable, value: Value, span: Span, truth: int | None) -> bool:
        if one.nobody_knows or value is Mark.NOT_AVAILABLE:
            return one.nobody_knows and value is Mark.NOT_AVAILABLE
        if one.value is not None and truth is not None:
            return one.value == truth
        least, most = max(one.told[0], span[0]), min(one.told[1], span[1])
        known = one.value if one.value is not None else truth
        return least <= most and (known is None or least <= known <= most)

    # --- how they hang together -------------------------------------------------------

    def _untie(self, place: int, groups: list[Group]) -> None:
        """Where shown counts of a sum were revised, so was what was hidden in it."""
        view = self.views[place]
        for group in groups:
            if not all(cell in view for cell in group.cells):
                continue
            change = [self._change(place, cell) for cell in group.cells]
            parts = [sum(ends) for ends in zip((0, 0), *change[1:], strict=True)]
            if change[0][0] - parts[1] <= 0 <= change[0][1] - parts[0]:
                continue
            for cell in group.cells:
                self._part_from_today(place, cell)

    def _change(self, place: int, cell: Cell) -> Span:
        then = self.views[place][cell]
        now = self.base.get(cell, then)
        if then == now:
            return 0, 0
        old, new = self.variables[then].span, self.variables[now].span
        return old[0] - new[1], old[1] - new[0]

    def _part_from_today(self, place: int, cell: Cell) -> None:
        then = self.views[place][cell]
        one = self.variables[then]
        # What was shown tells itself whether it was revised.
        if then != self.base.get(cell) or one.told[0] == one.told[1]:
            return
        own = self.views[place][cell] = self._new(cell, self.names[place])
        self.variables[own].told = one.told
        self.variables[own].stands = True

    def _equate(self, groups: list[Group]) -> None:
        together = [view for n, view in enumerate(self.views) if n not in self.apart]
        plain = [
            n not in self.apart and all(self.base[c] == one for c, one in view.items())
            for n, view in enumerate(self.views)
        ]
        seen = set()
        for group in groups:
            for place, view in enumerate(self.views):
                if place and not any(cell in view for cell in group.cells):
                    continue
                mine = [view] if place in self.apart else together
                own = 0 if plain[place] else place
                made = tuple(self._seen(view, mine, own, cell) for cell in group.cells)
                if made in seen or not self._of_one_time(mine, group, made):
                    continue
                if self._can_hold(view, group, made):
                    seen.add(made)
                    self.equations.append((made[0], made[1:]))

    def _seen(
        self, view: dict[Cell, int], mine: list[dict[Cell, int]], own: int, cell: Cell
    ) -> int:
        if cell in view:
            return view[cell]
        if any(cell in one for one in mine):
            return self.base[cell]
        # Shown nowhere: one for all editions that were never revised.
        if (cell, own) not in self._own:
            self._own[(cell, own)] = self._new(cell)
        return self._own[(cell, own)]

    @staticmethod
    def _of_one_time(
        mine: list[dict[Cell, int]], group: Group, made: tuple[int, ...]
    ) -> bool:
        """Does each cell stand in an edition that agrees on all the others it has?"""
        pairs = list(zip(group.cells, made, strict=True))
        agreeing = [
            view
            for view in mine
            if all(view.get(cell, place) == place for cell, place in pairs)
        ]
        return all(
            any(cell in view for view in agreeing)
            or not any(cell in view for view in mine)
            for cell in group.cells
        )

    def _can_hold(
        self, view: dict[Cell, int], group: Group, made: tuple[int, ...]
    ) -> bool:
        """A sum across editions that cannot be true was revised in between.

        Nor does every way in which an edition cut up a total hold today. Today's own
        sums were checked; those of an edition by itself are taken at their word.
        """
        if view is not self.views[0] and all(cell in view for cell in group.cells):
            return True
        total, *parts = (self.variables[place].span for place in made)
        low, high = (sum(ends) for ends in zip((0, 0), *parts, strict=True))
        return low <= total[1] and total[0] <= high

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
