"""Deadlines: a dated clock rule and a trigger give a day or a moment, with the working.

Nothing here is stored. A deadline is worked out from the rule in force at the trigger
and the calendar as it stands, each time it is read; so a bank holiday added late moves
every live deadline. `core.reference.queries` finds the rule and the holidays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from goldenthread.core import calendars
from goldenthread.core.calendars import Holidays, counted, long_date, moment_words


HOUR = timedelta(hours=1)


class Unit(StrEnum):
    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    HOURS = "HOURS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


class Direction(StrEnum):
    AFTER = "AFTER"
    BEFORE = "BEFORE"


class Sense(StrEnum):
    """The latest day for a thing to be done, or the earliest it may be done."""

    LATEST = "LATEST"
    EARLIEST = "EARLIEST"


class Confidence(StrEnum):
    """How far a rule can be trusted; the letters are those of the data files."""

    READ = "V"
    SECONDARY = "S"
    KNOWLEDGE = "M"
    OPEN = "?"


UNIT_NOUNS = {
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "day",
    Unit.HOURS: "hour",
    Unit.MONTHS: "month",
    Unit.YEARS: "year",
}
CONFIDENCE_WORDS = {
    Confidence.READ: "The text was read in the source named.",
    Confidence.SECONDARY: "Read only in a secondary or local source.",
    Confidence.KNOWLEDGE: (
        "General knowledge: no text was read. Confirm it before you rely on it."
    ),
    Confidence.OPEN: (
        "Sources disagree or the point is open. Confirm it before you rely on it."
    ),
}


class Rule(Protocol):
    """What a deadline needs of a clock rule (`models.ClockRule` has all of it)."""

    code: str
    name: str
    value: int | None
    unit: str
    direction: str
    sense: str
    confidence: str
    soon: int
    edition: str


class NoFixedTime(ValueError):
    """The rule sets no time, so no deadline can be worked out."""


@dataclass(frozen=True)
class Deadline:
    """When something is due, how that was worked out, and how sure the rule is.

    `due_on` is a day, met by the end of that day in London; hour clocks have `due_at`
    instead. `first_due` keeps what was due before an extension.
    """

    rule: Rule
    working: str
    due_on: date | None = None
    due_at: datetime | None = None
    first_due: str = ""
    authority: str = ""
    holidays: Holidays = field(default=calendars.NO_HOLIDAYS, compare=False, repr=False)

    @property
    def confidence(self) -> str:
        return CONFIDENCE_WORDS[Confidence(self.rule.confidence)]

    @property
    def words(self) -> str:
        """The day, or the moment on the wall clock in London."""
        return moment_words(self.due_at) if self.due_at else long_date(self._day)

    @property
    def _day(self) -> date:
        if self.due_on is None:
            raise ValueError("A deadline has a day or a moment.")
        return self.due_on


def due(rule: Rule, trigger: date | datetime, holidays: Holidays) -> Deadline:
    """The deadline a trigger starts; refuses a rule without a time of its own.

    An hour clock needs the moment; every other counts from the day it fell on in
    London. Nights, weekends and school holidays stop no clock.
    """
    if rule.value is None:
        raise NoFixedTime(f"{rule.name}: no fixed time is set, so nothing falls due.")
    if rule.unit == Unit.HOURS:
        return _due_at(rule, _signed(rule), trigger)
    day = calendars.london_date(trigger)
    on, working = _COUNTS[Unit(rule.unit)](day, _signed(rule), holidays)
    return Deadline(rule=rule, working=working, due_on=on, holidays=holidays)


def _signed(rule: Rule) -> int:
    value = rule.value or 0
    return -value if rule.direction == Direction.BEFORE else value


def _due_at(rule: Rule, hours: int, trigger: date | datetime) -> Deadline:
    if not isinstance(trigger, datetime):
        raise calendars.CalendarError(
            f"{rule.name} runs in hours: give the time it began, not only the day."
        )
    working = _from(counted(abs(hours), "hour"), hours, moment_words(trigger))
    return Deadline(
        rule=rule, working=working, due_at=calendars.add_hours(trigger, hours)
    )


def _from(length: str, signed: int, start: str) -> str:
    return f"{length} {'before' if signed < 0 else 'from'} {start}"


def _working_days(day: date, count: int, holidays: Holidays) -> tuple[date, str]:
    working = calendars.add_working_days(day, count, holidays)
    return working.on, working.sentence


def _plain(
    noun: str, add: Callable[[date, int], date]
) -> Callable[[date, int, Holidays], tuple[date, str]]:
    def count(day: date, number: int, holidays: Holidays) -> tuple[date, str]:
        on = add(day, number)
        working = _from(counted(abs(number), noun), number, long_date(day))
        if noun != "day" and on.day != day.day:
            working += ", the last day of the month"
        return on, working

    return count


_COUNTS: dict[Unit, Callable[[date, int, Holidays], tuple[date, str]]] = {
    Unit.WORKING_DAYS: _working_days,
    Unit.CALENDAR_DAYS: _plain("day", lambda day, count: day + timedelta(days=count)),
    Unit.MONTHS: _plain("month", calendars.add_months),
    Unit.YEARS: _plain("year", calendars.add_years),
}


def set_for(rule: Rule, day: date, *, holidays: Holidays, words: str) -> Deadline:
    """The deadline a person set on a record, under a rule that sets no time itself.

    The rule says how near counts as soon and what it rests on; `words` say who set it.
    """
    return Deadline(rule=rule, working=words, due_on=day, holidays=holidays)


class NoAuthority(ValueError):
    """A deadline is moved only by somebody's decision, which is named."""


def extend(deadline: Deadline, to: date | datetime, *, authority: str) -> Deadline:
    """A later deadline on somebody's authority; the first one stays beside it."""
    if not authority.strip():
        raise NoAuthority("Say who allowed the extension, and under what.")
    if not _is_late(deadline, to):
        raise ValueError("An extension is to a later time than the deadline.")
    hours = deadline.due_at is not None
    put_off = f"put off from {deadline.words}: {authority.strip()}"
    return replace(
        deadline,
        due_on=None if hours else calendars.london_date(to),
        due_at=to if hours and isinstance(to, datetime) else None,
        first_due=deadline.first_due or deadline.words,
        authority=authority.strip(),
        working=f"{deadline.working}; {put_off}",
    )


# Where a clock stands


class State(StrEnum):
    NOT_DUE = "NOT_DUE"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    MET = "MET"
    MET_LATE = "MET_LATE"
    # Two more, for rules that set an earliest day.
    MAY_NOW = "MAY_NOW"
    TOO_EARLY = "TOO_EARLY"


@dataclass(frozen=True)
class Standing:
    """Where a clock stands; `count` is how many units are left, or late, or early."""

    state: State
    count: int
    sentence: str


def standing(
    deadline: Deadline, now: datetime, *, done: date | datetime | None = None
) -> Standing:
    """Where the clock stands now, or stood when the thing was done.

    Days are counted as the rule counts them: working days for a working-day clock,
    otherwise days of the calendar; hours, begun hours included, for an hour clock.
    """
    if deadline.rule.sense == Sense.EARLIEST:
        return _standing_of_earliest(deadline, now, done)
    moment = now if done is None else done
    gap, was_due = _gap(deadline, moment), f"it was due {_when(deadline)}"
    if _is_late(deadline, moment) and done is None:
        return Standing(State.OVERDUE, gap, f"{_over(deadline, gap)}: {was_due}")
    if _is_late(deadline, moment):
        return Standing(State.MET_LATE, gap, f"Done {_late(deadline, gap)}: {was_due}")
    if done is not None:
        return Standing(State.MET, -gap, f"Done in time: {was_due}")
    state = State.DUE_SOON if -gap <= deadline.rule.soon else State.NOT_DUE
    return Standing(state, -gap, _still_to_go(deadline, -gap))


def _is_late(deadline: Deadline, moment: date | datetime) -> bool:
    if deadline.due_at is None:
        return calendars.london_date(moment) > deadline._day
    return _gap(deadline, moment) > 0


def _over(deadline: Deadline, gap: int) -> str:
    # The weekend after a deadline is late by no working day, but it is late.
    return f"{_units(deadline, gap)} overdue" if gap else "Overdue"


def _late(deadline: Deadline, gap: int) -> str:
    return f"{_units(deadline, gap)} late" if gap else "late"


def _still_to_go(deadline: Deadline, left: int) -> str:
    if left == 0:
        return f"Due {'now' if deadline.due_at else 'today'}, {deadline.words}"
    return f"Due in {_units(deadline, left)}, {_when(deadline)}"


def _standing_of_earliest(
    deadline: Deadline, now: datetime, done: date | datetime | None
) -> Standing:
    over = _gap(deadline, now if done is None else done)
    if done is None and over < 0:
        sentence = f"Not before {deadline.words}, in {_units(deadline, -over)}"
        return Standing(State.NOT_DUE, -over, sentence)
    if done is None:
        return Standing(State.MAY_NOW, over, f"Allowed since {deadline.words}")
    if over < 0:
        early = _units(deadline, -over)
        sentence = f"Done {early} too early: not before {deadline.words}"
        return Standing(State.TOO_EARLY, -over, sentence)
    return Standing(State.MET, over, f"Done when allowed: not before {deadline.words}")


def _gap(deadline: Deadline, moment: date | datetime) -> int:
    """Units from the deadline to a moment: over it positive, still to go negative."""
    if deadline.due_at is not None:
        return _hours_between(deadline.due_at, moment)
    day = calendars.london_date(moment)
    if deadline.rule.unit == Unit.WORKING_DAYS:
        return calendars.working_days_between(deadline._day, day, deadline.holidays)
    return (day - deadline._day).days


def _hours_between(due_at: datetime, moment: date | datetime) -> int:
    if not isinstance(moment, datetime):
        raise calendars.CalendarError("An hour clock is read at a moment, not a day.")
    over = calendars.aware(moment) - due_at
    hours = -(-abs(over) // HOUR)
    return hours if over > timedelta(0) else -hours


def _units(deadline: Deadline, number: int) -> str:
    unit = Unit(deadline.rule.unit)
    noun = UNIT_NOUNS[unit] if unit in (Unit.WORKING_DAYS, Unit.HOURS) else "day"
    return counted(number, noun)


def _when(deadline: Deadline) -> str:
    return f"{'by' if deadline.due_at else 'on'} {deadline.words}"


# When a calendar changes


@dataclass(frozen=True)
class Shift:
    """A deadline that a changed calendar moves."""

    before: Deadline
    after: Deadline

    @property
    def moved(self) -> bool:
        return self.before.due_on != self.after.due_on


def shift(
    rule: Rule, trigger: date | datetime, *, before: Holidays, after: Holidays
) -> Shift:
    """One deadline under the calendar as it was and as it is.

    A room that holds running clocks calls this for each of them to tell people which
    deadlines a late bank holiday has moved.
    """
    return Shift(due(rule, trigger, before), due(rule, trigger, after))
