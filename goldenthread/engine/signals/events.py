"""A chart of days between rare events: longer waits mean rarer events.

For what is nearly always nought in a month: a chart of counts has no useful limits.
The arithmetic is that of `engine.rare`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from goldenthread.engine import rare, xmr
from goldenthread.engine.rare import RareLimits
from goldenthread.engine.signals.charts import SeriesError
from goldenthread.engine.xmr import Kind, Signal, Way


@dataclass(frozen=True)
class Wait:
    """From one event to the next, in days."""

    began: date
    ended: date
    days: int
    signal: Signal | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class RareChart:
    """The waits and their limits; `running` is the wait that has no end yet."""

    waits: tuple[Wait, ...]
    limits: RareLimits | None
    running: int
    running_is_beyond: bool

    @property
    def on_trial(self) -> bool:
        return self.limits is None or self.limits.scaled.on_trial


def rare_chart(
    events: Sequence[date],
    today: date,
    *,
    baseline: int | None = None,
    rarer_is_good: bool = True,
) -> RareChart:
    """Waits between events up to a day, judged by the first `baseline` of them, or all.

    Refuses no event at all, and an event after the day it is asked on. Two events of
    one day are a wait of no days.
    """
    days = sorted(events)
    if not days:
        raise SeriesError("No event is recorded, so there is no wait to chart.")
    if days[-1] > today:
        raise SeriesError(f"An event of {days[-1]} lies after {today}.")
    lengths = rare.waits(days)
    limits = rare.limits(lengths[:baseline])
    found = rare.signals(lengths, limits) if limits else (None,) * len(lengths)
    good = Way.UP if rarer_is_good else Way.DOWN
    waits = [
        Wait(began, ended, length, signal, xmr.kind(signal, good) if signal else None)
        for (began, ended), length, signal in zip(
            pairwise(days), lengths, found, strict=True
        )
    ]
    running = (today - days[-1]).days
    beyond = limits is not None and rare.is_beyond(running, limits)
    return RareChart(tuple(waits), limits, running, beyond)
