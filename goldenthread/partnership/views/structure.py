"""The structure on any date, members of a group on any date, the business unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.pages import Section
from goldenthread.partnership import queries, rules
from goldenthread.partnership.presenters import records, structure
from goldenthread.partnership.views.kinds import GROUP


def read_day(request: HttpRequest, name: str) -> tuple[date | None, str]:
    """A day from the address, and a sentence when it cannot be read."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return None, f"“{text[:20]}” is not a day. Write it as 2024-05-01."


@access.page(may=rules.may_read_structure)
def view_structure(request: HttpRequest) -> HttpResponse:
    """The groups on a day as a chart and as a list, beside another day if asked."""
    on, wrong = read_day(request, "on")
    other, other_wrong = read_day(request, "compare")
    on = on or timezone.localdate()
    published = request.GET.get("show") == "published"
    context = {
        "title": f"Structure on {records.day(on)}",
        "on": on,
        "compare": other,
        "published": published,
        "errors": [one for one in (wrong, other_wrong) if one],
        "crumbs": [("Groups", GROUP.list_url())],
        **_drawn(request, on, other, published),
    }
    return render(request, "partnership/structure.html", context)


def _drawn(
    request: HttpRequest, on: date, other: date | None, published: bool
) -> dict[str, Any]:
    """The chart and the list of one day; with another day, what is different."""
    viewer = request.viewer
    nodes = queries.structure_on(viewer, on, published_only=published)
    found: dict[str, Any] = {"changes": None, "first": None}
    marked: list[str] = []
    if other:
        then = queries.structure_on(viewer, other, published_only=published)
        changes = queries.compare_structures(then, nodes)
        marked = [one.key for one in changes]
        found["changes"] = structure.changes_section(changes, other, on)
    if nodes:
        found["chart"] = structure.chart(nodes, on, marked)
        found["branches"] = structure.branches(nodes)
    else:
        found["first"] = queries.first_day(viewer)
    return found


@access.page(may=rules.may_read_structure)
def view_group_members(request: HttpRequest, key: str) -> HttpResponse:
    """Who had a seat in a group on a day."""
    group = record_views.load(GROUP, request.viewer, key)
    on, wrong = read_day(request, "on")
    on = on or timezone.localdate()
    members = list(queries.members_on(request.viewer, group, on))
    section = Section(
        f"Members on {records.day(on)}",
        records.MEMBER_COLUMNS,
        records.member_rows(members),
        empty="Nobody is on record as a member on this day.",
    )
    context = {
        "title": f"Members of {group.name}",
        "on": on,
        "errors": [wrong] if wrong else [],
        "crumbs": [("Groups", GROUP.list_url()), (group.name, GROUP.url(group))],
        "section": section,
    }
    return render(request, "partnership/on_a_day.html", context)


@access.page(may=rules.may_read_structure)
def view_business_unit(request: HttpRequest) -> HttpResponse:
    """The business unit's posts on a day with their full-time equivalent."""
    on, wrong = read_day(request, "on")
    on = on or timezone.localdate()
    posts = list(queries.unit_posts(request.viewer, on))
    section = Section(
        f"Posts on {records.day(on)}",
        ("Post", "Job", "Full-time equivalent", "Note"),
        records.unit_rows(posts),
        empty="No post of the business unit is on record for this day.",
        total=records.unit_total(posts) if posts else (),
    )
    context = {
        "title": "Business unit",
        "on": on,
        "errors": [wrong] if wrong else [],
        "crumbs": [("Posts", reverse("list_posts"))],
        "section": section,
    }
    return render(request, "partnership/on_a_day.html", context)
