"""The clocks of all rooms together: home, the board, the forecast, moved deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from goldenthread.core import running
from goldenthread.core.calendars import ONE_DAY, add_months, london_date
from goldenthread.core.clocks import State
from goldenthread.core.due import Due
from goldenthread.core.running import Stood
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


def home(viewer: Viewer, now: datetime) -> list[Due]:
    """What is due for the viewer: clocks of theirs, and what waits without a clock."""
    on = london_date(now)
    found = [Due.of(one) for one in standing_now(viewer, now) if one.at_home]
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
