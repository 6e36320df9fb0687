"""Pages that take one step of a case: a form, one call of a service, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.forms import PlainForm
from goldenthread.core.pages import Kind
from goldenthread.core.viewer import Viewer


@dataclass(frozen=True)
class CaseMove:
    """One step: `/<kind>/<key>/<step>/`, its name the service’s.

    kind   the kind of record the step belongs to; whoever cannot see it finds nothing
    call   services: (record, by, at, values) -> any record
    may    rules: who may open the page at all; the service decides the rest
    to     record the page began with -> where the person goes next
    beside (record, viewer) -> more for the template; words above the form in `intro`
    """

    name: str
    title: str
    button: str
    kind: Kind
    may: access.MayRule
    call: Callable[..., Any]
    to: Callable[[Any], str]
    form: type[PlainForm] = PlainForm
    intro: str = ""
    beside: Callable[[Any, Viewer], dict[str, Any]] | None = None
    initial: Callable[[HttpRequest, Any], dict[str, Any]] | None = None

    @property
    def address(self) -> str:
        return f"{self.kind.slug}/<str:key>/{self.name.replace('_', '-')}/"


def move_paths(*moves: CaseMove) -> list[Any]:
    """The addresses of the steps, each named as its service."""
    return [path(move.address, _view(move), name=move.name) for move in moves]


def _view(move: CaseMove) -> Any:
    @access.page(may=move.may, methods=("GET", "POST"))
    def take_step(request: HttpRequest, key: str) -> HttpResponse:
        with transaction.atomic():
            record = record_views.load(move.kind, request.viewer, key)
            action = f"open_{move.name}"
            record_views.log_one(move.kind, record, by=request.viewer, action=action)
            form = _form(move, request, record)

            def save() -> Any:
                move.call(
                    record,
                    by=request.viewer,
                    at=timezone.now(),
                    values=dict(form.cleaned_data),
                )
                return record

            return record_views.answer_form(
                request,
                form,
                save,
                lambda _: _onward(move, record, request.viewer),
                _context(move, record, request.viewer),
            )

    return take_step


def _onward(move: CaseMove, record: Any, viewer: Viewer) -> str:
    """Where the step leads; home, for somebody who stepped out of the record by it."""
    still_open = move.kind.visible(viewer).filter(pk=record.pk).exists()
    return move.to(record) if still_open else reverse("view_home")


def _form(move: CaseMove, request: HttpRequest, record: Any) -> PlainForm:
    # A form without fields is still sent: an empty POST must count as bound.
    data = request.POST if request.method == "POST" else None
    initial = move.initial(request, record) if move.initial else None
    return move.form(
        data,
        request.FILES or None,
        viewer=request.viewer,
        record=record,
        initial=initial,
    )


def _context(move: CaseMove, record: Any, viewer: Viewer) -> dict[str, Any]:
    return {
        "title": move.title,
        "under": move.kind.title(record),
        "intro": move.intro,
        "button": move.button,
        "back_url": move.to(record),
        **(move.beside(record, viewer) if move.beside else {}),
    }
