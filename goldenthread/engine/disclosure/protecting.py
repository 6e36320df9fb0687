"""Tables of true counts in, tables that may be let out out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from time import monotonic

import numpy as np

from goldenthread.engine.disclosure.attacker import ranges
from goldenthread.engine.disclosure.choosing import (
    Choice,
    OutOfTime,
    Search,
    greedy,
)
from goldenthread.engine.disclosure.editions import Edition
from goldenthread.engine.disclosure.linear import CLOSE, Bools
from goldenthread.engine.disclosure.problem import (
    DOWN,
    FREE,
    Check,
    Need,
    Problem,
    problem,
)
from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.ratios import Ratio, work_out
from goldenthread.engine.disclosure.tables import Cell, Key, Mark, Table, Value, check
from goldenthread.engine.disclosure.weaving import weave
from goldenthread.engine.disclosure.web import Web
from goldenthread.engine.errors import CannotBeProtected


SECONDS = 10.0
MORE_TRIES = 50


@dataclass(frozen=True)
class Protected:
    """What may be let out, and beside it what only its maker may see.

    `edition` and `ratios` go out. `small` and `besides` are the cells hidden because
    they are small, and those hidden to protect them; in what goes out both carry the
    same sign. `already_known` are small counts of which earlier editions tell more than
    the profile allows: hidden again, told no more of, and otherwise past help.
    `not_compared` names editions that contradict today's counts: they were revised, and
    are not held against them. `revised_by_few` are counts shown earlier with a number
    so near that the difference is itself a small count. `proved` says that no cheaper
    choice is safe; if not, the solver ran out of time and more than need be is hidden.
    """

    edition: Edition
    ratios: dict[str, dict[Key, Decimal | Mark]]
    small: frozenset[tuple[str, Key]]
    besides: frozenset[tuple[str, Key]]
    already_known: frozenset[Cell]
    not_compared: frozenset[str]
    revised_by_few: frozenset[Cell]
    proved: bool

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.edition.tables


def protect(
    tables: Sequence[Table],
    profile: Profile,
    *,
    published: Sequence[Edition] = (),
    ratios: Sequence[Ratio] = (),
    name: str = "today",
    seconds: float = SECONDS,
) -> Protected:
    """Hide what must be hidden so that no small count can be worked out.

    `tables` are true counts with all their totals; those that share cells are protected
    together. `published` is every edition let out before of the same counts, oldest
    first. Hidden are the profile's small counts, and as few other cells as will do;
    what comes out has been attacked, in whole numbers, together with all of
    `published`. After `seconds` a quicker way is taken that hides more.

    Raises `DisclosureError` for a table that is none, `CannotBeProtected` where hiding
    everything would not be enough.
    """
    for table in tables:
        check(table)
    woven = weave(tables, (), ratios)
    given = problem(woven, profile)
    in_sight = _in_sight(woven.web, given)
    if published:
        woven = weave(tables, published, ratios)
        given = problem(woven, profile)
    web = woven.web
    given.needs = _lessened(web, given.needs, in_sight)
    known = _given_away(web, given) if published else set()
    work = _Work(web, given, profile, tuple(ratios), name)
    choice = work.choose(monotonic() + seconds, known)
    return work.made(choice, known)


def _in_sight(web: Web, given: Problem) -> dict[Cell, float]:
    """How far down small cells can be, where that is less far than they should.

    Where noughts stay in sight, a total is at least as large as the number of its
    parts that are not nought, whatever is hidden. No choice can take that back.
    `web` is that of today's tables alone.
    """
    looked = Check(given, given.everything())
    lost = [need for need, _ in looked.open(given.needs)]
    for need in lost:
        if need.signs != (DOWN,):
            raise CannotBeProtected(_cannot(web, need))
    return {web.variables[need.cell].cell: looked.reach(need) for need in lost}


def _lessened(web: Web, needs: list[Need], in_sight: dict[Cell, float]) -> list[Need]:
    found = []
    for need in needs:
        one = web.variables[need.cell]
        if need.signs == (DOWN,) and not one.edition and one.cell in in_sight:
            need = replace(need, amount=min(need.amount, in_sight[one.cell]))
        if need.amount > 0:
            found.append(need)
    return found


def _given_away(web: Web, given: Problem) -> set[Cell]:
    """Needs that nothing can meet any more are lessened; the cells they were of."""
    looked = Check(given, given.everything())
    lost = [need for need, _ in looked.open(given.needs)]
    left = [replace(need, amount=looked.reach(need)) for need in lost]
    given.needs = [need for need in given.needs if need not in lost]
    given.needs += [need for need in left if need.amount > 0]
    return _true_cells(web, lost)


def _true_cells(web: Web, needs: list[Need]) -> set[Cell]:
    places = [web.variables[need.cell] for need in needs]
    return {one.cell for one in places if one.value is not None}


def _cannot(web: Web, need: Need) -> str:
    count, named = web.variables[need.cell].cell
    where = " / ".join(member for _, member in named) or "the total"
    return (
        f"“{count}” at {where} can be worked out whatever else is hidden; "
        "leave out the table or a breakdown."
    )


@dataclass
class _Work:
    web: Web
    given: Problem
    profile: Profile
    ratios: tuple[Ratio, ...]
    name: str

    def choose(self, ends: float, known: set[Cell]) -> Choice:
        """A choice that stands the attack; what nothing can save is added to `known`."""
        while True:
            try:
                return self._choose(ends)
            except CannotBeProtected:
                lost = self._broken(self.given.everything())
                if not (lost and len(self.web.views) > 1):
                    raise
                known |= _true_cells(self.web, lost)
                self.given.needs = [one for one in self.given.needs if one not in lost]

    def _choose(self, ends: float) -> Choice:
        """The best choice that stands the attack, or else one that is good enough."""
        search = Search(self.given, ends)
        try:
            while True:
                choice = search.best()
                if not self._broken(choice.hidden):
                    return choice
                search.refuse(choice.hidden)
        except OutOfTime:
            return self._good_enough()

    def _good_enough(self) -> Choice:
        choice = greedy(self.given, self.given.least())
        for _ in range(MORE_TRIES):
            broken = self._broken(choice.hidden)
            if not broken:
                return choice
            more = self._beside(broken[0], choice.hidden)
            if more is None:
                break
            choice.hidden[more] = True
        choice = Choice(self.given.everything(), False)
        if broken := self._broken(choice.hidden):
            raise CannotBeProtected(_cannot(self.web, broken[0]))
        return choice

    def _beside(self, need: Need, hidden: Bools) -> int | None:
        """The cheapest cell still shown in an equation of what was worked out."""
        with_it = (abs(self.given.rows[:, [need.cell]]).toarray() > 0).ravel()
        near = abs(self.given.rows[with_it]).sum(axis=0) > 0
        open_ = np.flatnonzero(near & ~hidden & (self.given.fixed == FREE))
        if not len(open_):
            open_ = np.flatnonzero(~hidden & (self.given.fixed == FREE))
        return int(min(open_, key=lambda i: self.given.cost[i])) if len(open_) else None

    def _broken(self, hidden: Bools) -> list[Need]:
        """The needs that a reader of everything let out would break, in whole numbers."""
        low, high = self.given.bounds(hidden)
        at = [need.cell for need in self.given.needs]
        asked = np.zeros(len(low), dtype=bool)
        asked[at] = True
        low, high = ranges(self.given.rows, low, high, asked, None)
        return [
            need
            for need, place in zip(self.given.needs, at, strict=True)
            if not self._kept(need, low[place], high[place])
        ]

    def _kept(self, need: Need, low: float, high: float) -> bool:
        if len(need.signs) == 2:
            return high - low >= need.amount - CLOSE
        moved = high - self.given.point[need.cell]
        if need.signs[0] != 1:
            moved = self.given.point[need.cell] - low
        return bool(moved >= need.amount - CLOSE)

    def _edition(self, hidden: Bools) -> Edition:
        tables = tuple(self._shown(table, hidden) for table in self.web.today)
        return Edition(self.name, tables, self.profile, self.web.today, self.ratios)

    def _shown(self, table: Table, hidden: Bools) -> Table:
        cells: dict[Key, Value] = {}
        for key, value in table.cells.items():
            if isinstance(value, Mark):
                cells[key] = value
            elif hidden[self.web.base[self.web.cell(table, key)]]:
                cells[key] = Mark.SUPPRESSED
            else:
                cells[key] = self.profile.rounded(value)
        return Table(table.count, table.dimensions, cells)

    def made(self, choice: Choice, known: set[Cell]) -> Protected:
        edition = self._edition(choice.hidden)
        gone = {
            (table.count, key): true.cells[key]
            for table, true in zip(edition.tables, self.web.today, strict=True)
            for key, value in table.cells.items()
            if value is Mark.SUPPRESSED
        }
        small = {at for at, value in gone.items() if self.profile.is_small(value)}
        return Protected(
            edition,
            {
                one.name: dict(work_out(one, edition.tables, self.profile))
                for one in self.ratios
            },
            frozenset(small),
            frozenset(gone.keys() - small),
            frozenset(known),
            frozenset(self.web.names[place] for place in self.web.apart),
            frozenset(self._by_few()),
            choice.proved,
        )

    def _by_few(self) -> Iterator[Cell]:
        """Counts told before whose revision is itself a small count."""
        for one in self.web.variables:
            now = self.web.base.get(one.cell)
            if not one.edition or now is None or one.told[0] != one.told[1]:
                continue
            then, value = round(one.told[0]), self.web.variables[now].value
            if value is not None and self.profile.is_small(abs(value - then)):
                yield one.cell
