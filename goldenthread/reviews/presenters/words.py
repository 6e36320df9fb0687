"""Days that are known more or less exactly, what they rest on, and sections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from goldenthread.core.calendars import financial_year
from goldenthread.core.figures import Unit, show
from goldenthread.core.pages import Cell, Link, Section, Tag, as_cell
from goldenthread.reviews.states import Basis, Precision


BASIS_TAGS = {
    Basis.ASSUMED: Tag("Assumed", "yellow"),
    Basis.INVENTED: Tag("Invented", "purple"),
}


def day(value: date | None) -> str:
    return show(value, Unit.DATE) if value else ""


def month(value: date | None) -> str:
    return f"{value:%B %Y}" if value else ""


def when(value: date | None, precision: str) -> str:
    """A day, a month or a financial year: never more exact than it is known."""
    if value is None:
        return ""
    if precision == Precision.MONTH:
        return month(value)
    if precision == Precision.YEAR:
        return f"In {financial_year(value).label}"
    return day(value)


def when_cell(value: date | None, precision: str, basis: str = "") -> Cell:
    """The same with a tag where it is assumed or made up; absence is said."""
    if value is None:
        return Cell(text="No day recorded")
    tag = BASIS_TAGS.get(Basis(basis)) if basis else None
    return Cell(text=when(value, precision), tag=tag)


def section(
    title: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    empty: str,
    *links: Link,
) -> Section:
    """A table of a detail page, every value of it a cell."""
    return Section(
        title=title,
        columns=columns,
        rows=tuple(tuple(as_cell(one) for one in row) for row in rows),
        empty=empty,
        links=tuple(links),
    )


def joined(names: list[str]) -> str:
    """“Jasmine, Child U and Darren”."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
