"""Cases taken from a sample that another room drew: numbers and pseudonyms, nobody named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.audits import rules
from goldenthread.audits.models import Audit, AuditCase, AuditRequest
from goldenthread.audits.states import AuditState, CaseKind
from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.thread.queries import samples
from goldenthread.thread.queries.samples import Drawn


OPEN = (AuditState.PLANNED, AuditState.HELD)


def take_sample(
    audit: Audit, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Audit:
    """Take a sample's cases into an audit under their numbers and pseudonyms.

    Taken again, it brings what was put in place of others since, and marks those. The
    agencies of the sample are asked for records. Refuses an audit that has other cases,
    or that is reported or cancelled: its numbers must be those of the sample, so that
    an agency finds its child by the number of the case.
    """
    rules.require_may_keep(by)
    if audit.state not in OPEN:
        raise Refused("Cases are taken before the audit is reported.")
    drawn = samples.read(by, values["sample"])
    if drawn is None:
        raise ValidationError({"sample": "Choose one of the samples listed."})
    there = {one.drawn_as: one for one in AuditCase.objects.filter(audit=audit)}
    if not set(there) <= {one.pseudonym for one in drawn.cases}:
        raise Refused("This audit has cases that are not of this sample.")
    with transaction.atomic():
        _take_cases(audit, drawn, there, by, at)
        _ask_agencies(audit, drawn, by, at)
        left = sum(not one.replaced for one in drawn.cases)
        known = {
            "how_drawn": drawn.how,
            "cohort_size": left,
            "period_from": drawn.first_day,
            "period_to": drawn.last_day,
        }
        return records.amend(
            audit,
            known,
            read_version=read_version,
            by=by,
            at=at,
            action="take_sample",
        )


def _take_cases(
    audit: Audit, drawn: Drawn, there: dict[str, AuditCase], by: Viewer, at: datetime
) -> None:
    for one in drawn.cases:
        case = there.get(one.pseudonym)
        if case is None:
            kept = {
                "audit": audit,
                "number": one.number,
                "kind": CaseKind.CHILD,
                "drawn_as": one.pseudonym,
                "replaced": one.replaced,
            }
            records.add(AuditCase, kept, by=by, at=at, action="take_case")
        elif one.replaced and not case.replaced:
            records.amend(
                case,
                {"replaced": one.replaced},
                read_version=case.version,
                by=by,
                at=at,
                action="replace_case_of_audit",
            )


def _ask_agencies(audit: Audit, drawn: Drawn, by: Viewer, at: datetime) -> None:
    asked = set(audit.requests.values_list("agency_id", flat=True))
    for agency in drawn.agencies:
        if agency.pk not in asked:
            records.add(
                AuditRequest,
                {"audit": audit, "agency": agency},
                by=by,
                at=at,
                action="add_audit_request",
            )
