"""Tables of counts with their totals, and the four values that are not a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from goldenthread.engine.errors import DisclosureError


class Mark(StrEnum):
    """What stands where no number does. Nought is a number: nothing happened.

    The signs are those of the Department for Education's statistical releases; a
    profile may print others.
    """

    SUPPRESSED = "c"  # a number that is known and not told
    NOT_AVAILABLE = ":"  # nobody knows: not returned, not recorded
    NOT_APPLICABLE = "z"  # there can be none, so it adds nothing to a total


Value = int | Mark
Key = tuple[str, ...]
# A cell wherever it stands: what is counted, and by what it is broken down.
Cell = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Dimension:
    """By what a count is broken down, and which of its members add up to which.

    `sums` names every total with its parts, level by level: a quarter with its months,
    a year with its quarters, a ward with its small areas. A member may be part of
    several totals, and a total may be cut up in several ways. `whole` is the member
    that stands for "not broken down by this": a cell with it is the same cell as in a
    table without the dimension.
    """

    name: str
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    whole: str | None = None

    @classmethod
    def flat(cls, name: str, parts: tuple[str, ...], whole: str = "ALL") -> Dimension:
        """A dimension of parts and one total of them all."""
        return cls(name, ((whole, parts),), whole)

    def totals(self) -> frozenset[str]:
        return frozenset(total for total, _ in self.sums)


@dataclass(frozen=True)
class Table:
    """Counts of one thing by some dimensions; totals are cells like others.

    `count` names what is counted, exactly: two tables that give it the same name are
    taken to speak of the same children or events.
    """

    count: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Key, Value] = field(repr=False)

    def cell(self, key: Key) -> Cell:
        """The cell wherever it stands, whichever table shows it."""
        named = (
            (one.name, member)
            for one, member in zip(self.dimensions, key, strict=True)
            if member != one.whole
        )
        return self.count, tuple(sorted(named))

    def is_total(self, key: Key) -> bool:
        pairs = zip(self.dimensions, key, strict=True)
        return any(member in one.totals() for one, member in pairs)

    def equations(self) -> Iterator[tuple[Key, tuple[Key, ...], bool]]:
        """Each total in the table, those of its parts that are, and whether all are."""
        for place, one in enumerate(self.dimensions):
            for total, parts in one.sums:
                for key in self.cells:
                    if key[place] == total:
                        around = (key[:place], key[place + 1 :])
                        made = ((*around[0], part, *around[1]) for part in parts)
                        there = tuple(part for part in made if part in self.cells)
                        yield key, there, len(there) == len(parts)


def check(table: Table) -> None:
    """Refuse a table of counts that is not one.

    Raises `DisclosureError` for a key that does not fit, a count that is negative, not
    whole or already suppressed, and a total that is not the sum of its parts. A total
    with a part that nobody knows must be at least the sum of the others.
    """
    for key, value in table.cells.items():
        _check_cell(table, key, value)
    for key, parts, complete in table.equations():
        _check_sum(table, key, parts, complete)


def _check_cell(table: Table, key: Key, value: Value) -> None:
    if len(key) != len(table.dimensions):
        raise DisclosureError(
            f"“{table.count}” has {len(table.dimensions)} dimensions and the cell "
            f"{named(key)} has {len(key)}."
        )
    if value is Mark.SUPPRESSED:
        raise DisclosureError(
            f"“{table.count}” is already suppressed at {named(key)}: give true counts."
        )
    if not isinstance(value, Mark) and (type(value) is not int or value < 0):
        raise DisclosureError(
            f"“{table.count}” at {named(key)} is {value!r}: "
            "a count is a whole number from nought."
        )


def _check_sum(table: Table, key: Key, parts: tuple[Key, ...], complete: bool) -> None:
    total = table.cells[key]
    values = [table.cells[part] for part in parts]
    if not values or total is Mark.NOT_AVAILABLE:
        return
    known = sum(one for one in values if not isinstance(one, Mark))
    given = 0 if isinstance(total, Mark) else total
    exact = complete and Mark.NOT_AVAILABLE not in values
    if given < known or (exact and given != known):
        raise DisclosureError(
            f"“{table.count}” does not add up: {named(key)} is {given} and its parts "
            f"are {known} together."
        )


def named(key: Key) -> str:
    """A cell in words: its members, one after another."""
    return " / ".join(key) or "the only cell"
