"""Individuals and moving range (XmR): limits of a baseline, and signals against them.

The rules are those the National Health Service's charts for measurement use (the
"Making Data Count" workbook), as its published reference implementation has them:

- limits are the mean of the baseline and 2.66 times its mean moving range either side;
  they may lie below nought even where a count cannot;
- a point beyond a limit; seven points in a row each higher, or each lower, than the
  one before (equal ones end it); two of three points in a row beyond two thirds of the
  way to a limit but not beyond the limit, all three on one side of the mean; seven in
  a row on one side of the mean (a point on the mean ends it);
- where several fit one point, the first of these names it.

"Beyond", "higher" and "on one side" are strict throughout. Moving ranges of outlying
points are kept, as the workbook keeps them, unless screening is asked for. Values
become fractions, so strictness is exact. Where the reference drops a missing value and
draws the rest together, here it is a gap: no range is taken across it and no run
passes it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


SCALE = Fraction(266, 100)
# A moving range so many times the mean range comes from an outlying point.
OUTLYING = Fraction(3267, 1000)
RUN = 7
WINDOW = 3
OF_WINDOW = 2
# With fewer points in the baseline the limits are on trial.
FIRM = 12

Number = int | float | Decimal | Fraction
Values = Sequence[Fraction | None]


class Rule(StrEnum):
    """What makes a point a signal, the weightiest first."""

    BEYOND = "BEYOND"
    TREND = "TREND"
    TWO_OF_THREE = "TWO_OF_THREE"
    SHIFT = "SHIFT"


class Way(StrEnum):
    UP = "UP"
    DOWN = "DOWN"


class Kind(StrEnum):
    """What a signal means once it is said which way is good."""

    IMPROVEMENT = "IMPROVEMENT"
    CONCERN = "CONCERN"
    NEUTRAL = "NEUTRAL"


@dataclass(frozen=True)
class Signal:
    """A point that ordinary variation does not explain, by which rule, which way."""

    rule: Rule
    way: Way


@dataclass(frozen=True)
class Limits:
    """What the baseline says is ordinary. Without any movement there are no limits."""

    mean: Fraction
    mean_range: Fraction | None
    points: int

    @property
    def spread(self) -> Fraction | None:
        """How far a limit lies from the mean."""
        return SCALE * self.mean_range if self.mean_range else None

    @property
    def upper(self) -> Fraction | None:
        return None if self.spread is None else self.mean + self.spread

    @property
    def lower(self) -> Fraction | None:
        return None if self.spread is None else self.mean - self.spread

    @property
    def on_trial(self) -> bool:
        return self.points < FIRM


def fractions(values: Sequence[Number | None]) -> tuple[Fraction | None, ...]:
    """The values exactly; a decimal or float becomes the fraction it stands for."""
    return tuple(None if value is None else Fraction(value) for value in values)


def limits(values: Sequence[Number | None], *, screened: bool = False) -> Limits | None:
    """Limits of a baseline; none where no value is known.

    `screened` leaves out, once, moving ranges of 3.267 times their mean or more.
    """
    exact = fractions(values)
    known = [value for value in exact if value is not None]
    if not known:
        return None
    ranges = [
        abs(later - earlier)
        for earlier, later in itertools.pairwise(exact)
        if earlier is not None and later is not None
    ]
    mean_range = _mean(ranges)
    if screened and mean_range is not None:
        mean_range = _mean([one for one in ranges if one < OUTLYING * mean_range])
    return Limits(sum(known, Fraction(0)) / len(known), mean_range, len(known))


def _mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def signals(
    values: Sequence[Number | None], within: Limits
) -> tuple[Signal | None, ...]:
    """For each value the signal it is part of, if any, judged against given limits."""
    exact = fractions(values)
    found: list[Signal | None] = [None] * len(exact)
    for rule in Rule:
        for at, way in _FINDERS[rule](exact, within):
            found[at] = found[at] or Signal(rule, way)
    return tuple(found)


def chart(
    values: Sequence[Number | None], *, baseline: int | None = None
) -> tuple[Limits | None, tuple[Signal | None, ...]]:
    """Limits of the first `baseline` places (of all, if not said) and every signal."""
    within = limits(values if baseline is None else values[:baseline])
    if within is None:
        return None, (None,) * len(values)
    return within, signals(values, within)


def kind(signal: Signal, good: Way | None) -> Kind:
    """A signal as improvement or concern; neutral where neither way is good.

    A trend counts by the way it goes, whichever side of the mean it is on; every
    other rule by the side it is on.
    """
    if good is None:
        return Kind.NEUTRAL
    return Kind.IMPROVEMENT if signal.way == good else Kind.CONCERN


Found = Iterator[tuple[int, Way]]


def _beyond(values: Values, within: Limits) -> Found:
    for at, value in enumerate(values):
        if value is None or within.upper is None or within.lower is None:
            continue
        if value > within.upper:
            yield at, Way.UP
        elif value < within.lower:
            yield at, Way.DOWN


def side(value: Fraction | None, mean: Fraction) -> Way | None:
    """On which side of a mean a value lies; None on it, and for a gap."""
    if value is None or value == mean:
        return None
    return Way.UP if value > mean else Way.DOWN


def _shift(values: Values, within: Limits) -> Found:
    yield from _runs([side(value, within.mean) for value in values], RUN)


def _runs(ways: Sequence[Way | None], least: int, before: int = 0) -> Found:
    """Places in stretches of one way, and `before` places before each stretch."""
    start = 0
    for at in range(1, len(ways) + 1):
        if at < len(ways) and ways[at] == ways[start]:
            continue
        way = ways[start]
        if way is not None and at - start >= least:
            yield from ((place, way) for place in range(start, at + before))
        start = at


def _trend(values: Values, within: Limits) -> Found:
    """Seven points are six steps; the point the run starts from is marked too."""
    steps = [
        None if later is None or earlier is None else side(later, earlier)
        for earlier, later in itertools.pairwise(values)
    ]
    # Step 3 leads from place 3 to place 4, so a run of steps ends one place later.
    yield from _runs(steps, RUN - 1, before=1)


def _two_of_three(values: Values, within: Limits) -> Found:
    if within.spread is None:
        return
    near = [_near(value, within.mean, within.spread) for value in values]
    for first in range(len(values) - WINDOW + 1):
        places = range(first, first + WINDOW)
        sides = {side(values[place], within.mean) for place in places}
        close = [place for place in places if near[place]]
        if len(sides) == 1 and None not in sides and len(close) >= OF_WINDOW:
            yield from ((place, sides.copy().pop() or Way.UP) for place in close)


def _near(value: Fraction | None, mean: Fraction, spread: Fraction) -> bool:
    """Beyond two thirds of the way to a limit, and not beyond the limit."""
    return value is not None and Fraction(2, 3) * spread < abs(value - mean) <= spread


_FINDERS: dict[Rule, Callable[[Values, Limits], Found]] = {
    Rule.BEYOND: _beyond,
    Rule.TREND: _trend,
    Rule.TWO_OF_THREE: _two_of_three,
    Rule.SHIFT: _shift,
}
