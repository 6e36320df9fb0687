"""Sessions: how one begins, how long it lasts, what goes out with it (rules U2, U4, X8).

A session ends after 30 idle minutes and after 12 hours at most. When it was last used
stands in a signed cookie of its own, bound to the session, so that no page has to
write to the database only to say that somebody is still there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from goldenthread.core import history
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import queries
from goldenthread.partnership.models import Account


IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=5)
SIGNED_IN_AT = "signed_in_at"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What somebody who still has to set up a second factor may open.
WHILE_SETTING_UP = ("mfa_", "account_")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

Answer = Callable[[HttpRequest], HttpResponse]


def begin(request: HttpRequest, account: Account) -> None:
    """Sign somebody in: a fresh session that knows when it began."""
    login(request, account, backend=BACKEND)
    note_beginning(request, account)


def note_beginning(request: HttpRequest, account: Account) -> None:
    """Start the session's clocks and write the sign-in to the history."""
    now = timezone.now()
    request.session[SIGNED_IN_AT] = now.isoformat()
    viewer = queries.viewer_for(account.pk, timezone.localdate(now))
    if viewer is None:
        return
    with transaction.atomic():
        history.record_read(
            by=viewer,
            at=now,
            action="sign_in",
            kind="partnership.account",
            record_key=account.key,
        )


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether somebody signed in so lately that it counts as proof for a step-up."""
    began = request.session.get(SIGNED_IN_AT)
    return began is not None and now - datetime.fromisoformat(began) <= FRESH


class SessionMiddleware:
    """Ends sessions that are over, and clears the browser when somebody signs out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_over(request, timezone.now()):
            logout(request)
        was_signed_in = "_auth_user_id" in request.session
        response = self.get_response(request)
        if was_signed_in and "_auth_user_id" not in request.session:
            _forget(response)
        if SIGNED_IN_AT in request.session:
            _mark_used(request, response)
        return response


def _is_over(request: HttpRequest, now: datetime) -> bool:
    """Older than 12 hours, idle for 30 minutes, or without the cookie that says so."""
    began = request.session.get(SIGNED_IN_AT)
    if began is None:
        return False
    if now - datetime.fromisoformat(began) > LONGEST:
        return True
    try:
        used = _signer().unsign(request.COOKIES.get(_cookie(), ""), max_age=IDLE)
    except BadSignature:
        return True
    return used != _fingerprint(request)


def _mark_used(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie(
        _cookie(),
        _signer().sign(_fingerprint(request)),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _forget(response: HttpResponse) -> None:
    """Signed out during this request: nothing of the person stays in the browser."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"
    response.delete_cookie(_cookie())


def _cookie() -> str:
    return "__Host-used" if settings.SESSION_COOKIE_SECURE else "used"


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="goldenthread.session-used")


def _fingerprint(request: HttpRequest) -> str:
    """Binds the cookie to one session without repeating the session's key in it."""
    key = request.session.session_key or ""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class _ProofMiddleware:
    """Asks somebody who is signed in for a proof before a page answers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, *_: Any
    ) -> HttpResponse | None:
        viewer = getattr(request, "viewer", None)
        if viewer is None or not settings.SECOND_FACTOR_REQUIRED:
            return None
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        return self.asked(request, view, viewer, name)

    def asked(
        self, request: HttpRequest, view: Any, viewer: Viewer, name: str
    ) -> HttpResponse | None:
        """Where the proof is given; nothing where the page may answer."""
        raise NotImplementedError


class SecondFactorMiddleware(_ProofMiddleware):
    """Nobody gets further than setting up a second factor without one (rule U2)."""

    def asked(
        self, request: HttpRequest, view: Any, viewer: Viewer, name: str
    ) -> HttpResponse | None:
        if name.startswith(WHILE_SETTING_UP):
            return None
        factors = Authenticator.objects.filter(type__in=SECOND_FACTORS)
        if factors.filter(user_id=viewer.account_id).exists():
            return None
        return redirect("mfa_index")


class StepUpMiddleware(_ProofMiddleware):
    """Proof again, at most 5 minutes old, before what can hurt most (rule U4).

    Which routes these are stands in `settings.PROOF_ASKED_AGAIN`. What somebody may not
    open at all is left to refuse them itself. Nothing that was sent is kept and acted
    on later: after the proof one is back on the page that one came from.
    """

    def asked(
        self, request: HttpRequest, view: Any, viewer: Viewer, name: str
    ) -> HttpResponse | None:
        if name not in settings.PROOF_ASKED_AGAIN or not view.access_rule(viewer):
            return None
        if _is_proven(request):
            return None
        to = request.get_full_path()
        if request.method not in ("GET", "HEAD") or (
            name in settings.PROOF_ASKED_BEFORE_FILES
        ):
            # A change or a file is asked for anew, on the page it was asked for on.
            messages.info(request, AGAIN)
            to = _came_from(request)
        return redirect(
            f"{reverse('account_reauthenticate')}?{urlencode({'next': to})}"
        )


AGAIN = "Nothing was done yet. Show that it is you, and then ask for it again."


def _is_proven(request: HttpRequest) -> bool:
    """Whether somebody signed in or proved who they are in the last 5 minutes."""
    try:
        return reauthentication_required(lambda _: True)(request)
    except ReauthenticationRequired:
        return False


def _came_from(request: HttpRequest) -> str:
    """The page of ours that one came from; home where none is told."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
