"""Months, quarters and years of a release, and which of them were sent whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.core.calendars import add_months


Days = tuple[date, date]
LENGTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A month, quarter or year by its first day."""

    every: str
    start: date

    @property
    def end(self) -> date:
        return add_months(self.start, LENGTHS[self.every]) - timedelta(days=1)

    @property
    def member(self) -> str:
        """Its name in tables: of no two periods the same."""
        return f"{self.start:%Y-%m}/{LENGTHS[self.every]}"

    @property
    def last_month(self) -> Period:
        return Period("month", add_months(self.end + timedelta(days=1), -1))

    @property
    def months(self) -> tuple[Period, ...]:
        return tuple(
            Period("month", add_months(self.start, n))
            for n in range(LENGTHS[self.every])
        )


@dataclass(frozen=True)
class Window:
    """The periods that lie whole between the first month and the last."""

    first: date
    months: int
    year_starts_in: int

    @classmethod
    def until(cls, last: date, months: int, year_starts_in: int) -> Window:
        """So many months up to the last one that had ended by a day."""
        after = (last + timedelta(days=1)).replace(day=1)
        return cls(add_months(after, -months), months, year_starts_in)

    @property
    def end(self) -> date:
        return add_months(self.first, self.months)

    def periods(self, every: str) -> tuple[Period, ...]:
        length = LENGTHS[every]
        skipped = (self.year_starts_in - self.first.month) % length
        starts = range(skipped, self.months - length + 1, length)
        return tuple(Period(every, add_months(self.first, n)) for n in starts)


def days_sent(
    contracts: Iterable[str], covered: Mapping[str, Sequence[Days]]
) -> list[Days]:
    """Which days were sent of any of these contracts."""
    return [days for name in contracts for days in covered.get(name, ())]


def whole(period: Period, sent: Sequence[Days]) -> bool:
    """Whether every day of a period lies in what was sent."""
    day = period.start
    for first, last in sorted(sent):
        if first <= day <= last:
            day = last + timedelta(days=1)
    return day > period.end
