"""Words that several presenters share: lengths, counts, links, what is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from goldenthread.core import pages
from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Fact, Tag, fact
from goldenthread.training.states import Bound, LengthUnit


MADE_UP = Tag("Made up for the example", "purple")
MADE_UP_NOTICE = (
    "This record is made up for the example partnership: the model report does not "
    "give it."
)
NOT_RECORDED = "Not recorded"


def day(on: date | None) -> str:
    return long_date(on) if on else ""


def period(starts_on: date, ends_on: date | None) -> str:
    """From the first to the last day; rows keep the first day that no longer holds."""
    if ends_on is None:
        return f"From {long_date(starts_on)}"
    return f"{long_date(starts_on)} to {long_date(ends_on - timedelta(days=1))}"


def length(record: Any) -> str:
    """“2 to 4 hours”, “1 day”; empty where it is not recorded."""
    return length_words(record.shortest, record.longest, record.length_unit)


def length_words(shortest: Decimal | None, longest: Decimal | None, unit: str) -> str:
    if shortest is None or longest is None:
        return ""
    word = LengthUnit(unit).label.lower()
    if shortest == longest:
        single = word[:-1] if longest == 1 else word
        return f"{_plain(shortest)} {single}"
    return f"{_plain(shortest)} to {_plain(longest)} {word}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def attended(number: int | None, *, about: bool) -> Cell:
    """Attendances as people read them; none counted is not nought."""
    if number is None:
        return Cell(text="Not counted", numeric=True)
    return Cell(text=f"{'about ' if about else ''}{number:,}", numeric=True)


def attendances(session: Any) -> Cell:
    about = session.attendances_bound == Bound.ABOUT
    return attended(session.attendances, about=about)


def number(value: int | None) -> Cell:
    return Cell(text="" if value is None else f"{value:,}", numeric=True)


def linked(record: Any, text: str = "") -> Cell:
    """The record's name, leading to its page where it has one."""
    if record is None:
        return Cell(text="")
    kind = pages.kind_of(type(record))
    return Cell(text=text or str(record), url=kind.url(record) if kind else "")


def row_of(record: Any, text: str) -> Cell:
    """The first cell of a row inside a page: leads on, and says what is made up."""
    return replace(linked(record, text), hint=marked(text, record).hint)


def marked(text: str, record: Any) -> Cell:
    """A list's first cell, which says when the record is made up."""
    return Cell(text=text, hint="Made up" if record.invented else "")


def tags(record: Any, *more: Tag) -> tuple[Tag, ...]:
    return (*more, MADE_UP) if record.invented else more


def notices(record: Any, *more: str) -> tuple[str, ...]:
    return (*more, MADE_UP_NOTICE) if record.invented else more


def note(record: Any) -> tuple[Fact, ...]:
    """The note as a fact, only where there is one."""
    return (fact("Note", record.note),) if record.note else ()
