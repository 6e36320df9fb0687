"""An individuals chart (XmR) of a series: its parts, its signals and what they mean.

The arithmetic is that of `engine.xmr`. Here is decided which points are judged
together, which way is good, and whether a target will be met:

- a chart is one part until a person rebases it: from a day on, with a reason, the
  limits begin anew, and no run goes across;
- the baseline of a part is its first points where a number is fixed, otherwise all;
- a part whose baseline has fewer than 12 known points has limits on trial;
- assurance reads the latest limits only, and none where neither way is good: a target
  outside the limits will be met, or missed, as a matter of course; between or on them
  it is met now and missed then.

Rules as the reference implementation of the “Making Data Count” charts, version 0.2.2,
has them. A trend counts by its direction there; earlier versions took the side of the
mean on which a point lies, which can be chosen (`TrendBy.SIDE`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from goldenthread.engine import xmr
from goldenthread.engine.errors import EngineError
from goldenthread.engine.xmr import Kind, Limits, Rule, Signal, Way


class SeriesError(EngineError):
    """A series or a rebase that cannot be charted as given."""


class TrendBy(StrEnum):
    DIRECTION = "DIRECTION"
    SIDE = "SIDE"


class Variation(StrEnum):
    """What the latest point says, in one word: what is drawn as a sign beside it."""

    ORDINARY = "ORDINARY"
    IMPROVEMENT_HIGH = "IMPROVEMENT_HIGH"
    IMPROVEMENT_LOW = "IMPROVEMENT_LOW"
    CONCERN_HIGH = "CONCERN_HIGH"
    CONCERN_LOW = "CONCERN_LOW"
    NEUTRAL_HIGH = "NEUTRAL_HIGH"
    NEUTRAL_LOW = "NEUTRAL_LOW"


class Assurance(StrEnum):
    """Whether the process will meet its target if it goes on as it is."""

    PASS = "PASS"  # noqa: S105 - no password
    FAIL = "FAIL"
    HIT_AND_MISS = "HIT_AND_MISS"


@dataclass(frozen=True)
class Point:
    """One period: its first day, its value (None: a gap, not nought), its name."""

    on: date
    value: Decimal | None
    label: str = ""


@dataclass(frozen=True)
class Rebase:
    """Limits begin anew from a day on, because a person says so and why."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True)
class Options:
    """How a chart is read.

    good        the way that is good; None: neither
    target      what is to be reached, in the unit of the values
    baseline    the limits of each part come from its first so many points; all if None
    screened    leave out moving ranges of outlying points (off, as the workbook has it)
    trend_by    what makes a trend good or bad
    floor       no limit is drawn below this; the rules still use the limit itself
    """

    good: Way | None = None
    target: Decimal | None = None
    baseline: int | None = None
    screened: bool = False
    trend_by: TrendBy = TrendBy.DIRECTION
    floor: Decimal | None = None


@dataclass(frozen=True)
class Plotted:
    """A point with what it is part of; `part` is the number of its part, from nought."""

    point: Point
    part: int
    signal: Signal | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Part:
    """A stretch with limits of its own; `end` is the place after its last point."""

    start: int
    end: int
    limits: Limits | None
    why: Rebase | None = None
    floor: Decimal | None = None

    @property
    def on_trial(self) -> bool:
        return self.limits is None or self.limits.on_trial

    @property
    def drawn_lower(self) -> Fraction | None:
        """The lower limit as it is drawn."""
        lower = self.limits.lower if self.limits else None
        if lower is None or self.floor is None:
            return lower
        return max(lower, Fraction(self.floor))


@dataclass(frozen=True)
class Chart:
    """Everything a drawing and a sentence need."""

    points: tuple[Plotted, ...]
    parts: tuple[Part, ...]
    options: Options = field(default_factory=Options)

    @property
    def latest(self) -> Plotted | None:
        """The last point that has a value."""
        known = [one for one in self.points if one.point.value is not None]
        return known[-1] if known else None

    @property
    def variation(self) -> Variation | None:
        """What the latest known point says; None where no value is known."""
        last = self.latest
        if last is None:
            return None
        if last.signal is None or last.kind is None:
            return Variation.ORDINARY
        height = "HIGH" if last.signal.way == Way.UP else "LOW"
        return Variation(f"{last.kind}_{height}")

    @property
    def assurance(self) -> Assurance | None:
        """None without a target, a good way, or limits that move at all."""
        limits = self.parts[-1].limits if self.parts else None
        good, target = self.options.good, self.options.target
        if limits is None or limits.lower is None or limits.upper is None:
            return None
        if good is None or target is None:
            return None
        return _assured(Fraction(target), limits.lower, limits.upper, good)

    @property
    def changed(self) -> tuple[Plotted, ...]:
        """The points that ordinary variation does not explain."""
        return tuple(one for one in self.points if one.signal is not None)


def _assured(
    target: Fraction, lower: Fraction, upper: Fraction, good: Way
) -> Assurance:
    if lower <= target <= upper:
        return Assurance.HIT_AND_MISS
    below = target < lower
    return Assurance.PASS if below == (good == Way.UP) else Assurance.FAIL


def chart(
    points: Sequence[Point],
    options: Options | None = None,
    rebases: Sequence[Rebase] = (),
) -> Chart:
    """The chart of a series in order of time.

    Refuses points out of order or two of one day, a rebase without a reason or a name,
    two of one day, and one that leaves a part without any point.
    """
    wanted = options or Options()
    _require_order(points)
    parts = _parts(points, rebases, wanted)
    plotted = [
        one
        for number, part in enumerate(parts)
        for one in _read(points, part, number, wanted)
    ]
    return Chart(tuple(plotted), tuple(parts), wanted)


def _require_order(points: Sequence[Point]) -> None:
    for earlier, later in pairwise(points):
        if later.on <= earlier.on:
            raise SeriesError(
                f"The point of {later.on} stands after that of {earlier.on}: give each "
                "period once, in order of time."
            )


def _parts(
    points: Sequence[Point], rebases: Sequence[Rebase], wanted: Options
) -> list[Part]:
    """The series cut at each rebase, the earliest first."""
    whys = sorted(rebases, key=lambda one: one.on)
    starts = [0, *(_start(points, why) for why in whys)]
    ends = [*starts[1:], len(points)]
    found = []
    for start, end, why in zip(starts, ends, (None, *whys), strict=True):
        if whys and start >= end:
            raise SeriesError(
                "A rebase leaves a part without any point: choose another day."
            )
        values = [one.value for one in points[start:end]]
        limits = xmr.limits(values[: wanted.baseline], screened=wanted.screened)
        found.append(Part(start, end, limits, why, wanted.floor))
    return found


def _start(points: Sequence[Point], why: Rebase) -> int:
    if not (why.reason.strip() and why.by.strip()):
        raise SeriesError(f"Say who rebases from {why.on}, and why.")
    return next((at for at, one in enumerate(points) if one.on >= why.on), len(points))


def _read(
    points: Sequence[Point], part: Part, number: int, wanted: Options
) -> list[Plotted]:
    """The points of one part with their signals: no run goes into another part."""
    within = points[part.start : part.end]
    if part.limits is None:
        return [Plotted(one, number) for one in within]
    found = xmr.signals([one.value for one in within], part.limits)
    return [
        Plotted(one, number, signal, _kind(one, signal, part.limits, wanted))
        for one, signal in zip(within, found, strict=True)
    ]


def _kind(
    point: Point, signal: Signal | None, limits: Limits, wanted: Options
) -> Kind | None:
    if signal is None:
        return None
    by_side = wanted.trend_by == TrendBy.SIDE and signal.rule == Rule.TREND
    if not by_side or point.value is None:
        return xmr.kind(signal, wanted.good)
    side = xmr.side(Fraction(point.value), limits.mean)
    if side is None:
        return Kind.NEUTRAL
    return xmr.kind(Signal(signal.rule, side), wanted.good)
