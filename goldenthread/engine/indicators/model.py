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
    MEAN = "MEAN"  # of the number that events carry: cases, miles, a score
    CHILDREN = "CHILDREN"  # children with so many such events in the period, or more


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
class Recent:
    """Other events of the same child in so many days up to the last day of a period.

    At least `least` of them, the last day and the first of these days included.
    """

    by: str
    days: int
    sorts: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    least: int = 1


@dataclass(frozen=True)
class Condition:
    """What an event must be. Empty: any. All that is said must hold; of `either` one.

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
    either: tuple[Condition, ...] = ()

    @property
    def every(self) -> tuple[Condition, ...]:
        """It, and all that it says of either."""
        return (self, *(one for each in self.either for one in each.every))

    @property
    def all_links(self) -> tuple[Link, ...]:
        """Its links, and those of what it says of either."""
        return tuple(link for one in self.every for link in one.links)

    @property
    def all_workdays(self) -> tuple[tuple[int, int], ...]:
        """Bounds in working days that it or its links ask about."""
        own = [one.workdays for one in self.every]
        own += [link.workdays for link in self.all_links]
        return tuple(pair for pair in own if pair)


@dataclass(frozen=True)
class Indicator:
    """One definition. `of` is the kind of event, `among` the base, `where` the part.

    COUNT and RATE count events of the base that are `where`; a SHARE divides them by
    the base; days are those of the base, over `value`, and a MEAN is of their number.
    CHILDREN counts each child once, where its `least`-th event of the period falls.

    `open_for` counts a stock only from so many days after it began and `open_below`
    only until then, `recent` only where such events came lately (for a SHARE all three
    say what its part is); `base_open_for` holds for the base as well.
    `pairs` are breakdowns by two things at once that the cube keeps.
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
    open_below: int = 0
    base_open_for: int = 0
    recent: Recent | None = None
    least: int = 1
    pairs: tuple[str, ...] = ()
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
