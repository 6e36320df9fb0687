"""Digests: the list, what one asks, and the one form that answers all of it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, pages, record_views
from goldenthread.core.pages import Detail, Kind, Link
from goldenthread.core.viewer import Viewer
from goldenthread.thread import forms, presenters, queries, rules, services
from goldenthread.thread.models import Action, Digest


def digest_detail(digest: Digest, viewer: Viewer) -> Detail:
    found = _listed(digest, viewer, "view_digest")
    said = list(queries.answered_of(viewer, digest))
    may = any(rules.may_carry_out(viewer, action) for action in found)
    address = reverse("answer_digest", args=[digest.key])
    return Detail(
        lead="What is late, due soon, without a date, or done with nothing to show it.",
        facts=presenters.digest_facts(digest),
        buttons=(Link("Answer all of it", address),) if may else (),
        sections=(
            *presenters.digest_sections(found),
            presenters.answered_section(said),
        ),
    )


def _listed(digest: Digest, viewer: Viewer, action: str) -> list[Action]:
    """The rows shown, logged where they are about a restricted case."""
    found = list(queries.listed_by(viewer, digest))
    record_views.log_rows(pages.KINDS["action"], found, by=viewer, action=action)
    return found


DIGEST = pages.register(
    Kind(
        name="digest",
        label="digest",
        label_plural="digests",
        room="thread",
        model=Digest,
        visible=queries.digests,
        one=queries.digest_page,
        columns=("Whose and when", "Asked since", "Answer by"),
        row=presenters.digest_row,
        title=presenters.digest_title,
        detail=digest_detail,
        may_read=rules.may_read,
        intro="What each owner is asked once in a cycle: one page, one form.",
        search=("agency__name", "post__title", "cycle"),
        has_thread=False,
    )
)


@access.page(may=rules.may_carry_out_some, methods=("GET", "POST"))
def answer_digest(request: HttpRequest, key: str) -> HttpResponse:
    """One form for everything a digest asks; saved whole or not at all."""
    viewer = request.viewer
    digest = record_views.load(DIGEST, viewer, key)
    with transaction.atomic():
        found = _listed(digest, viewer, "open_answer_digest")
    mine = [one for one in found if rules.may_carry_out(viewer, one)]
    data = request.POST if request.method == "POST" else None
    form = forms.DigestForm(data, viewer=viewer, record=digest, actions=mine)

    def save() -> Digest:
        return services.answer_digest(
            digest, by=viewer, at=timezone.now(), said=form.said()
        )

    context = {
        "title": "Say how they go",
        "under": str(digest),
        "back_url": DIGEST.url(digest),
    }
    return record_views.answer_form(request, form, save, DIGEST.url, context)


DIGEST_URLS = [
    path("digests/<str:key>/answer/", answer_digest, name="answer_digest"),
]
