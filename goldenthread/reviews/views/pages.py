"""Pages that are no record's own: the review log, and moving a subject."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, history, record_views
from goldenthread.core.access import Refused
from goldenthread.core.documents import pdf, word
from goldenthread.core.pages import Cell
from goldenthread.core.paging import page_of
from goldenthread.core.reference.queries import Clocks, NoSuchRule, read_clocks
from goldenthread.reviews import forms, presenters, queries, rules, services
from goldenthread.reviews.models import Review
from goldenthread.reviews.presenters import front_sheet as sheets
from goldenthread.reviews.queries import front_sheet
from goldenthread.reviews.states import FINISHED, Precision
from goldenthread.reviews.views.conduct import attachment
from goldenthread.reviews.views.kinds import REVIEW, REVIEW_SUBJECT


# A log this long still prints in a moment; one longer is read on the page.
MOST_LINES = 300


@access.page(may=rules.sees_whole_case)
def view_review_log(request: HttpRequest) -> HttpResponse:
    """The front sheet as on a day, and below it every review with what waits."""
    form = forms.LogDayForm(request.GET or None, viewer=request.viewer)
    on = (form.is_valid() and form.cleaned_data["on"]) or timezone.localdate()
    with transaction.atomic():
        found = page_of(
            queries.review_log(request.viewer),
            request.GET.get("page"),
            record_views.PAGE_LENGTH,
        )
        shown = list(found.object_list)
        sheet = front_sheet.front_sheet(request.viewer, on)
        _log_reading(shown, sheet, request, "view_review_log")
        clocks = read_clocks("PRACTICE_REVIEW_PUBLISHED")
        context = {
            "title": "Review log",
            "on": on,
            "form": form,
            "parts": sheets.parts(sheet),
            "files": _files(on),
            "columns": sheets.COLUMNS,
            "rows": [_line(one, clocks) for one in shown],
            "page": found,
            "back_url": REVIEW.list_url(),
        }
        return render(request, "reviews/log.html", context)


def _log_reading(shown: list, sheet: Any, request: HttpRequest, action: str) -> None:
    """What was read: the lines shown, and each review the sheet counts (L1)."""
    tokens = {token for one in shown for token in REVIEW.subjects(one)}
    tokens |= set(sheet.circles)
    if tokens:
        history.record_read(
            by=request.viewer,
            at=timezone.now(),
            action=action,
            kind=Review._meta.label_lower,
            rows=max(len(shown), len(sheet.standings)),
            subjects=tokens,
        )


def _files(on: Any) -> list[tuple[str, str]]:
    return [
        (words, f"{reverse('export_review_log', args=[form])}?{_asked(on)}")
        for form, words in (("pdf", "PDF"), ("docx", "Word"))
    ]


def _asked(on: Any) -> str:
    return urlencode({"on_day": on.day, "on_month": on.month, "on_year": on.year})


@access.page(may=rules.sees_whole_case)
def export_review_log(request: HttpRequest, form: str) -> HttpResponse:
    """The front sheet with its lines, as PDF or Word (rules X1, X3)."""
    if form not in ("pdf", "docx"):
        raise Http404
    asked = forms.LogDayForm(request.GET or None, viewer=request.viewer)
    on = (asked.is_valid() and asked.cleaned_data["on"]) or timezone.localdate()
    with transaction.atomic():
        shown = list(queries.review_log(request.viewer)[:MOST_LINES])
        sheet = front_sheet.front_sheet(request.viewer, on)
        _log_reading(shown, sheet, request, f"export_review_log_{form}")
        clocks = read_clocks("PRACTICE_REVIEW_PUBLISHED")
        lines = [
            tuple(_words(one) for one in _line(review, clocks)) for review in shown
        ]
    publisher = queries.partnership_name(request.viewer)
    made = sheets.document(sheet, publisher, lines)
    content = (pdf if form == "pdf" else word).content(made)
    return attachment(content, form, f"review-log-{on.isoformat()}.{form}")


def _words(one: Cell) -> str:
    parts = (one.tag.text if one.tag else "", one.text)
    return ": ".join(part for part in parts if part)


def _line(review: Review, clocks: Clocks) -> tuple[Cell, ...]:
    due = _due_cell(review, clocks)
    first, *rest = presenters.log_row(review, timezone.localdate(), due)
    return (Cell(text=first.text, url=REVIEW.url(review)), *rest)


def _due_cell(review: Review, clocks: Clocks) -> Cell:
    if review.state in FINISHED:
        return Cell(text="Over")
    if review.decided_on is None or review.precision != Precision.DAY:
        return Cell(text="No day recorded")
    try:
        deadline = clocks.due("PRACTICE_REVIEW_PUBLISHED", review.decided_on)
    except NoSuchRule:
        return Cell(text="No rule recorded")
    return presenters.deadline_cell(deadline, timezone.now())


@access.page(may=rules.may_keep_cases, methods=("GET", "POST"))
def move_review_subject(request: HttpRequest, key: str) -> HttpResponse:
    """Move a subject into another review; both places stay on the record."""
    with transaction.atomic():
        place = record_views.load(REVIEW_SUBJECT, request.viewer, key)
        record_views.log_one(
            REVIEW_SUBJECT, place, by=request.viewer, action="open_move_review_subject"
        )
    form = forms.MoveSubjectForm(request.POST or None, viewer=request.viewer)

    def save() -> Any:
        values = form.cleaned_data
        if not rules.stands_in(request.viewer, place.subject.circle):
            raise Refused("The subject’s own circle is not open to you.")
        return services.move_review_subject(
            place,
            values["to"],
            reason=values["reason"],
            on=values["on"],
            stays=values["stays"],
            by=request.viewer,
            at=timezone.now(),
        )

    context = {
        "title": "Move into another review",
        "under": presenters.place_title(place),
        "back_url": reverse("view_review_subject", args=[place.key]),
        "button": "Move",
    }
    return record_views.answer_form(request, form, save, REVIEW_SUBJECT.url, context)
