"""Marker assurance in words, tags and charts; no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from goldenthread.core.calendars import (
    financial_year,
    long_date,
    moment_words,
    quarter,
)
from goldenthread.core.charts import Series, line_chart
from goldenthread.core.pages import Cell, Detail, Fact, Link, Section, Tag, fact
from goldenthread.dataset import sealed, shelf
from goldenthread.dataset.models import MarkerAnswer, MarkerLine, Release
from goldenthread.dataset.presenters.events import plain
from goldenthread.dataset.queries.assurance import (
    NO_TEAM,
    PERIOD,
    TEAM,
    WHOLE,
    WITHOUT,
)
from goldenthread.dataset.states import SAID, UNANSWERED, Assured


if TYPE_CHECKING:
    from goldenthread.engine.disclosure import Edition, Table
    from goldenthread.engine.indicators.model import Indicator


LINE_COLUMNS = (
    "Your number",
    "What is missing",
    "Day",
    "Team",
    "What was said",
    "Data",
)
ANSWER_COLUMNS = ("Said", "Why", "When", "By")
# What an agency does about each, in the words of its list.
MISSING = {
    "marker_cse_without_assessment": "CSE marker, no exploitation assessment within "
    "90 days",
    "marker_csa_without_assessment": "CSA marker, no section 47 enquiry within 90 days",
    "assessment_without_marker": "Sexual exploitation assessed at medium risk or above, "
    "no CSE marker",
}
COLOURS = {
    UNANSWERED: "red",
    Assured.CORRECTED: "green",
    Assured.RIGHT: "blue",
    Assured.NOT_YET: "yellow",
}
HIDDEN = "Hidden: few"
# No share is told of fewer (profile “partners”).
SMALLEST_BASE = 6


# --- Lines ------------------------------------------------------------------------------


def number_of(line: MarkerLine) -> str:
    """The agency's own number for the child, opened for who may read the line."""
    return sealed.open_words(line.sealed_number, line.key, shelf.key())


def line_title(line: MarkerLine) -> str:
    """Without the number: a title is kept by browsers."""
    return f"{MISSING[line.indicator].partition(',')[0]}, {long_date(line.on)}"


def said_tag(said: str) -> Tag:
    return Tag(dict(SAID)[said], COLOURS[said])


def data_tag(line: Any) -> Tag:
    """Whether the newest release still has it: the data decide, not what was said."""
    if not line.still:
        return Tag("Changed since", "green")
    if line.said == Assured.CORRECTED and line.said_at < line.since:
        return Tag("Still so", "red")
    return Tag("So in the data", "grey")


def line_row(line: Any) -> tuple[Any, ...]:
    return (
        number_of(line),
        MISSING[line.indicator],
        long_date(line.on),
        plain(line.team) or "Not known",
        Cell(tag=said_tag(line.said)),
        Cell(tag=data_tag(line)),
    )


def line_tokens(line: MarkerLine) -> tuple[str, ...]:
    return (line.token,)


def line_detail(
    line: Any, answers: Iterable[MarkerAnswer], links: tuple[Link, ...]
) -> Detail:
    rows = tuple(answer_row(one) for one in answers)
    return Detail(
        lead=MISSING[line.indicator] + ".",
        tags=(said_tag(line.said), data_tag(line)),
        facts=(
            fact("Your number for the child", number_of(line)),
            fact("Agency", line.agency),
            fact("Day", long_date(line.on)),
            fact("Sort", plain(line.sort)),
            fact("Team that held the child", plain(line.team)),
            fact("First told by", str(line.first_release)),
        ),
        buttons=links,
        sections=(
            Section(
                title="What was said",
                columns=ANSWER_COLUMNS,
                rows=rows,
                empty="Nothing was said yet.",
            ),
        ),
    )


def answer_row(one: MarkerAnswer) -> tuple[Cell, ...]:
    return (
        Cell(text=one.get_answer_display()),
        Cell(text=one.reason),
        Cell(text=moment_words(one.answered_at)),
        Cell(text=one.answered_by_post),
    )


# --- Counts --------------------------------------------------------------------------------


def counts_sections(editions: Mapping[str, Edition]) -> Iterable[Section]:
    for key, edition in editions.items():
        one = shelf.catalogue()[key]
        by_month, *by_team = edition.tables
        yield _by_month(one, by_month)
        for table in by_team:
            yield _by_team(one, table)


def _by_month(one: Indicator, table: Table) -> Section:
    told = _by_part(table)
    months = [part for part in told if part[0].endswith("/1")]
    values = [_number(told[part].get(WITHOUT)) for part in months]
    title = f"{one.label}: by month"
    drawn = line_chart(
        title,
        [f"{_first(part[0]):%b %Y}" for part in months],
        [Series("Without", tuple(values), tuple(map(_told, values)))],
        desc=f"{one.definition} Months with few are hidden, and show as gaps.",
    )
    # Months are in the drawing and its twin; the table keeps to what is larger.
    larger = [part for part in told if part not in months]
    order = sorted(larger, key=lambda part: (_first(part[0]), -_length(part[0])))
    return Section(
        title=title,
        text=f"{one.definition} {_caveat(one)}".strip(),
        chart=drawn,
        columns=("Period", "Without", "Of", "Share"),
        rows=tuple(_row(_period(part[0]), told[part]) for part in order),
    )


def _by_team(one: Indicator, table: Table) -> Section:
    told = _by_part(table)
    order = sorted(told, key=lambda part: (part[0], part[1] == WHOLE, part[1]))
    return Section(
        title=f"{one.label}: by team",
        text="The team is that of the agency’s last event about the child with one, "
        "up to the day: markers and assessments are sent without a team.",
        columns=("Team", "Year", "Without", "Of", "Share"),
        rows=tuple(
            (
                Cell(text=_team(part[1])),
                Cell(text=str(financial_year(_first(part[0])))),
                *_row("", told[part])[1:],
            )
            for part in order
        ),
    )


def _by_part(table: Table) -> dict[tuple[str, ...], dict[str, Any]]:
    """Period (and team) → how many of all and how many without."""
    varied = [
        place
        for place, one in enumerate(table.dimensions)
        if one.name in (PERIOD, TEAM)
    ]
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for key, value in table.cells.items():
        part = tuple(key[place] for place in varied)
        found.setdefault(part, {})[key[-1]] = value
    return found


def _caveat(one: Indicator) -> str:
    waits = [link.days for link in one.where.links if link.way == "FOLLOWED"]
    return (
        f"Only months that have had their time are told: what may follow within "
        f"{max(waits)} days is not missing before."
        if waits
        else ""
    )


def _first(name: str) -> date:
    """The first day of a period by its name in tables."""
    year, month = name.removeprefix("START ").partition("/")[0].split("-")
    return date(int(year), int(month), 1)


def _length(name: str) -> int:
    return int(name.partition("/")[2])


def _period(name: str) -> str:
    first, length = _first(name), _length(name)
    if length == 1:
        return f"{first:%B %Y}"
    return (
        f"Quarter {quarter(first)}" if length == 3 else f"Year {financial_year(first)}"
    )


def _team(part: str) -> str:
    if part == WHOLE:
        return "All teams"
    return "Not known" if part == NO_TEAM else plain(part).capitalize()


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _row(words: str, told: Mapping[str, Any]) -> tuple[Cell, ...]:
    one, other = _number(told.get(WITHOUT)), _number(told.get(WHOLE))
    share = f"{one / other:.0%}" if one is not None and other else ""
    few = other is not None and other < SMALLEST_BASE
    return (
        Cell(text=words),
        Cell(text=_told(one), numeric=True),
        Cell(text=_told(other), numeric=True),
        Cell(text="" if few else share, numeric=True),
    )


def _told(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def assurance_facts(
    drawn_up: Release, standing: dict[str, int] | None
) -> tuple[Fact, ...]:
    facts = [fact("Work lists drawn up from", str(drawn_up))]
    if standing is not None:
        words = [f"{count:,} {said}" for said, count in standing.items()]
        facts.append(fact("Your lines", Cell(lines=tuple(words))))
    return tuple(facts)


LEAD = (
    "Markers of exploitation or abuse without the assessment that should go with them, "
    "and assessments without the marker: by month and team, after disclosure control."
)
NOT_YET = (
    "No work list was drawn up yet. Once the analyst draws them up from a release, each "
    "agency has its own, and everybody who reads releases sees how many there are."
)
LATE = (
    "A later release is in force than the one the work lists were drawn up from. Once "
    "they are drawn up anew, lines show whether the data changed."
)


def answer_detail(one: MarkerAnswer, line_url: str) -> Detail:
    return Detail(
        tags=(said_tag(one.answer),),
        facts=(
            fact("Line", Cell(text=line_title(one.line), url=line_url)),
            fact("Why", one.reason),
            fact("Said", moment_words(one.answered_at)),
            fact("By", one.answered_by_post),
        ),
    )


def answer_tokens(one: MarkerAnswer) -> tuple[str, ...]:
    return (one.line.token,)
