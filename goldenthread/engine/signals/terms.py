"""The school year laid over a series: which of its days were school holidays.

School holidays stop no clock; they only explain demand. What fell in which is shown
beside the points, and no limit is moved by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from goldenthread.engine.signals.charts import SeriesError


ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """A term of the schools of an area, both days included."""

    start: date
    end: date
    name: str = ""


@dataclass(frozen=True)
class Season:
    """A stretch between two terms, as far as it lies within what is charted."""

    start: date
    end: date
    after: str = ""


def seasons(terms: Sequence[Term], first: date, last: date) -> tuple[Season, ...]:
    """School holidays from one day to another, both included, in order.

    Holidays are what lies between two known terms: before the first term and after the
    last one nothing is known, and nothing is said. Refuses terms that overlap or end
    before they begin.
    """
    known = _in_order(terms)
    return tuple(
        Season(max(start, first), min(end, last), after)
        for start, end, after in _between(known)
        if start <= last and end >= first
    )


def _in_order(terms: Sequence[Term]) -> list[Term]:
    known = sorted(terms, key=lambda one: one.start)
    for one in known:
        if one.end < one.start:
            raise SeriesError(f"The term that begins on {one.start} ends before it.")
    for earlier, later in pairwise(known):
        if later.start <= earlier.end:
            raise SeriesError(
                f"The terms of {earlier.start} and {later.start} overlap."
            )
    return known


def _between(known: list[Term]) -> Iterator[tuple[date, date, str]]:
    for earlier, later in pairwise(known):
        start, end = earlier.end + ONE_DAY, later.start - ONE_DAY
        # From Friday to Monday is a weekend and no holiday.
        if (end - start).days > 1:
            yield start, end, earlier.name


def holiday_share(terms: Sequence[Term], first: date, last: date) -> float | None:
    """Which share of the days of a period were school holidays; None where not known.

    Known is what lies from the start of the first term to the end of the last.
    """
    known = _in_order(terms)
    if last < first or not known or first < known[0].start or last > known[-1].end:
        return None
    days = sum((one.end - one.start).days + 1 for one in seasons(terms, first, last))
    return days / ((last - first).days + 1)
