"""Panels in words and rows; no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from goldenthread.core import intervals, pages
from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Detail, Fact, Link, Section, Tag, fact
from goldenthread.panels.models import Panel, PanelAction, Sitting
from goldenthread.panels.queries import Month


PANEL_COLUMNS = ("Panel", "Kind", "Sits", "Sittings recorded", "Last recorded")
SITTING_COLUMNS = ("Panel", "Date", "Considered", "New", "Asked for")
ACTION_COLUMNS = ("Asked for", "Panel", "Agency", "State")
MADE_UP = Tag("Made up for the example", "purple")
MADE_UP_NOTICE = (
    "This record is made up for the example partnership: the model report does not "
    "give it."
)
NOT_COUNTED = "Not counted"


def _marked(text: str, record: Any) -> Cell:
    return Cell(text=text, hint="Made up" if record.invented else "")


def _tags(record: Any, *more: Tag) -> tuple[Tag, ...]:
    return (*more, MADE_UP) if record.invented else more


def _notices(record: Any) -> tuple[str, ...]:
    return (MADE_UP_NOTICE,) if record.invented else ()


def _note(record: Any) -> tuple[Fact, ...]:
    return (fact("Note", record.note),) if record.note else ()


def _linked(record: Any, text: str = "") -> Cell:
    """The record's name, leading to its page where it has one."""
    if record is None:
        return Cell(text="")
    kind = pages.kind_of(type(record))
    return Cell(text=text or str(record), url=kind.url(record) if kind else "")


def _row_of(record: Any, text: str) -> Cell:
    """The first cell of a row inside a page: leads on, and says what is made up."""
    return replace(_linked(record, text), hint=_marked(text, record).hint)


def _day(on: date | None) -> str:
    return long_date(on) if on else ""


def _count(number: int | None) -> Cell:
    text = NOT_COUNTED if number is None else f"{number:,}"
    return Cell(text=text, numeric=True)


def _rhythm(panel: Panel) -> str:
    words = intervals.words(panel.rhythm) if panel.rhythm else ""
    return words[:1].upper() + words[1:]


def panel_row(panel: Panel) -> tuple[Cell, ...]:
    return (
        _marked(panel.name, panel),
        Cell(text=panel.get_kind_display()),
        Cell(text=_rhythm(panel) or "Not recorded"),
        Cell(text=str(panel.recorded), numeric=True),
        Cell(text=_day(panel.last_on) or "None"),
    )


def panel_detail(
    panel: Panel,
    months: Iterable[Month],
    latest: Iterable[Sitting],
    buttons: tuple[Link, ...],
    *,
    reads_sittings: bool,
) -> Detail:
    sections = (_months_section(months), _latest_section(latest))
    return Detail(
        tags=_tags(panel),
        notices=_notices(panel),
        facts=(
            fact("Kind of panel", panel.get_kind_display()),
            fact("Sits", _rhythm(panel)),
            fact("Area it serves", panel.area),
            fact("Group of the structure", _linked(panel.group)),
            fact("Purpose", panel.purpose),
            fact("In force", _period(panel)),
            *_note(panel),
        ),
        sections=sections if reads_sittings else (),
        buttons=buttons,
    )


def _period(panel: Panel) -> str:
    if panel.ends_on is None:
        return f"From {long_date(panel.starts_on)}"
    last = panel.ends_on - timedelta(days=1)
    return f"{long_date(panel.starts_on)} to {long_date(last)}"


def _months_section(months: Iterable[Month]) -> Section:
    return Section(
        title="Sittings by month, against the rhythm",
        columns=("Month", "By its rhythm", "Recorded", "Considered", "New"),
        rows=tuple(month_row(one) for one in months),
        empty="The panel was not in force in these months.",
    )


def month_row(month: Month) -> tuple[Cell, ...]:
    recorded = f"{month.recorded}" if month.recorded else "None recorded"
    counts = [
        _count(one) if month.recorded else Cell(text="–", numeric=True)
        for one in (month.considered, month.new)
    ]
    return (
        Cell(text=f"{month.first:%B %Y}"),
        Cell(text=expected_words(month.expected), numeric=True),
        Cell(text=recorded, numeric=True),
        *counts,
    )


def expected_words(expected: Fraction | None) -> str:
    """“4” or “8 or 9”: a rhythm does not say on which days it falls."""
    if expected is None:
        return "No rhythm"
    whole = expected.numerator // expected.denominator
    if expected == whole:
        return str(whole)
    return f"{whole} or {whole + 1}"


def _latest_section(latest: Iterable[Sitting]) -> Section:
    return Section(
        title="Latest sittings recorded",
        columns=("Date", "Considered", "New", "Decisions"),
        rows=tuple(
            (
                _row_of(one, long_date(one.held_on)),
                _count(one.considered),
                _count(one.new),
                _count(one.decisions),
            )
            for one in latest
        ),
        empty="No sitting is recorded. That does not say that none was held.",
    )


def sitting_row(sitting: Sitting) -> tuple[Cell, ...]:
    return (
        _marked(str(sitting.panel), sitting),
        Cell(text=long_date(sitting.held_on)),
        _count(sitting.considered),
        _count(sitting.new),
        Cell(text=str(sitting.asked), numeric=True),
    )


def sitting_detail(sitting: Sitting, buttons: tuple[Link, ...]) -> Detail:
    return Detail(
        tags=_tags(sitting),
        notices=_notices(sitting),
        facts=(
            fact("Panel", _linked(sitting.panel)),
            fact("Date", long_date(sitting.held_on)),
            fact("Cases considered", _count(sitting.considered).text),
            fact("Of these, new", _count(sitting.new).text),
            fact("Decisions made", _count(sitting.decisions).text),
            fact("Notes", sitting.notes),
            *_note(sitting),
        ),
        sections=(_actions_section(sitting.actions.all()),),
        buttons=buttons,
    )


def _actions_section(actions: Iterable[PanelAction]) -> Section:
    return Section(
        title="What it asked for",
        columns=("Asked for", "Agency", "Due", "State"),
        rows=tuple(
            (
                _row_of(one, str(one)),
                Cell(text=str(one.owner or "Not recorded")),
                Cell(text=_day(one.due_on) or "No date"),
                Cell(tag=state_tag(one)),
            )
            for one in actions
        ),
        empty="Nothing is recorded that this sitting asked for.",
    )


def state_tag(action: PanelAction) -> Tag:
    return Tag("Done", "green") if action.done_on else Tag("Open", "blue")


def action_row(action: PanelAction) -> tuple[Cell, ...]:
    return (
        _marked(str(action), action),
        Cell(text=str(action.sitting.panel)),
        Cell(text=str(action.owner or "Not recorded")),
        Cell(tag=state_tag(action)),
    )


def action_detail(action: PanelAction, on_thread: Any) -> Detail:
    linked = (fact("Action on the thread", _linked(on_thread)),) if on_thread else ()
    return Detail(
        tags=_tags(action, state_tag(action)),
        notices=_notices(action),
        facts=(
            fact("Asked for", action.text),
            fact("Sitting", _linked(action.sitting)),
            fact("Agency it was asked of", _linked(action.owner)),
            fact("Due", _day(action.due_on)),
            fact("Done", _day(action.done_on)),
            *linked,
            *_note(action),
        ),
    )
