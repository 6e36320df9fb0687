"""Rhythms as intervals: every 6 months is `P6M`, twice a week is `2/P1W`.

Words such as “bi-annual” have two readings, so no record holds one. They are met only
in what others have printed, where `judge` says whether the word agrees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from goldenthread.core.calendars import add_months, counted


PATTERN = re.compile(
    r"(?:(?P<times>[1-9]\d?)/)?P(?P<length>[1-9]\d{0,2})(?P<unit>[DWMY])"
)
UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
TIMES = {1: "once", 2: "twice"}
# Mean Gregorian lengths; only for ordering rhythms, never for a date.
DAYS = {
    "D": Fraction(1),
    "W": Fraction(7),
    "M": Fraction(146097, 4800),
    "Y": Fraction(146097, 400),
}


class IntervalError(ValueError):
    """A rhythm that cannot be read; the text is for the person."""


@dataclass(frozen=True)
class Interval:
    """So many times in a length of so many units."""

    times: int
    length: int
    unit: str

    def __str__(self) -> str:
        prefix = f"{self.times}/" if self.times > 1 else ""
        return f"{prefix}P{self.length}{self.unit}"

    @property
    def words(self) -> str:
        """`every 6 months`, `every week`, `twice a week`, `3 times every 2 weeks`."""
        noun = UNITS[self.unit]
        if self.times == 1:
            return f"every {noun}" if self.length == 1 else f"every {self._length}"
        times = TIMES.get(self.times, f"{self.times} times")
        return (
            f"{times} a {noun}" if self.length == 1 else f"{times} every {self._length}"
        )

    @property
    def _length(self) -> str:
        return counted(self.length, UNITS[self.unit])

    @property
    def same_as(self) -> tuple[str, Fraction]:
        """What two rhythms share when they are one: P12M is P1Y, 2/P1Y is P6M."""
        if self.unit in "DW":
            days = self.length * (7 if self.unit == "W" else 1)
            return "D", Fraction(days, self.times)
        months = self.length * (12 if self.unit == "Y" else 1)
        return "M", Fraction(months, self.times)

    @property
    def days(self) -> Fraction:
        """The mean number of days from one time to the next."""
        return DAYS[self.unit] * self.length / self.times

    def after(self, last: date) -> date:
        """The latest day for the next time; refused where one length holds several."""
        if self.times > 1:
            raise IntervalError(
                f"A rhythm of {self.words} does not say on which days, "
                "so the next day cannot be worked out."
            )
        if self.unit in "MY":
            return add_months(last, self.length * (12 if self.unit == "Y" else 1))
        return last + timedelta(days=self.length * (7 if self.unit == "W" else 1))


def parse(text: str) -> Interval:
    """Read `P6M` or `2/P1W`; refuses everything else, frequency words above all."""
    match = PATTERN.fullmatch(text.strip().upper())
    if not match:
        raise IntervalError(
            f"Write a rhythm as an interval such as P6M (every 6 months) or 2/P1W "
            f"(twice a week), not “{text[:40]}”."
        )
    return Interval(int(match["times"] or 1), int(match["length"]), match["unit"])


def words(text: str) -> str:
    """The words for a stored interval."""
    return parse(text).words


# Judging a word in print


class Agreement(StrEnum):
    AGREES = "AGREES"
    AMBIGUOUS = "AMBIGUOUS"
    DIFFERS = "DIFFERS"
    UNKNOWN_WORD = "UNKNOWN_WORD"


@dataclass(frozen=True)
class Reading:
    """What a frequency word ordinarily means, and what else people use it for."""

    ordinary: tuple[str, ...]
    loose: tuple[str, ...] = ()


READINGS = {
    "daily": Reading(("P1D",)),
    "weekly": Reading(("P1W",)),
    "fortnightly": Reading(("P2W",)),
    "biweekly": Reading(("P2W", "2/P1W")),
    "twiceweekly": Reading(("2/P1W",)),
    "monthly": Reading(("P1M",)),
    "bimonthly": Reading(("P2M", "2/P1M")),
    "twicemonthly": Reading(("2/P1M",)),
    "quarterly": Reading(("P3M",)),
    "halfyearly": Reading(("P6M",)),
    "sixmonthly": Reading(("P6M",)),
    "semiannual": Reading(("P6M",)),
    "twiceyearly": Reading(("P6M",)),
    "biannual": Reading(("P6M",), loose=("P2Y",)),
    "biyearly": Reading(("P6M", "P2Y")),
    "biennial": Reading(("P2Y",)),
    "twoyearly": Reading(("P2Y",)),
    "annual": Reading(("P1Y",)),
    "yearly": Reading(("P1Y",)),
    "triennial": Reading(("P3Y",)),
}
SPELLINGS = {
    "annually": "annual",
    "biannually": "biannual",
    "semiannually": "semiannual",
    "biennially": "biennial",
    "triennially": "triennial",
    "twiceannually": "twiceyearly",
    "twiceayear": "twiceyearly",
    "twiceaweek": "twiceweekly",
    "twiceamonth": "twicemonthly",
    "everymonth": "monthly",
    "everyweek": "weekly",
    "everyyear": "yearly",
    "everytwoyears": "twoyearly",
    "6monthly": "sixmonthly",
    "2yearly": "twoyearly",
}


@dataclass(frozen=True)
class Judgement:
    """Whether a printed word agrees with a recorded rhythm, in a sentence."""

    agreement: Agreement
    sentence: str


def judge(word: str, interval: Interval) -> Judgement:
    """Compare a frequency word in print with the rhythm on record.

    A word with two ordinary readings is ambiguous even where one of them fits; a word
    that only loosely bears the recorded meaning differs, because the plain reader is
    told something else.
    """
    reading = READINGS.get(_plain(word))
    if reading is None:
        return Judgement(
            Agreement.UNKNOWN_WORD, f"“{word}” is not a frequency word we can compare."
        )
    if _among(interval, reading.ordinary):
        return _fits(word, interval, reading)
    return Judgement(
        Agreement.DIFFERS,
        f"“{word}” ordinarily means {_either(reading.ordinary)}; "
        f"the record says {interval.words}.",
    )


def _fits(word: str, interval: Interval, reading: Reading) -> Judgement:
    others = [
        one
        for one in reading.ordinary + reading.loose
        if parse(one).same_as != interval.same_as
    ]
    if not others:
        return Judgement(Agreement.AGREES, f"“{word}” means {interval.words}.")
    return Judgement(
        Agreement.AMBIGUOUS,
        f"“{word}” can also be read as {_either(tuple(others))}; "
        f"the record says {interval.words}, so write “{interval.words}”.",
    )


def _plain(word: str) -> str:
    letters = re.sub(r"[^a-z0-9]", "", word.lower())
    return SPELLINGS.get(letters, letters)


def _among(interval: Interval, readings: tuple[str, ...]) -> bool:
    return any(parse(one).same_as == interval.same_as for one in readings)


def _either(readings: tuple[str, ...]) -> str:
    return " or ".join(parse(one).words for one in readings)
