"""The page of a theme, merging and renaming, and the themes that come back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, history, pages, record_views
from goldenthread.core.pages import Detail, Link, Section
from goldenthread.core.record_views import MovePage
from goldenthread.core.viewer import Viewer
from goldenthread.thread import forms, presenters, queries, rules, services
from goldenthread.thread.models import Theme


PAGE_LENGTH = 25


def theme_detail(theme: Theme, viewer: Viewer) -> Detail:
    """Everything known on a theme; the restricted rows shown are logged."""
    known = queries.known_on(viewer, theme)
    _log(known, viewer)
    found = queries.carrying(viewer, known.family)
    changes = rules.may_keep(viewer) and theme.ends_on is None
    return Detail(
        facts=presenters.known_facts(known),
        buttons=tuple(
            Link(page.button, reverse(page.name, args=[theme.key]))
            for page in (THEME_PAGES if changes else ())
        ),
        sections=(
            *presenters.known_sections(
                known,
                Link("All of them", reverse("list_theme_findings", args=[theme.key])),
            ),
            *presenters.offered(viewer, theme, found),
        ),
    )


def _log(known: queries.Known, viewer: Viewer) -> None:
    shown = [
        *known.found,
        *known.actions,
        *(one.action for one in known.tests),
    ]
    circles = [one.origin.circle for one in shown if one.origin.circle]
    circles += [
        one.origin.circle
        for line in known.lines
        for one in line.findings
        if one.origin.circle
    ]
    if circles:
        history.record_read(
            by=viewer,
            at=timezone.now(),
            action="view_theme",
            kind="thread.finding",
            rows=len(circles),
            subjects=circles,
        )


def _call(name: str) -> Any:
    take = getattr(services, name)

    def call(theme: Theme, *, by: Viewer, at: datetime, **values: Any) -> Theme:
        return take(theme, by=by, at=at, values=values, read_version=theme.version)

    return call


THEME_PAGES = (
    MovePage(
        "rename_theme",
        "Rename this theme",
        "Rename",
        rules.may_keep,
        _call("rename_theme"),
        forms.RenameThemeForm,
        "The old name stays as a word for it, and findings coded with it count here.",
    ),
    MovePage(
        "merge_theme",
        "Merge this theme into another",
        "Merge",
        rules.may_keep,
        _call("merge_theme"),
        forms.MergeThemeForm,
        "This theme ends on the day. Its words and sub-themes go to the other; findings "
        "keep the word they were coded with and count under the other.",
    ),
)


@access.page(may=rules.may_read)
def view_recurring_themes(request: HttpRequest) -> HttpResponse:
    """Which themes come back, in how many sources, over how many years."""
    with transaction.atomic():
        found = queries.recurring_themes(request.viewer)
        rows = tuple(presenters.recurring_row(one) for one in found if one.comes_back)
        section = Section(
            "Themes that come back",
            presenters.RECURRING_COLUMNS,
            rows,
            empty="No theme has come up in more than one source and year yet.",
        )
        context = {
            "title": "Themes that come back",
            "intro": "Themes found by more than one source in more than one year. Good "
            "practice is not counted.",
            "section": section,
        }
        return render(request, "thread/section.html", context)


@access.page(may=rules.may_read)
def list_theme_findings(request: HttpRequest, key: str) -> HttpResponse:
    """Every finding of a theme's family, page by page; the restricted ones are logged."""
    kind = pages.KINDS["finding"]
    with transaction.atomic():
        theme = record_views.load(pages.KINDS["theme"], request.viewer, key)
        family = queries.family_of(request.viewer, theme)
        found = queries.carrying(request.viewer, family)
        page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
        record_views.log_rows(
            kind,
            list(page.object_list),
            by=request.viewer,
            action="list_theme_findings",
        )
        rows = tuple(record_views.linked_row(kind, one) for one in page.object_list)
        context = {
            "title": f"Findings on {theme}",
            "intro": "Coded with it, with a theme under it, or with an older word for it.",
            "section": Section("Findings", kind.columns, rows),
            "page": page,
            "back_url": pages.KINDS["theme"].url(theme),
        }
        return render(request, "thread/section.html", context)


THEME_URLS = [
    path("themes/<str:key>/findings/", list_theme_findings, name="list_theme_findings"),
    path("themes/that-come-back/", view_recurring_themes, name="view_recurring_themes"),
]
