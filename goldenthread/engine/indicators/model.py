"""What an indicator is, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    COUNT = "COUNT"
    SHARE = "SHARE"  # numerator of denominator, nought to one
    RATE = "RATE"  # per 10,000 of a population, not scaled to a year
    MEDIAN_DAYS = "MEDIAN_DAYS"
    MEAN_DAYS = "MEAN_DAYS"


class Basis(StrEnum):
    """A flow is counted over a period, a stock at its last day. They never mix."""

    FLOW = "FLOW"
    STOCK = "STOCK"


class At(StrEnum):
    """Which day of an event puts a flow into its period."""

    START = "START"
    END = "END"


class Polarity(StrEnum):
    UP = "UP"  # more is better
    DOWN = "DOWN"
    NEITHER = "NEITHER"


class Way(StrEnum):
    FOLLOWED = "FOLLOWED"
    PRECEDED = "PRECEDED"


class Every(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PER = 10_000
ALL = "all"


@dataclass(frozen=True)
class Link:
    """Another event of the same child, before or after: which, and how near.

    Near is counted in days, working days or hours from this event's first day (or its
    last: `from_end`; looking back, from the other's last day). Without any, ever.
    """

    way: Way
    by: str
    sorts: tuple[str, ...] = ()
    days: int | None = None
    workdays: tuple[int, int] | None = None
    hours: int | None = None
    from_end: bool = False
    never: bool = False

    @property
    def other(self) -> tuple[Way, str, tuple[str, ...]]:
        """What has to be looked up; links that differ in how near share it."""
        return self.way, self.by, self.sorts


@dataclass(frozen=True)
class Condition:
    """What an event must be. Empty: any. All that is said must hold.

    Bounds are both included; lengths are in days from first to last day, and hold for
    no event that has not ended.
    """

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    known: tuple[str, ...] = ()
    ended: bool | None = None
    length: tuple[int, int] | None = None
    workdays: tuple[int, int] | None = None
    number: tuple[int, int] | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """One definition. `of` is the kind of event, `among` the base, `where` the part.

    COUNT and RATE count events of the base that are `where`; a SHARE divides them by
    the base; days are those of the base, over `value`. `open_for` counts a stock only
    from so many days after it began (for a SHARE: the numerator only).
    """

    key: str
    label: str
    definition: str
    version: int
    unit: Unit
    basis: Basis
    polarity: Polarity
    of: str
    by: tuple[str, ...]
    contracts: tuple[str, ...]
    standard: str
    owner: str
    caveat: str = ""
    confidence: str = "S"
    at: At = At.START
    among: Condition = Condition()
    where: Condition = Condition()
    open_for: int = 0
    value: str = "length"
    value_link: Link | None = None
    population: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All definitions, and the rules they share."""

    indicators: tuple[Indicator, ...]
    # The month in which a year begins; quarters are counted from it.
    year_starts_in: int
    # What comes first where two events of a child lie on one day.
    order: tuple[str, ...]
    years: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Indicator:
        from goldenthread.engine.errors import IndicatorError

        for found in self.indicators:
            if found.key == key:
                return found
        raise IndicatorError(f"There is no indicator {key}.")

    def of(self, *keys: str) -> Catalogue:
        """The same rules with some of the definitions."""
        return Catalogue(tuple(self[k] for k in keys), self.year_starts_in, self.order)
