"""Words that several presenters share: days, money, links, what is made up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from goldenthread.core import money, pages
from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Fact, Tag, fact


MADE_UP = Tag("Made up for the example", "purple")
MADE_UP_NOTICE = (
    "This record is made up for the example partnership: the model report does not "
    "give it."
)


def day(on: date | None, *, month_only: bool = False, year_only: bool = False) -> str:
    """A day as far as it is known: 12 May 2025, May 2025, 2025; empty if not at all."""
    if on is None:
        return ""
    if year_only:
        return f"{on.year}"
    return f"{on:%B %Y}" if month_only else long_date(on)


def period(starts_on: date | None, ends_on: date | None) -> str:
    """From the first to the last day; rows keep the first day that no longer holds."""
    if starts_on is None:
        return ""
    if ends_on is None:
        return f"From {long_date(starts_on)}"
    return f"{long_date(starts_on)} to {long_date(ends_on - timedelta(days=1))}"


def pounds(amount: Decimal | None, *, pence: bool = False) -> Cell:
    if amount is None:
        return Cell(text="Not stated", numeric=True)
    return Cell(text=money.pounds(amount, pence=pence or None), numeric=True)


def percent(part: Decimal, whole: Decimal) -> Cell:
    """The share to two places; a share of nothing is not applicable, never nought."""
    found = money.percent_of(part, whole)
    text = "Not applicable" if found is None else f"{found}%"
    return Cell(text=text, numeric=True)


def linked(record: Any, text: str = "") -> Cell:
    """The record's name, leading to its page where it has one."""
    if record is None:
        return Cell(text="")
    kind = pages.kind_of(type(record))
    return Cell(text=text or str(record), url=kind.url(record) if kind else "")


def lines(words: Iterable[str]) -> Cell:
    return Cell(lines=tuple(words))


def tags(record: Any, *more: Tag) -> tuple[Tag, ...]:
    """The record's own tags, and the one that says it is made up."""
    return (*more, MADE_UP) if record.invented else more


def notices(record: Any, *more: str) -> tuple[str, ...]:
    return (*more, MADE_UP_NOTICE) if record.invented else more


def note(record: Any) -> tuple[Fact, ...]:
    """The note as a fact, only where there is one."""
    return (fact("Note", record.note),) if record.note else ()


def marked(text: str, record: Any) -> Cell:
    """A list's first cell, which says when the record is made up."""
    return Cell(text=text, hint=MADE_UP.text if record.invented else "")
