"""The improvement plan as a page and on paper, and how strength is graded."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, pages, record_views
from goldenthread.thread import forms, presenters, queries, rules


A_PAGE, ON_PAPER = 50, 2000


@access.page(may=rules.may_read)
def view_improvement_plan(request: HttpRequest) -> HttpResponse:
    """Every live action of the partnership: filtered, grouped, and whole on paper."""
    viewer, on = request.viewer, timezone.localdate()
    form = forms.PlanFilterForm(request.GET or None, viewer=viewer)
    asked = form.asked()
    printed = request.GET.get("print") == "1"
    with transaction.atomic():
        found = queries.improvement_plan(viewer, asked, on)
        length = ON_PAPER if printed else A_PAGE
        page = Paginator(found, length).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        record_views.log_rows(
            pages.KINDS["action"], shown, by=viewer, action="view_improvement_plan"
        )
        context = {
            "title": "Improvement plan",
            "form": form,
            "page": page,
            "printed": printed,
            "count": presenters.plan_count(page.paginator.count, len(shown)),
            "columns": presenters.PLAN_COLUMNS,
            "groups": presenters.plan_groups(
                shown, asked.by, dict(queries.priorities(viewer)), on
            ),
            "facts": presenters.tally_facts(queries.tally(viewer, asked, on)),
            "print_url": _print_url(request),
        }
        return render(request, "thread/improvement_plan.html", context)


def _print_url(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked["print"] = "1"
    asked.pop("page", None)
    return f"{reverse('view_improvement_plan')}?{asked.urlencode()}"


@access.page(may=rules.may_read)
def view_action_strength(request: HttpRequest) -> HttpResponse:
    """The hierarchy of action strength as it holds today, with its source."""
    kinds = queries.kinds_of_action(timezone.localdate())
    context: dict[str, Any] = {
        "title": "How strength is graded",
        "source": queries.source_of_hierarchy(),
        "sections": presenters.hierarchy_sections(kinds),
        "list_url": pages.KINDS["action"].list_url(),
    }
    return render(request, "thread/action_strength.html", context)


IMPROVEMENT_URLS = [
    path("improvement-plan/", view_improvement_plan, name="view_improvement_plan"),
    path("actions/strength/", view_action_strength, name="view_action_strength"),
]
