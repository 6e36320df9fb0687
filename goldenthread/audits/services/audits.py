"""Audits, their cases and grades; one stands on the thread from the day it is held."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.audits import rules
from goldenthread.audits.models import (
    Audit,
    AuditCase,
    AuditCriterion,
    AuditCycle,
    AuditGrade,
    AuditTool,
    Grade,
)
from goldenthread.audits.states import (
    AUDIT_MOVES,
    HELD,
    AuditState,
)
from goldenthread.core import intervals, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Finding, Origin
from goldenthread.thread.services import move_origin, open_origin
from goldenthread.thread.states import OriginKind


REFERENCE = Path(__file__).parents[1] / "reference"


# --- Grades, tools, cycles ---------------------------------------------------------


def add_grade_word(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Grade:
    """Add a word to the grading scale, from a day on."""
    rules.require_may_keep(by)
    values = {"partnership_id": by.partnership_id} | values
    return records.add(Grade, values, by=by, at=at, action="add_grade_word")


def load_grades(*, by: Viewer, at: datetime) -> dict[str, Grade]:
    """Give the viewer's partnership the first grading scale, from dated reference rows."""
    facts = read_rows(REFERENCE / "grades.toml")
    found = {}
    for position, row in enumerate(facts["grade"], 1):
        fixed = {"starts_on": facts["starts_on"], "position": position}
        found[row["code"]] = add_grade_word(by=by, at=at, values=row | fixed)
    return found


def add_audit_tool(*, by: Viewer, at: datetime, values: dict[str, Any]) -> AuditTool:
    """Put a version of a tool into the library."""
    rules.require_may_keep(by)
    values = {"partnership_id": by.partnership_id} | values
    return records.add(AuditTool, values, by=by, at=at, action="add_audit_tool")


def amend_audit_tool(
    tool: AuditTool,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditTool:
    rules.require_may_keep(by)
    return records.amend(
        tool,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_audit_tool",
    )


def add_audit_cycle(*, by: Viewer, at: datetime, values: dict[str, Any]) -> AuditCycle:
    """Begin an audit that comes round again; its rhythm must be an interval."""
    rules.require_may_keep(by)
    _require_interval(values)
    values = {"partnership_id": by.partnership_id} | values
    return records.add(AuditCycle, values, by=by, at=at, action="add_audit_cycle")


def amend_audit_cycle(
    cycle: AuditCycle,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditCycle:
    rules.require_may_keep(by)
    _require_interval(values)
    return records.amend(
        cycle,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_audit_cycle",
    )


def _require_interval(values: dict[str, Any]) -> None:
    if rhythm := values.get("rhythm"):
        try:
            intervals.parse(rhythm)
        except intervals.IntervalError as wrong:
            raise ValidationError({"rhythm": str(wrong)}) from wrong


# --- Audits ---------------------------------------------------------------------------


def add_audit(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Audit:
    """Plan an audit."""
    rules.require_may_keep(by)
    _require_order(values)
    values = {"partnership_id": by.partnership_id} | values
    return records.add(Audit, values, by=by, at=at, action="add_audit")


def amend_audit(
    audit: Audit, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Audit:
    """Change what an audit says; its origin on the thread follows its title."""
    rules.require_may_keep(by)
    _require_order(values)
    with transaction.atomic():
        audit = records.amend(
            audit,
            values,
            read_version=read_version,
            by=by,
            at=at,
            action="amend_audit",
        )
        if audit.state in HELD:
            keep_origin(audit, by=by, at=at)
    return audit


def _require_order(values: dict[str, Any]) -> None:
    start, end = values.get("period_from"), values.get("period_to")
    if start and end and end < start:
        raise ValidationError(
            {"period_to": f"The period cannot end before {long_date(start)}."}
        )


def hold_audit(
    audit: Audit, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Audit:
    """Say when it was held: from then on it is a source of learning on the thread."""
    rules.require_may_keep(by)
    require_past("held_on", values["held_on"], at)
    with transaction.atomic():
        audit = _move(audit, "hold_audit", values, read_version, by, at)
        keep_origin(audit, by=by, at=at)
    return audit


def report_audit(
    audit: Audit, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Audit:
    """Say that it is reported; refuses while no finding is written down."""
    rules.require_may_keep(by)
    day = values["reported_on"]
    require_past("reported_on", day, at)
    if audit.held_on and day < audit.held_on:
        raise ValidationError(
            {"reported_on": "It cannot be reported before it was held."}
        )
    AUDIT_MOVES.move("report_audit", audit.state)
    if not Finding.objects.filter(origin__source_key=audit.key).exists():
        raise Refused("Write down at least one finding before the audit is reported.")
    return _move(audit, "report_audit", values, read_version, by, at)


def cancel_audit(
    audit: Audit, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Audit:
    """Give a planned audit up, with the reason."""
    rules.require_may_keep(by)
    if not values["why"].strip():
        raise ValidationError({"why": "Say why it will not be held."})
    return _move(audit, "cancel_audit", {}, read_version, by, at, values["why"])


def _move(
    audit: Audit,
    name: str,
    values: dict[str, Any],
    read_version: int,
    by: Viewer,
    at: datetime,
    why: str = "",
) -> Audit:
    move = AUDIT_MOVES.move(name, audit.state)
    return records.amend(
        audit,
        values | {"state": move.target},
        read_version=read_version,
        by=by,
        at=at,
        action=name,
        why=why,
    )


def require_past(field: str, day: date, at: datetime) -> None:
    if day > london_date(at):
        raise ValidationError({field: "The date cannot be in the future."})


def keep_origin(audit: Audit, *, by: Viewer, at: datetime) -> Origin:
    """Open the audit's origin, or bring its title and date in step with the audit."""
    title, held_on = audit.title, audit.held_on
    if held_on is None:
        raise Refused("An audit that was not held is no source of learning yet.")
    origin = Origin.objects.filter(source_key=audit.key).first()
    if origin is None:
        return open_origin(
            by=by,
            at=at,
            partnership=audit.partnership,
            kind=OriginKind.AUDIT,
            source_key=audit.key,
            title=title,
            happened_on=held_on,
            about=audit.reason,
            code=audit.code,
        )
    return move_origin(
        origin, by=by, at=at, title=title, happened_on=held_on, circle=origin.circle
    )


# --- Criteria, cases, grades ------------------------------------------------------------


def add_audit_criterion(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Audit
) -> AuditCriterion:
    """Write down what a file had to show to be in the sample."""
    rules.require_may_keep(by)
    values = values | {"audit": parent}
    return records.add(
        AuditCriterion, values, by=by, at=at, action="add_audit_criterion"
    )


def amend_audit_criterion(
    criterion: AuditCriterion,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AuditCriterion:
    rules.require_may_keep(by)
    return records.amend(
        criterion,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_audit_criterion",
    )


def add_audit_case(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Audit
) -> AuditCase:
    """Add one file by its number; refuses a number that is taken and a cancelled audit."""
    rules.require_may_keep(by)
    if parent.state == AuditState.CANCELLED:
        raise Refused("This audit was cancelled, so no file was opened in it.")
    number = values.get("number") or parent.cases.count() + 1
    if parent.cases.filter(number=number).exists():
        raise ValidationError({"number": f"Case {number} is in this audit already."})
    values = {"kind": parent.case_kind} | values | {"audit": parent, "number": number}
    return records.add(AuditCase, values, by=by, at=at, action="add_audit_case")


def add_audit_grade(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Audit
) -> AuditGrade:
    """Write down a grade that was given; a later one stands beside it, not over it.

    Refuses a case of another audit, and grades of an audit that was not held.
    """
    rules.require_may_keep(by)
    if parent.state not in HELD:
        raise Refused("Grades are given once the audit was held.")
    case = values.get("case")
    if case is not None and case.audit_id != parent.pk:
        raise ValidationError({"case": "That case is of another audit."})
    require_past("graded_on", values["graded_on"], at)
    values = values | {"audit": parent}
    return records.add(AuditGrade, values, by=by, at=at, action="add_audit_grade")
