"""Tables of the governance room, one file for each noun."""

from goldenthread.governance.models.contacts import PublicContact
from goldenthread.governance.models.events import Event, EventIdea, EventStatement
from goldenthread.governance.models.meetings import (
    AgendaItem,
    Attendance,
    ConflictDeclaration,
    Decision,
    Meeting,
)
from goldenthread.governance.models.money import Budget, Contribution, Spending
from goldenthread.governance.models.national import NationalReport, NationalResponse
from goldenthread.governance.models.plans import Priority, ReformTask, StrategicPlan
from goldenthread.governance.models.policies import Policy
from goldenthread.governance.models.risks import Risk
from goldenthread.governance.models.scrutiny import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)


__all__ = [
    "AgendaItem",
    "AssuranceItem",
    "Attendance",
    "Budget",
    "CommissionedReview",
    "ConflictDeclaration",
    "Contribution",
    "Decision",
    "Event",
    "EventIdea",
    "EventStatement",
    "Meeting",
    "NationalReport",
    "NationalResponse",
    "Policy",
    "Priority",
    "PublicContact",
    "ReformTask",
    "Risk",
    "ScrutinyActivity",
    "Spending",
    "StrategicPlan",
]
