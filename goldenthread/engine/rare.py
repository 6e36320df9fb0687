"""Days between rare events (a t-chart): fewer events show as longer waits.

A count that is nearly always nought has no useful limits. The wait from one event to
the next has: if events fall by chance at a steady rate, waits are exponential, and
raised to the power of 1/3.6 they are close enough to normal for the rules of `xmr`.
The power is Nelson's ("A control chart for parts-per-million nonconforming items",
Journal of Quality Technology 26 (1994), 239-240): general knowledge, no text was read.
Limits are worked out on that scale and carried back to days.

The wait still running has no end yet. It can only be longer than it is, so it counts
where it is already beyond the upper limit, and for nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from goldenthread.engine import xmr
from goldenthread.engine.xmr import Signal


POWER = 1 / 3.6
# On the transformed scale a float's last digits are noise: waits of equal length must
# come out equal, and they do at this many decimals.
PLACES = 9


@dataclass(frozen=True)
class RareLimits:
    """The centre and limits in days; a lower limit under nought is none at all."""

    scaled: xmr.Limits

    @property
    def centre(self) -> float:
        return _back(float(self.scaled.mean)) or 0.0

    @property
    def upper(self) -> float | None:
        return None if self.scaled.upper is None else _back(float(self.scaled.upper))

    @property
    def lower(self) -> float | None:
        return None if self.scaled.lower is None else _back(float(self.scaled.lower))

    @property
    def longest(self) -> int | None:
        """The most whole days a wait may last and still be ordinary."""
        return None if self.upper is None else floor(self.upper)


def waits(events: Sequence[date], *, start: date | None = None) -> tuple[int, ...]:
    """Days from each event to the next, from `start` if it is given.

    Counting from a day that is no event is fair where the rate is steady: how long
    one waits from then on does not depend on how long one has waited.
    """
    days = sorted(events)
    if start is not None:
        days = [start, *(day for day in days if day >= start)]
    return tuple((later - earlier).days for earlier, later in itertools.pairwise(days))


def scaled(days: int) -> float:
    return round(days**POWER, PLACES)


def limits(before: Sequence[int]) -> RareLimits | None:
    """Limits of waits; none where there is no wait."""
    found = xmr.limits([scaled(days) for days in before])
    return RareLimits(found) if found else None


def signals(after: Sequence[int], within: RareLimits) -> tuple[Signal | None, ...]:
    """Signals among waits; up means longer, which means rarer events."""
    return xmr.signals([scaled(days) for days in after], within.scaled)


def is_beyond(running: int, within: RareLimits) -> bool:
    """Whether the wait still running is already longer than ordinary."""
    upper = within.scaled.upper
    return upper is not None and xmr.Fraction(scaled(running)) > upper


def _back(value: float) -> float | None:
    return value ** (1 / POWER) if value > 0 else None
