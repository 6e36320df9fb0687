"""Pages for when something is not there, not allowed, too fast or broken.

Each says what happened and what to do, and nothing about what is stored: not allowed
and not there share one body (A5), and one page serves every fault (U7).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def _answer(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"core/errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for everybody and every address; the exception is never shown."""
    return _answer(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals look like ours: as if nothing were there."""
    return _answer(request, 404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its proof of origin: usually a page left open too long."""
    return _answer(request, 403)


def conflict(request: HttpRequest, text: str, back_url: str = "") -> HttpResponse:
    """A move that somebody else has already made or made impossible."""
    return _answer(request, 409, text=text, back_url=back_url)


def too_many(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many attempts; also django-axes' answer to a locked sign-in."""
    return _answer(request, 429)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Drawn without the request, which may be what is broken."""
    return HttpResponse(render_to_string("core/errors/500.html"), status=500)
