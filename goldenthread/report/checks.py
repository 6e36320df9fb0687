"""What stops an edition: each check answers problems with where and one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.core.documents.reading import digest
from goldenthread.core.figures import Result, State
from goldenthread.report import (
    blocks,
    disclosure,
    narrative,
    registry,
    soundness,
)
from goldenthread.report.assemble import Assembly, Problem, shown
from goldenthread.report.models import Edition, FrozenFigure
from goldenthread.report.states import FROZEN, PUBLISHED, EditionState, Need


def stored(result: Result) -> str:
    """A result's value as the text that is kept and compared; empty when there is none."""
    if result.state is not State.KNOWN:
        return ""
    if isinstance(result.value, Decimal):
        # Databases add noughts of their own to a sum; the value is the same.
        return f"{result.value.normalize():f}"
    return str(result.value)


def require_known_references(body: str) -> None:
    """Raises Refused naming the first reference of a text that leads nowhere."""
    found = narrative.references(body)
    for key in found.figures:
        if key not in registry.figures():
            raise Refused(f"There is no figure called “{key}”.")
    for name in found.blocks:
        if name not in blocks.names():
            raise Refused(f"There is no block called “{name}”.")
    for text in found.unknown:
        raise Refused(f"{text} is not a reference we know.")


def build_problems(edition: Edition, assembly: Assembly) -> list[Problem]:
    """Everything that stops or mars a build of the edition, whatever its state."""
    return [
        *assembly.problems,
        *_no_sections(edition),
        *checklist_problems(edition),
        *frozen_problems(edition, assembly),
        *signed_words_problems(edition, assembly),
        *room_problems(edition),
    ]


def plain_problems(edition: Edition) -> list[Problem]:
    """What can be told without working a figure out: missing sections and elements."""
    return [*_no_sections(edition), *checklist_problems(edition)]


def publication_problems(edition: Edition, assembly: Assembly) -> list[Problem]:
    """The build's problems and what may never reach the public."""
    return [*build_problems(edition, assembly), *disclosure_problems(edition, assembly)]


def _no_sections(edition: Edition) -> Iterator[Problem]:
    if not edition.sections.exists():
        yield Problem(str(edition), "The edition has no sections.")


def frozen_problems(edition: Edition, assembly: Assembly) -> Iterator[Problem]:
    """Agreed figures that read differently now: each stops the build by name."""
    if edition.state not in FROZEN:
        return
    for old in edition.frozen.filter(ended_at__isnull=True):
        if sentence := drift(old, assembly):
            yield Problem(f"Figure {old.key_of_figure}", sentence)


def what_then(edition: Edition) -> str:
    """What may be done about a figure that moved."""
    if edition.state in PUBLISHED:
        return "what was published stands, and a corrected edition may say otherwise"
    return "restate it with a reason, or put the record right"


def signed_words_problems(edition: Edition, assembly: Assembly) -> Iterator[Problem]:
    """Words, tables or lists that read differently from what was signed.

    Told before publication, so that nobody is surprised by it; what was published is
    kept as it was and is not drawn again.
    """
    if edition.state not in FROZEN or edition.state in PUBLISHED:
        return
    signed = edition.sign_offs.filter(stage=EditionState.DELEGATES_AGREED)
    last = signed.order_by("-at", "-pk").values_list("digest", flat=True).first()
    if last is not None and last != digest(assembly.document):
        yield Problem(
            "What was signed",
            "Something in the report reads differently from what the delegated partners "
            "signed: a figure that was restated, or a table or list drawn from records "
            "that have changed.",
            stops=False,
        )


def drift(old: FrozenFigure, assembly: Assembly) -> str:
    """How a frozen figure differs from the record now; empty when it does not."""
    answers = assembly.answers
    if old.key_of_figure not in answers:
        return f"It was agreed as {old.shown} and is no longer defined."
    result = answers[old.key_of_figure]
    figure = answers.figure(old.key_of_figure)
    if (old.value, old.state) == (stored(result), result.state):
        return ""
    before, now = old.shown, shown(figure, result)
    if before == now:  # it moved by less than is shown: say the values themselves
        before, now = f"{before} ({old.value})", f"{now} ({stored(result)})"
    return (
        f"{figure.label} was agreed as {before} on {long_date(old.as_at)} and is "
        f"{now} now: {what_then(old.edition)}."
    )


CHECKLIST = "What the guidance asks for"


def checklist_problems(edition: Edition) -> Iterator[Problem]:
    """Required elements that no section meets and nobody has admitted."""
    for row in checklist(edition):
        if not row["sections"] and not row["gap"]:
            yield Problem(
                CHECKLIST,
                f"No section meets “{row['element'].words}” and no gap is admitted.",
            )
        elif row["activity_only"]:
            yield Problem(
                CHECKLIST,
                f"“{row['element'].words}”: its sections tell of activity and hold no "
                "figure of outcome.",
                stops=False,
            )


def checklist(edition: Edition) -> list[dict[str, Any]]:
    """Each required element with the sections that meet it or the gap admitted."""
    sections = list(edition.sections.order_by("number"))
    gaps = {gap.element: gap for gap in edition.gaps.all()}
    rows = []
    for element in edition.guidance.elements.order_by("pk"):
        meeting = [one for one in sections if element.code in one.elements]
        outcome = any(one.outcomes for one in meeting)
        rows.append(
            {
                "element": element,
                "sections": meeting,
                "gap": gaps.get(element.code),
                "activity_only": bool(meeting)
                and element.needs == Need.OUTCOME
                and not outcome,
            }
        )
    return rows


def room_problems(edition: Edition) -> Iterator[Problem]:
    """What the rooms themselves find wrong with the year's records."""
    yield from soundness.problems(edition)


def disclosure_problems(edition: Edition, assembly: Assembly) -> Iterator[Problem]:
    """Names, retired pseudonyms, small numbers and quotes that must not leave."""
    yield from disclosure.problems(edition, assembly)


def stops(problems: Iterable[Problem]) -> list[Problem]:
    return [one for one in problems if one.stops]
