"""Coding findings a second time: rounds, the blind form, the reveal, consolidation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, history, pages, record_views
from goldenthread.core.pages import Detail, Kind, Link
from goldenthread.core.record_views import MovePage
from goldenthread.core.viewer import Viewer
from goldenthread.thread import forms, presenters, queries, rules, services
from goldenthread.thread.models import Coding, CodingRound, Finding


def circles_of_round(coding_round: CodingRound) -> tuple[str, ...]:
    """Circles of the findings that are shown; `shown` comes with the query."""
    shown = coding_round.shown  # type: ignore[attr-defined]
    return tuple(sorted({one.origin.circle for one in shown} - {""}))


def coding_round_detail(coding_round: CodingRound, viewer: Viewer) -> Detail:
    claimed = any(
        one.account_key == viewer.account_key for one in coding_round.claims.all()
    )
    keeps = rules.may_keep(viewer)
    reveal = Link("Reveal", reverse("reveal_coding_round", args=[coding_round.key]))
    hidden = coding_round.revealed_on is None
    return Detail(
        lead=coding_round.note,
        tags=(presenters.round_tag(coding_round),),
        facts=presenters.coding_round_facts(coding_round),
        buttons=(
            *presenters.round_links(coding_round, claimed, rules.may_code(viewer)),
            *((reveal,) if keeps and hidden and coding_round.claims.all() else ()),
        ),
        sections=(
            presenters.coders_section(coding_round),
            *_told(coding_round, keeps),
        ),
    )


def _told(coding_round: CodingRound, keeps: bool) -> tuple[pages.Section, ...]:
    on = coding_round.revealed_on
    if on is None:
        return (
            presenters.agreement_section([], None),
            presenters.findings_to_code_section(coding_round),
        )
    said = queries.said_in(coding_round)
    found = queries.agreement_of(coding_round, said)
    return (
        presenters.agreement_section(found, on),
        presenters.compared_section(coding_round, said, keeps),
    )


CODING_ROUND = pages.register(
    Kind(
        name="coding_round",
        label="round of blind coding",
        label_plural="rounds of blind coding",
        room="thread",
        model=CodingRound,
        visible=queries.coding_rounds,
        one=queries.coding_round_page,
        columns=("Round", "State", "Findings", "Coders", "Opened"),
        row=presenters.coding_round_row,
        title=str,
        detail=coding_round_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.CodingRoundForm,
        add=services.add_coding_round,
        intro="Findings coded a second time by people who do not see the first coding.",
        search=("title",),
        subjects=circles_of_round,
        has_thread=False,
    )
)


def _reveal(record: Any, *, by: Viewer, at: datetime, **values: Any) -> CodingRound:
    return services.reveal_coding_round(
        record, by=by, at=at, read_version=record.version
    )


ROUND_PAGES = (
    MovePage(
        "claim_coding_round",
        "Take this round on",
        "Take it on",
        rules.may_code,
        services.claim_coding_round,
        text="You will see the words of each finding, not what it was coded as. "
        "Until the round is revealed their coding is hidden from you elsewhere too.",
    ),
    MovePage(
        "reveal_coding_round",
        "Reveal this round",
        "Reveal",
        rules.may_keep,
        _reveal,
        text="Everybody who may see its findings sees every coding and how far coders "
        "agree. After this nothing is coded blind any more.",
        danger=True,
    ),
)


@access.page(may=rules.may_code)
def code_findings(request: HttpRequest, key: str) -> HttpResponse:
    """On to the next finding the person has not coded yet, or back to the round."""
    coding_round = record_views.load(CODING_ROUND, request.viewer, key)
    finding = queries.next_to_code(request.viewer, coding_round)
    if finding is None:
        return redirect(CODING_ROUND.url(coding_round))
    return redirect("code_blind", coding_round.key, finding.key)


@access.page(may=rules.may_code, methods=("GET", "POST"))
def code_blind(request: HttpRequest, key: str, finding_key: str) -> HttpResponse:
    """The words of one finding, and a form for what it is about."""
    coding_round, finding = _both(request, key, finding_key, "open_code_blind")
    form = forms.CodingForm(request.POST or None, viewer=request.viewer)

    def save() -> Coding:
        return services.code_blind(
            coding_round,
            finding,
            by=request.viewer,
            at=timezone.now(),
            values=form.cleaned_data,
        )

    context = {
        "title": "What is this finding about?",
        "under": coding_round.title,
        "facts": presenters.to_code(finding),
        "button": "Save and go on",
        "back_url": CODING_ROUND.url(coding_round),
    }
    onward = reverse("code_findings", args=[coding_round.key])
    return record_views.answer_form(
        request, form, save, lambda _: onward, context, "core/confirm.html"
    )


@access.page(may=rules.may_keep, methods=("GET", "POST"))
def consolidate_coding(
    request: HttpRequest, key: str, finding_key: str
) -> HttpResponse:
    """Settle what a finding is about, beside what each coder said."""
    coding_round, finding = _both(request, key, finding_key, "open_consolidate")
    initial = {
        "themes": finding.themes.all(),
        "domains": finding.domains.all(),
    }
    form = forms.ConsolidateForm(
        request.POST or None, viewer=request.viewer, initial=initial
    )

    def save() -> Coding:
        return services.consolidate_coding(
            coding_round,
            finding,
            by=request.viewer,
            at=timezone.now(),
            values=form.cleaned_data,
        )

    codings = queries.codings_of(request.viewer, finding)
    context = {
        "title": "Settle the coding",
        "under": finding.title,
        "facts": presenters.said_facts(codings),
        "button": "Settle it",
        "back_url": CODING_ROUND.url(coding_round),
    }
    back = CODING_ROUND.url(coding_round)
    return record_views.answer_form(
        request, form, save, lambda _: back, context, "core/confirm.html"
    )


def _both(
    request: HttpRequest, key: str, finding_key: str, action: str
) -> tuple[CodingRound, Finding]:
    """The round and one of its findings, if the viewer sees both; the reading is logged."""
    with transaction.atomic():
        coding_round = record_views.load(CODING_ROUND, request.viewer, key)
        found = queries.findings_of_round(request.viewer, coding_round)
        finding = get_object_or_404(found, key=finding_key)
        if finding.origin.circle:
            history.record_read(
                by=request.viewer,
                at=timezone.now(),
                action=action,
                kind="thread.finding",
                record_key=finding.key,
                subjects=[finding.origin.circle],
            )
    return coding_round, finding


CODING_URLS = [
    path("coding-rounds/<str:key>/code/", code_findings, name="code_findings"),
    path(
        "coding-rounds/<str:key>/code/<str:finding_key>/", code_blind, name="code_blind"
    ),
    path(
        "coding-rounds/<str:key>/settle/<str:finding_key>/",
        consolidate_coding,
        name="consolidate_coding",
    ),
]
