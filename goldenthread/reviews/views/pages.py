"""Pages that are no record's own: the review log, and moving a subject."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.access import Refused
from goldenthread.core.pages import Cell
from goldenthread.core.paging import page_of
from goldenthread.core.reference.queries import Clocks, NoSuchRule, read_clocks
from goldenthread.reviews import forms, presenters, queries, rules, services
from goldenthread.reviews.models import Review
from goldenthread.reviews.states import FINISHED, Precision
from goldenthread.reviews.views.kinds import REVIEW, REVIEW_SUBJECT


LOG_COLUMNS = (
    "Review",
    "Standing",
    "Age",
    "Publish by",
    "Waits",
    "Findings",
    "Open actions",
)


@access.page(may=rules.sees_whole_case)
def view_review_log(request: HttpRequest) -> HttpResponse:
    """The front sheet: every review with its age, what waits and what came of it."""
    with transaction.atomic():
        found = page_of(
            queries.review_log(request.viewer),
            request.GET.get("page"),
            record_views.PAGE_LENGTH,
        )
        shown = list(found.object_list)
        record_views.log_rows(
            REVIEW, shown, by=request.viewer, action="view_review_log"
        )
        clocks = read_clocks("PRACTICE_REVIEW_PUBLISHED")
        context = {
            "title": "Review log",
            "columns": LOG_COLUMNS,
            "rows": [_line(one, clocks) for one in shown],
            "page": found,
            "back_url": REVIEW.list_url(),
        }
        return render(request, "reviews/log.html", context)


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
