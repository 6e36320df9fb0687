"""A publication as a document: one tree of plain values for page, PDF and Word."""

from __future__ import annotations

import hashlib

from goldenthread.core.calendars import long_date
from goldenthread.core.documents import reading
from goldenthread.core.documents.nodes import (
    Document,
    Heading,
    Layout,
    ListNode,
    Node,
    Paragraph,
    Part,
    line,
)
from goldenthread.partnership.queries import is_example
from goldenthread.reviews.models import LearningPoint, Publication
from goldenthread.reviews.states import (
    PointKind,
    Precision,
    PublicationKind,
    PublicationState,
)


# A briefing is read in this order, whatever order its parts were written in.
BRIEFING_PARTS = {
    PointKind.WHAT_HAPPENED: "What happened",
    PointKind.WHY_IT_MATTERS: "Why it matters",
    PointKind.LEARNING: "Learning points",
    PointKind.WHAT_TO_DO: "What to do",
}
MARKINGS = {
    PublicationState.DRAFT: "Draft: not yet checked",
    PublicationState.CHECKED: "Checked: not yet approved",
    PublicationState.APPROVED: "Approved: not yet published",
    PublicationState.WITHDRAWN: "Withdrawn",
}
OUT = (PublicationState.APPROVED, PublicationState.PUBLISHED)


def document_of(publication: Publication, *, final: bool = False) -> Document:
    """The publication as a document; `final` leaves the marking of a draft away."""
    briefing = publication.kind == PublicationKind.BRIEFING
    marking = "" if final else MARKINGS.get(PublicationState(publication.state), "")
    return Document(
        title=publication.title,
        subtitle=_subtitle(publication),
        publisher=publication.review.partnership.name,
        period=str(publication.published_on or ""),
        marking=marking,
        notice=notice(),
        parts=_briefing(publication) if briefing else _report(publication),
        layout=Layout.LEAF if briefing else Layout.PAPER,
    )


EXAMPLE = "From an example record: this is not a publication of any partnership."


def notice() -> str:
    """What every page says that is made from the example, outside it too."""
    return EXAMPLE if is_example() else ""


def _subtitle(publication: Publication) -> str:
    kind = publication.get_kind_display()
    number = f" {publication.number}" if publication.number else ""
    when = _when(publication)
    return f"{kind}{number}, {when}" if when else f"{kind}{number}"


def _when(publication: Publication) -> str:
    day = publication.published_on
    if day is None:
        return ""
    if publication.precision == Precision.DAY:
        return long_date(day)
    return f"{day:%B %Y}" if publication.precision == Precision.MONTH else ""


def _briefing(publication: Publication) -> tuple[Part, ...]:
    points = list(publication.points.order_by("position"))
    wanted = [(kind, [one for one in points if one.kind == kind]) for kind in PointKind]
    order = list(BRIEFING_PARTS)
    wanted.sort(key=lambda pair: order.index(pair[0]))
    return tuple(
        Part(number, kind.lower().replace("_", "-"), BRIEFING_PARTS[kind], _said(found))
        for number, (kind, found) in enumerate(wanted, start=1)
        if found
    )


def _said(points: list[LearningPoint]) -> tuple[Node, ...]:
    """Learning points carry their own headings; the other parts are words alone."""
    nodes: list[Node] = []
    numbered = points[0].kind == PointKind.LEARNING
    for number, one in enumerate(points, start=1):
        if numbered:
            nodes.append(Heading(2, f"{number}. {one.title}"))
        nodes += paragraphs(one.text)
    return tuple(nodes)


def _report(publication: Publication) -> tuple[Part, ...]:
    parts = []
    if publication.kind == PublicationKind.REPORT and publication.text.strip():
        parts.append(("report", "The review", paragraphs(publication.text)))
    if publication.kind == PublicationKind.IMPROVEMENTS:
        why = paragraphs(publication.text)
        if why:
            parts.append(("about", "About this publication", why))
    wanted = [one.strip() for one in publication.improvements.splitlines()]
    wanted = [one for one in wanted if one]
    if wanted:
        items = tuple(line(one) for one in wanted)
        parts.append(
            (
                "improvements",
                "Improvements recommended",
                [ListNode(items, numbered=True)],
            )
        )
    return tuple(
        Part(number, slug, title, tuple(nodes))
        for number, (slug, title, nodes) in enumerate(parts, start=1)
    )


def paragraphs(text: str) -> list[Node]:
    """Plain words as paragraphs; lines that begin with a dash are a list."""
    nodes: list[Node] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [one.strip() for one in block.splitlines() if one.strip()]
        if lines and all(one.startswith("- ") for one in lines):
            nodes.append(ListNode(tuple(line(one[2:]) for one in lines)))
        elif lines:
            nodes.append(Paragraph(line(" ".join(lines))))
    return nodes


def seal_of(publication: Publication) -> str:
    """The fingerprint of exactly the words and the file: equal seals, equal text.

    The day of publication is not among the words: it is not known when they are agreed.
    """
    document = document_of(publication, final=True)
    words = reading.reading_text(document).replace(document.subtitle, "", 1)
    file = publication.file.sha256 if publication.file else ""
    return hashlib.sha256(f"{words}\n{file}".encode()).hexdigest()
