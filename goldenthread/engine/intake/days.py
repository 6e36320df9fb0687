"""Days and moments from text, in any style that leaves no doubt. Day before month.

The two commonest styles are read a million at a time; whatever is left is read once
for each different text. A day that can only be meant with the month first is told, not
turned round: in the same column days up to 12 would be wrong without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from goldenthread.engine.intake.faults import earliest


LONDON = ZoneInfo("Europe/London")
MOMENT = pl.Datetime("ms", "UTC")
# The day that spreadsheets count from, and the numbers that are days from 1954 to 2119.
DAY_NOUGHT, FIRST_NUMBER, LAST_NUMBER = date(1899, 12, 30), 20_000, 80_000
# Beyond it the tables of summer time that Polars carries end.
LAST_YEAR = 2099
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}
_TIME = re.compile(
    r"(?P<day>.*?\S)(?:T|\s+)(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ \-/.,]*([a-z]+)[ \-/.,]*(\d{4}|\d{2})", re.ASCII
)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBER = re.compile(r"(\d{5})(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True)
class Read:
    """What was read, if anything, and the rule to tell of it, if any."""

    value: date | datetime | None
    rule: str | None = None


def day_of(text: str, today: date) -> Read:
    """The day in a text; a time after it is passed over."""
    timed = _TIME.fullmatch(text)
    if timed and timed["zone"]:
        found = moment_of(text, today)
        if isinstance(found.value, datetime):
            return Read(found.value.astimezone(LONDON).date(), found.rule)
        return Read(None, "NOT_A_DATE")
    return _bounded(_plain_day(timed["day"] if timed else text, today))


def moment_of(text: str, today: date) -> Read:
    """The moment in a text, in UTC; local time in England unless it names a zone."""
    timed = _TIME.fullmatch(text)
    if timed is None:
        return _without_time(text, today)
    day, clock = _bounded(_plain_day(timed["day"], today)), _clock(timed)
    if day.value is None or clock is None:
        return _no_moment(day)
    at = _in_utc(datetime.combine(day.value, clock), timed["zone"])
    return Read(at, day.rule) if at else Read(None, "NOT_A_MOMENT")


def _without_time(text: str, today: date) -> Read:
    """A day alone is its midnight; a number with a part of a day has its time."""
    numbered = _NUMBER.fullmatch(text)
    day = _bounded(_plain_day(text, today))
    if day.value is None:
        return _no_moment(day)
    at, rule = datetime.combine(day.value, time()), "TIME_MISSING"
    if numbered and numbered[2]:
        at += timedelta(seconds=round(float("0." + numbered[2]) * 86_400))
        rule = "DAY_NUMBER"
    found = _in_utc(at, None)
    return Read(found, rule) if found else Read(None, "NOT_A_MOMENT")


def _no_moment(day: Read) -> Read:
    known = day.value is None and day.rule != "NOT_A_DATE"
    return Read(None, day.rule if known else "NOT_A_MOMENT")


def _clock(timed: re.Match[str]) -> time | None:
    hour, minute, second = int(timed["h"]), int(timed["m"]), int(timed["s"] or 0)
    if timed["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if timed["half"].lower() == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _in_utc(local: datetime, zone: str | None) -> datetime | None:
    """None for an hour that clocks skipped; of an hour they repeated, the first."""
    if zone:
        sign = -1 if zone[0] == "-" else 1
        digits = zone[1:].replace(":", "")
        away = timedelta(hours=int(digits[:2] or 0), minutes=int(digits[2:] or 0))
        return (local - sign * away).replace(tzinfo=UTC)
    found = local.replace(tzinfo=LONDON).astimezone(UTC)
    return found if found.astimezone(LONDON).replace(tzinfo=None) == local else None


def _bounded(found: Read) -> Read:
    day = found.value
    if day is not None and day < earliest():
        return Read(None, "TOO_EARLY")
    return Read(None, "NOT_A_DATE") if day and day.year > LAST_YEAR else found


def _plain_day(text: str, today: date) -> Read:
    for pattern, read in (
        (_DAY_FIRST, lambda m: _day(m[4], m[3], m[1], today)),
        (_YEAR_FIRST, lambda m: _day(m[1], m[3], m[4], today)),
        (_EIGHT, lambda m: _day(m[1], m[2], m[3], today)),
        (_NAMED, lambda m: _day(m[3], str(_MONTHS.get(m[2], 0)), m[1], today)),
        (_NUMBER, lambda m: _numbered(int(m[1]))),
    ):
        found = pattern.fullmatch(text.lower())
        if found:
            return read(found)
    return Read(None, "NOT_A_DATE")


def _numbered(number: int) -> Read:
    if not FIRST_NUMBER <= number <= LAST_NUMBER:
        return Read(None, "NOT_A_DATE")
    return Read(DAY_NOUGHT + timedelta(days=number), "DAY_NUMBER")


def _day(year: str, month: str, day: str, today: date) -> Read:
    short = len(year) == 2
    whole = _century(int(year), today) if short else int(year)
    try:
        return Read(
            date(whole, int(month), int(day)), "TWO_DIGIT_YEAR" if short else None
        )
    except ValueError:
        turned = 1 <= int(day) <= 12 < int(month) <= 31
        return Read(None, "MONTH_FIRST" if turned else "NOT_A_DATE")


def _century(year: int, today: date) -> int:
    """The last year that ends so, next year included."""
    latest = today.year + 1
    return latest - (latest - year) % 100


def days(raw: pl.Series, today: date) -> tuple[pl.Series, pl.Series]:
    """Days (Date) from texts, and the rule to tell of each, null where there is none."""
    fast = _quick_days(raw)
    return _rest(raw, fast, lambda text: day_of(text, today))


def moments(raw: pl.Series, today: date) -> tuple[pl.Series, pl.Series]:
    """Moments (Datetime in UTC) from texts, and the rule to tell of each, or null."""
    fast = _quick_moments(raw)
    return _rest(raw, fast, lambda text: moment_of(text, today))


def _nothing(like: pl.Series, kind: Any) -> pl.Series:
    return pl.Series(like.name, [], dtype=kind).extend_constant(None, len(like))


def _within(found: pl.Series) -> pl.Series:
    """Only what needs no second look: four figures of a year that can be meant."""
    year = found.dt.year()
    good = (year >= earliest().year) & (year <= LAST_YEAR)
    return found.zip_with(good.fill_null(False), pl.Series([None], dtype=found.dtype))


def _quick_days(raw: pl.Series) -> pl.Series:
    """The two commonest styles; first the one that the first text is in."""
    styles = ["%d/%m/%Y", "%Y-%m-%d"]
    some = raw.drop_nulls().head(1).to_list()
    if some and some[0][4:5] == "-":
        styles.reverse()
    first = _within(raw.str.to_date(styles[0], strict=False))
    if first.null_count() == raw.null_count():
        return first
    second = _within(raw.str.to_date(styles[1], strict=False))
    return first.zip_with(first.is_not_null(), second)


_STYLES = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
)


def _quick_moments(raw: pl.Series) -> pl.Series:
    found = _nothing(raw, MOMENT)
    for style in _STYLES:
        left = raw.filter(found.is_null())
        sample = left.drop_nulls().head(50)
        if not len(sample) or not _reads(sample, style):
            continue
        tried = _localised(raw, style)
        found = found.zip_with(found.is_not_null(), tried)
    return found


def _reads(sample: pl.Series, style: str) -> bool:
    return sample.str.to_datetime(style, time_unit="ms", strict=False).count() > 0


def _localised(raw: pl.Series, style: str) -> pl.Series:
    zoned = style.endswith("Z")
    plain = style.removesuffix("Z")
    texts = raw.str.strip_suffix("Z") if zoned else raw
    if zoned:
        texts = texts.zip_with(
            raw.str.ends_with("Z"), pl.Series([None], dtype=pl.String)
        )
    naive = _within(texts.str.to_datetime(plain, time_unit="ms", strict=False))
    if zoned:
        return naive.dt.replace_time_zone("UTC")
    local = naive.dt.replace_time_zone(
        "Europe/London", ambiguous="earliest", non_existent="null"
    )
    return local.dt.convert_time_zone("UTC")


def _rest(
    raw: pl.Series, fast: pl.Series, read: Callable[[str], Read]
) -> tuple[pl.Series, pl.Series]:
    """What was not read quickly, each different text once."""
    left = raw.filter(fast.is_null() & raw.is_not_null()).unique()
    if not len(left):
        return fast, _nothing(raw, pl.String)
    texts = left.to_list()
    found = [read(text) for text in texts]
    values = pl.Series([one.value for one in found], dtype=fast.dtype)
    rules = pl.Series([one.rule for one in found], dtype=pl.String)
    slow = raw.replace_strict(left, values, default=None, return_dtype=fast.dtype)
    told = raw.replace_strict(left, rules, default=None, return_dtype=pl.String)
    return fast.zip_with(fast.is_not_null(), slow), told
