"""The clock board and the forecast."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.pages import Filter
from goldenthread.desk import clocks, presenters, rules
from goldenthread.desk.clocks import Choice
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
        filters = _filters(request, presenters.board_kinds(found))
        picked = {one.name: value for one, value in filters}
        shown = clocks.chosen(found, viewer, Choice(**picked))
        page = Paginator(shown, record_views.PAGE_LENGTH).get_page(
            request.GET.get("page")
        )
        log_hits([one.clock.record for one in page], viewer, "view_clocks")
        context = {
            "title": "Clocks",
            "columns": presenters.BOARD_COLUMNS,
            "rows": [presenters.board_row(one) for one in page],
            "counts": presenters.board_counts(shown),
            "page": page,
            "filters": filters,
            "query": request.GET,
        }
        return render(request, "desk/clocks.html", context)


def _filters(
    request: HttpRequest, kinds: tuple[tuple[str, str], ...]
) -> list[tuple[Filter, str]]:
    """The choices above the board, each with what is chosen of what it offers."""
    states = tuple((str(key), words) for key, words in presenters.STATES.items())
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
            "columns": presenters.forecast_columns(clocks.periods(on)),
            "rows": [presenters.forecast_row(one, board) for one in lines],
            "total": presenters.forecast_total(lines) if lines else "",
        }
        return render(request, "desk/forecast.html", context)
