"""The publication gate, a publication's steps, and the public list, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from goldenthread.core.calendars import london_date
from goldenthread.core.documents.nodes import (
    Document,
    Layout,
    Link,
    ListNode,
    Paragraph,
    Part,
    Text,
    line,
)
from goldenthread.core.pages import Cell, Section, Tag, as_cell
from goldenthread.reviews.models import Publication
from goldenthread.reviews.presenters.reviews import step_words
from goldenthread.reviews.presenters.words import day, section, when
from goldenthread.reviews.services.gate import Gate, GateLine
from goldenthread.reviews.states import PublicationState
from goldenthread.reviews.states.conduct import DetailKind


STATE_TAGS = {
    PublicationState.DRAFT: Tag("Draft", "yellow"),
    PublicationState.CHECKED: Tag("Checked", "blue"),
    PublicationState.APPROVED: Tag("Approved", "turquoise"),
    PublicationState.PUBLISHED: Tag("Published here", "green"),
    PublicationState.WITHDRAWN: Tag("Withdrawn", "red"),
}
GATE_COLUMNS = ("What is asked for", "Standing", "What is so")


def state_tag(publication: Publication) -> Tag:
    if publication.state == PublicationState.DRAFT and publication.published_on:
        return Tag("Published elsewhere", "grey")
    return STATE_TAGS[PublicationState(publication.state)]


def steps_section(publication: Publication) -> Section:
    rows = [
        (
            step_words(one.move),
            one.get_target_display(),
            day(london_date(one.taken_at)),
            one.signed_by,
            one.reason,
        )
        for one in publication.steps.order_by("position")
    ]
    empty = "No step is taken: it is a draft, or was published elsewhere."
    columns = ("Step", "To", "When", "Signed by", "Why")
    return section("Steps on its way out", columns, rows, empty)


def detail_words(kind: str) -> str:
    return DetailKind(kind).label


# --- The gate ----------------------------------------------------------------------


def gate_tag(gate: Gate) -> Tag:
    many = len(gate.open)
    if not many:
        return Tag("Nothing forbids publishing", "green")
    return Tag(f"{many} thing{'s' if many != 1 else ''} to settle", "red")


def gate_rows(gate: Gate, may_settle: bool) -> list[tuple[Cell, ...]]:
    """Open lines first, each with what is so and the way to settle it."""
    ordered = sorted(gate.lines, key=lambda one: one.settled)
    return [_gate_row(gate, one, may_settle) for one in ordered]


def _gate_row(gate: Gate, one: GateLine, may_settle: bool) -> tuple[Cell, ...]:
    tag = Tag("Settled", "green") if one.settled else Tag("Open", "red")
    url = "" if one.settled or not may_settle else _address(gate, one.to)
    says = Cell(text=f"{one.says} {one.words}" if url else one.says, url=url)
    return (as_cell(one.asks), Cell(tag=tag), says)


def _address(gate: Gate, to: str) -> str:
    """The page that settles a line: by itself, or under the review."""
    name, _, key = to.partition(":")
    return reverse(name, args=[key or gate.review.key]) if name else ""


# --- What anybody may read ----------------------------------------------------------

LIST_INTRO = (
    "What safeguarding partnerships have learned from reviews, for everybody who works "
    "with children and for the public. Children and families have made-up names."
)
FORM_WORDS = (("pdf", "PDF"), ("docx", "Word"), ("file", "report as attached"))


def published_list(found: list[Publication], notice: str = "") -> Document:
    """Everything published from here as one page that names nobody."""
    items = tuple(_published_line(one) for one in found)
    nodes = (Paragraph(line(LIST_INTRO)),)
    listed = (ListNode(items),) if items else (Paragraph(line(NONE_YET)),)
    return Document(
        title="Published learning",
        subtitle="",
        publisher=", ".join(sorted({one.review.partnership.name for one in found})),
        notice=notice,
        layout=Layout.PAPER,
        parts=(
            Part(1, "about", "What this is", nodes),
            Part(2, "list", "Published", listed),
        ),
    )


NONE_YET = "Nothing has been published from here yet."


def _published_line(one: Publication) -> tuple[Any, ...]:
    number = f" {one.number}" if one.number else ""
    day_words = when(one.published_on, one.precision)
    when_words = f"published {day_words[:1].lower()}{day_words[1:]}"
    about = f". {one.get_kind_display()}{number}, {when_words}. As: "
    parts: list[Any] = [
        Link(one.title, reverse("read_published", args=[one.key])),
        Text(about),
    ]
    kept = {file.form for file in one.files.all()}
    for form, words in FORM_WORDS:
        if form in kept:
            address = reverse("published_file", args=[one.key, form])
            parts += [Link(f"{words} of {one.title}", address), Text("; ")]
    return tuple(parts[:-1])
