"""Reference rows as calendars and clocks need them, and as pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet

from goldenthread.core import calendars, clocks
from goldenthread.core.calendars import Holidays
from goldenthread.core.models import (
    BankHoliday,
    CalendarChange,
    ClockRule,
    ClockStop,
    SchoolTerm,
    TermKind,
)
from goldenthread.core.viewer import Viewer


# What pages list


def bank_holidays(viewer: Viewer) -> QuerySet[BankHoliday]:
    """Every bank holiday, withdrawn ones too, newest first; for anybody signed in."""
    return BankHoliday.objects.all()


def school_terms(viewer: Viewer) -> QuerySet[SchoolTerm]:
    """Every school term row, newest first; for anybody signed in."""
    return SchoolTerm.objects.all()


def clock_rules(viewer: Viewer) -> QuerySet[ClockRule]:
    """Every clock rule, closed rows too, by code; for anybody signed in."""
    return ClockRule.objects.all()


def rows_of(rule: ClockRule) -> QuerySet[ClockRule]:
    """All dated rows of one rule, the newest first."""
    return ClockRule.objects.filter(code=rule.code).order_by("-valid_from")


# What arithmetic needs


def holidays(*, as_known_on: date | None = None) -> Holidays:
    """The bank holidays as they stand, or as they were known on an earlier day."""
    rows = BankHoliday.objects.all()
    known = rows.in_force() if as_known_on is None else rows.as_known_on(as_known_on)
    return frozenset(known.values_list("date", flat=True))


@dataclass(frozen=True)
class HolidayRow:
    """One bank holiday row, as much of it as says what was known when."""

    day: date
    announced_on: date | None = None
    withdrawn_on: date | None = None

    def known_on(self, day: date) -> bool:
        """The same answer as `BankHolidaysSet.as_known_on`, from rows at hand."""
        announced = self.announced_on is None or self.announced_on <= day
        return announced and (self.withdrawn_on is None or self.withdrawn_on > day)


class NoSuchRule(LookupError):
    """No clock rule of that code holds on that day; the text is for the person."""


@dataclass(frozen=True)
class Clocks:
    """Every clock rule and the calendar, read once for a page of any length."""

    rules: tuple[ClockRule, ...]
    holidays: Holidays
    rows: tuple[HolidayRow, ...] = ()

    def known_on(self, day: date) -> Holidays:
        """The calendar of an earlier day: what was done then is judged by it."""
        if all(row.known_on(day) == (row.withdrawn_on is None) for row in self.rows):
            return self.holidays
        return frozenset(row.day for row in self.rows if row.known_on(day))

    def rule(self, code: str, on: date) -> ClockRule:
        """The row in force on a day: the edition at the trigger decides."""
        for rule in self.rules:
            ended = rule.valid_to is not None and rule.valid_to <= on
            if rule.code == code and rule.valid_from <= on and not ended:
                return rule
        raise NoSuchRule(
            f"No clock rule “{code}” is recorded for {calendars.long_date(on)}."
        )

    def due(self, code: str, trigger: date | datetime) -> clocks.Deadline:
        """The deadline of a rule from its trigger, under the row in force then."""
        rule = self.rule(code, calendars.london_date(trigger))
        return clocks.due(rule, trigger, self.holidays)


def read_clocks(*codes: str) -> Clocks:
    """The rules of these codes (all, if none is named) and the calendar: two queries."""
    rows = ClockRule.objects.order_by("code", "-valid_from")
    if codes:
        rows = rows.filter(code__in=codes)
    days = BankHoliday.objects.values_list("date", "announced_on", "withdrawn_on")
    known = tuple(HolidayRow(*one) for one in days)
    standing = frozenset(one.day for one in known if one.withdrawn_on is None)
    return Clocks(rules=tuple(rows), holidays=standing, rows=known)


# What happened to calendars and clocks


def calendar_changes(viewer: Viewer) -> QuerySet[CalendarChange]:
    """Days added to or taken from a known calendar, the newest first; for anybody."""
    return CalendarChange.objects.select_related("holiday").order_by("-pk")


def stops_of(keys: Iterable[str]) -> dict[tuple[str, str], list[ClockStop]]:
    """Stops and starts of the clocks on records, by code and key: one query.

    The caller has been let see the records; their stops tell no more than they do.
    """
    found: dict[tuple[str, str], list[ClockStop]] = {}
    for one in ClockStop.objects.filter(record_key__in=set(keys)).order_by("pk"):
        found.setdefault((one.code, one.record_key), []).append(one)
    return found


# School days


class SchoolDay(StrEnum):
    """What a day is in an area's schools; UNKNOWN says that no row covers it."""

    TERM = "TERM"
    HOLIDAY = "HOLIDAY"
    PD_DAY = "PD_DAY"
    WEEKEND = "WEEKEND"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class SchoolCalendar:
    """An area's rows for a stretch of days, and whether any of them is an estimate."""

    rows: tuple[SchoolTerm, ...]

    def day(self, day: date) -> SchoolDay:
        """A day without pupils beats a holiday, and a holiday beats the term it is in.

        Only for reading demand: school holidays stop no clock.
        """
        if day.weekday() >= calendars.SATURDAY:
            return SchoolDay.WEEKEND
        kinds = {row.kind for row in self.rows if row.start <= day <= row.end}
        for kind in (TermKind.PD_DAY, TermKind.HOLIDAY, TermKind.TERM):
            if kind in kinds:
                return SchoolDay(kind.value)
        return SchoolDay.UNKNOWN

    @property
    def is_estimated(self) -> bool:
        return any(row.status == "ESTIMATED" for row in self.rows)

    @property
    def holidays(self) -> tuple[SchoolTerm, ...]:
        """The holidays, for shading a chart."""
        return tuple(row for row in self.rows if row.kind == TermKind.HOLIDAY)


def school_calendar(area_code: str, start: date, end: date) -> SchoolCalendar:
    """The term rows in force of one area that touch a stretch of days."""
    rows = SchoolTerm.objects.in_force().filter(area_code=area_code)
    return SchoolCalendar(tuple(rows.touching(start, end).order_by("start", "kind")))
