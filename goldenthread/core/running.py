"""Running clocks: the one way a room says what runs, on which record, since when.

A room has a `clocks.py` with

    running(viewer, on, done_since=None) -> its clocks that run, within what the viewer
        may see; and with `done_since` also those whose thing was done since that day
    OF = {Model: function(record, viewer) -> the clocks of one record, done or not}

and nothing else has to be done: home, the record's page, the clock board, the forecast,
the moved deadlines and the calendar feed all read `Running`, and `stand` gives each of
them the same due day, working, edition and standing. Nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from goldenthread.core import calendars, clocks
from goldenthread.core.calendars import Holidays, london_date, long_date
from goldenthread.core.clocks import Deadline, Sense, Standing, State
from goldenthread.core.reference.queries import (
    Clocks,
    NoSuchRule,
    read_clocks,
    stops_of,
)
from goldenthread.core.viewer import Viewer


NOT_BEGUN = "The day that starts it is not recorded."
OVER = frozenset({State.MET, State.MET_LATE, State.TOO_EARLY})


@dataclass(frozen=True)
class Stop:
    """The thing was done on a day and undone on another: the clock ran on."""

    stopped_on: date
    ran_again_on: date
    why: str = ""

    @property
    def sentence(self) -> str:
        words = f"Stopped on {long_date(self.stopped_on)}, "
        words += f"runs again since {long_date(self.ran_again_on)}"
        return f"{words}: {self.why}" if self.why else words


@dataclass(frozen=True)
class Extension:
    """A later day on somebody's authority; the first deadline stays beside it."""

    to: date | datetime
    authority: str


@dataclass(unsafe_hash=True)
class LocalRule:
    """A rule that a room keeps as dated rows of its own, in the shape of a clock rule."""

    code: str
    name: str
    value: int | None
    unit: str
    confidence: str
    soon: int
    edition: str
    direction: str = clocks.Direction.AFTER.value
    sense: str = Sense.LATEST.value


@dataclass(frozen=True)
class Running:
    """One clock of one record.

    code        the clock rule; the row in force when it began decides
    rule        a row of the room's own instead, for rules a partnership sets itself
    words       what is to be done, as a request: “Notify the Panel”
    began       the trigger; None where it is not recorded
    done        when the thing was done; None while the clock runs
    set_on      the day somebody set, for rules that set no time themselves
    set_words   who set it or where, for the working
    waits       a pause or delay in words: it is shown and stops nothing
    reason      why it was late, where that is recorded
    owner       whose it is, in words; `agency_id` where that is an agency
    mine        it waits for this viewer
    watched     this viewer is told once it is late or soon will be
    """

    code: str
    record: Any
    words: str
    began: date | datetime | None
    done: date | datetime | None = None
    set_on: date | None = None
    set_words: str = "The day set on the record"
    rule: LocalRule | None = None
    extensions: tuple[Extension, ...] = ()
    stops: tuple[Stop, ...] = ()
    waits: str = ""
    reason: str = ""
    owner: str = ""
    agency_id: int | None = None
    mine: bool = False
    watched: bool = False

    @property
    def starts(self) -> date | None:
        """The day by which the rule in force is chosen."""
        moment = self.began if self.began is not None else self.set_on
        return None if moment is None else london_date(moment)


@dataclass(frozen=True)
class Stood:
    """A clock with its deadline and where it stands; `missing` says why there is none."""

    clock: Running
    deadline: Deadline | None = None
    standing: Standing | None = None
    missing: str = ""

    @property
    def due_on(self) -> date | None:
        """The day it is due in London, an hour clock's too."""
        if self.deadline is None:
            return None
        return self.deadline.due_on or london_date(self.deadline.due_at or date.max)

    @property
    def state(self) -> State | None:
        return self.standing.state if self.standing else None

    @property
    def is_late(self) -> bool:
        return self.state == State.OVERDUE

    @property
    def is_soon(self) -> bool:
        return self.state == State.DUE_SOON

    @property
    def may_be_late(self) -> bool:
        """Not a rule of an earliest day: that is never late."""
        return (
            self.deadline is not None and self.deadline.rule.sense == Sense.LATEST.value
        )

    @property
    def at_home(self) -> bool:
        """What waits for the viewer, and what they watch once it is amber or red."""
        if self.clock.done is not None:
            return False
        return self.clock.mine or (
            self.clock.watched and (self.is_late or self.is_soon)
        )


def stand(clock: Running, rules: Clocks, now: datetime) -> Stood:
    """The deadline of a clock and where it stands, now or when the thing was done.

    What was done is judged by the calendar of its day: a bank holiday announced later
    moves only what is still open.
    """
    starts = clock.starts
    if starts is None:
        return Stood(clock, missing=NOT_BEGUN)
    known = calendar_of(clock, rules)
    try:
        deadline = deadline_of(clock, rules, known)
        standing = clocks.standing(deadline, now, done=clock.done)
    except (NoSuchRule, clocks.NoFixedTime, calendars.CalendarError) as why:
        return Stood(clock, missing=str(why))
    return Stood(clock, deadline, standing)


def calendar_of(clock: Running, rules: Clocks) -> Holidays:
    """Today’s calendar while it runs; that of the day on which the thing was done."""
    if clock.done is None:
        return rules.holidays
    return rules.known_on(london_date(clock.done))


def deadline_of(clock: Running, rules: Clocks, holidays: Holidays) -> Deadline:
    """Under a calendar, extensions on top; refuses like `clocks.due`."""
    rule = clock.rule or rules.rule(clock.code, clock.starts or date.max)
    if clock.set_on is not None:
        deadline = clocks.set_for(
            rule, clock.set_on, holidays=holidays, words=clock.set_words
        )
    else:
        # `starts` stands only where it began.
        deadline = clocks.due(rule, clock.began or date.max, holidays)
    for one in clock.extensions:
        deadline = clocks.extend(deadline, one.to, authority=one.authority)
    return deadline


# --- Done, undone, done again --------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """A dated row of a record that stops its clock, or lets it run again."""

    on: date
    stops: bool
    why: str = ""


def told(events: Iterable[Event]) -> tuple[date | None, tuple[Stop, ...]]:
    """When the thing was done, if it still is, and each time it was undone before.

    The clock itself always runs from its first trigger: undoing never moves that.
    """
    done: date | None = None
    stops: list[Stop] = []
    for one in events:
        if one.stops and done is None:
            done = one.on
        elif not one.stops and done is not None:
            stops.append(Stop(done, max(one.on, done), one.why))
            done = None
    return done, tuple(stops)


# --- Collecting ------------------------------------------------------------------------

Of = Callable[[Any, Viewer], Iterable[Running]]


def rooms() -> Iterator[Any]:
    """The `clocks.py` of every room that has one."""
    for app in apps.get_app_configs():
        name = f"{app.name}.clocks"
        if app.name.startswith("goldenthread.") and find_spec(name):
            module = import_module(name)
            if hasattr(module, "OF"):  # the desk, which collects, has none
                yield module


def everything(
    viewer: Viewer, on: date, *, done_since: date | None = None
) -> list[Running]:
    """Every room's clocks that run, within what the viewer may see."""
    found = [
        one
        for room in rooms()
        for one in room.running(viewer, on, done_since=done_since)
    ]
    return with_stops(found)


def of_record(record: Any, viewer: Viewer) -> list[Running]:
    """The clocks on one record's page, done or not; none for a kind without clocks."""
    found: list[Running] = []
    for room in rooms():
        if offer := room.OF.get(type(record)):
            found += offer(record, viewer)
    return with_stops(found)


def with_stops(found: list[Running]) -> list[Running]:
    """The same with the stops and starts that were written down: one query."""
    if not found:
        return found
    kept = stops_of(one.record.key for one in found)
    return [_with(one, kept.get((one.code, one.record.key), [])) for one in found]


def _with(clock: Running, rows: list[Any]) -> Running:
    if not rows:
        return clock
    written = (Stop(one.stopped_on, one.ran_again_on, one.why) for one in rows)
    return replace(clock, stops=(*clock.stops, *written))


def stand_all(found: Iterable[Running], now: datetime) -> list[Stood]:
    """All of them under the rules and the calendar, read once: two queries."""
    waiting = list(found)
    if not waiting:
        return []
    rules = read_clocks(*{one.code for one in waiting})
    return [stand(one, rules, now) for one in waiting]
