"""A publication's way out: steps, the gate, its files, and what anybody may read."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.documents import web
from goldenthread.core.record_views import MovePage
from goldenthread.reviews import rules, services
from goldenthread.reviews.forms import conduct as forms
from goldenthread.reviews.models import Publication
from goldenthread.reviews.presenters import publishing as presenters
from goldenthread.reviews.presenters.reviews import review_title
from goldenthread.reviews.queries import conduct as queries
from goldenthread.reviews.services.publications import FORMS, name_of
from goldenthread.reviews.services.writing import document_of, notice
from goldenthread.reviews.views.conduct import attachment
from goldenthread.reviews.views.kinds import LEARNING_POINT, PUBLICATION, REVIEW


# --- Steps -------------------------------------------------------------------------


def _draw(publication: Publication, *, findings: Any, by: Any, at: Any) -> Publication:
    services.draw_from_findings(publication, list(findings), by=by, at=at)
    return publication


MOVES = (
    MovePage(
        name="check_publication",
        title="Check it",
        button="Say that it is checked",
        may=rules.may_keep_cases,
        call=services.check_publication,
        text="The words are searched for names of the vault, retired pseudonyms, their "
        "near spellings and pseudonyms of other cases. Every exact age, date, setting "
        "and place must have been decided on. Its words then stand until it returns to "
        "draft.",
    ),
    MovePage(
        name="approve_publication",
        title="Approve it",
        button="Approve exactly these words",
        may=rules.may_keep_cases,
        call=services.approve_publication,
        text="You approve the words as they stand now. Whoever wrote them cannot.",
    ),
    MovePage(
        name="return_publication",
        title="Return to draft",
        button="Return it",
        may=rules.may_keep_cases,
        call=services.return_publication,
        form=forms.ReasonForm,
    ),
    MovePage(
        name="release_briefing",
        title="Publish this briefing",
        button="Publish it for everybody",
        may=rules.may_keep_cases,
        call=services.release_briefing,
        text="Anybody can read it from then on, without signing in. Its page, PDF and "
        "Word file are kept exactly as they go out.",
    ),
    MovePage(
        name="withdraw_publication",
        title="Withdraw it",
        button="Take it off the public page",
        may=rules.may_keep_cases,
        call=services.withdraw_publication,
        form=forms.ReasonForm,
        danger=True,
        text="For a mistake that could hurt somebody. Copies that were taken stay where "
        "they are. A review is to be readable for a year at least.",
    ),
    MovePage(
        name="draw_from_findings",
        title="Draw from findings",
        button="Make a learning point of each",
        may=rules.may_keep_cases,
        call=_draw,
        form=forms.DrawForm,
        text="Findings of this case, and those that belong to no case. Each point keeps "
        "its finding as its source; you may reword it.",
    ),
)


def _up(point: Any, *, by: Any, at: Any) -> Any:
    services.move_point_up(point, by=by, at=at)
    return point


POINT_MOVES = (
    MovePage(
        name="move_point_up",
        title="Move this part up",
        button="Move it up",
        may=rules.may_keep_cases,
        call=_up,
    ),
)


@access.page(may=rules.may_keep_cases, methods=("GET", "POST"))
def decide_detail(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Decide that one detail of a text may stay, with the reason."""
    with transaction.atomic():
        publication = record_views.load(PUBLICATION, request.viewer, key)
        if not rules.stands_in(request.viewer, publication.review.circle):
            raise Http404
        record_views.log_one(
            PUBLICATION, publication, by=request.viewer, action="open_decide_detail"
        )
        waiting = {one.code: one for one in services.details_to_decide(publication)}
    if code not in waiting:
        raise Http404
    form = forms.DecideForm(request.POST or None, viewer=request.viewer)

    def save() -> Any:
        services.decide_detail(
            publication,
            code,
            why=form.cleaned_data["why"],
            by=request.viewer,
            at=timezone.now(),
        )
        return publication

    one = waiting[code]
    context = {
        "title": f"May this stay: {one.shown}?",
        "under": publication.title,
        "text": f"{presenters.detail_words(one.kind)}, in {one.where}. Details like it "
        "may point at a child or a family although they name nobody.",
        "button": "It may stay",
        "back_url": PUBLICATION.url(publication),
    }
    return record_views.answer_form(
        request, form, save, PUBLICATION.url, context, template="core/confirm.html"
    )


# --- The gate ----------------------------------------------------------------------


@access.page(may=rules.sees_whole_case)
def view_publication_gate(request: HttpRequest, key: str) -> HttpResponse:
    """What still forbids publishing a review, with what to do about each."""
    with transaction.atomic():
        review = record_views.load(REVIEW, request.viewer, key)
        record_views.log_one(
            REVIEW, review, by=request.viewer, action="view_publication_gate"
        )
        gate = services.gate_of(review, at=timezone.now())
    context = {
        "title": "What still forbids publishing",
        "under": review_title(review),
        "tag": presenters.gate_tag(gate),
        "columns": presenters.GATE_COLUMNS,
        "rows": presenters.gate_rows(gate, rules.may_keep_cases(request.viewer)),
        "back_url": reverse("view_review", args=[review.key]),
    }
    return render(request, "reviews/gate.html", context)


# --- Reading it inside ---------------------------------------------------------------


@access.page(may=rules.may_read_learning)
def read_publication(request: HttpRequest, key: str) -> HttpResponse:
    """A publication as it will be read, with its files; draft or not (rule L1)."""
    with transaction.atomic():
        publication = record_views.load(PUBLICATION, request.viewer, key)
        record_views.log_one(
            PUBLICATION, publication, by=request.viewer, action="read_publication"
        )
        document = document_of(publication)
    forms_of = [
        (words, reverse("export_publication", args=[publication.key, form]))
        for form, words in (("pdf", "PDF"), ("docx", "Word"))
    ]
    context = {
        "title": publication.title,
        "document": document,
        "files": forms_of,
        "back_url": PUBLICATION.url(publication),
    }
    return render(request, "reviews/read.html", context)


@access.page(may=rules.may_read_learning)
def export_publication(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A file of a publication: as it went out, or as it stands (rules X1, X3)."""
    if form not in FORMS:
        raise Http404
    with transaction.atomic():
        publication = record_views.load(PUBLICATION, request.viewer, key)
        action = f"export_publication_{form}"
        record_views.log_one(PUBLICATION, publication, by=request.viewer, action=action)
        kept = publication.files.filter(form=form).first()
        content = bytes(kept.content) if kept else services.file_of(publication, form)
    return attachment(content, form, name_of(publication, form))


# --- What anybody may read -----------------------------------------------------------

# Long enough to spare the server, short enough that a withdrawal is soon everywhere.
KEEP = "public, max-age=300"


@access.page(may=access.public)
def published_learning(request: HttpRequest) -> HttpResponse:
    """Everything published from here: one page that names nobody, three queries."""
    found = list(queries.published()[:MOST])
    document = presenters.published_list(found, notice())
    page = web.page(document, sheet="document.css", icon="icon.svg")
    return _public(request, page.encode(), FORMS["html"][1])


# A partnership publishes a few a year; a page of this many stays quick and bounded.
MOST = 200


@access.page(may=access.public)
def published_sheet(request: HttpRequest) -> HttpResponse:
    """The style sheet beside the published pages."""
    return _public(request, web.SHEET.read_bytes(), "text/css; charset=utf-8")


@access.page(may=access.public)
def published_icon(request: HttpRequest) -> HttpResponse:
    """The icon of the published pages, so that no browser asks in vain."""
    return _public(request, web.ICON.read_bytes(), "image/svg+xml")


@access.page(may=access.public)
def read_published(request: HttpRequest, key: str) -> HttpResponse:
    """A published text as the page that went out, byte for byte."""
    return _kept(request, key, "html")


@access.page(may=access.public)
def published_file(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A published file exactly as it went out."""
    if form == "html":
        raise Http404
    return _kept(request, key, form)


def _kept(request: HttpRequest, key: str, form: str) -> HttpResponse:
    file = queries.published_file(key, form)
    if file is None:
        raise Http404
    kind = FORMS.get(form, ("", "application/octet-stream"))[1]
    answer = _public(request, bytes(file.content), kind, file.sha256)
    if form != "html" and answer.status_code == 200:
        answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _public(
    request: HttpRequest, content: bytes, kind: str, seal: str = ""
) -> HttpResponse:
    """An answer anybody may keep for a while; unchanged, it is not sent again."""
    tag = f'"{seal or hashlib.sha256(content).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(content, content_type=kind)
    answer["ETag"], answer["Cache-Control"] = tag, KEEP
    return answer


URLS = [
    path(
        "reviews/<str:key>/publication/",
        view_publication_gate,
        name="view_publication_gate",
    ),
    *record_views.move_urls(PUBLICATION, *MOVES),
    *record_views.move_urls(LEARNING_POINT, *POINT_MOVES),
    path(
        "publications/<str:key>/details/<str:code>/",
        decide_detail,
        name="decide_detail",
    ),
    path("publications/<str:key>/read/", read_publication, name="read_publication"),
    path(
        "publications/<str:key>/files/<str:form>/",
        export_publication,
        name="export_publication",
    ),
]
PUBLIC = [
    path("published/", published_learning, name="published_learning"),
    path("published/document.css", published_sheet, name="published_sheet"),
    path("published/icon.svg", published_icon, name="published_icon"),
    path("published/<str:key>/", read_published, name="read_published"),
    path("published/<str:key>/<str:form>/", published_file, name="published_file"),
]
