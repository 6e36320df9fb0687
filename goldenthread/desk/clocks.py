"""The clocks of all rooms together: home, the board, the forecast, moved deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goldenthread.core import running
from goldenthread.core.calendars import ONE_DAY, Holidays, add_months, london_date
from goldenthread.core.clocks import Deadline, State
from goldenthread.core.due import Due
from goldenthread.core.models import CalendarChange, ChangeKind
from goldenthread.core.reference import queries as reference
from goldenthread.core.reference.queries import Clocks, read_clocks
from goldenthread.core.running import Running, Stood
from goldenthread.core.viewer import Viewer
from goldenthread.desk import queries


FAR = date.max
# On the board: red first, then amber, then the rest; what has no day stands last.
TURN = {
    State.OVERDUE: 0,
    State.DUE_SOON: 1,
    State.NOT_DUE: 2,
    State.MAY_NOW: 3,
}


def standing_now(viewer: Viewer, now: datetime) -> list[Stood]:
    """Every clock that runs and the viewer may see, the most pressing first."""
    found = running.everything(viewer, london_date(now))
    stood = running.stand_all(found, now)
    return sorted(stood, key=_turn)


def _turn(one: Stood) -> tuple[int, date, str]:
    turn = TURN.get(one.state, 4) if one.state else 5
    return turn, one.due_on or FAR, one.clock.words


def home(
    viewer: Viewer, now: datetime, stood: Iterable[Stood] | None = None
) -> list[Due]:
    """What is due for the viewer: clocks of theirs, and what waits without a clock."""
    on = london_date(now)
    running_now = standing_now(viewer, now) if stood is None else stood
    found = [Due.of(one) for one in running_now if one.at_home]
    found += queries.due(viewer, on)
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or on))


# --- The board -------------------------------------------------------------------------

MINE, AGENCY = "mine", "agency"


@dataclass(frozen=True)
class Choice:
    """What the board is narrowed to: whose, which kind, which state."""

    whose: str = ""
    kind: str = ""
    state: str = ""

    def takes(self, one: Stood, viewer: Viewer) -> bool:
        if self.whose == MINE and not (one.clock.mine or one.at_home):
            return False
        if self.whose == AGENCY and one.clock.agency_id != (viewer.agency_id or 0):
            return False
        if self.kind and one.clock.code != self.kind:
            return False
        return not self.state or (one.state or "NOT_BEGUN") == self.state


def chosen(found: Iterable[Stood], viewer: Viewer, choice: Choice) -> list[Stood]:
    return [one for one in found if choice.takes(one, viewer)]


# --- The forecast ----------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """A stretch of days; a clock becomes late in it on the day after it was due."""

    name: str
    start: date
    end: date

    def takes(self, one: Stood) -> bool:
        late_from = (one.due_on or FAR - ONE_DAY) + ONE_DAY
        return self.start <= late_from <= self.end


def periods(on: date) -> tuple[Period, ...]:
    """Late by today, later this month, next month and the month after."""
    first = on.replace(day=1)
    starts = [add_months(first, count) for count in (1, 2, 3)]
    return (
        Period("Late now", date.min, on),
        Period("Later this month", on + ONE_DAY, starts[0] - ONE_DAY),
        Period(f"In {starts[0]:%B %Y}", starts[0], starts[1] - ONE_DAY),
        Period(f"In {starts[1]:%B %Y}", starts[1], starts[2] - ONE_DAY),
    )


@dataclass(frozen=True)
class Line:
    """One kind of one owner, with how many become late in each period."""

    code: str
    name: str
    owner: str
    counts: tuple[int, ...]


def forecast(found: Iterable[Stood], on: date) -> list[Line]:
    """What will be late if nothing is done, by kind and owner; no line without any.

    A rule of an earliest day is never late, and what is done is not counted.
    """
    spans = periods(on)
    counted: dict[tuple[str, str], list[int]] = {}
    names: dict[str, str] = {}
    for one in found:
        if one.deadline is None or not one.may_be_late or one.clock.done is not None:
            continue
        names[one.clock.code] = one.deadline.rule.name
        counts = counted.setdefault((one.clock.code, one.clock.owner), [0] * len(spans))
        for place, span in enumerate(spans):
            counts[place] += span.takes(one)
    return [
        Line(code, names[code], owner, tuple(counts))
        for (code, owner), counts in sorted(counted.items())
        if any(counts)
    ]


# --- Deadlines that a changed calendar moved --------------------------------------------

# Later changes than this are told at home; all of them stay on their page.
TOLD_FOR = timedelta(days=366)


@dataclass(frozen=True)
class Moved:
    """A clock that was open when the calendar changed, before and after."""

    stood: Stood
    before: Deadline
    after: Deadline


@dataclass(frozen=True)
class Change:
    """One change of the calendar, the days off just before it and just after."""

    row: CalendarChange
    before: Holidays
    after: Holidays


def changes_of(rows: Iterable[CalendarChange], now: Holidays) -> list[Change]:
    """The calendar before and after each change, walked back from today's.

    `rows` come the newest first.
    """
    found, after = [], now
    for row in rows:
        day = frozenset({row.holiday.date})
        before = after - day if row.kind == ChangeKind.ADDED else after | day
        found.append(Change(row, before, after))
        after = before
    return found


def moved_by(change: Change, found: Iterable[Stood], rules: Clocks) -> list[Moved]:
    """Which clocks the change moved: those that ran on the day it was recorded.

    One whose thing was done by then keeps the day it was judged by, and one that began
    later was never due on another day. A day that people set is not moved.
    """
    recorded = change.row.recorded_on
    moved = []
    for one in found:
        if one.deadline is None or not _ran_on(one.clock, recorded):
            continue
        before = running.deadline_of(one.clock, rules, change.before)
        after = running.deadline_of(one.clock, rules, change.after)
        if before.due_on != after.due_on:
            moved.append(Moved(one, before, after))
    return moved


def _ran_on(clock: Running, day: date) -> bool:
    if clock.set_on is not None or clock.starts is None or clock.starts > day:
        return False
    return clock.done is None or london_date(clock.done) > day


@dataclass(frozen=True)
class Told:
    """A change of the calendar with what it moved for the viewer, and whether seen."""

    change: Change
    moved: tuple[Moved, ...]
    seen_at: datetime | None


def calendar_changes(viewer: Viewer, now: datetime, *, key: str = "") -> list[Told]:
    """Every change of the calendar with the deadlines it moved, open to the viewer.

    What was done since stands there too: it was open when the day was added.
    """
    rows = list(reference.calendar_changes(viewer))
    if not rows:
        return []
    since = min(one.recorded_on for one in rows)
    ran = running.everything(viewer, london_date(now), done_since=since)
    rules = read_clocks()
    stood = [running.stand(one, rules, now) for one in ran]
    seen = queries.seen_changes(viewer)
    return [
        Told(one, tuple(moved_by(one, stood, rules)), seen.get(one.row.pk))
        for one in changes_of(rows, rules.holidays)
        if not key or one.row.key == key
    ]


def news(viewer: Viewer, found: Iterable[Stood], now: datetime) -> list[Told]:
    """Changes of the last year that moved a clock of the viewer's and were not seen."""
    rows = list(reference.calendar_changes(viewer))
    if not rows:
        return []
    seen, rules = queries.seen_changes(viewer), read_clocks()
    mine = [one for one in found if one.clock.mine or one.clock.watched]
    first = london_date(now) - TOLD_FOR
    told = [
        Told(one, tuple(moved_by(one, mine, rules)), None)
        for one in changes_of(rows, rules.holidays)
        if one.row.pk not in seen and one.row.recorded_on >= first
    ]
    return [one for one in told if one.moved]


# --- The calendar feed --------------------------------------------------------------------


def of_feed(viewer: Viewer, now: datetime) -> list[Stood]:
    """What a person's calendar holds: clocks of theirs that run and have a day."""
    return [
        one
        for one in standing_now(viewer, now)
        if one.due_on and (one.clock.mine or one.clock.watched)
    ]
