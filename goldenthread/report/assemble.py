"""An edition from the database to a `Document`: sections, live figures, drawn blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from goldenthread.core import intervals
from goldenthread.core.documents.nodes import (
    Document,
    FigureRef,
    Node,
    Notes,
    Part,
    Text,
)
from goldenthread.core.documents.reading import references_in
from goldenthread.core.figures import (
    Answers,
    Figure,
    NoSuchFigure,
    Result,
    State,
    Unit,
    show,
)
from goldenthread.report import blocks, narrative, registry
from goldenthread.report.models import Edition, Section
from goldenthread.report.states import FROZEN


ABSENT = {
    State.MISSING: "not known",
    State.SUPPRESSED: "suppressed",
    State.NOT_APPLICABLE: "not applicable",
}


DRAFT = "Draft: not yet agreed"

BOUNDS = {
    "": "",
    "ABOUT": "about ",
    "MORE_THAN": "more than ",
    "LESS_THAN": "less than ",
}


@dataclass(frozen=True)
class Problem:
    """What stops or mars an edition: where, and one sentence."""

    where: str
    sentence: str
    stops: bool = True


@dataclass
class Assembly:
    """A document with everything that went wrong while it was put together."""

    document: Document
    answers: Answers
    problems: list[Problem] = field(default_factory=list)
    circles: frozenset[str] = frozenset()


def shown(figure: Figure, result: Result) -> str:
    """How a figure reads in a sentence, absence said as absence."""
    if result.state is not State.KNOWN:
        return ABSENT[result.state]
    if figure.unit is Unit.INTERVAL:
        return intervals.words(str(result.value))
    if figure.unit is Unit.WORDS:
        return str(result.value).lower()
    words = show(result.value, figure.unit, figure.places)
    bound = result.bound or ("ABOUT" if figure.approximate else "")
    return f"{BOUNDS[bound]}{words}"


def assemble(edition: Edition, *, as_at: date) -> Assembly:
    """Put an edition together as the records stand on a day; never raises for content.

    A reference to nothing, a section without words and the like become problems, so
    that one build names all of them.
    """
    answers = registry.answers(registry.scope_of(edition, as_at))
    problems: list[Problem] = []
    context = blocks.Context(edition=edition, answers=answers)
    parts = tuple(
        _part(section, context, problems)
        for section in edition.sections.order_by("number", "pk")
    )
    document = Document(
        title=edition.title,
        subtitle=f"{edition.starts_on:%B %Y} to {edition.ends_on:%B %Y}",
        publisher=edition.partnership.name,
        period=edition.label,
        as_at=show(as_at, Unit.DATE),
        marking="" if edition.state in FROZEN else DRAFT,
        closing="The figures in this report",
        parts=parts,
        figures=tuple(_figures_of(parts)),
    )
    return Assembly(document, answers, problems, frozenset(context.circles))


def _part(section: Section, context: blocks.Context, problems: list) -> Part:
    where = f"Section {section.number}, {section.title}"
    if not section.body.strip():
        problems.append(Problem(where, "The section has no content."))
    return Part(
        number=section.number,
        slug=section.slug,
        title=section.title,
        nodes=section_nodes(section.body, where, context, problems),
    )


def section_nodes(
    body: str, where: str, context: blocks.Context, problems: list
) -> tuple[Node, ...]:
    """The nodes of one section's text, with caveats of its figures at the end."""
    cited: dict[str, FigureRef] = {}

    def figure(key: str) -> FigureRef:
        cited[key] = figure_ref(key, context.answers, where, problems)
        return cited[key]

    def block(name: str) -> tuple[Node, ...]:
        try:
            return blocks.draw(name, replace(context, cite=figure))
        except blocks.NoSuchBlock as wrong:
            problems.append(Problem(where, str(wrong)))
            return ()

    try:
        found = narrative.nodes(body, figure=figure, block=block)
    except narrative.NarrativeError as wrong:
        problems.append(Problem(where, str(wrong)))
        return ()
    return found + notes(cited.values())


def notes(cited: Iterable[FigureRef]) -> tuple[Node, ...]:
    """Caveats of the figures cited, as one list at the end of the section."""
    told = [one for one in cited if one.note]
    if not told:
        return ()
    items = tuple((Text(f"{one.label}: ", strong=True), Text(one.note)) for one in told)
    return (Notes("Notes on these figures", items),)


def figure_ref(key: str, answers: Answers, where: str, problems: list) -> FigureRef:
    """A citation of a figure now; a key nobody offers, or a division by nought, is told."""
    try:
        figure = answers.figure(key)
        result = answers[key]
    except NoSuchFigure as wrong:
        problems.append(Problem(where, str(wrong)))
        return FigureRef(key, "[no such figure]", key)
    if result.state is State.NOT_APPLICABLE:
        problems.append(
            Problem(where, f"{figure.label} ({key}): {result.reason}", stops=False)
        )
    note = " ".join(result.caveats)
    return FigureRef(key, shown(figure, result), figure.label, note)


def _figures_of(parts: tuple[Part, ...]) -> Iterator[FigureRef]:
    seen = set()
    for part in parts:
        for one in references_in(part.nodes):
            if one.key not in seen:
                seen.add(one.key)
                yield one
