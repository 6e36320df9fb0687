"""The law's clocks on a case, each with its working and how sure the rule is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from goldenthread.core import clocks
from goldenthread.core.clocks import Deadline, State
from goldenthread.core.pages import Cell, Section, Tag
from goldenthread.core.reference.queries import Clocks, NoSuchRule


TAGS = {
    State.NOT_DUE: ("Not due yet", "grey"),
    State.DUE_SOON: ("Due soon", "yellow"),
    State.OVERDUE: ("Overdue", "red"),
    State.MET: ("In time", "green"),
    State.MET_LATE: ("Late", "orange"),
    State.MAY_NOW: ("Allowed now", "green"),
    State.TOO_EARLY: ("Too early", "red"),
}
COLUMNS = ("Clock", "Due", "Standing", "How it was worked out")

# (code, what is to be done, the day that started it, the day it was done)
Running = tuple[str, str, date | None, date | None]


def clocks_section(found: Clocks, running: Iterable[Running], now: datetime) -> Section:
    """One line for each clock of a case, those that have not started too."""
    return Section(
        title="Clocks",
        columns=COLUMNS,
        rows=tuple(clock_row(found, one, now) for one in running),
    )


def clock_row(found: Clocks, one: Running, now: datetime) -> tuple[Cell, ...]:
    code, words, started, done = one
    if started is None:
        nothing = "The day that starts it is not recorded."
        return (Cell(text=words), Cell(), Cell(tag=NOT_STARTED), Cell(text=nothing))
    try:
        deadline = found.due(code, started)
    except NoSuchRule as missing:
        return (Cell(text=words), Cell(), Cell(), Cell(text=str(missing)))
    return (
        Cell(text=words),
        Cell(text=deadline.words),
        deadline_cell(deadline, now, done),
        Cell(text=deadline.working, hint=deadline.confidence),
    )


NOT_STARTED = Tag("Not started", "grey")


def deadline_cell(deadline: Deadline, now: datetime, done: Any = None) -> Cell:
    """Where a clock stands, as a tag and a sentence."""
    standing = clocks.standing(deadline, now, done=done)
    return Cell(text=standing.sentence, tag=Tag(*TAGS[standing.state]))
