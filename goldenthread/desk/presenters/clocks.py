"""The clock board, the forecast and the moved deadlines in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from goldenthread.core import clock_words, pages
from goldenthread.core.calendars import counted, long_date
from goldenthread.core.clocks import State
from goldenthread.core.models import CalendarChange, ChangeKind
from goldenthread.core.pages import Cell
from goldenthread.core.running import Stood
from goldenthread.desk.clocks import Line, Moved, Period, Told


# --- The clock board -------------------------------------------------------------------

BOARD_COLUMNS = ("Record", "Clock", "Due", "Standing", "How it was worked out", "Whose")
STATES = {
    State.OVERDUE: "Overdue",
    State.DUE_SOON: "Due soon",
    State.NOT_DUE: "Not due yet",
    State.MAY_NOW: "Allowed now",
    "NOT_BEGUN": "Not started",
}


def board_row(one: Stood) -> tuple[Cell, ...]:
    kind = pages.kind_of(type(one.clock.record))
    record = one.clock.record
    rule = clock_words.rule_cell(one)
    working = replace(clock_words.working_cell(one), tag=rule.tag, hint=rule.text)
    return (
        Cell(text=kind.title(record), url=kind.url(record)),
        Cell(text=one.clock.words),
        clock_words.due_cell(one),
        clock_words.standing_cell(one),
        working,
        Cell(text=one.clock.owner),
    )


def board_counts(found: list[Stood]) -> list[tuple[str, int]]:
    late = sum(one.is_late for one in found)
    soon = sum(one.is_soon for one in found)
    return [("overdue", late), ("due soon", soon), ("in all", len(found))]


def board_kinds(found: list[Stood]) -> tuple[tuple[str, str], ...]:
    """The kinds among what the viewer may see, for the filter."""
    names = {
        one.clock.code: one.deadline.rule.name if one.deadline else one.clock.words
        for one in found
    }
    return tuple(sorted(names.items(), key=lambda pair: pair[1]))


def forecast_columns(spans: Iterable[Period]) -> tuple[str, ...]:
    return ("Clock", "Whose", *(one.name for one in spans))


def forecast_row(line: Line, board_url: str) -> tuple[Cell, ...]:
    query = urlencode({"kind": line.code})
    return (
        Cell(text=line.name, url=f"{board_url}?{query}"),
        Cell(text=line.owner),
        *(pages.number(count) for count in line.counts),
    )


def forecast_total(lines: list[Line]) -> tuple[Cell, ...]:
    sums = [sum(counts) for counts in zip(*(one.counts for one in lines), strict=True)]
    return (Cell(text="In all"), Cell(), *(pages.number(count) for count in sums))


# --- Moved deadlines --------------------------------------------------------------------

CHANGE_COLUMNS = ("Change", "Recorded", "Deadlines moved", "Seen by you")
MOVED_COLUMNS = (
    "Record",
    "Clock",
    "Was due",
    "Is due",
    "How it was worked out",
    "Whose",
)


def change_title(row: CalendarChange) -> str:
    """“Day of mourning, 5 June 2025: added”."""
    return str(row)


def change_url(row: CalendarChange) -> str:
    return reverse("view_calendar_change", args=[row.key])


def change_row(told: Told) -> tuple[Cell, ...]:
    row = told.change.row
    seen = long_date(told.seen_at.date()) if told.seen_at else "Not yet"
    return (
        Cell(text=change_title(row), url=change_url(row)),
        Cell(text=long_date(row.recorded_on)),
        pages.number(len(told.moved)),
        Cell(text=seen if told.moved else "Nothing to see"),
    )


def change_lead(row: CalendarChange) -> str:
    """What changed, who said so, and what that does to deadlines."""
    day = long_date(row.holiday.date)
    what = f"{day} is a bank holiday: {row.holiday.title}."
    if row.kind == ChangeKind.WITHDRAWN:
        what = f"{day} is an ordinary day again."
    return (
        f"{what} Recorded on {long_date(row.recorded_on)} by {row.recorded_by}. "
        f"Source: {row.holiday.source}."
    )


def moved_row(one: Moved) -> tuple[Cell, ...]:
    record, clock = one.stood.clock.record, one.stood.clock
    kind = pages.kind_of(type(record))
    done = f"Done on {long_date(clock.done)}" if clock.done else ""
    return (
        Cell(text=kind.title(record), url=kind.url(record)),
        Cell(text=clock.words, hint=done),
        Cell(text=one.before.words),
        Cell(text=one.after.words),
        Cell(text=one.after.working),
        Cell(text=clock.owner),
    )


def news_notice(told: Told) -> dict[str, Any]:
    """The line at home, and where it leads."""
    row, many = told.change.row, len(told.moved)
    verb = "was moved" if many == 1 else "were moved"
    return {
        "text": f"The calendar changed. {change_title(row)}: "
        f"{counted(many, 'deadline')} of yours {verb}.",
        "url": change_url(row),
    }
