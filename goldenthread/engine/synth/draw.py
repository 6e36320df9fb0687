"""Drawing lots so that totals come out as the figures say: how many, who, when."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from goldenthread.engine.synth.data import Calendar, Figures, calendar
from goldenthread.engine.synth.log import DAY, Log
from goldenthread.engine.synth.people import People, day


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
ZONE = "Europe/London"


@dataclass
class World:
    """One piece of the county while its histories are told.

    `before` and `after` are the shares of the whole county's children in front of this
    piece and up to its end; `size` is the county's children over the figures' own.
    """

    people: People
    rng: np.random.Generator
    log: Log
    figures: Figures
    size: float
    before: float
    after: float
    notes: dict[str, Ints] = field(default_factory=dict)

    def quota(self, count: float) -> int:
        """How many of a county's count fall to this piece; pieces add up to the whole."""
        total = count * self.size
        return int(
            np.floor(total * self.after + 0.5) - np.floor(total * self.before + 0.5)
        )

    def of(self, name: str, year: int) -> int:
        return self.quota(self.figures.of(name, year))

    def pick(self, among: Ints, count: int, weight: Floats | None = None) -> Ints:
        """`count` different ones (all, if fewer), the heavier the likelier."""
        count = max(0, min(count, len(among)))
        if count == len(among):
            return among
        keys = self.rng.exponential(size=len(among))
        keys = keys if weight is None else keys / np.maximum(weight, 1e-12)
        return among[np.argpartition(keys, count)[:count]] if count else among[:0]

    def split(self, count: int, share: float) -> Bools:
        """Exactly that share of so many, in random order."""
        chosen = np.zeros(count, dtype=np.bool_)
        chosen[: round(count * share)] = True
        return self.rng.permutation(chosen)

    def spread(self, counts: list[float]) -> list[int]:
        """This piece's part of counts in a row: no rounding is lost on the way."""
        sums = np.concatenate([[0.0], np.cumsum(counts)]) * self.size
        up_to = [np.diff(np.floor(sums * f + 0.5)) for f in (self.before, self.after)]
        return [int(n) for n in up_to[1] - up_to[0]]

    def days(
        self, rhythm: str, first: int | Ints, last: int | Ints, count: int
    ) -> Ints:
        """Days between two (both in), as often as the rhythm of that kind says."""
        steps = rhythm_sums(rhythm)
        start = day(calendar().first)
        low, high = first - start, last - start + 1
        marks = self.rng.uniform(steps[low], steps[high], count)
        return np.searchsorted(steps, marks, side="right") - 1 + start

    def between(self, first: Ints, last: Ints) -> Ints:
        """A day for each row, between its own two (both in)."""
        return self.rng.integers(first, np.maximum(first, last) + 1)

    def moments(self, on: Ints) -> Ints:
        """Seconds since 1970 of a moment on each day, as clocks in England show days."""
        local = on * DAY + self.rng.integers(0, DAY, len(on))
        naive = pl.from_epoch(pl.Series(local), time_unit="s")
        zoned = naive.dt.replace_time_zone(
            ZONE, ambiguous="earliest", non_existent="null"
        )
        found = zoned.dt.epoch("s").to_numpy()
        # In the hour that is left out in spring: an hour later by the clock.
        return np.where(np.isnan(found), local, found).astype(np.int64)

    def words(
        self, count: int, shares: dict[str, float]
    ) -> tuple[Ints, tuple[str, ...]]:
        """Words by their shares, as close to exactly as whole numbers allow."""
        edges = np.cumsum(list(shares.values()))
        marks = self.rng.permutation((np.arange(count) + 0.5) / max(count, 1))
        index = np.searchsorted(edges / edges[-1], marks)
        return index.astype(np.int64), tuple(shares)


def without(those: Ints, others: Ints) -> Ints:
    """Those that are not among others, in their order."""
    return those[~np.isin(those, others)]


def day_of(at: Ints) -> Ints:
    """The day of a moment, as clocks in England show it."""
    moments = pl.from_epoch(pl.Series(at), time_unit="s").dt.replace_time_zone("UTC")
    days = moments.dt.convert_time_zone(ZONE).dt.date().to_physical()
    return days.to_numpy().astype(np.int64)


def years() -> tuple[int, ...]:
    """The years of children's social care in the calendar, by their last March."""
    return tuple(range(calendar().first.year + 1, calendar().last.year + 1))


def bounds(year: int) -> tuple[int, int]:
    """First and last day of a year to 31 March."""
    first, last = calendar().first, calendar().last
    return day(first.replace(year=year - 1)), day(last.replace(year=year))


def months(year: int) -> list[tuple[int, int]]:
    """First and last day of each month of a year, April first."""
    first, last = (np.datetime64(edge, "D") for edge in bounds(year))
    starts = np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 2)
    days = starts.astype("datetime64[D]").astype(np.int64)
    return [(int(a), int(b) - 1) for a, b in pairwise(days)]


def _in_holidays(days: Ints, wider: int = 0) -> Bools:
    inside = np.zeros(len(days), dtype=np.bool_)
    for holiday in calendar().holidays:
        inside |= (days >= day(holiday.first) - wider) & (
            days <= day(holiday.last) + wider
        )
    return inside


def _factor(name: str) -> float:
    from goldenthread.engine.synth.data import figures

    return figures().of(name, years()[-1])


def _worked(days: Ints, known: Calendar) -> Bools:
    off = np.array([day(when) for when in known.not_worked])
    return ((days + 3) % 7 < 5) & ~np.isin(days, off)


@cache
def rhythm_sums(rhythm: str) -> Floats:
    """Running sums of each day's weight, from nought, over the calendar.

    EVEN: any day alike. OFFICE: working days. SCHOOL: working days in term. POLICE: any
    day, more in school holidays. ENQUIRY: working days, more just before and after them.
    """
    known = calendar()
    days = np.arange(day(known.first), day(known.last) + 1)
    free, worked = _in_holidays(days), _worked(days, known)
    weights = {
        "EVEN": np.ones(len(days)),
        "OFFICE": np.where(worked, 1.0, 0.03),
        "SCHOOL": np.where(worked & ~free, 1.0, 0.0),
        "POLICE": np.where(free, _factor("police_holiday"), 1.0),
        "ENQUIRY": np.where(worked, 1.0, 0.1)
        * np.where(_around(days), _factor("section_47_holiday"), 1.0),
    }[rhythm]
    return np.concatenate([[0.0], np.cumsum(weights)])


def _around(days: Ints) -> Bools:
    """The seven days before a school holiday and the seven after it."""
    near = np.zeros(len(days), dtype=np.bool_)
    for holiday in calendar().holidays:
        first, last = day(holiday.first), day(holiday.last)
        near |= (days >= first - 7) & (days < first)
        near |= (days > last) & (days <= last + 7)
    return near
