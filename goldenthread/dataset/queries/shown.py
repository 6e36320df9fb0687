"""Charts of what may be shown: the same series and signals for every page.

Nothing here opens the engine's tables: figures come from `showing`, and the arithmetic
of signals is plain Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from goldenthread.core.models import SchoolTerm, TermKind
from goldenthread.dataset import shelf, showing
from goldenthread.dataset.models import Release
from goldenthread.dataset.queries.exchange import release_in_force
from goldenthread.dataset.showing import Figure, Kept, Period
from goldenthread.engine.signals import Chart, Options, Point, Rebase, chart
from goldenthread.engine.xmr import Way


# A signal is news while it is among so many last points.
LATEST = 3
FROZEN = 13


@dataclass(frozen=True)
class Cut:
    """Which series of an indicator: over which periods, and of which part."""

    every: str = "month"
    by: str = "all"
    value: str = "ALL"


@dataclass(frozen=True)
class Limits:
    """Limits begin anew from a day: as the engine takes it, and to remember by."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True)
class Holiday:
    first: date
    last: date
    name: str


def cut_of(kept: Kept, every: str = "", by: str = "", value: str = "") -> Cut:
    """The series asked for, or the nearest there is: the finest of the whole."""
    by = by if by in kept.breakdowns() else "all"
    values = kept.values(by) if by != "all" else ("ALL",)
    value = value if value in values else values[0]
    periods = kept.periods(by, value)
    return Cut(every if every in periods else periods[0], by, value)


def number_of(kept: Kept, figure: Figure) -> Decimal | None:
    """A figure as it is charted: shares in per cent with one decimal."""
    if figure.figure is None:
        return None
    if kept.definition.unit == "SHARE":
        return _rounded(Decimal(figure.figure) * 100, 1)
    return _rounded(Decimal(figure.figure), 1 if kept.definition.unit == "RATE" else 0)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def good_way(kept: Kept) -> Way | None:
    ways = {"UP": Way.UP, "DOWN": Way.DOWN}
    return ways.get(kept.definition.polarity)


@lru_cache(maxsize=1024)
def charted(kept: Kept, cut: Cut, limits: tuple[Limits, ...] = ()) -> Chart:
    """The chart of a series: limits, signals and what they mean.

    Limits that begin anew where this series has no point after them are left out: a
    quarter's series may end before a month's.
    """
    figures = kept.series(cut.every, cut.by, cut.value)
    points = [Point(one.start, number_of(kept, one)) for one in figures]
    whys = [Rebase(one.on, one.by, one.reason) for one in limits if _cuts(points, one)]
    return chart(points, Options(good=good_way(kept), floor=Decimal(0)), whys)


def _cuts(points: list[Point], one: Limits) -> bool:
    return bool(points) and points[0].on < one.on <= points[-1].on


def news(found: Chart) -> Any:
    """The newest signal among the last points, or None."""
    known = [one for one in found.points if one.point.value is not None]
    fresh = [one for one in known[-LATEST:] if one.signal is not None]
    return fresh[-1] if fresh else None


def period_of(cut: Cut, start: date) -> Period:
    return Period(cut.every, start)


# --- What the pages of a partnership read -----------------------------------------------


def kept_of(release: Release | None, indicator: str) -> Kept | None:
    """What may be shown of an indicator in a release."""
    if release is None:
        return None
    place = shelf.of(release.partnership_id)
    return showing.indicator(place, release.name, indicator)


def why_not(release: Release | None, indicator: str) -> str:
    if release is None:
        return "No release is in force."
    return showing.why_not(shelf.of(release.partnership_id), release.name, indicator)


def in_force(partnership_id: int | None) -> Release | None:
    return release_in_force(partnership_id)


def holidays(area_code: str, first: date, last: date) -> tuple[Holiday, ...]:
    """School holidays of an area within some days, in order."""
    found = SchoolTerm.objects.in_force().touching(first, last)
    rows = found.filter(area_code=area_code, kind=TermKind.HOLIDAY).order_by("start")
    return tuple(Holiday(one.start, one.end, one.name) for one in rows)


def frozen(kept: Kept, cut: Cut, last: int | None = None) -> list[dict[str, Any]]:
    """Figures as they are now, to be kept with what is said of them."""
    rows = kept.series(cut.every, cut.by, cut.value)
    return [
        {
            **cut.__dict__,
            "start": one.start.isoformat(),
            "figure": one.figure,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "mark": one.mark,
        }
        for one in rows[-last if last else 0 :]
    ]


def changed_since(
    figures: list[dict[str, Any]], kept: Kept | None
) -> list[tuple[dict[str, Any], Figure | None]]:
    """Of figures as they were, those that are otherwise now, with what they are."""
    if kept is None:
        return [(one, None) for one in figures]
    now = {
        (one.every, one.by, one.value, one.start.isoformat()): one
        for one in kept.figures
    }
    found = []
    for then in figures:
        key = (then["every"], then["by"], then["value"], then["start"])
        one = now.get(key)
        if one is None or (one.figure, one.mark) != (then["figure"], then["mark"]):
            found.append((then, one))
    return found
