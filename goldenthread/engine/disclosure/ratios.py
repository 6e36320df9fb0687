"""Rates and percentages, which go out only where both their counts do.

A share gives away two counts: those who did, and those who did not. The second is a
cell like any other, though no table shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.tables import Key, Mark, Table, Value
from goldenthread.engine.errors import DisclosureError


@dataclass(frozen=True)
class Ratio:
    """A numerator over a denominator, both by the name of what is counted.

    `per` is 100 for a percentage and 10,000 for a rate; `places` are decimals, halves
    away from nought. `share` says that the numerator is part of the denominator.
    `over` is the table of the denominator where it is public by itself, as a population
    is; its dimensions may be fewer than the numerator's.
    """

    name: str
    numerator: str
    denominator: str
    per: int = 100
    places: int = 1
    share: bool = True
    over: Table | None = field(default=None, repr=False)

    @property
    def rest(self) -> str:
        """What the numerator leaves of the denominator, as the name of a count."""
        return f"{self.denominator} without {self.numerator}"


def find(tables: Sequence[Table], count: str) -> Table:
    for table in tables:
        if table.count == count:
            return table
    raise DisclosureError(f"No table counts “{count}”, which a ratio is made of.")


def below(ratio: Ratio, tables: Sequence[Table]) -> tuple[Table, Table]:
    """The tables of the numerator and of the denominator. Raises `DisclosureError`."""
    over = ratio.over or find(tables, ratio.denominator)
    return find(tables, ratio.numerator), over


def pairs(upper: Table, lower: Table) -> Iterator[tuple[Key, Key]]:
    """Each cell of the numerator with the cell that it is divided by."""
    names = [one.name for one in upper.dimensions]
    missing = [one.name for one in lower.dimensions if one.name not in names]
    if missing:
        raise DisclosureError(
            f"“{lower.count}” is broken down by {missing[0]} and “{upper.count}” is not."
        )
    places = [names.index(one.name) for one in lower.dimensions]
    for key in upper.cells:
        yield key, tuple(key[place] for place in places)


def work_out(
    ratio: Ratio, shown: Sequence[Table], profile: Profile
) -> Mapping[Key, Decimal | Mark]:
    """The ratio of every cell, from what is shown of its two counts.

    Hidden where either is hidden or the denominator is smaller than the profile's
    smallest; not available where either is, or nothing can be divided by. What is
    rounded is divided rounded, or the ratio would undo the rounding.
    """
    upper, lower = below(ratio, shown)
    found = {}
    for key, under in pairs(upper, lower):
        if under not in lower.cells:
            raise DisclosureError(
                f"“{ratio.name}” has nothing to divide by at {' / '.join(key)}."
            )
        found[key] = _one(ratio, upper.cells[key], lower.cells[under], profile)
    return found


def _one(ratio: Ratio, upper: Value, lower: Value, profile: Profile) -> Decimal | Mark:
    for mark in (Mark.SUPPRESSED, Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE):
        if mark in (upper, lower):
            return mark
    if lower == 0:
        return Mark.NOT_AVAILABLE
    if ratio.share and int(lower) < profile.smallest_denominator:
        return Mark.SUPPRESSED
    step = Decimal(1).scaleb(-ratio.places)
    exact = Decimal(int(upper)) * ratio.per / Decimal(int(lower))
    return exact.quantize(step, ROUND_HALF_UP)
