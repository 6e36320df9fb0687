"""The example's own sign-in page: exists on a marked example database and nowhere else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from goldenthread.core import access
from goldenthread.partnership import queries, sessions
from goldenthread.partnership.presenters.access import invented_people


@access.page(may=access.public, methods=("GET", "POST"))
def sign_in_example(request: HttpRequest) -> HttpResponse:
    """List the invented people, and sign in as one of them with a click.

    Answers as if it were not there unless both the setting and the database itself say
    that this is the example.
    """
    if not queries.is_example():
        raise Http404
    accounts = queries.example_accounts(timezone.localdate())
    if request.method == "POST":
        account = get_object_or_404(accounts, key=request.POST.get("account", ""))
        sessions.begin(request, account)
        return redirect("/")
    context = {
        "title": "Sign in as an invented person",
        "roles": invented_people(accounts),
    }
    return render(request, "partnership/sign_in_example.html", context)


@access.page(may=access.signed_in)
def set_password(request: HttpRequest) -> HttpResponse:
    """Where the sign-in library sends an account without a password: nothing to set.

    Only invented people of the example have none, and they sign in with a click.
    """
    return redirect("mfa_index")
