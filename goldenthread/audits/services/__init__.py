"""Every write of audits."""

from goldenthread.audits.services.audits import (
    add_audit,
    add_audit_case,
    add_audit_criterion,
    add_audit_cycle,
    add_audit_grade,
    add_audit_tool,
    add_grade_word,
    amend_audit,
    amend_audit_criterion,
    amend_audit_cycle,
    amend_audit_tool,
    cancel_audit,
    hold_audit,
    keep_origin,
    load_grades,
    report_audit,
)
from goldenthread.audits.services.requests import (
    add_audit_request,
    decline_audit_request,
    reopen_audit_request,
    return_audit_request,
)
from goldenthread.audits.services.sampling import take_sample


__all__ = [
    "add_audit",
    "add_audit_case",
    "add_audit_criterion",
    "add_audit_cycle",
    "add_audit_grade",
    "add_audit_request",
    "add_audit_tool",
    "add_grade_word",
    "amend_audit",
    "amend_audit_criterion",
    "amend_audit_cycle",
    "amend_audit_tool",
    "cancel_audit",
    "decline_audit_request",
    "hold_audit",
    "keep_origin",
    "load_grades",
    "reopen_audit_request",
    "report_audit",
    "return_audit_request",
    "take_sample",
]
