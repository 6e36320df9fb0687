"""Audits for tests, made through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.audits import services
from goldenthread.audits.models import Audit, AuditRequest, Grade
from goldenthread.audits.states import AuditKind
from tests.thread.factories import AT, TODAY, loader


HELD_ON = date(2025, 1, 15)


def make_audit(partnership, **values: Any) -> Audit:
    given = {
        "kind": AuditKind.MACFA,
        "title": "Neglect",
        "planned_on": date(2025, 1, 10),
    } | values
    return services.add_audit(by=loader(partnership), at=AT, values=given)


def hold(audit: Audit, **values: Any) -> Audit:
    given = {"held_on": HELD_ON} | values
    return services.hold_audit(
        audit,
        by=loader(audit.partnership),
        at=AT,
        values=given,
        read_version=audit.version,
    )


def make_grade(partnership, code: str = "good", position: int = 1) -> Grade:
    values = {
        "code": code,
        "label": code.replace("-", " ").capitalize(),
        "position": position,
        "starts_on": date(2020, 1, 1),
    }
    return services.add_grade_word(by=loader(partnership), at=AT, values=values)


def give(audit: Audit, grade: Grade, **values: Any):
    given = {"grade": grade, "graded_on": TODAY} | values
    return services.add_audit_grade(
        by=loader(audit.partnership), at=AT, values=given, parent=audit
    )


def ask(audit: Audit, agency, **values: Any) -> AuditRequest:
    given = {"agency": agency, "due_on": date(2025, 2, 1)} | values
    return services.add_audit_request(
        by=loader(audit.partnership), at=AT, values=given, parent=audit
    )
