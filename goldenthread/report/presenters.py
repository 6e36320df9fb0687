"""The report's values in words, tags and tables; no database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from goldenthread.core import pages
from goldenthread.core.calendars import london_date, long_date, moment_words
from goldenthread.core.figures import Figure, State
from goldenthread.core.pages import Cell, Fact, Link, Section, Tag, fact
from goldenthread.report import assemble
from goldenthread.report.assemble import Problem
from goldenthread.report.models import Edition
from goldenthread.report.states import EditionState, VerdictKind


STATE_COLOURS = {
    EditionState.COLLECTING: "grey",
    EditionState.DRAFTING: "yellow",
    EditionState.SCRUTINEER_COMMENT: "purple",
    EditionState.DELEGATES_AGREED: "blue",
    EditionState.LEADS_SIGNED_OFF: "turquoise",
    EditionState.PUBLISHED: "green",
    EditionState.SENT: "green",
    EditionState.SUPERSEDED: "grey",
}
VERDICT_COLOURS = {
    VerdictKind.MATCH: "green",
    VerdictKind.ROUNDING: "blue",
    VerdictKind.DIFFERS: "red",
    VerdictKind.NOT_PRINTED: "grey",
}
CONFIDENCE = {
    "V": "Read in the source itself",
    "S": "Read in a secondary source",
    "M": "Not confirmed against the text",
    "?": "Sources disagree",
}


def edition_row(edition: Edition) -> tuple[Any, ...]:
    return (
        f"{edition.label}, edition {edition.number}",
        Cell(tag=state_tag(edition)),
        edition.guidance.name,
    )


def state_tag(edition: Edition) -> Tag:
    return Tag(edition.get_state_display(), STATE_COLOURS[EditionState(edition.state)])


def verdict_tag(verdict: Any) -> Tag:
    kind = VerdictKind(verdict.kind)
    return Tag(kind.label, VERDICT_COLOURS[kind])


def edition_facts(edition: Edition) -> tuple[Fact, ...]:
    return (
        fact("Year", f"{long_date(edition.starts_on)} to {long_date(edition.ends_on)}"),
        fact("Guidance", edition.guidance.name),
        fact("Compared with", edition.source_name),
        *([fact("Corrects", edition.erratum)] if edition.erratum else []),
    )


def check_section(plain: list[Problem], address: str) -> Section:
    """On the edition's own page: what is missing at a glance, and the way to the rest."""
    return replace(
        problems_section(plain),
        title="What is missing",
        empty="Every required element is met or its gap admitted.",
        links=(Link("Check figures, names and small numbers", address),),
    )


def problems_section(problems: list[Problem]) -> Section:
    return Section(
        title="What stands in the way",
        columns=("Where", "What", ""),
        rows=tuple(
            (
                Cell(text=one.where),
                Cell(text=one.sentence),
                Cell(tag=Tag("Stops", "red") if one.stops else Tag("Note", "yellow")),
            )
            for one in problems
        ),
        empty="Nothing stops a build of this edition.",
    )


def checklist_section(rows: list[dict[str, Any]]) -> Section:
    return Section(
        title="What the guidance asks for",
        columns=("Element", "Met by", "How sure we are of the wording"),
        rows=tuple(_checklist_row(row) for row in rows),
    )


def _checklist_row(row: dict[str, Any]) -> tuple[Cell, ...]:
    element = row["element"]
    if row["gap"]:
        met = Cell(text=f"Gap admitted: {row['gap'].reason}", tag=Tag("Gap", "yellow"))
    elif not row["sections"]:
        met = Cell(tag=Tag("Not met", "red"))
    else:
        lines = tuple(str(one) for one in row["sections"])
        tag = Tag("Activity only", "yellow") if row["activity_only"] else None
        met = Cell(lines=lines, tag=tag)
    sure = CONFIDENCE.get(element.confidence, element.confidence)
    return (Cell(text=element.words, hint=element.source), met, Cell(text=sure))


def sections_section(edition: Edition, sections: list[Any], add_url: str) -> Section:
    links = (pages.Link("Add a section", add_url),) if add_url else ()
    return Section(
        title="Sections",
        columns=("Section", "Required elements", "Figures of outcome"),
        rows=tuple(
            (
                Cell(text=str(one), url=pages.KINDS["section"].url(one)),
                Cell(text=str(len(one.elements)), numeric=True),
                Cell(text=str(len(one.outcomes)), numeric=True),
            )
            for one in sections
        ),
        links=links,
    )


def sign_offs_section(rows: list[Any]) -> Section:
    return Section(
        title="Comments and signatures",
        columns=("Who", "As", "When", "Words"),
        rows=tuple(
            (
                Cell(text=one.signed_as),
                Cell(text=one.get_stage_display()),
                Cell(text=long_date(london_date(one.at))),
                Cell(text=one.comment or "Signed"),
            )
            for one in rows
        ),
        empty="Nobody has commented or signed yet.",
    )


def section_row(section: Any) -> tuple[Any, ...]:
    return (str(section), section.edition.label, str(len(section.elements)))


def gap_row(gap: Any) -> tuple[Any, ...]:
    return (gap.element, gap.edition.label, gap.reason)


def decision_row(decision: Any) -> tuple[Any, ...]:
    return (decision.what, decision.edition.label, decision.reason)


def figure_shown(figure: Figure, result: Any) -> str:
    return assemble.shown(figure, result)


def pick(figure: Figure, result: Any) -> dict[str, str]:
    """A figure as it is offered while writing: name, value now, and how to cite it."""
    return {
        "label": figure.label,
        "shown": figure_shown(figure, result),
        "cite": f"{{{{figure:{figure.key}}}}}",
    }


def figure_row(row: dict[str, Any], address: str) -> tuple[Cell, ...]:
    """One line of the list of figures: what, value, printed, verdict."""
    figure, result = row["figure"], row["result"]
    printed = "; ".join(claim.printed for claim, _ in row["judged"])
    return (
        Cell(text=figure.label, url=address, hint=figure.key),
        Cell(text=figure_shown(figure, result), numeric=True),
        Cell(text=printed or "–"),
        Cell(tag=verdict_tag(row["verdict"]), hint=row["verdict"].sentence),
    )


def figure_facts(figure: Figure, result: Any, edition: Edition, as_at: str) -> tuple:
    value = figure_shown(figure, result)
    if result.state is not State.KNOWN and result.reason:
        value = f"{value}: {result.reason}"
    return (
        fact("Value", value),
        fact("Definition", figure.definition),
        fact("Version of the definition", figure.version),
        fact("Unit", figure.unit.replace("_", " ").capitalize()),
        fact("Period", edition.label),
        fact("As at", as_at),
        fact(
            "Suppression", "Suppressed" if result.state is State.SUPPRESSED else "None"
        ),
        fact(
            "Caveats", Cell(lines=tuple(result.caveats)) if result.caveats else "None"
        ),
        fact("Cite it as", f"{{{{figure:{figure.key}}}}}"),
    )


def claims_section(judged: list[Any], source: str) -> Section:
    return Section(
        title=f"What {source or 'a source'} says",
        columns=("Printed", "Where", "Verdict", "Why"),
        rows=tuple(
            (
                Cell(text=claim.printed),
                Cell(text=claim.where),
                Cell(tag=verdict_tag(verdict)),
                Cell(text=verdict.sentence),
            )
            for claim, verdict in judged
        ),
        empty="Nothing was printed for this figure.",
    )


def changed_words_section(rows: list[Any]) -> Section:
    return Section(
        title="Sections whose words changed",
        columns=("When", "Who", "What"),
        rows=tuple(
            (
                Cell(text=moment_words(row.at)),
                Cell(text=row.post),
                Cell(text=row.action.replace("_", " ")),
            )
            for row in rows
        ),
        empty="No section has been changed.",
    )
