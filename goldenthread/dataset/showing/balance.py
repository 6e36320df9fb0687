"""Starts, ends and those open balance: what is open must not tell a hidden start.

Open at the end is open before, with those who started and without those who ended. The
sum is out by a few who end on the last day of a period, so that it is no equation, but
near enough to tell a hidden start of three. So those open are told only at the ends of
stretches of which every start and end is told. To hide one gives nothing away: nothing
adds up to an open count over time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from goldenthread.dataset.showing.counts import END, OPEN, START, WHOLE
from goldenthread.dataset.showing.periods import Period, Window


Cells = dict[Any, Any]


def balanced(cells: Cells, window: Window, hidden: Any) -> Cells:
    """The cells, with open counts `hidden` at the ends where they would tell too much."""
    flows = {key[0]: value for key, value in cells.items() if _is_whole_flow(key)}
    if not flows or not any(key[0].startswith(OPEN) for key in cells):
        return cells

    def told(period: Period) -> bool:
        names = (f"{moment} {period.member}" for moment in (START, END))
        return all(flows.get(name, hidden) is not hidden for name in names)

    ends = {f"{OPEN} {one.last_month.member}" for one in stretches(window, told)}
    return {
        key: hidden if _is_open(key, value) and key[0] not in ends else value
        for key, value in cells.items()
    }


def _is_open(key: tuple[str, ...], value: Any) -> bool:
    """An open count that somebody knows: what was not sent stays absent."""
    return key[0].startswith(OPEN) and isinstance(value, int)


def _is_whole_flow(key: tuple[str, ...]) -> bool:
    return not key[0].startswith(OPEN) and set(key[1:]) <= {WHOLE}


def stretches(window: Window, told: Callable[[Period], bool]) -> list[Period]:
    """The periods at whose ends an open count may be told.

    A year of which a start is hidden breaks the chain: of what lies before and after
    it, only the later part is told. Within a year that is told, quarters are where all
    four are, and months of a quarter where all three are.
    """
    found: list[Period] = []
    for period in reversed(_coarsest(window)):
        if not told(period):
            # Its own end is the start of the chain after it.
            return [*found, period]
        found += [period, *_within(period, window, told)]
    return found


def _coarsest(window: Window) -> Sequence[Period]:
    """Years, and at both ends the quarters and months that make no whole year."""
    rest = {one.start for one in window.periods("month")}
    found = []
    for every in ("year", "quarter", "month"):
        for period in window.periods(every):
            months = {one.start for one in period.months}
            if months <= rest:
                rest -= months
                found.append(period)
    return sorted(found, key=lambda one: one.start)


def _within(
    period: Period, window: Window, told: Callable[[Period], bool]
) -> list[Period]:
    if period.every == "month":
        return []
    finer = "quarter" if period.every == "year" else "month"
    parts = [
        one for one in window.periods(finer) if period.start <= one.start <= period.end
    ]
    if len(list(takewhile(told, parts))) < len(parts):
        return []
    return [*parts, *(each for one in parts for each in _within(one, window, told))]
