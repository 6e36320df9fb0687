"""Home, room pages and search: gathered from the rooms, within what one may see."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from goldenthread.core import access, pages, record_views
from goldenthread.desk import clocks, presenters, queries, rooms, rules, threads


@access.page(may=rules.public)
def view_home(request: HttpRequest) -> HttpResponse:
    """What is due for me; the public page for somebody who is not signed in."""
    if request.viewer is None:
        return redirect(settings.LOGIN_URL)
    now, on = timezone.now(), timezone.localdate()
    stood = clocks.standing_now(request.viewer, now)
    due = clocks.home(request.viewer, now, stood)
    told = clocks.news(request.viewer, stood, now)
    page = Paginator(due, record_views.PAGE_LENGTH).get_page(request.GET.get("page"))
    with transaction.atomic():
        log_hits([one.record for one in page], request.viewer, "home")
        moved = [each.stood.clock.record for one in told for each in one.moved]
        log_hits(moved, request.viewer, "home_moved_deadlines")
        context = {
            "title": "What is due",
            "columns": ("Record", "What", "By when", "How it stands"),
            "page": page,
            "due": [presenters.due_row(one, on) for one in page],
            "counts": presenters.due_counts(due, on),
            "rooms": rooms.open_to(request.viewer),
            "news": [presenters.clocks.news_notice(one) for one in told],
            "has_clocks": rules.may_read_clocks(request.viewer),
        }
        return render(request, "desk/home.html", context)


@access.page(may=rules.signed_in)
def view_room(request: HttpRequest, name: str) -> HttpResponse:
    """One room: its kinds of record and its other pages."""
    room = rooms.by_name(name)
    kinds = rooms.kinds_open(room, request.viewer) if room else []
    if not kinds:
        raise Http404
    context = {
        "title": room.label,
        "room": room,
        "kinds": kinds,
        "extra": rooms.extra_pages(room, request.viewer),
    }
    return render(request, "desk/room.html", context)


@access.page(may=rules.signed_in)
def search_records(request: HttpRequest) -> HttpResponse:
    """Records by words; every row shown is logged where it is about a subject."""
    words = request.GET.get("q", "").strip()
    with transaction.atomic():
        hits = queries.search(request.viewer, words)
        shown = [record for one in hits for record in one.records]
        log_hits(shown, request.viewer, "search")
        context = {
            "title": "Search",
            "words": words,
            "hits": [presenters.hits(one, words) for one in hits],
            "columns": ("Record", "About"),
        }
        return render(request, "desk/search.html", context)


@access.page(may=rules.signed_in)
def view_thread(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The thread of any record: where it comes from and what came of it."""
    found = pages.KINDS.get(kind)
    if found is None or not found.may_read(request.viewer):
        raise Http404
    with transaction.atomic():
        record = record_views.load(found, request.viewer, key)
        record_views.log_one(found, record, by=request.viewer, action="view_thread")
        path = threads.path_of(found, record, request.viewer, timezone.localdate())
        threads.log(path, by=request.viewer, at=timezone.now())
        context = {
            "title": found.title(record),
            "kind": found,
            "chart": threads.draw(path, found.title(record)),
            "steps": path.steps,
            "back_url": found.url(record),
            "back_text": f"Back to the {found.label}",
        }
        return render(request, "desk/thread.html", context)


def log_hits(shown: list, viewer, action: str) -> None:
    """History rows for what is shown, one for each kind that is about subjects (L2)."""
    by_kind: dict = {}
    for record in shown:
        kind = pages.kind_of(type(record))
        by_kind.setdefault(kind.name, (kind, []))[1].append(record)
    for kind, records in by_kind.values():
        record_views.log_rows(kind, records, by=viewer, action=action)
