"""Reads of how a review is carried out, within what the viewer may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, QuerySet, When

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Person, PostHolding
from goldenthread.reviews import rules
from goldenthread.reviews.models import (
    Checkpoint,
    Contribution,
    DetailDecision,
    FamilyNotice,
    Guest,
    PartnerApproval,
    Publication,
    PublishedFile,
    QualityCheck,
    Reviewer,
    TermsOfReference,
)
from goldenthread.reviews.queries import (
    _named_reviews,
    _with_review,
    open_rows,
    open_to_whole,
)
from goldenthread.reviews.states import PublicationState
from goldenthread.subjects.models import Bar
from goldenthread.thread.models import Finding
from goldenthread.thread.queries import findings


def terms(viewer: Viewer) -> QuerySet[TermsOfReference]:
    """Terms of reference, the newest version of a review first."""
    found = open_rows(viewer, TermsOfReference, "review__")
    return _with_review(found).order_by("-review_id", "-position")


def reviewers(viewer: Viewer) -> QuerySet[Reviewer]:
    found = open_rows(viewer, Reviewer, "review__")
    return _with_review(found).order_by(F("ended_on").desc(nulls_first=True), "-pk")


def contributions(viewer: Viewer) -> QuerySet[Contribution]:
    """Who was asked and what they said; for those who see all of a case."""
    found = open_to_whole(viewer, Contribution, "review__")
    return _with_review(found).order_by("-review_id", "side", "pk")


def checkpoints(viewer: Viewer) -> QuerySet[Checkpoint]:
    found = open_to_whole(viewer, Checkpoint, "review__")
    return _with_review(found).order_by(F("held_on").desc(nulls_first=True), "due_on")


def quality_checks(viewer: Viewer) -> QuerySet[QualityCheck]:
    found = open_to_whole(viewer, QualityCheck, "review__")
    return _with_review(found).order_by("-checked_on", "-pk")


def guests(viewer: Viewer) -> QuerySet[Guest]:
    found = open_to_whole(viewer, Guest, "review__")
    return _with_review(found.select_related("person", "agency")).order_by("-pk")


def partner_approvals(viewer: Viewer) -> QuerySet[PartnerApproval]:
    found = open_to_whole(viewer, PartnerApproval, "review__")
    return _with_review(found).order_by("-review_id", "-approved_on", "-pk")


def family_notices(viewer: Viewer) -> QuerySet[FamilyNotice]:
    found = open_to_whole(viewer, FamilyNotice, "review__")
    return _with_review(found).order_by("-review_id", "-pk")


def detail_decisions(viewer: Viewer) -> QuerySet[DetailDecision]:
    found = open_to_whole(viewer, DetailDecision, "publication__review__")
    return _with_review(
        found.select_related("publication"), "publication__review"
    ).order_by("-pk")


# --- Guests ------------------------------------------------------------------------


def people_to_invite_as_guests(viewer: Viewer) -> QuerySet[Person]:
    """People of other partnerships who hold a post, for those who keep cases."""
    if not rules.may_keep_cases(viewer):
        return Person.objects.none()
    in_post = PostHolding.objects.filter(ends_on=None).values("person_id")
    elsewhere = Person.objects.exclude(partnership=viewer.partnership_id)
    return elsewhere.filter(pk__in=in_post).order_by("name", "pk")


def own_invitations(viewer: Viewer, on: date) -> QuerySet[Guest]:
    """The viewer's own invitations of today, to declare for or to open.

    None where a bar holds them out, or where they declared a conflict.
    """
    if not rules.may_read_cases(viewer) or viewer.person_id is None:
        return Guest.objects.none()
    barred = Bar.objects.on(on).filter(person=viewer.person_id).values("circle_id")
    return (
        Guest.objects.filter(
            person=viewer.person_id,
            starts_on__lte=on,
            ends_on__gte=on,
            conflict_on=None,
        )
        .exclude(review__circle__in=barred)
        .exclude(review__circle__takes_in__in=barred)
        .select_related("agency", "review__partnership")
        .order_by("-starts_on", "pk")
    )


def as_guest(viewer: Viewer, on: date) -> QuerySet[Guest]:
    """Those that are open: declared for, and lasting."""
    return own_invitations(viewer, on).filter(declared_on__isnull=False)


def guest_view(guest: Guest) -> dict[str, Any]:
    """What a guest sees of the one review: its terms, steps and reviewers."""
    review = _named_reviews().get(pk=guest.review_id)
    return {
        "review": review,
        "terms": review.terms.order_by("-position").first(),
        "steps": list(review.steps.order_by("position")),
        "reviewers": list(review.reviewers.filter(ended_on=None)),
    }


# --- Findings a briefing is drawn from -----------------------------------------------


def findings_to_draw(viewer: Viewer) -> QuerySet[Finding]:
    """Findings the viewer may see, the newest first, each with its source."""
    found = findings(viewer).select_related("origin")
    return found.order_by("-found_on", "origin_id", "position", "pk")


def findings_for(
    publication: Publication, found: QuerySet[Finding]
) -> QuerySet[Finding]:
    """Those that belong into a publication: of its own case or of none (rule X4).

    Findings of its own review stand first; those drawn from already are left out.
    """
    review = publication.review
    own = Case(When(origin__source_key=review.key, then=0), default=1)
    return (
        found.filter(origin__circle__in=["", review.circle.key])
        .exclude(pk__in=publication.points.exclude(finding=None).values("finding"))
        .annotate(own=own)
        .order_by("own", "-found_on", "origin_id", "position", "pk")
    )


# --- What anybody may read ----------------------------------------------------------


def published() -> QuerySet[Publication]:
    """What has been published from here, the newest first; for anybody at all."""
    return (
        Publication.objects.filter(state=PublicationState.PUBLISHED)
        .select_related("review__partnership")
        .prefetch_related("files")
        .order_by("-published_on", "-pk")
    )


def published_file(key: str, form: str) -> PublishedFile | None:
    """One kept file of something published; nothing of what was withdrawn."""
    return PublishedFile.objects.filter(
        publication__key=key,
        publication__state=PublicationState.PUBLISHED,
        form=form,
    ).first()
