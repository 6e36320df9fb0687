"""What agencies are asked for, and what they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from goldenthread.audits import rules
from goldenthread.audits.models import Audit, AuditRequest
from goldenthread.audits.services.audits import require_past
from goldenthread.audits.states import REQUEST_MOVES
from goldenthread.core import records
from goldenthread.core.viewer import Viewer


def add_audit_request(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Audit
) -> AuditRequest:
    """Ask an agency for its records; refuses an agency that was asked already."""
    rules.require_may_keep(by)
    if parent.requests.filter(agency=values["agency"]).exists():
        raise ValidationError({"agency": f"{values['agency']} was asked already."})
    asked, due = values.get("asked_on"), values.get("due_on")
    if asked and due and due < asked:
        raise ValidationError({"due_on": "It cannot be due before it was asked."})
    values = values | {"audit": parent}
    return records.add(AuditRequest, values, by=by, at=at, action="add_audit_request")


def return_audit_request(
    request: AuditRequest,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditRequest:
    """The agency (or the unit for it) says that its return was sent."""
    return _answer(request, "return_audit_request", by, at, values, read_version)


def decline_audit_request(
    request: AuditRequest,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditRequest:
    """The agency (or the unit for it) says that it holds nothing on these people."""
    return _answer(request, "decline_audit_request", by, at, values, read_version)


def _answer(
    request: AuditRequest,
    name: str,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditRequest:
    rules.require_may_answer(by, request)
    move = REQUEST_MOVES.move(name, request.state)
    require_past("answered_on", values["answered_on"], at)
    return records.amend(
        request,
        values | {"state": move.target},
        read_version=read_version,
        by=by,
        at=at,
        action=name,
    )


def reopen_audit_request(
    request: AuditRequest,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditRequest:
    """Ask again, with the reason."""
    rules.require_may_keep(by)
    move = REQUEST_MOVES.move("reopen_audit_request", request.state)
    if not values["why"].strip():
        raise ValidationError({"why": "Say why you ask again."})
    return records.amend(
        request,
        {"state": move.target, "answered_on": None},
        read_version=read_version,
        by=by,
        at=at,
        action="reopen_audit_request",
        why=values["why"],
    )
