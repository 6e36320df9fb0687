"""Several lists in one file: sent, and accepted, together."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from goldenthread.core import access, record_views
from goldenthread.dataset import queries, rules, services
from goldenthread.dataset.forms.exchange import SendTogetherForm
from goldenthread.dataset.models import Submission
from goldenthread.dataset.views.exchange import (
    AGREEMENT,
    SUBMISSION_KIND,
    send_whole,
)


@access.page(may=rules.may_send, methods=("GET", "POST"))
def send_together(request: HttpRequest, key: str) -> HttpResponse:
    """One file, such as a whole workbook of Annex A, for one period."""
    agreement = record_views.load(AGREEMENT, request.viewer, key)
    mine = queries.supplies_to_send(request.viewer, agreement)
    if len(mine) < 2:
        raise Http404
    form = SendTogetherForm(
        request.POST or None,
        request.FILES or None,
        viewer=request.viewer,
        supplies=mine,
        initial={"supplies": [one.key for one in mine]},
    )

    def save() -> Submission:
        values = form.cleaned_data
        return send_whole(request, values["supplies"], values)

    context = {
        "title": "Send several lists in one file",
        "under": agreement.title,
        "intro": "Each list is checked by itself: one with faults holds up no other.",
        "button": "Send",
        "back_url": AGREEMENT.url(agreement),
    }
    return record_views.answer_form(request, form, save, SUBMISSION_KIND.url, context)


MOVES = (
    record_views.MovePage(
        "accept_together",
        "Accept what came in the same file",
        "Accept them",
        rules.may_decide_submissions,
        services.accept_together,
        text="Every list of the file that was found sound. Those with faults stay with "
        "their agency.",
    ),
)

URLS = [
    path("agreements/<str:key>/send/", send_together, name="send_together"),
    *record_views.move_urls(SUBMISSION_KIND, *MOVES),
]
