"""Routes that a library brings: stated here, since its views cannot be decorated.

Only the sign-in library has any. A route not in the table has no rule and is refused
like any other (rule A1).
"""

from importlib import import_module

from django.urls import URLPattern, URLResolver

from goldenthread.core import access


# What somebody who is not signed in must reach; the rest is for the signed-in.
BEFORE_SIGN_IN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_trust",
    }
)
SIGNED_IN = frozenset(
    {
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_reauthenticate_webauthn",
    }
)


def library_routes(module: str) -> list[URLPattern]:
    """The library's routes we offer, flat, each with its rule; the others are left out."""
    return list(_offered(import_module(module).urlpatterns, ""))


def _offered(patterns, prefix):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _offered(one.url_patterns, prefix + str(one.pattern))
        elif one.name in BEFORE_SIGN_IN | SIGNED_IN:
            yield _declared(one, prefix)


def _declared(one: URLPattern, prefix: str) -> URLPattern:
    from django.urls import path

    public = one.name in BEFORE_SIGN_IN
    may = access.public if public else access.signed_in
    # The library's pages answer for a session; who is signed in decides the rest.
    guard = one.callback if public else access.page(may=may, methods=ANY)(one.callback)
    return path(
        prefix + str(one.pattern),
        access.declare(guard, may),
        kwargs=one.default_args,
        name=one.name,
    )


ANY = ("GET", "POST")
