"""What was let out, and what each value of it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.ratios import Ratio
from goldenthread.engine.disclosure.tables import Cell, Mark, Table, Value


Span = tuple[float, float]
OPEN: Span = (0, inf)


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

    @property
    def span(self) -> Span:
        """What is known of it here: the truth, or what was told."""
        return self.told if self.value is None else (self.value, self.value)

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
