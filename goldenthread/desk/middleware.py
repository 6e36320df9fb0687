"""Who is asking, decided anew at each request: a right withdrawn is gone at the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from goldenthread.core.keys import KeysRead
from goldenthread.partnership.queries import viewer_for
from goldenthread.subjects.queries import circle_keys, open_circles


def _open_circles(request: HttpRequest, person_id: int | None, on: date) -> Any:
    """The keys of the circles open to somebody, for filters.

    A page that only reads asks once, however many of its queries are limited by them.
    What is written may open or close a circle, so there each query asks anew.
    """
    if request.method in ("GET", "HEAD"):
        return KeysRead(partial(open_circles, person_id, on))
    return circle_keys(person_id, on)


class ViewerMiddleware:
    """Sets `request.viewer`: a Viewer, or None for the public.

    An account whose post has ended is signed out here and now (rule U5).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None
        account_id = request.session.get("_auth_user_id")
        if account_id:
            today = timezone.localdate()
            viewer = viewer_for(int(account_id), today)
            if viewer is None:
                logout(request)
            else:
                circles = _open_circles(request, viewer.person_id, today)
                request.viewer = replace(viewer, circles=circles)
        response = self.get_response(request)
        # Personal pages are kept nowhere (rule X8); a public page says so itself.
        if "Cache-Control" not in response:
            patch_cache_control(response, no_store=True, private=True)
        return response
