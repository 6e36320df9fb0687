"""Clocks in words: the same cells on a record's page, the board and at home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.core.calendars import counted, long_date
from goldenthread.core.clocks import Standing, State
from goldenthread.core.pages import Cell, Section, Tag
from goldenthread.core.reference.presenters import confidence_tag
from goldenthread.core.running import Stood


TAGS = {
    State.NOT_DUE: ("Not due yet", "grey"),
    State.DUE_SOON: ("Due soon", "yellow"),
    State.OVERDUE: ("Overdue", "red"),
    State.MET: ("In time", "green"),
    State.MET_LATE: ("Late", "orange"),
    State.MAY_NOW: ("Allowed now", "green"),
    State.TOO_EARLY: ("Too early", "red"),
}
NOT_STARTED = Tag("Not started", "grey")
COLUMNS = ("Clock", "Due", "Standing", "How it was worked out", "Rule")


def state_tag(standing: Standing) -> Tag:
    return Tag(*TAGS[standing.state])


def standing_cell(stood: Stood) -> Cell:
    """Where it stands, with why it was late and what keeps it waiting."""
    if stood.standing is None:
        return Cell(tag=NOT_STARTED)
    told = [stood.standing.sentence]
    if stood.clock.reason and stood.state in (State.OVERDUE, State.MET_LATE):
        told.append(f"Reason: {stood.clock.reason}")
    if stood.clock.waits and stood.clock.done is None:
        told.append(f"{stood.clock.waits} This stops no clock.")
    told += [one.sentence for one in stood.clock.stops]
    # A lone sentence stands as text, several as a list.
    if len(told) == 1:
        return Cell(text=told[0], tag=state_tag(stood.standing))
    return Cell(lines=tuple(told), tag=state_tag(stood.standing))


def due_cell(stood: Stood) -> Cell:
    """The day it is due; the first deadline stays beside a later one."""
    deadline = stood.deadline
    if deadline is None:
        return Cell()
    first = f"First due {deadline.first_due}" if deadline.first_due else ""
    return Cell(text=deadline.words, hint=first)


def working_cell(stood: Stood) -> Cell:
    if stood.deadline is None:
        return Cell(text=stood.missing)
    return Cell(text=stood.deadline.working)


def rule_cell(stood: Stood) -> Cell:
    """The edition it rests on, and how sure that is; a day that people set is sure."""
    deadline = stood.deadline
    if deadline is None:
        return Cell()
    rule = deadline.rule
    if stood.clock.set_on is not None:
        return Cell(text=rule.edition)
    return Cell(text=rule.edition, tag=confidence_tag(rule), hint=deadline.confidence)


def clock_row(stood: Stood) -> tuple[Cell, ...]:
    """What is to be done, by when, how it stands, the working and the rule."""
    return (
        Cell(text=stood.clock.words),
        due_cell(stood),
        standing_cell(stood),
        working_cell(stood),
        rule_cell(stood),
    )


def clocks_section(found: Iterable[Stood]) -> Section:
    """The clocks of one record, those that have not started too."""
    return Section(
        title="Clocks", columns=COLUMNS, rows=tuple(clock_row(one) for one in found)
    )


def days_late(due_on: date | None, on: date) -> str:
    """`12 days late` by the calendar, for lists; the clock's own count is on its page."""
    if due_on is None or due_on >= on:
        return ""
    return f"{counted((on - due_on).days, 'day')} late"


def day_cell(day: date | None) -> Cell:
    return Cell(text=long_date(day) if day else "No day set")
