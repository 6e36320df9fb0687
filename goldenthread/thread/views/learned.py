"""Have we learned this before: while writing, and what people say of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, history, pages, record_views
from goldenthread.core.viewer import Viewer
from goldenthread.thread import forms, presenters, queries, rules, services
from goldenthread.thread.models import Finding, Origin, SameLearning
from goldenthread.thread.queries import Earlier, Line


LONGEST = 20_000


def log_shown(found: list[Earlier], viewer: Viewer) -> None:
    """One history row for the restricted findings shown as alike (rules L1, L2)."""
    circles = [one.finding.origin.circle for one in found if one.finding.origin.circle]
    if circles:
        history.record_read(
            by=viewer,
            at=timezone.now(),
            action="show_learned_before",
            kind="thread.finding",
            rows=len(circles),
            subjects=circles,
        )


def log_line(line: Line | None, finding: Finding, viewer: Viewer) -> None:
    """One history row for restricted findings of its line, beside the one opened."""
    others = [one for one in (line.findings if line else ()) if one.pk != finding.pk]
    circles = [one.origin.circle for one in others if one.origin.circle]
    if circles:
        history.record_read(
            by=viewer,
            at=timezone.now(),
            action="show_recurrence_line",
            kind="thread.finding",
            rows=len(circles),
            subjects=circles,
        )


def form_context(
    finding: Finding | None, origin: Origin | None, viewer: Viewer
) -> dict[str, Any]:
    """What the form of a finding needs to look for earlier learning while one types."""
    if origin is None:
        return {}
    return {
        "alike_url": reverse("look_for_alike", args=[origin.key]),
        "save_url": reverse("add_finding", args=[origin.key]),
        "section": presenters.learned_section([], empty=presenters.WRITE_FIRST),
    }


@access.page(may=rules.may_keep, methods=("GET", "POST"))
def look_for_alike(request: HttpRequest, key: str) -> HttpResponse:
    """Earlier findings like the one being written; nothing is saved.

    A page's own script asks for the table alone; the button without script gets the
    form again with all that was typed, and the table below it.
    """
    kind = pages.KINDS["finding"]
    if request.method == "GET":
        return redirect("add_finding", key)
    with transaction.atomic():
        origin = record_views.load(kind.parent, request.viewer, key)
        record_views.log_one(
            kind.parent, origin, by=request.viewer, action="open_add_finding"
        )
        form = forms.FindingForm(request.POST, viewer=request.viewer, parent=origin)
        section = _alike(form, origin, request.viewer)
        if request.htmx:
            return render(request, "thread/_alike.html", {"section": section})
        form._errors = ErrorDict()  # it is being written, not wrong
        record_views.log_offered(form, by=request.viewer)
        context = {
            "form": form,
            "once": request.POST.get("once", "").replace("\0", "")[:32],
            "title": "Add a finding",
            "under": kind.parent.title(origin),
            "back_url": kind.parent.url(origin),
            **form_context(None, origin, request.viewer),
            "section": section,
        }
        return render(request, "thread/finding_form.html", context)


def _alike(form: Any, origin: Origin, viewer: Viewer) -> pages.Section:
    words = [request_text(form, name) for name in ("title", "text")]
    if not any(words):
        return presenters.learned_section([], empty=presenters.WRITE_FIRST)
    form.is_valid()
    found = queries.learned_before(
        viewer,
        "\n".join(words),
        on=form.cleaned_data.get("found_on") or _today(),
        themes=form.cleaned_data.get("themes") or (),
        but=origin,
    )
    log_shown(found, viewer)
    return presenters.learned_section(found)


def request_text(form: Any, name: str) -> str:
    return str(form.data.get(name, "")).replace("\0", "")[:LONGEST].strip()


def _today() -> date:
    return timezone.localdate()


# --- Saying that it is the same -----------------------------------------------------


def _pair(request: HttpRequest, key: str, earlier_key: str, action: str) -> Any:
    """Both findings, if the viewer sees both; the reading is logged."""
    with transaction.atomic():
        found = queries.findings(request.viewer)
        finding = get_object_or_404(found, key=key)
        earlier = get_object_or_404(found, key=earlier_key)
        circles = {finding.origin.circle, earlier.origin.circle} - {""}
        if circles:
            history.record_read(
                by=request.viewer,
                at=timezone.now(),
                action=action,
                kind="thread.finding",
                record_key=finding.key,
                rows=2,
                subjects=circles,
            )
    return finding, earlier


def _saying(name: str, title: str, button: str, text: str) -> Any:
    take = getattr(services, name)

    @access.page(may=rules.may_say_same, methods=("GET", "POST"))
    def say(request: HttpRequest, key: str, earlier_key: str) -> HttpResponse:
        finding, earlier = _pair(request, key, earlier_key, f"open_{name}")
        kind = pages.KINDS["finding"]
        form = forms.SameForm(request.POST or None, viewer=request.viewer)

        def save() -> SameLearning:
            return take(
                finding,
                earlier,
                by=request.viewer,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )

        context = {
            "title": title,
            "under": finding.title,
            "text": text,
            "facts": presenters.pair_facts(finding, earlier),
            "button": button,
            "back_url": kind.url(finding),
        }
        return record_views.answer_form(
            request,
            form,
            save,
            lambda _: kind.url(finding),
            context,
            "core/confirm.html",
        )

    return say


say_same = _saying(
    "say_same",
    "Is it the same learning?",
    "It is the same learning",
    "The two join a recurrence line. If an action on the earlier one had been assured "
    "or closed before this was found, its owner agency is challenged at once.",
)
take_back_same = _saying(
    "take_back_same",
    "Take back that it is the same learning",
    "Take it back",
    "A further row says so. A challenge that was raised stays until it is answered.",
)


@access.page(may=rules.may_read)
def view_recurrence_lines(request: HttpRequest) -> HttpResponse:
    """Every recurrence line the viewer sees, the one that came back last first."""
    with transaction.atomic():
        found = queries.recurrence_lines(request.viewer)
        shown = [one for line in found for one in line.findings]
        record_views.log_rows(
            pages.KINDS["finding"],
            shown,
            by=request.viewer,
            action="view_recurrence_lines",
        )
        context = {
            "title": "Learning that came back",
            "intro": "Findings that somebody said are the same learning, over the years.",
            "section": presenters.lines_section(found),
        }
        return render(request, "thread/section.html", context)


LEARNED_URLS = [
    path("origins/<str:key>/findings/alike/", look_for_alike, name="look_for_alike"),
    path("findings/<str:key>/same/<str:earlier_key>/", say_same, name="say_same"),
    path(
        "findings/<str:key>/not-same/<str:earlier_key>/",
        take_back_same,
        name="take_back_same",
    ),
    path(
        "findings/recurrence-lines/",
        view_recurrence_lines,
        name="view_recurrence_lines",
    ),
]
