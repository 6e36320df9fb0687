"""Handing a copy out: asked what for, written down, marked, then made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goldenthread.core import spreadsheets
from goldenthread.core.documents import pdf, word
from goldenthread.core.documents.nodes import Document
from goldenthread.partnership.queries import partnerships
from goldenthread.reviews import services
from goldenthread.reviews.models import Incident
from goldenthread.reviews.presenters.documents import marking


TYPES = {
    "xlsx": spreadsheets.TYPE,
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# The mark in words -> the content of the file.
Made = Callable[[str], bytes]


def hand_out(
    request: HttpRequest,
    incident: Incident,
    *,
    what: str,
    form: str,
    rows: int,
    purpose: str,
    made: Made,
) -> HttpResponse:
    """Write down who takes what and why, then make the file under its reference."""
    at = timezone.now()
    reference = services.note_export(
        incident,
        by=request.viewer,
        at=at,
        what=f"{what}_{form}",
        rows=rows,
        purpose=purpose,
    )
    mark = marking(request.viewer, timezone.localdate(at), reference)
    response = HttpResponse(made(mark), content_type=TYPES[form])
    # The name tells nothing; the reference leads back to the history (rules N1, X1).
    response["Content-Disposition"] = f'attachment; filename="{reference}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def written(document: Document, form: str) -> bytes:
    """A document as PDF for accessibility, or as Word."""
    return pdf.content(document) if form == "pdf" else word.content(document)


def publisher_of(request: HttpRequest) -> str:
    """The partnership that hands it out."""
    found: Any = partnerships(request.viewer).filter(pk=request.viewer.partnership_id)
    first = found.first()
    return first.name if first else ""
