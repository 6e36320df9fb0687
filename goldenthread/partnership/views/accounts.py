"""Inviting somebody, showing the link once, and accepting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from goldenthread.core import access, record_views
from goldenthread.partnership import forms, queries, rules, services
from goldenthread.partnership.presenters.access import invitation_facts
from goldenthread.partnership.services.accounts import NOT_VALID
from goldenthread.partnership.views.kinds import INVITATION


ISSUED, JOINING = "issued_invitation", "joining_with"


@access.page(may=rules.may_keep_accounts, methods=("GET", "POST"))
def invite_person(request: HttpRequest) -> HttpResponse:
    """Invite a named person in a named post; the link is shown on the next page."""
    form = forms.InvitationForm(request.POST or None, viewer=request.viewer)

    def save() -> Any:
        issued = services.invite(
            by=request.viewer, at=timezone.now(), values=form.cleaned_data
        )
        request.session[ISSUED] = [issued.invitation.key, issued.token]
        return issued.invitation

    context = {
        "title": "Invite somebody",
        "back_url": reverse("list_invitations"),
        "button": "Invite",
        "intro": "One named person, in one named post, for 72 hours.",
    }
    return record_views.answer_form(request, form, save, _issued_url, context)


def _issued_url(invitation: Any) -> str:
    return reverse("view_invitation_link", args=[invitation.key])


@access.page(may=rules.may_keep_accounts)
def view_invitation_link(request: HttpRequest, key: str) -> HttpResponse:
    """The link, to the inviter, once: only its digest is kept anywhere."""
    invitation = record_views.load(INVITATION, request.viewer, key)
    issued_key, token = request.session.pop(ISSUED, ("", ""))
    if issued_key != key:
        return redirect(INVITATION.url(invitation))
    link = request.build_absolute_uri(reverse("open_invitation", args=[token]))
    context = {
        "title": "Give them this link",
        "link": link,
        "facts": invitation_facts(invitation),
        "back_url": reverse("list_invitations"),
    }
    return render(request, "partnership/invitation_link.html", context)


@access.page(may=access.public)
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, where logs and other sites could see it."""
    request.session[JOINING] = token
    return redirect("accept_invitation")


@sensitive_post_parameters("password", "again")
@access.page(may=access.public, methods=("GET", "POST"))
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """See who is invited to what, and choose a password."""
    token = request.session.get(JOINING, "")
    at = timezone.now()
    invitation = (
        queries.invitation_for(services.digest_of(token), at) if token else None
    )
    if invitation is None:
        context = {"title": "This invitation cannot be used", "text": NOT_VALID}
        return render(request, "core/page.html", context, status=404)
    form = forms.AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _accepted(form, token, at):
        del request.session[JOINING]
        messages.success(request, "Your account is ready. Sign in to go on.")
        return redirect("account_login")
    context = {
        "title": "Set up your account",
        "form": form,
        "facts": invitation_facts(invitation),
    }
    status = 422 if form.errors else 200
    return render(request, "partnership/accept.html", context, status=status)


def _accepted(form: Any, token: str, at: Any) -> bool:
    """Use the invitation; what is wrong goes onto the form."""
    try:
        services.accept_invitation(
            token=token, password=form.cleaned_data["password"], at=at
        )
    except access.Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as wrong:
        form.add_error("password", wrong.messages)
    else:
        return True
    return False
