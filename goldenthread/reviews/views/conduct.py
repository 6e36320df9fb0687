"""The kinds of record a review is carried out with, and their pages."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, history, record_views
from goldenthread.core.documents import pdf, word
from goldenthread.core.pages import Cell, Detail, Kind, Link, register
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules, services
from goldenthread.reviews.forms import conduct as forms
from goldenthread.reviews.models import (
    Checkpoint,
    Contribution,
    DetailDecision,
    FamilyNotice,
    Guest,
    PartnerApproval,
    QualityCheck,
    Reviewer,
    TermsOfReference,
)
from goldenthread.reviews.presenters import conduct as presenters
from goldenthread.reviews.presenters.reviews import review_tokens, under_review_tokens
from goldenthread.reviews.queries import conduct as queries
from goldenthread.reviews.services.publications import FORMS
from goldenthread.reviews.states.conduct import Asks
from goldenthread.reviews.views.kinds import PUBLICATION, REVIEW


TERMS = register(
    Kind(
        name="terms_of_reference",
        plural="terms_of_references",
        label="version of the terms of reference",
        label_plural="terms of reference",
        room="reviews",
        model=TermsOfReference,
        visible=queries.terms,
        columns=("Terms", "Period looked at", "Agreed"),
        row=presenters.terms_row,
        title=presenters.terms_title,
        detail=presenters.terms_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.TermsForm,
        add=services.add_terms,
        parent=REVIEW,
        intro="What each review looks at. A change is another version; earlier ones stay.",
        subjects=under_review_tokens,
    )
)
REVIEWER = register(
    Kind(
        name="reviewer",
        label="reviewer",
        label_plural="reviewers",
        room="reviews",
        model=Reviewer,
        visible=queries.reviewers,
        columns=("Reviewer", "Appointed", "Declaration"),
        row=presenters.reviewer_row,
        title=presenters.reviewer_title,
        detail=presenters.reviewer_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.ReviewerForm,
        add=services.add_reviewer,
        amend=services.amend_reviewer,
        parent=REVIEW,
        subjects=under_review_tokens,
    )
)
CONTRIBUTION = register(
    Kind(
        name="review_contribution",
        label="invitation to contribute",
        label_plural="invitations to contribute",
        room="reviews",
        model=Contribution,
        visible=queries.contributions,
        columns=("Who", "Voice", "Invited", "What came of it", "Draft shown"),
        row=presenters.contribution_row,
        title=presenters.contribution_title,
        detail=presenters.contribution_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.ContributionForm,
        add=services.add_contribution,
        amend=services.amend_contribution,
        parent=REVIEW,
        intro="Who was asked to contribute, by role only, and what came of it. A review "
        "may be closed without an answer.",
        subjects=under_review_tokens,
    )
)


def checkpoint_detail(one: Checkpoint, viewer: Viewer) -> Detail:
    buttons = []
    if one.asks != Asks.NOTHING:
        buttons = [
            Link(f"Request as {words}", reverse("export_request", args=[one.key, form]))
            for words, form in (("PDF", "pdf"), ("Word", "docx"))
        ]
    return Detail(facts=presenters.checkpoint_facts(one), buttons=tuple(buttons))


CHECKPOINT = register(
    Kind(
        name="review_checkpoint",
        label="checkpoint",
        label_plural="checkpoints of reviews",
        room="reviews",
        model=Checkpoint,
        visible=queries.checkpoints,
        columns=("Checkpoint", "Planned for", "How it stands", "Asked in writing"),
        row=presenters.checkpoint_row,
        title=presenters.checkpoint_title,
        detail=checkpoint_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.CheckpointForm,
        add=services.add_checkpoint,
        amend=services.amend_checkpoint,
        parent=REVIEW,
        intro="Looks at the time and quality of a review, as the 2018 regulations ask "
        "(regulation 14).",
        subjects=under_review_tokens,
    )
)
QUALITY_CHECK = register(
    Kind(
        name="quality_check",
        label="self-check",
        label_plural="self-checks of reviews",
        room="reviews",
        model=QualityCheck,
        visible=queries.quality_checks,
        columns=("Self-check", "Day", "Markers"),
        row=presenters.quality_row,
        title=presenters.quality_title,
        detail=presenters.quality_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.QualityCheckForm,
        add=services.add_quality_check,
        parent=REVIEW,
        subjects=under_review_tokens,
    )
)
GUEST = register(
    Kind(
        name="review_guest",
        label="guest of another partnership",
        label_plural="guests of other partnerships",
        room="reviews",
        model=Guest,
        visible=queries.guests,
        columns=("Guest", "Person", "Invited", "Declaration"),
        row=presenters.guest_row,
        title=presenters.guest_title,
        detail=presenters.guest_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.GuestForm,
        add=services.add_guest,
        amend=services.amend_guest,
        parent=REVIEW,
        subjects=under_review_tokens,
    )
)
APPROVAL = register(
    Kind(
        name="partner_approval",
        label="agreement of a partner",
        label_plural="agreements of partners",
        room="reviews",
        model=PartnerApproval,
        visible=queries.partner_approvals,
        columns=("Partner", "Post", "Agreed"),
        row=presenters.approval_row,
        title=presenters.approval_title,
        detail=presenters.approval_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.PartnerApprovalForm,
        add=services.add_partner_approval,
        parent=REVIEW,
        subjects=under_review_tokens,
    )
)
NOTICE = register(
    Kind(
        name="family_notice",
        label="word to the family",
        label_plural="words to families",
        room="reviews",
        model=FamilyNotice,
        visible=queries.family_notices,
        columns=("Word to the family", "Told", "How, or why not"),
        row=presenters.notice_row,
        title=presenters.notice_title,
        detail=presenters.notice_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.FamilyNoticeForm,
        add=services.add_family_notice,
        parent=REVIEW,
        subjects=under_review_tokens,
    )
)
DETAIL_DECISION = register(
    Kind(
        name="detail_decision",
        label="decision on a detail",
        label_plural="decisions on details",
        room="reviews",
        model=DetailDecision,
        visible=queries.detail_decisions,
        columns=("Detail", "Why it may stay", "Decided by", "Day"),
        row=presenters.decision_on_detail_row,
        title=presenters.decision_on_detail_title,
        detail=presenters.decision_on_detail_detail,
        may_read=rules.sees_whole_case,
        parent=PUBLICATION,
        subjects=presenters.under_publication_tokens,
    )
)
KINDS = (
    TERMS,
    REVIEWER,
    CONTRIBUTION,
    CHECKPOINT,
    QUALITY_CHECK,
    GUEST,
    APPROVAL,
    NOTICE,
    DETAIL_DECISION,
)


# --- The written request -------------------------------------------------------------


@access.page(may=rules.sees_whole_case)
def export_request(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The partners' written request to a reviewer, as PDF or Word (rule X1)."""
    if form not in ("pdf", "docx"):
        raise Http404
    with transaction.atomic():
        one = record_views.load(CHECKPOINT, request.viewer, key)
        if one.asks == Asks.NOTHING:
            raise Http404
        record_views.log_one(
            CHECKPOINT, one, by=request.viewer, action=f"export_request_{form}"
        )
    document = presenters.request_document(one)
    made = (pdf if form == "pdf" else word).content(document)
    return attachment(made, form, f"request-{one.key}.{form}")


def attachment(content: bytes, form: str, name: str) -> HttpResponse:
    """A file to keep, under a name we chose."""
    answer = HttpResponse(content, content_type=FORMS[form][1])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# --- Guests --------------------------------------------------------------------------


@access.page(may=rules.may_read_cases)
def list_guest_invitations(request: HttpRequest) -> HttpResponse:
    """Reviews of other partnerships the viewer is invited into, from when to when."""
    with transaction.atomic():
        found = list(queries.own_invitations(request.viewer, timezone.localdate()))
        if found:
            _log_guest(request.viewer, "list_guest_invitations", [])
    rows = [_invitation_row(one) for one in found]
    context = {
        "title": "Reviews you are a guest of",
        "columns": ("Review", "Invited by", "Open until"),
        "rows": rows,
        "empty": "You are not invited into a review of another partnership.",
    }
    return render(request, "reviews/invitations.html", context)


def _invitation_row(one: Guest) -> tuple[Cell, ...]:
    name = "view_guest_review" if one.declared_on else "declare_as_guest"
    words = (
        one.review.get_kind_display() if one.declared_on else "Declare, then open it"
    )
    return (
        Cell(text=words, url=reverse(name, args=[one.key])),
        Cell(text=one.review.partnership.name),
        Cell(text=presenters.day(one.ends_on)),
    )


def _log_guest(viewer: Viewer, action: str, tokens: Any, key: str = "") -> None:
    history.record_read(
        by=viewer,
        at=timezone.now(),
        action=action,
        kind=Guest._meta.label_lower,
        record_key=key,
        subjects=tokens,
    )


@access.page(may=rules.may_read_cases)
def view_guest_review(request: HttpRequest, key: str) -> HttpResponse:
    """The one review a guest may read: its terms, reviewers and steps."""
    with transaction.atomic():
        found = queries.as_guest(request.viewer, timezone.localdate())
        guest = get_object_or_404(found, key=key)
        seen = queries.guest_view(guest)
        tokens = review_tokens(seen["review"])
        _log_guest(request.viewer, "view_guest_review", tokens, guest.key)
    context = {
        "title": presenters.review_title(seen["review"]),
        "facts": presenters.guest_facts(guest, seen),
        "sections": presenters.guest_sections(seen),
        "back_url": reverse("list_guest_invitations"),
    }
    return render(request, "reviews/guest.html", context)


@access.page(may=rules.may_read_cases, methods=("GET", "POST"))
def declare_as_guest(request: HttpRequest, key: str) -> HttpResponse:
    """Say whether a conflict of interest stands against it, before anything opens."""
    today = timezone.localdate()
    waiting = queries.own_invitations(request.viewer, today).filter(declared_on=None)
    guest = get_object_or_404(waiting, key=key)
    with transaction.atomic():
        _log_guest(request.viewer, "open_declare_as_guest", [], guest.key)
    form = forms.DeclareForm(request.POST or None, viewer=request.viewer)

    def save() -> Any:
        return services.declare_as_guest(
            guest,
            conflict=form.cleaned_data["conflict"] == "yes",
            by=request.viewer,
            at=timezone.now(),
        )

    context = {
        "title": "Before you open this review",
        "under": f"{guest.review.partnership.name}, until {presenters.day(guest.ends_on)}",
        "text": "You see this review and nothing else. Each reading is written down.",
        "button": "Declare",
        "back_url": reverse("list_guest_invitations"),
    }
    return record_views.answer_form(
        request,
        form,
        save,
        lambda one: reverse("list_guest_invitations"),
        context,
        template="core/confirm.html",
    )


URLS = [
    path(
        "review-checkpoints/<str:key>/request/<str:form>/",
        export_request,
        name="export_request",
    ),
    path(
        "guest-reviews/",
        list_guest_invitations,
        name="list_guest_invitations",
    ),
    path("guest-reviews/<str:key>/", view_guest_review, name="view_guest_review"),
    path("guest-reviews/<str:key>/declare/", declare_as_guest, name="declare_as_guest"),
]
