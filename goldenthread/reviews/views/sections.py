"""Sections of a review's and a publication's page: how it is carried out, its way out."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import history, record_views
from goldenthread.core.pages import KINDS, Cell, Link, Section, beside
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules, services
from goldenthread.reviews.models import Publication, Review
from goldenthread.reviews.presenters import publishing as presenters
from goldenthread.reviews.queries import conduct as queries
from goldenthread.reviews.queries import publications
from goldenthread.reviews.states import (
    WORKING,
    PublicationKind,
    PublicationState,
    ReviewKind,
)
from goldenthread.reviews.views.parts import table
from goldenthread.thread.models import Theme


def of_review(review: Review, viewer: Viewer) -> list[Section]:
    """How a review is carried out, as far as the viewer may see it."""
    found = [
        ("Terms of reference", "terms_of_reference", queries.terms),
        ("Reviewers", "reviewer", queries.reviewers),
    ]
    if rules.sees_whole_case(viewer):
        found += [
            ("Family and practitioners", "review_contribution", queries.contributions),
            ("Checkpoints", "review_checkpoint", queries.checkpoints),
            ("Self-checks", "quality_check", queries.quality_checks),
        ]
        if review.kind == ReviewKind.MULTI_AREA:
            guests = ("Guests of other partnerships", "review_guest", queries.guests)
            found.append(guests)
    return [_table(*one, review, viewer) for one in found]


def of_way_out(review: Review, viewer: Viewer) -> list[Section]:
    """Who agreed to the draft, and whether the family was told."""
    found = [
        ("Agreements of the partners", "partner_approval", queries.partner_approvals),
        ("Word to the family", "family_notice", queries.family_notices),
    ]
    return [_table(*one, review, viewer) for one in found]


def _table(title, name, query, review: Review, viewer: Viewer) -> Section:
    found = query(viewer).filter(review=review)
    return table(title, name, found, viewer, "None is recorded.", review)


def gate_button(review: Review, viewer: Viewer) -> tuple[Link, ...]:
    if review.state in WORKING and rules.sees_whole_case(viewer):
        address = reverse("view_publication_gate", args=[review.key])
        return (Link("What still forbids publishing", address),)
    return ()


# --- A publication -----------------------------------------------------------------


def of_publication(publication: Publication, viewer: Viewer) -> list[Section]:
    """Details to decide on, steps taken, and the files that went out."""
    if not rules.sees_whole_case(viewer):
        return []
    sections = []
    if publication.state == PublicationState.DRAFT:
        sections.append(_details(publication, viewer))
    decided = queries.detail_decisions(viewer).filter(publication=publication)
    sections.append(
        table(
            "Decided on",
            "detail_decision",
            decided,
            viewer,
            "Nobody has decided on a detail.",
        )
    )
    sections.append(presenters.steps_section(publication))
    return sections


def _details(publication: Publication, viewer: Viewer) -> Section:
    """What may point at a person, for a person to decide."""
    may = rules.may_keep_cases(viewer)
    rows = [
        (
            Cell(
                text=one.shown,
                url=reverse("decide_detail", args=[publication.key, one.code])
                if may
                else "",
            ),
            Cell(text=presenters.detail_words(one.kind)),
            Cell(text=one.where),
        )
        for one in services.details_to_decide(publication)
    ]
    return presenters.section(
        "Details to decide on",
        ("Detail", "What it is", "Where"),
        rows,
        "No exact age, date, setting or place that nobody has decided on.",
    )


NEXT = {
    PublicationState.DRAFT: (
        ("check_publication", "Check it"),
        ("draw_from_findings", "Draw from findings"),
    ),
    PublicationState.CHECKED: (
        ("approve_publication", "Approve it"),
        ("return_publication", "Return to draft"),
    ),
    PublicationState.APPROVED: (
        ("release_briefing", "Publish it"),
        ("return_publication", "Return to draft"),
    ),
    PublicationState.PUBLISHED: (("withdraw_publication", "Withdraw it"),),
}


def buttons_of(publication: Publication, viewer: Viewer) -> tuple[Link, ...]:
    """The next steps and the files, as far as the viewer may take and have them."""
    links = []
    if rules.may_keep_cases(viewer) and _in_circle(publication, viewer):
        links = [
            Link(words, reverse(name, args=[publication.key]))
            for name, words in NEXT.get(PublicationState(publication.state), ())
            if _fits(name, publication)
        ]
    links.append(Link("Read it", reverse("read_publication", args=[publication.key])))
    return tuple(links)


def _in_circle(publication: Publication, viewer: Viewer) -> bool:
    return rules.stands_in(viewer, publication.review.circle)


def _fits(name: str, publication: Publication) -> bool:
    briefing = publication.kind == PublicationKind.BRIEFING
    return briefing or name not in ("release_briefing", "draw_from_findings")


# --- On the pages of other rooms -------------------------------------------------------


def briefings_of_theme(theme: Theme, viewer: Viewer) -> Section:
    """Briefings on a theme that the viewer may read; the reading is written down."""
    return briefings_section(
        publications(viewer).filter(themes=theme, kind=PublicationKind.BRIEFING),
        viewer,
    )


def briefings_of_findings(found: QuerySet, viewer: Viewer) -> Section:
    """Briefings drawn from any of the findings, for a course that teaches them."""
    return briefings_section(
        publications(viewer)
        .filter(points__finding__in=found, kind=PublicationKind.BRIEFING)
        .distinct(),
        viewer,
    )


def briefings_section(found: QuerySet, viewer: Viewer) -> Section:
    kind, shown = KINDS["publication"], list(found)
    history.record_read(
        by=viewer,
        at=timezone.now(),
        action="list_briefings_beside",
        kind=kind.model._meta.label_lower,
        rows=len(shown),
        subjects={token for one in shown for token in kind.subjects(one)},
    )
    rows = tuple(record_views.linked_row(kind, one) for one in shown)
    return Section(title="Learning briefings", columns=kind.columns, rows=rows)


beside("theme", briefings_of_theme)
