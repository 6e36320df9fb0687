"""Two releases side by side, in words; no database."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Section
from goldenthread.dataset.presenters.exchange import days, title_of
from goldenthread.dataset.queries.comparing import Comparison, Moved


MOST = 200
COLUMNS = ("Figure", "Period", "Before", "Now", "Change")


def sections(found: Comparison) -> tuple[Section, ...]:
    shown = found.moved[:MOST]
    more = len(found.moved) - len(shown)
    words = f"{found.same:,} figures are as they were."
    if more:
        words += f" {more:,} more moved, by less than these."
    return (
        Section(
            title="Figures that moved",
            text=words,
            columns=COLUMNS,
            rows=tuple(_row(one) for one in shown),
        ),
        _submissions("What went in that was not in before", found.came),
        _submissions("What was in before and is not now", found.went),
    )


def _row(one: Moved) -> tuple[Cell, ...]:
    return (
        Cell(text=one.title, hint=one.indicator),
        Cell(text=period(one)),
        Cell(text=value(one.before, one.unit), numeric=True),
        Cell(text=value(one.after, one.unit), numeric=True),
        Cell(text=_change(one), numeric=True),
    )


def period(one: Moved) -> str:
    if one.every == "year":
        return f"Year from {one.period:%B %Y}"
    return f"{one.period:%B %Y}"


def value(figure: float | None, unit: str) -> str:
    """A figure as its unit is written; what is not there is said."""
    if figure is None:
        return "None"
    if unit.upper().endswith("SHARE"):
        return f"{figure:.1%}"
    if figure == int(figure):
        return f"{int(figure):,}"
    return f"{figure:,.1f}"


def _change(one: Moved) -> str:
    if one.before is None or one.after is None:
        return "New" if one.before is None else "Gone"
    if one.unit.upper().endswith("SHARE"):
        return f"{(one.after - one.before) * 100:+.1f} points"
    return f"{one.after - one.before:+,.1f}".removesuffix(".0")


def _submissions(title: str, found: tuple) -> Section:
    return Section(
        title=title,
        columns=("What was sent", "Agency", "Period"),
        rows=tuple(
            (
                Cell(text=title_of(one.supply.contract)),
                Cell(text=str(one.supply.agency)),
                Cell(text=days(one.starts_on, one.ends_on)),
            )
            for one in found
        ),
        empty="Nothing.",
    )
