"""Choices of the audits room in plain words, and the moves of audits and requests."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


class AuditKind(models.TextChoices):
    MACFA = "MACFA", "Multi-agency case file audit"
    JOINT = "JOINT", "Joint dip sample"
    SECTION_11 = "SECTION_11", "Section 11 self-assessment"
    SECTION_175 = "SECTION_175", "Section 175 self-assessment"
    ROLLING = "ROLLING", "Rolling sample"
    SINGLE_AGENCY = "SINGLE_AGENCY", "Single-agency audit"


# Audits in which several agencies open the same people's files together.
TOGETHER = (AuditKind.MACFA, AuditKind.JOINT)


class CaseKind(models.TextChoices):
    CHILD = "CHILD", "Child"
    WOMAN = "WOMAN", "Woman"
    ADULT = "ADULT", "Adult"
    FAMILY = "FAMILY", "Family"
    AGENCY = "AGENCY", "Agency"


class Precision(models.TextChoices):
    """How exactly a day is known; it is stored as the first day of what is known."""

    DAY = "DAY", "The day"
    MONTH = "MONTH", "Only the month"
    YEAR = "YEAR", "Only the year"
    FINANCIAL_YEAR = "FINANCIAL_YEAR", "Only the financial year"


class CriterionKind(models.TextChoices):
    FACTOR = "FACTOR", "A factor that was present"
    STAGE = "STAGE", "Where the case stood"
    GROUP = "GROUP", "Whom it was about"


class AuditState(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "Held, not yet reported"
    REPORTED = "REPORTED", "Reported"
    CANCELLED = "CANCELLED", "Cancelled"


S = AuditState
HELD = (S.HELD, S.REPORTED)
AUDIT_MOVES = MoveTable(
    name="audit",
    first=S.PLANNED,
    moves=(
        Move("hold_audit", S.PLANNED, S.HELD),
        Move("report_audit", S.HELD, S.REPORTED),
        Move("cancel_audit", S.PLANNED, S.CANCELLED),
    ),
    labels=dict(AuditState.choices),
)


class RequestState(models.TextChoices):
    ASKED = "ASKED", "Asked"
    RETURNED = "RETURNED", "Returned"
    NOT_INVOLVED = "NOT_INVOLVED", "Not involved"


R = RequestState
REQUEST_MOVES = MoveTable(
    name="request",
    first=R.ASKED,
    moves=(
        Move("return_audit_request", R.ASKED, R.RETURNED, "the agency asked"),
        Move("decline_audit_request", R.ASKED, R.NOT_INVOLVED, "the agency asked"),
        Move("reopen_audit_request", R.RETURNED, R.ASKED),
        Move("reopen_audit_request", R.NOT_INVOLVED, R.ASKED),
    ),
    labels=dict(RequestState.choices),
)

TABLES = (AUDIT_MOVES, REQUEST_MOVES)
