"""Who may read and keep audits, and who answers a request for records."""

from __future__ import annotations

from goldenthread.audits.models import AuditRequest
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.rules import (
    KEEPERS,
    may_keep_records,
    may_read_practice,
    require_may_keep_records,
)
from goldenthread.partnership.states import Role


may_read = may_read_practice
may_keep = may_keep_records
require_may_keep = require_may_keep_records

ANSWERERS = KEEPERS | {Role.AGENCY_LEAD}


def may_answer_some(viewer: Viewer) -> bool:
    """May answer requests at all; which ones is asked of each request."""
    return viewer.has_role(ANSWERERS)


def may_answer(viewer: Viewer, request: AuditRequest) -> bool:
    """A lead of the agency asked, or the business unit on its behalf."""
    if viewer.has_role(KEEPERS):
        return True
    of_agency = viewer.agency_id is not None and viewer.agency_id == request.agency_id
    return viewer.role == Role.AGENCY_LEAD and of_agency


def reason_against_answering(viewer: Viewer, request: AuditRequest) -> str:
    """Why this viewer may not answer; empty if they may."""
    if may_answer(viewer, request):
        return ""
    return f"Only {request.agency}, which was asked, or the business unit answers."


def require_may_answer(viewer: Viewer, request: AuditRequest) -> None:
    """Refuses other agencies and roles that answer nothing."""
    if reason := reason_against_answering(viewer, request):
        raise Refused(reason)


def may_see_request(viewer: Viewer, request: AuditRequest) -> bool:
    """An agency's lead sees the requests to their own agency only (rule A3)."""
    return viewer.role != Role.AGENCY_LEAD or viewer.agency_id == request.agency_id
