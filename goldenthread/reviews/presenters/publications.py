"""What is published of a review, and its parts."""

from __future__ import annotations

from typing import Any

from goldenthread.core.pages import Cell, Detail, Fact, Tag, fact, number
from goldenthread.reviews.models import LearningPoint, Publication
from goldenthread.reviews.presenters.reviews import review_tokens
from goldenthread.reviews.presenters.words import day, when_cell
from goldenthread.reviews.rules import stands_in


def publication_title(publication: Publication) -> str:
    return publication.title


def publication_row(publication: Publication) -> tuple[Any, ...]:
    return (
        publication.title,
        publication.get_kind_display(),
        published_cell(publication),
    )


def published_cell(publication: Publication) -> Cell:
    if publication.published_on is None:
        return Cell(tag=Tag("Not published yet", "yellow"))
    return when_cell(publication.published_on, publication.precision, publication.basis)


def publication_facts(
    publication: Publication, review: Cell, *, inside: bool
) -> tuple[Fact, ...]:
    """What is known of a publication; why no report appears is for those inside."""
    withheld = publication.withheld_reason if inside else ""
    return (
        fact("What is published", publication.get_kind_display()),
        fact("Number", publication.number),
        fact("Themes", ", ".join(str(one) for one in publication.themes.all())),
        fact("Review", review),
        fact("To be published on", day(publication.planned_on)),
        fact("Published", published_cell(publication)),
        fact("What the day rests on", publication.get_basis_display()),
        fact("Copy sent to the Panel", day(publication.sent_on)),
        fact("Where it can be read", publication.address),
        fact("Why no report is published", withheld),
        fact("Where this comes from", publication.source_note),
    )


def point_title(point: LearningPoint) -> str:
    return f"{point.position}. {point.title}"


def point_row(point: LearningPoint) -> tuple[Any, ...]:
    return (point_title(point), point.text, point.get_kind_display())


def point_detail(point: LearningPoint, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("Number", number(point.position)),
            fact("Kind of part", point.get_kind_display()),
            fact("In our own words", point.text),
            fact("Published in", point.publication.title),
            *_source(point, viewer),
        )
    )


def _source(point: LearningPoint, viewer: Any) -> tuple[Fact, ...]:
    """The finding it was drawn from, for those in its case: it is theirs to know."""
    if point.finding is None or not stands_in(viewer, point.publication.review.circle):
        return ()
    return (fact("Drawn from the finding", point.finding.title),)


def point_tokens(point: LearningPoint) -> tuple[str, ...]:
    return review_tokens(point.publication.review)
