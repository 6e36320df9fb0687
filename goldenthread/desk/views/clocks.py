"""The clock board, the forecast, and deadlines that a changed calendar moved."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.pages import Filter
from goldenthread.core.reference.queries import calendar_changes
from goldenthread.desk import clocks, rules, services
from goldenthread.desk.clocks import Choice
from goldenthread.desk.presenters import clocks as words
from goldenthread.desk.views.home import log_hits


WHOSE = (
    (clocks.MINE, "Mine to do or to watch"),
    (clocks.AGENCY, "My agency’s"),
)


@access.page(may=rules.may_read_clocks)
def view_clocks(request: HttpRequest) -> HttpResponse:
    """Every clock that runs and the viewer may see, the most pressing first."""
    viewer, now = request.viewer, timezone.now()
    with transaction.atomic():
        found = clocks.standing_now(viewer, now)
        filters = _filters(request, words.board_kinds(found))
        picked = {one.name: value for one, value in filters}
        shown = clocks.chosen(found, viewer, Choice(**picked))
        page = Paginator(shown, record_views.PAGE_LENGTH).get_page(
            request.GET.get("page")
        )
        log_hits([one.clock.record for one in page], viewer, "view_clocks")
        context = {
            "title": "Clocks",
            "columns": words.BOARD_COLUMNS,
            "rows": [words.board_row(one) for one in page],
            "counts": words.board_counts(shown),
            "page": page,
            "filters": filters,
            "query": request.GET,
        }
        return render(request, "desk/clocks.html", context)


def _filters(
    request: HttpRequest, kinds: tuple[tuple[str, str], ...]
) -> list[tuple[Filter, str]]:
    """The choices above the board, each with what is chosen of what it offers."""
    states = tuple((str(key), words) for key, words in words.STATES.items())
    offered = (
        Filter("whose", "Whose", WHOSE, ""),
        Filter("kind", "Kind", kinds, ""),
        Filter("state", "State", states, ""),
    )
    found = []
    for one in offered:
        value = request.GET.get(one.name, "")
        found.append((one, value if value in dict(one.options) else ""))
    return found


@access.page(may=rules.may_read_clocks)
def view_forecast(request: HttpRequest) -> HttpResponse:
    """What will be late next month and the month after if nothing is done."""
    viewer, now = request.viewer, timezone.now()
    on = timezone.localdate(now)
    with transaction.atomic():
        found = clocks.standing_now(viewer, now)
        lines = clocks.forecast(found, on)
        # Counts tell of these records: reading them is reading of each (rule L2).
        log_hits([one.clock.record for one in found], viewer, "view_forecast")
        board = reverse("view_clocks")
        context = {
            "title": "What will be late",
            "columns": words.forecast_columns(clocks.periods(on)),
            "rows": [words.forecast_row(one, board) for one in lines],
            "total": words.forecast_total(lines) if lines else "",
        }
        return render(request, "desk/forecast.html", context)


@access.page(may=rules.may_read_clocks)
def view_calendar_changes(request: HttpRequest) -> HttpResponse:
    """Every change of a known calendar, and how many deadlines each moved."""
    with transaction.atomic():
        told = clocks.calendar_changes(request.viewer, timezone.now())
        log_hits(_records(told), request.viewer, "view_calendar_changes")
        context = {
            "title": "Moved deadlines",
            "columns": words.CHANGE_COLUMNS,
            "rows": [words.change_row(one) for one in told],
        }
        return render(request, "desk/calendar_changes.html", context)


def _records(told: list[clocks.Told]) -> list[Any]:
    return [moved.stood.clock.record for one in told for moved in one.moved]


@access.page(may=rules.may_read_clocks)
def view_calendar_change(request: HttpRequest, key: str) -> HttpResponse:
    """Each deadline that one change moved: before, after and why."""
    with transaction.atomic():
        told = clocks.calendar_changes(request.viewer, timezone.now(), key=key)
        if not told:
            raise Http404
        log_hits(_records(told), request.viewer, "view_calendar_change")
        (one,) = told
        context = {
            "title": words.change_title(one.change.row),
            "lead": words.change_lead(one.change.row),
            "columns": words.MOVED_COLUMNS,
            "rows": [words.moved_row(moved) for moved in one.moved],
            "seen_at": one.seen_at,
            "key": key,
        }
        return render(request, "desk/calendar_change.html", context)


@access.page(may=rules.may_read_clocks, methods=("POST",))
def see_calendar_change(request: HttpRequest, key: str) -> HttpResponse:
    """Say that one has seen what a change moved; home then tells it no more."""
    change = get_object_or_404(calendar_changes(request.viewer), key=key)
    services.see_calendar_change(change, by=request.viewer, at=timezone.now())
    return redirect("view_home")
