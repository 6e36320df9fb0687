"""A person's calendar feed: its secret address, and what stands under it."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from goldenthread.core import access
from goldenthread.desk import clocks, presenters, queries, rules, services
from goldenthread.desk.views.home import log_hits


@access.page(may=rules.may_read_clocks, methods=("GET", "POST"))
def make_calendar_feed(request: HttpRequest) -> HttpResponse:
    """Whether there is a feed; on sending, a new address, shown this one time."""
    link = ""
    if request.method == "POST":
        issued = services.make_calendar_feed(by=request.viewer, at=timezone.now())
        path = reverse("open_calendar_feed", args=[issued.secret])
        link = request.build_absolute_uri(path)
    context = {
        "title": "Your calendar feed",
        "feed": queries.own_feed(request.viewer),
        "link": link,
    }
    return render(request, "desk/calendar_feed.html", context)


@access.page(may=rules.may_read_clocks, methods=("POST",))
def withdraw_calendar_feed(request: HttpRequest) -> HttpResponse:
    """End the feed: the address answers nothing from now on."""
    services.withdraw_calendar_feed(by=request.viewer, at=timezone.now())
    return redirect("make_calendar_feed")


@access.page(may=rules.public)
def open_calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, within what the person may see now; no sign-in, only the secret.

    An address that was withdrawn, never made, or whose account opens nothing today are
    all the same: not there. What is about a case is written to the history first.
    """
    now = timezone.now()
    feed = queries.feed_of(secret)
    viewer = queries.viewer_now(feed.account_id, timezone.localdate()) if feed else None
    if feed is None or viewer is None or not rules.may_read_clocks(viewer):
        raise Http404
    if not services.count_fetch(feed, at=now):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    board = request.build_absolute_uri(reverse("view_clocks"))
    with transaction.atomic():
        found = clocks.of_feed(viewer, now)
        log_hits([one.clock.record for one in found], viewer, "fetch_calendar_feed")
    body = presenters.feed.calendar_of(found, made_at=feed.made_at, board=board)
    return _answer(request, body)


def _answer(request: HttpRequest, body: bytes) -> HttpResponse:
    """The same calendar again is answered by 304; nothing is kept on the way (X8)."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="due.ics"'
    response["Cache-Control"] = "private, no-store"
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)
