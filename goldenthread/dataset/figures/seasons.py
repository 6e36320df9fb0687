"""Whether a monthly series goes with the school holidays, tested and not assumed."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from goldenthread.core.models import SchoolTerm
from goldenthread.core.models.reference import TermKind
from goldenthread.dataset.models import Point


# A month counts among the holidays from a quarter of its weekdays on.
MUCH = 0.25
CHANCE = 0.05
FEWEST = 4


@dataclass(frozen=True)
class Season:
    """What the test says: the chance of so much or more if holidays made no difference.

    `ratio` is the events a day in months with much holiday to those of the others.
    """

    months: int
    holiday_months: int
    ratio: float
    chance: float

    @property
    def is_seasonal(self) -> bool:
        return self.ratio > 1 and self.chance < CHANCE


def tested(points: Iterable[Point], area_code: str) -> Season | None:
    """Months with much school holiday against the others, by events a day.

    One-sided rank test (Mann and Whitney, 1947): it asks nothing of how the counts are
    spread. None where terms or months are too few to say anything.
    """
    from scipy.stats import mannwhitneyu

    shares = holiday_shares(area_code)
    much, little = [], []
    for point in points:
        first = point.starts_on
        share = shares.get((first.year, first.month)) if first else None
        if share is None or point.value is None:
            continue
        days = calendar.monthrange(first.year, first.month)[1]
        (much if share >= MUCH else little).append(float(point.value) / days)
    if len(much) < FEWEST or len(little) < FEWEST:
        return None
    test = mannwhitneyu(much, little, alternative="greater")
    ratio = (sum(much) / len(much)) / (sum(little) / len(little))
    return Season(len(much) + len(little), len(much), ratio, float(test.pvalue))


def holiday_shares(area_code: str) -> dict[tuple[int, int], float]:
    """By year and month, the share of weekdays that were school holiday.

    Only months of which every day lies between the first known term and the last.
    """
    rows = SchoolTerm.objects.in_force().filter(area_code=area_code).order_by("start")
    terms = [(one.start, one.end) for one in rows if one.kind == TermKind.TERM]
    off = {day for first, last in _holidays(rows, terms) for day in _days(first, last)}
    if not terms:
        return {}
    months: dict[tuple[int, int], list[date]] = {}
    for day in _days(terms[0][0], terms[-1][1]):
        months.setdefault((day.year, day.month), []).append(day)
    return {
        key: _share(days, off)
        for key, days in months.items()
        if len(days) == calendar.monthrange(*key)[1]
    }


def _holidays(
    rows: Iterable[SchoolTerm], terms: list[tuple[date, date]]
) -> list[tuple[date, date]]:
    """Half terms and holidays as stated, and what lies between two terms."""
    one = timedelta(days=1)
    stated = [(row.start, row.end) for row in rows if row.kind == TermKind.HOLIDAY]
    between = [
        (end + one, start - one)
        for (_, end), (start, _) in pairwise(terms)
        if start > end
    ]
    return [*stated, *between]


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _share(days: list[date], off: set[date]) -> float:
    weekdays = [day for day in days if day.weekday() < 5]
    return sum(day in off for day in weekdays) / len(weekdays)
