"""The board of what is due, in words; no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Section, Tag, number
from goldenthread.dataset.presenters.exchange import days, title_of
from goldenthread.dataset.queries.board import Period, Standing
from goldenthread.dataset.states import PeriodState


COLUMNS = ("What is sent", "Agency", "In up to", "Open periods", "Oldest due", "State")
COLOURS = {
    PeriodState.IN: "green",
    PeriodState.LATE: "yellow",
    PeriodState.PARTIAL: "yellow",
    PeriodState.IN_HAND: "light-blue",
    PeriodState.TO_DECIDE: "yellow",
    PeriodState.TO_MEND: "red",
    PeriodState.NOT_SENT: "grey",
}


def board_rows(
    found: Iterable[tuple[Standing, str]], today: date
) -> tuple[tuple[Cell, ...], ...]:
    """One row for each supply, those that wait longest first."""
    ordered = sorted(
        found,
        key=lambda one: (one[0].open[-1].due_on if one[0].open else date.max, one[1]),
    )
    return tuple(_row(stood, url, today) for stood, url in ordered)


def _row(stood: Standing, url: str, today: date) -> tuple[Cell, ...]:
    supply, newest = stood.supply, stood.newest_in
    oldest = stood.open[-1] if stood.open else None
    return (
        Cell(text=title_of(supply.contract), url=url),
        Cell(text=str(supply.agency)),
        Cell(text=long_date(newest.last) if newest else "Nothing yet"),
        number(len(stood.open)),
        Cell(text=long_date(oldest.due_on) if oldest else "Nothing is open"),
        Cell(tag=standing_tag(stood, today)),
    )


def standing_tag(stood: Standing, today: date) -> Tag:
    """The worst of its periods in one word."""
    if not stood.periods:
        return Tag("Nothing expected yet", "grey")
    if any(one.state == PeriodState.TO_MEND for one in stood.open):
        return Tag("To be put right", "red")
    if any(
        one.state == PeriodState.NOT_SENT and one.is_overdue(today)
        for one in stood.open
    ):
        return Tag("Overdue", "red")
    if stood.open:
        state = stood.open[-1].state
        return Tag(state.label, COLOURS[state])
    newest = stood.periods[0]
    return Tag(newest.state.label, COLOURS[newest.state])


PERIOD_COLUMNS = ("Period", "Due", "State")


def periods_section(stood: Standing, urls: dict[int, str], today: date) -> Section:
    """Every period that was expected so far, the newest first."""
    return Section(
        title="Periods",
        columns=PERIOD_COLUMNS,
        rows=tuple(_period(one, urls, today) for one in stood.periods),
        empty="No period has ended yet.",
    )


def _period(one: Period, urls: dict[int, str], today: date) -> tuple[Cell, ...]:
    tag = Tag(one.state.label, COLOURS[one.state])
    if one.state == PeriodState.NOT_SENT and one.is_overdue(today):
        tag = Tag("Overdue", "red")
    url = urls.get(one.submission.pk, "") if one.submission else ""
    return (
        Cell(text=days(one.first, one.last), url=url),
        Cell(text=long_date(one.due_on)),
        Cell(tag=tag),
    )
