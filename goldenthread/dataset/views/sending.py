"""Sending a file in pieces: what a page's script asks, and goes on with after a break.

The pieces are put down sealed as they come. Whoever was cut off asks how far it got and
sends the rest; nothing is sent twice.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.dataset import rules, services
from goldenthread.dataset.models import Submission
from goldenthread.dataset.sealed import PIECE
from goldenthread.dataset.states import SentBy
from goldenthread.dataset.views.exchange import (
    BEING_BUILT,
    RELEASE_KIND,
    SUBMISSION_KIND,
    SUPPLY,
    UNDER_WAY,
)


LONGEST = 64 * 1024


class BeginForm(django_forms.Form):
    starts_on = django_forms.DateField(input_formats=["%Y-%m-%d"])
    ends_on = django_forms.DateField(input_formats=["%Y-%m-%d"])
    name = django_forms.CharField(max_length=255)
    size = django_forms.IntegerField(min_value=1)


@access.page(may=rules.may_send, methods=("POST",))
def begin_submission(request: HttpRequest, key: str) -> JsonResponse:
    """Open a submission; answers where its pieces go."""
    supply = record_views.load(SUPPLY, request.viewer, key)
    if not rules.may_send_for(request.viewer, supply):
        access.refuse(request, request.viewer)
    form = BeginForm(_json(request))
    if not form.is_valid():
        return _refused("Give the first and last day of the period, and a file.")
    values = form.cleaned_data | {"sent_by": SentBy.PAGE}
    try:
        one = services.begin_submission(
            by=request.viewer, at=timezone.now(), supply=supply, **values
        )
    except (access.Refused, ValidationError) as refusal:
        return _refused(_sentence(refusal))
    return JsonResponse(_told(one), status=201)


@access.page(may=rules.may_send, methods=("GET", "PUT"))
def put_piece(request: HttpRequest, key: str) -> JsonResponse:
    """How far it got (GET), or the next bytes (PUT, from `?offset=`).

    With the last byte the submission is received and waits to be checked.
    """
    one = record_views.load(SUBMISSION_KIND, request.viewer, key)
    if not rules.may_send_for(request.viewer, one.supply):
        access.refuse(request, request.viewer)
    if request.method != "PUT":
        return JsonResponse(_told(one))
    offset = request.GET.get("offset", "")
    piece = request.read(PIECE + 1)
    if not (offset.isascii() and offset.isdigit()) or len(piece) > PIECE:
        return _refused(f"Send up to {PIECE} bytes at a time, with their offset.")
    by = request.viewer
    try:
        with transaction.atomic():
            held = services.put_piece(one, by=by, offset=int(offset), piece=piece)
            if held == one.size:
                one = services.receive_submission(one, by=by, at=timezone.now())
    except access.Refused as refusal:
        return JsonResponse(_told(one) | {"refused": str(refusal)}, status=409)
    return JsonResponse(_told(one))


@access.page(may=rules.may_read_submissions)
def submission_under_way(request: HttpRequest, key: str) -> JsonResponse:
    """Whether its check goes on; a page asks until it does not."""
    one = record_views.load(SUBMISSION_KIND, request.viewer, key)
    return JsonResponse({"under_way": one.state in UNDER_WAY})


@access.page(may=rules.may_read_releases)
def release_under_way(request: HttpRequest, key: str) -> JsonResponse:
    """Whether it is still being built."""
    one = record_views.load(RELEASE_KIND, request.viewer, key)
    return JsonResponse({"under_way": one.state in BEING_BUILT})


def _told(one: Submission) -> dict[str, Any]:
    return {
        "held": services.sealed(one).size,
        "size": one.size,
        "piece": PIECE,
        "put": reverse("put_piece", args=[one.key]),
        "page": reverse("view_submission", args=[one.key]),
    }


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.read(LONGEST))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(sentence: str) -> JsonResponse:
    return JsonResponse({"refused": sentence}, status=422)


def _sentence(refusal: Exception) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return str(refusal)


URLS = [
    path("supplies/<str:key>/begin/", begin_submission, name="begin_submission"),
    path("submissions/<str:key>/pieces/", put_piece, name="put_piece"),
    path(
        "submissions/<str:key>/under-way/",
        submission_under_way,
        name="submission_under_way",
    ),
    path("releases/<str:key>/under-way/", release_under_way, name="release_under_way"),
]
