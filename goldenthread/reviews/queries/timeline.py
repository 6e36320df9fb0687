"""One chronology out of several records: likely duplicates and gaps, on plain values.

No database here: what is alike and why, and how long nobody was in touch, can be
worked out by hand from the same rows.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.core.calendars import financial_year
from goldenthread.reviews.states import Precision


# Words too common to say that two rows tell of the same thing.
COMMON = frozenset(
    {"about", "after", "also", "been", "before", "being", "child", "children"}
    | {"family", "from", "have", "home", "into", "made", "said", "seen", "that"}
    | {"their", "them", "then", "they", "this", "told", "were", "when", "which"}
    | {"with"}
)
SHORTEST_WORD = 4
# Two rows are likely the same where they share at least so many words, and so large a
# part of the shorter one. Found by trying on invented pairs; a person confirms.
SHARED_WORDS = 3
SHARED_PART = 0.4
USUAL_GAP = 90


@dataclass(frozen=True)
class Entry:
    """One row of the chronology; `first` and `last` are as wide as the day is vague."""

    key: str
    agency: str
    first: date
    last: date
    people: frozenset[str]
    text: str

    @property
    def words(self) -> frozenset[str]:
        found = re.findall(r"[^\W\d_]+", self.text.casefold())
        return frozenset(
            one for one in found if len(one) >= SHORTEST_WORD and one not in COMMON
        )


@dataclass(frozen=True)
class Alike:
    """Two rows that may tell of one thing, and what they share."""

    first: str
    second: str
    days: str
    people: frozenset[str]
    words: tuple[str, ...]
    part: float


@dataclass(frozen=True)
class Gap:
    """No agency was in touch from one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def widened(starts_on: date, ends_on: date | None, precision: str) -> tuple[date, date]:
    """From when until when something can have been, as exactly as it is known."""
    last = ends_on or starts_on
    if precision == Precision.MONTH:
        end = calendar.monthrange(last.year, last.month)[1]
        return starts_on.replace(day=1), last.replace(day=end)
    if precision == Precision.YEAR:
        return financial_year(starts_on).start, financial_year(last).end
    return starts_on, last


def alike(entries: Sequence[Entry]) -> list[Alike]:
    """Likely duplicates: a shared person, days that touch, and shared words.

    Walks the rows by day and looks back only at those that have not ended.
    """
    found, running = [], list[Entry]()
    for one in sorted(entries, key=lambda entry: (entry.first, entry.key)):
        running = [each for each in running if each.last >= one.first]
        found += [pair for each in running if (pair := compared(each, one))]
        running.append(one)
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def compared(one: Entry, other: Entry) -> Alike | None:
    """What two rows share, or None where that is too little."""
    people = one.people & other.people
    if not people or one.first > other.last or other.first > one.last:
        return None
    shared = one.words & other.words
    shorter = min(len(one.words), len(other.words))
    if len(shared) < SHARED_WORDS or len(shared) < SHARED_PART * shorter:
        return None
    first, second = sorted((one.key, other.key))
    return Alike(
        first,
        second,
        _days(one, other),
        people,
        tuple(sorted(shared)),
        len(shared) / shorter,
    )


def _days(one: Entry, other: Entry) -> str:
    same = (one.first, one.last) == (other.first, other.last)
    if same and one.first == one.last:
        return "the same day"
    return "the same days" if same else "days that overlap"


def gaps(entries: Iterable[Entry], first: date, last: date, longest: int) -> list[Gap]:
    """Stretches between two days with no entry, longer than so many days."""
    found, reached = list[Gap](), first - timedelta(days=1)
    for one in sorted(entries, key=lambda entry: entry.first):
        _add_gap(found, reached, min(one.first, last + timedelta(days=1)), longest)
        reached = max(reached, one.last)
    _add_gap(found, reached, last + timedelta(days=1), longest)
    return found


def _add_gap(found: list[Gap], reached: date, following: date, longest: int) -> None:
    """The days strictly between the last day covered and the next one."""
    if (following - reached).days - 1 > longest:
        day = timedelta(days=1)
        found.append(Gap(reached + day, following - day))


def grouped(keys: Iterable[str], same: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each row's key with the key it stands under: pairs confirmed as one thing join.

    The first key in the order given stands for the others; none is lost.
    """
    order = {key: number for number, key in enumerate(keys)}
    above = {key: key for key in order}

    def head(key: str) -> str:
        while above[key] != key:
            key = above[key]
        return key

    for one, other in same:
        if one in order and other in order:
            first, second = sorted((head(one), head(other)), key=order.__getitem__)
            above[second] = first
    return {key: head(key) for key in order}
