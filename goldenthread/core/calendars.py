"""Working days, months, hours, financial and school years: arithmetic without tables.

Every function takes the holidays as a frozen set, so that the same question can be
asked of the calendar as it stands and as it stood. `core.reference.holidays` reads the
set from dated rows; because deadlines are worked out when they are read and never
stored, a holiday announced late moves every live deadline by itself.

A working day is not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday
in England and Wales. The day of the event is day 0; the next working day is day 1.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5

Holidays = frozenset[date]
NO_HOLIDAYS: Holidays = frozenset()


class CalendarError(ValueError):
    """A date or label that cannot be understood; the text is for the person."""


@dataclass(frozen=True)
class Working:
    """The answer to a count of working days, and which days it stepped over."""

    start: date
    days: int
    on: date
    skipped: tuple[date, ...]

    @property
    def sentence(self) -> str:
        """The working in one line, as a person would check it on paper."""
        words = f"{counted(abs(self.days), 'working day')} {self._direction} "
        words += long_date(self.start)
        if self.skipped:
            words += f", without {listed(short_dates(self.skipped))}"
        return words

    @property
    def _direction(self) -> str:
        return "before" if self.days < 0 else "from"


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether a day counts; Christmas Day and Good Friday never do, row or no row."""
    return day.weekday() < SATURDAY and not is_day_off(day, holidays)


def is_day_off(day: date, holidays: Holidays) -> bool:
    """A holiday on whatever day of the week it falls."""
    return day in holidays or is_christmas_day(day) or day == good_friday(day.year)


def is_christmas_day(day: date) -> bool:
    return (day.month, day.day) == (12, 25)


def good_friday(year: int) -> date:
    """Two days before Easter Sunday (the Gregorian rule in integer arithmetic)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century + 8) // 25
    moon = (century - (century - correction + 1) // 3 - leap_centuries + 15) % 30
    full_moon = (19 * golden + moon) % 30
    week = (32 + 2 * century_rest + 2 * (rest // 4) - full_moon - rest % 4) % 7
    late = (golden + 11 * full_moon + 22 * week) // 451
    month, day = divmod(full_moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1) - 2 * ONE_DAY


def add_working_days(start: date, days: int, holidays: Holidays) -> Working:
    """Count working days from an event (day 0); a negative count goes back in time."""
    step = ONE_DAY if days >= 0 else -ONE_DAY
    on, left, skipped = start, abs(days), []
    while left:
        on += step
        if is_working_day(on, holidays):
            left -= 1
        elif on.weekday() < SATURDAY:
            skipped.append(on)
    return Working(start, days, on, tuple(sorted(skipped)))


def working_days_between(start: date, end: date, holidays: Holidays) -> int:
    """Working days after `start`, up to and with `end`; negative if that is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    return sum(is_working_day(day, holidays) for day in days_from(start + ONE_DAY, end))


def next_working_day(day: date, holidays: Holidays) -> date:
    """The day itself if it counts, else the first after it that does."""
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def days_from(start: date, end: date) -> Iterator[date]:
    """Every day from start to end, both included."""
    for count in range((end - start).days + 1):
        yield start + timedelta(days=count)


def add_months(start: date, months: int) -> date:
    """The same day of a later (or earlier) month, else that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def add_years(start: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 28 February."""
    return add_months(start, 12 * years)


def add_hours(start: datetime, hours: int) -> datetime:
    """Elapsed hours, counted in UTC so that a change of the clocks adds none."""
    return aware(start).astimezone(UTC) + timedelta(hours=hours)


def aware(moment: datetime) -> datetime:
    """Refuses a moment without a time zone: it names no instant."""
    if moment.tzinfo is None:
        raise CalendarError("A time needs its time zone before hours can be counted.")
    return moment


def london(moment: datetime) -> datetime:
    """The moment on the wall clock in London."""
    return aware(moment).astimezone(LONDON)


def midnight_after(day: date) -> datetime:
    """The moment at which a day is over in London: the first of the next."""
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=LONDON)


def london_date(moment: date | datetime) -> date:
    """The day a moment falls on in London; a date is its own answer."""
    return london(moment).date() if isinstance(moment, datetime) else moment


# Financial years and quarters


@dataclass(frozen=True, order=True)
class FinancialYear:
    """1 April to 31 March, named `2024-25`."""

    first_year: int

    @property
    def label(self) -> str:
        return f"{self.first_year}-{(self.first_year + 1) % 100:02d}"

    @property
    def start(self) -> date:
        return date(self.first_year, 4, 1)

    @property
    def end(self) -> date:
        return date(self.first_year + 1, 3, 31)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self, number) for number in (1, 2, 3, 4))

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of a financial year, named `2024-25 Q4`."""

    year: FinancialYear
    number: int

    @property
    def label(self) -> str:
        return f"{self.year.label} Q{self.number}"

    @property
    def start(self) -> date:
        return add_months(self.year.start, 3 * (self.number - 1))

    @property
    def end(self) -> date:
        return add_months(self.start, 3) - ONE_DAY

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label


def financial_year(day: date) -> FinancialYear:
    return FinancialYear(day.year if day.month > 3 else day.year - 1)


def quarter(day: date) -> Quarter:
    return Quarter(financial_year(day), (day.month - 4) % 12 // 3 + 1)


def parse_financial_year(label: str) -> FinancialYear:
    """Read `2024-25`, `2024/25` or `2024-2025`; refuses years that do not follow on."""
    return FinancialYear(_first_year(label, "A financial year is written like 2024-25"))


def parse_quarter(label: str) -> Quarter:
    """Read `2024-25 Q4`; refuses any other quarter than 1 to 4."""
    year, _, number = label.strip().upper().rpartition("Q")
    if number not in {"1", "2", "3", "4"}:
        raise CalendarError(f"A quarter is written like 2024-25 Q4, not “{label}”.")
    return Quarter(parse_financial_year(year), int(number))


def _first_year(label: str, rule: str) -> int:
    first, _, second = label.strip().replace("–", "-").replace("/", "-").partition("-")
    if not (_digits(first, 4) and (_digits(second, 2) or _digits(second, 4))):
        raise CalendarError(f"{rule}, not “{label}”.")
    following = str(int(first) + 1)
    if following[-len(second) :] != second:
        raise CalendarError(f"{rule}: {second} does not follow {first}.")
    return int(first)


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


# School years


@dataclass(frozen=True, order=True)
class SchoolYear:
    """1 September to 31 August, named `2024/25`; terms inside it are local rows."""

    first_year: int

    @property
    def label(self) -> str:
        return f"{self.first_year}/{(self.first_year + 1) % 100:02d}"

    @property
    def start(self) -> date:
        return date(self.first_year, 9, 1)

    @property
    def end(self) -> date:
        return date(self.first_year + 1, 8, 31)

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label


def school_year(day: date) -> SchoolYear:
    return SchoolYear(day.year if day.month > 8 else day.year - 1)


def parse_school_year(label: str) -> SchoolYear:
    """Read `2024/25` or `2024-25`; refuses years that do not follow on."""
    return SchoolYear(_first_year(label, "A school year is written like 2024/25"))


# Words


def counted(number: int, noun: str) -> str:
    """`1 working day`, `15 working days`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def long_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def moment_words(moment: datetime) -> str:
    """`3:30pm on 12 May 2025`, on the wall clock in London."""
    wall = london(moment)
    hour = wall.hour % 12 or 12
    return f"{hour}:{wall:%M}{'am' if wall.hour < 12 else 'pm'} on {long_date(wall)}"


def short_dates(days: Iterable[date]) -> list[str]:
    """Days of one month share its name: `25 and 26 December`, then `1 January`."""
    months: dict[tuple[int, int], list[date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    return [
        f"{listed([str(day.day) for day in group])} {group[0]:%B}"
        for group in months.values()
    ]


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
