"""What the sign-in library asks of us (rules U1, U2, U5)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from goldenthread.partnership import queries, sessions
from goldenthread.partnership.models import Account


# One sentence for every reason, so that none can be told from another (rule A5).
NOT_SIGNED_IN = (
    "The e-mail address or the password is not right, or the account is closed."
)


def tried_address(
    request: HttpRequest | None, credentials: dict[str, Any] | None = None
) -> str:
    """Whose account somebody tries to open, so that guessing is slowed for that one."""
    tried = (credentials or {}).get("email") or (
        request.POST.get("login", "") if request else ""
    )
    return str(tried).strip().lower()[:254]


class SignInAdapter(DefaultAccountAdapter):
    """Sign-in by invitation only, to accounts whose post is held today."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_SIGNED_IN,
        "too_many_login_attempts": "Too many attempts. Try again in some minutes.",
        "incorrect_password": "That is not your password",
        "enter_current_password": "That is not the password you have now",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up (rule U1)."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """A right password of an account that opens nothing is a wrong one."""
        account = super().authenticate(request, **credentials)
        if account is None or not queries.is_live(account, timezone.localdate()):
            return None
        return account

    def pre_login(self, request: HttpRequest, user: Account, **rest: Any) -> Any:
        """The same for passkeys, which bring no password to compare."""
        if not queries.is_live(user, timezone.localdate()):
            messages.error(request, NOT_SIGNED_IN)
            raise ImmediateHttpResponse(redirect("account_login"))
        return super().pre_login(request, user, **rest)

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        sessions.note_beginning(request, user)

    def reauthenticate(self, user: Account, password: str) -> bool:
        """The same question as at sign-in, with the same brake on guessing."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Proof is asked again once the sign-in is more than 5 minutes old (U4)."""
        if sessions.is_fresh(context.request, timezone.now()):
            return False
        return super().is_reauthentication_required(app=app, **rest)

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The pages themselves say what happened; the library's notices are left out."""

    def respond_user_inactive(
        self, request: HttpRequest, user: Account
    ) -> HttpResponse:
        messages.error(request, NOT_SIGNED_IN)
        return redirect("account_login")

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No message about sign-in leaves by mail (rules U2, X6)."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Time codes and passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right, or it is too old",
    }

    def get_totp_issuer(self) -> str:
        return "goldenthread"

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        """What a passkey is called until its owner names it."""
        return "Passkey"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays until another one takes its place."""
        if not settings.SECOND_FACTOR_REQUIRED:
            return True
        others = Authenticator.objects.filter(
            user=authenticator.user, type__in=sessions.SECOND_FACTORS
        ).exclude(pk=authenticator.pk)
        return others.exists()
