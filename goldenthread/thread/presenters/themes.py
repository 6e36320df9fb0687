"""The page of a theme, and the table of themes that come back.

Rooms above add what they know on a theme: `offer_on_themes(section)` with a function
from the viewer, the theme and its findings to a section. Called once, at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from goldenthread.core.charts import Bar, Series, bar_chart, line_chart
from goldenthread.core.pages import Cell, Fact, Link, Section, fact, number
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Finding, ImpactTest, Theme
from goldenthread.thread.presenters.effect import test_tag
from goldenthread.thread.presenters.learned import lines_section
from goldenthread.thread.presenters.rows import in_use
from goldenthread.thread.presenters.sections import actions_section
from goldenthread.thread.presenters.words import day, finding_tag, linked, names
from goldenthread.thread.queries import Known, Recurring
from goldenthread.thread.states import (
    ActionState,
    FindingKind,
    OriginKind,
    Strength,
)


Offer = Callable[[Viewer, Theme, QuerySet[Finding]], Section]
OFFERS: list[Offer] = []


def offer_on_themes(section: Offer) -> Offer:
    """Take up what an upper room shows on the page of each theme."""
    OFFERS.append(section)
    return section


def offered(
    viewer: Viewer, theme: Theme, found: QuerySet[Finding]
) -> tuple[Section, ...]:
    return tuple(offer(viewer, theme, found) for offer in OFFERS)


def theme_facts(theme: Theme) -> tuple[Fact, ...]:
    ended = (
        (
            fact("What took its place", linked(theme.merged_into)),
            fact("Why it ended", theme.ended_why),
        )
        if theme.ends_on
        else ()
    )
    return (
        fact("Part of", linked(theme.parent) if theme.parent else "No other theme"),
        fact(
            "Other words for it",
            Cell(lines=tuple(theme.synonyms.splitlines()))
            if theme.synonyms
            else "None",
        ),
        fact("What it means here", theme.definition),
        fact("In use", in_use(theme)),
        *ended,
    )


def known_facts(known: Known) -> tuple[Fact, ...]:
    others = known.family[1:]
    return (
        *theme_facts(known.theme),
        fact("Counted with it", names(others, "No other word")),
        fact("Findings", number(known.number)),
        fact("Actions on them", number(known.promised)),
    )


def known_sections(known: Known, every: Link | None = None) -> tuple[Section, ...]:
    return (
        _years(known),
        _table("By source", "Source", known.by_source, dict(OriginKind.choices)),
        _table("By agency", "Agency", known.by_agency),
        _table("By systems domain", "Domain", known.by_domain),
        _findings(known, every),
        lines_section(known.lines),
        _states(known),
        _strengths(known),
        _actions(known),
        _tests(known.tests),
    )


def _years(known: Known) -> Section:
    """Findings a year, each kind a line; years without one in between are nought."""
    if not known.by_year:
        return Section("Over time", empty="No finding carries it yet.")
    years = range(min(known.by_year), max(known.by_year) + 1)
    series = [
        Series(
            kind.label,
            tuple(known.by_year.get(year, {}).get(kind.value, 0) for year in years),
        )
        for kind in FindingKind
    ]
    if len(years) == 1:
        bars = [Bar(one.name, one.values[0]) for one in series]
        chart = bar_chart(f"Findings in {years[0]}", bars, columns=("Kind", "Findings"))
    else:
        labels = [str(year) for year in years]
        chart = line_chart("Findings a year", labels, series, period="Year")
    return Section("Over time", chart=chart)


def _table(
    title: str, column: str, rows: Iterable[tuple[str, int]], words: Any = None
) -> Section:
    shown = tuple(
        (Cell(text=str((words or {}).get(value, value))), number(amount))
        for value, amount in rows
        if value != ""
    )
    return Section(title, (column, "Findings"), shown, empty="None is recorded.")


def _findings(known: Known, every: Link | None) -> Section:
    rows = tuple(
        (
            linked(one),
            Cell(tag=finding_tag(one)),
            Cell(text=one.origin.title),
            Cell(text=day(one.found_on)),
        )
        for one in known.found
    )
    return Section(
        newest_of("Findings", len(known.found), known.number),
        ("Finding", "Kind", "From", "Found"),
        rows,
        empty="No finding carries it yet.",
        links=(every,) if every and len(known.found) < known.number else (),
    )


def newest_of(words: str, shown: int, whole: int) -> str:
    return words if shown == whole else f"{words}: the newest {shown} of {whole:,}"


def _states(known: Known) -> Section:
    rows = tuple(
        (Cell(text=state.label), number(known.by_state[state.value]))
        for state in ActionState
        if state.value in known.by_state
    )
    empty = "No action is recorded on its findings."
    return Section("Actions by state", ("State", "Actions"), rows, empty=empty)


def _strengths(known: Known) -> Section:
    graded = [
        (Cell(text=one.label), number(known.by_strength[one.value]))
        for one in Strength
        if one.value in known.by_strength
    ]
    if known.by_strength.get(""):
        graded.append((Cell(text="Not graded"), number(known.by_strength[""])))
    empty = "No action is recorded on its findings."
    return Section(
        "Actions by strength", ("Strength", "Actions"), tuple(graded), empty=empty
    )


def _actions(known: Known) -> Section:
    section = actions_section(known.actions, ())
    return Section(
        _some_actions(len(known.actions), known.promised),
        section.columns,
        section.rows,
        empty="No action is recorded on its findings.",
    )


def _some_actions(shown: int, whole: int) -> str:
    if shown == whole:
        return "Actions"
    return f"Actions: {shown} of {whole:,}, what is still to do first"


def _tests(tests: Iterable[ImpactTest]) -> Section:
    rows = tuple(
        (
            linked(one),
            Cell(text=str(one.action)),
            Cell(text=one.series_key or one.measure_key),
            Cell(text=one.get_direction_display()),
            Cell(tag=test_tag(one)),
        )
        for one in tests
    )
    columns = ("Measure", "Action", "Series or figure", "Expected", "Verdict")
    empty = "No test of an action’s effect is registered on it."
    return Section("Indicators and what they say", columns, rows, empty=empty)


RECURRING_COLUMNS = (
    "Theme",
    "Findings",
    "Sources",
    "Years",
    "First",
    "Last",
    "Actions not done",
    "Done, assured or closed",
    "Recurrence lines",
)


def recurring_row(one: Recurring) -> tuple[Any, ...]:
    return (
        linked(one.theme),
        number(one.findings),
        number(len(one.origins)),
        number(len(one.years)),
        number_of_year(min(one.years)),
        number_of_year(max(one.years)),
        number(one.open_actions),
        number(one.closed_actions),
        number(one.lines),
    )


def number_of_year(year: int) -> Cell:
    return Cell(text=str(year), numeric=True)
