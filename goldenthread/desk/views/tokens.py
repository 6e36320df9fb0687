"""A person's tokens for other programs: made, shown once, withdrawn."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from goldenthread.core import access
from goldenthread.desk import forms, queries, rules, services


@access.page(may=rules.may_have_tokens, methods=("GET", "POST"))
def list_program_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; on sending the form, a new one, its secret shown this once."""
    data = request.POST if request.method == "POST" else None
    form, issued = forms.TokenForm(data, viewer=request.viewer), None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                issued = services.make_program_token(
                    by=request.viewer, at=timezone.now(), **form.cleaned_data
                )
            form = forms.TokenForm(viewer=request.viewer)
        except ValidationError as wrong:
            for name, errors in wrong.message_dict.items():
                form.add_error(name, errors)
    scopes = dict(rules.Scope.choices)
    context = {
        "title": "Tokens for other programs",
        "form": form,
        "issued": issued,
        "tokens": [
            (one, [scopes.get(name, name) for name in one.scopes])
            for one in queries.own_tokens(request.viewer)
        ],
        "now": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/tokens.html", context, status=status)


@access.page(may=rules.may_have_tokens, methods=("POST",))
def withdraw_program_token(request: HttpRequest, key: str) -> HttpResponse:
    token = get_object_or_404(queries.own_tokens(request.viewer), key=key)
    services.withdraw_program_token(token, by=request.viewer, at=timezone.now())
    return redirect("list_program_tokens")
