"""Deny by default: every route states its rule (security rules A1, A5).

`@page(may=rule)` is the only way a view of ours is served. A route without a
declared rule is refused by the middleware at run time and fails a test. Not allowed
looks exactly like not there: both are `Http404`, one page, one status.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from goldenthread.core import history
from goldenthread.core.viewer import Viewer


MayRule = Callable[[Viewer], bool]


class Refused(Exception):
    """The change is not allowed now; the text is one sentence for the person."""


class RouteWithoutRule(Exception):
    """A view was reached that declares no access rule."""


def public(viewer: Viewer | None) -> bool:
    """Anyone, signed in or not."""
    return True


def signed_in(viewer: Viewer) -> bool:
    """Anyone with a live account."""
    return True


def page(*, may: MayRule, methods: tuple[str, ...] = ("GET",)):
    """Declare who may open a view and with which methods.

    Refuses with sign-in for nobody, and with the not-found page for somebody whom
    the rule does not allow; the refusal is written to the history (rule L2).
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            viewer = getattr(request, "viewer", None)
            if may is not public:
                if viewer is None:
                    return redirect_to_login(request.get_full_path())
                if not may(viewer):
                    refuse(request, viewer)
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        return declare(guarded, may)

    return decorate


def declare(view: Callable[..., Any], may: MayRule) -> Callable[..., Any]:
    """State the rule of a view that guards itself (a library's sign-in page)."""
    view.access_rule = may  # type: ignore[attr-defined]
    return view


def refuse(request: HttpRequest, viewer: Viewer) -> None:
    """Write the refusal, then answer as if the page did not exist."""
    match = request.resolver_match
    history.record_refusal(
        by=viewer, at=timezone.now(), route=(match.url_name if match else "") or ""
    )
    raise Http404


class RuleMiddleware:
    """Stops any view that declares no rule (A1)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        # No address of ours holds one, and PostgreSQL takes none in its texts.
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A zero byte in the address.")
        if not hasattr(view, "access_rule"):
            raise RouteWithoutRule(
                f"{view.__module__}.{getattr(view, '__name__', view)} states no rule."
            )
