"""Choices of the governance room in plain words, and the moves of its records."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


# Money


class IncomeKind(models.TextChoices):
    SHARED = "SHARED", "Contribution to the shared budget"
    OTHER = "OTHER", "Other income outside the shared budget"


class IncomeStage(models.TextChoices):
    """Expected and received money are separate rows and never added together."""

    EXPECTED = "EXPECTED", "Expected"
    RECEIVED = "RECEIVED", "Received"


class SpendingStage(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    SPENT = "SPENT", "Spent"


# Meetings


class MeetingMode(models.TextChoices):
    IN_PERSON = "IN_PERSON", "In person"
    ONLINE = "ONLINE", "Online"
    HYBRID = "HYBRID", "In person and online"
    IN_WRITING = "IN_WRITING", "In writing, between meetings"
    NOT_KNOWN = "NOT_KNOWN", "Not known"


class MeetingState(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "Held"
    MINUTED = "MINUTED", "Minutes agreed"
    CANCELLED = "CANCELLED", "Cancelled"


class Presence(models.TextChoices):
    PRESENT = "PRESENT", "Present"
    DEPUTY = "DEPUTY", "Sent a named deputy"
    APOLOGIES = "APOLOGIES", "Apologies"
    ABSENT = "ABSENT", "Absent"


class Audience(models.TextChoices):
    """Who may read an item of an agenda and what was decided under it."""

    OPEN = "OPEN", "Everyone who may open the meeting"
    PARTNERS = "PARTNERS", "Executives, the scrutineer and the business unit"
    EXECUTIVES = "EXECUTIVES", "Executives and the business unit"


class ConflictOutcome(models.TextChoices):
    LEFT = "LEFT", "Left the room and saw no papers"
    SILENT = "SILENT", "Stayed, took no part in the decision"
    TOOK_PART = "TOOK_PART", "Took part: the meeting saw no conflict"


class DecisionKind(models.TextChoices):
    INITIATIVE = "INITIATIVE", "Starts an initiative"
    APPROVAL = "APPROVAL", "Approves a document"
    MONEY = "MONEY", "Agrees money"
    STRUCTURE = "STRUCTURE", "Changes the structure"
    ASSURANCE = "ASSURANCE", "Accepts or asks for assurance"
    OTHER = "OTHER", "Something else"


# Plans


class PriorityKind(models.TextChoices):
    PRIORITY = "PRIORITY", "Priority"
    CONTINUING = "CONTINUING", "Continuing area of work"


class ReformStrand(models.TextChoices):
    """Headings under which national reform is delivered and reported."""

    GOVERNANCE = "GOVERNANCE", "Governance"
    EDUCATION = "EDUCATION", "Education as a partner"
    VOLUNTARY = "VOLUNTARY", "Voluntary sector as a partner"
    SCRUTINY = "SCRUTINY", "Scrutiny and accountability"
    EARLY_HELP = "EARLY_HELP", "Early help, prevention and family support"
    POLICY = "POLICY", "Procedures, thresholds, practice standards and training"


class Progress(models.TextChoices):
    NOT_STARTED = "NOT_STARTED", "Not started"
    UNDER_WAY = "UNDER_WAY", "Under way"
    DONE = "DONE", "Done"
    STOPPED = "STOPPED", "Stopped"


# Policies


class PolicyKind(models.TextChoices):
    POLICY = "POLICY", "Policy"
    PROCEDURE = "PROCEDURE", "Procedure"
    THRESHOLDS = "THRESHOLDS", "Threshold document"
    PROTOCOL = "PROTOCOL", "Protocol"
    GUIDANCE = "GUIDANCE", "Guidance"
    STRATEGY = "STRATEGY", "Strategy"
    PATHWAY = "PATHWAY", "Pathway"


class PolicyState(models.TextChoices):
    IN_WRITING = "IN_WRITING", "Being written"
    IN_FORCE = "IN_FORCE", "In force"
    UNDER_REVIEW = "UNDER_REVIEW", "In force, under review"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class ReviewDue(models.TextChoices):
    """How a review date stands on a given day; worked out, never stored."""

    OVERDUE = "OVERDUE", "Review overdue"
    SOON = "SOON", "Review due within 90 days"
    LATER = "LATER", "Review not due yet"
    NO_DATE = "NO_DATE", "No review date recorded"
    NOT_NEEDED = "NOT_NEEDED", "No review needed"


# Events


class EventKind(models.TextChoices):
    SUMMIT = "SUMMIT", "Summit"
    SPOTLIGHT = "SPOTLIGHT", "Spotlight session"
    TURNING_THE_CURVE = "TURNING_THE_CURVE", "Turning the curve event"
    WORKSHOP = "WORKSHOP", "Workshop"
    PRIORITY_SETTING = "PRIORITY_SETTING", "Priority setting workshop"
    WEBINARS = "WEBINARS", "Webinar series"
    BRIEFING = "BRIEFING", "Briefing"
    CONFERENCE = "CONFERENCE", "Conference"


class EventState(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "Held"
    CANCELLED = "CANCELLED", "Cancelled"


class StatementKind(models.TextChoices):
    PURPOSE = "PURPOSE", "Purpose of the event"
    AMBITION = "AMBITION", "Shared ambition"
    SYSTEM = "SYSTEM", "Mark of the transformed system"


class Horizon(models.TextChoices):
    QUICK_WIN = "QUICK_WIN", "Quick win"
    LONGER_TERM = "LONGER_TERM", "Longer term"
    NOT_SORTED = "NOT_SORTED", "Not sorted yet"


# National reports


class ResponseState(models.TextChoices):
    CONSIDERED = "CONSIDERED", "Considered"
    IN_PROGRESS = "IN_PROGRESS", "Being acted on"
    COMPLETE = "COMPLETE", "Complete"
    NO_ACTION = "NO_ACTION", "No action needed"


# Scrutiny


class ScrutinyKind(models.TextChoices):
    BOARD = "BOARD", "Attendance at a board"
    OBSERVATION = "OBSERVATION", "Observation of a group"
    DEEP_DIVE = "DEEP_DIVE", "Deep dive"
    DATA = "DATA", "Scrutiny of data"
    DOCUMENTS = "DOCUMENTS", "Scrutiny of policies or audits"
    INTERVIEW = "INTERVIEW", "Interview"
    REPORT_COMMENT = "REPORT_COMMENT", "Comment on a report"


class AssuranceKind(models.TextChoices):
    DUTY = "DUTY", "Part of the scrutineer’s role"
    STRAND = "STRAND", "Strand of the assurance framework"


class RiskState(models.TextChoices):
    OPEN = "OPEN", "Open"
    ACCEPTED = "ACCEPTED", "Accepted"
    CLOSED = "CLOSED", "Closed"


class Score(models.IntegerChoices):
    """One scale for likelihood and for impact."""

    VERY_LOW = 1, "1 Very low"
    LOW = 2, "2 Low"
    MEDIUM = 3, "3 Medium"
    HIGH = 4, "4 High"
    VERY_HIGH = 5, "5 Very high"


M = MeetingState
MEETING_MOVES = MoveTable(
    name="meeting",
    first=M.PLANNED,
    moves=(
        Move("hold_meeting", M.PLANNED, M.HELD),
        Move("cancel_meeting", M.PLANNED, M.CANCELLED),
        Move("agree_minutes", M.HELD, M.MINUTED, "the group, at a later meeting"),
        Move("reopen_minutes", M.MINUTED, M.HELD),
    ),
    labels=dict(M.choices),
)

P = PolicyState
POLICY_MOVES = MoveTable(
    name="document",
    first=P.IN_WRITING,
    moves=(
        Move("bring_into_force", P.IN_WRITING, P.IN_FORCE, "the owning group"),
        Move("begin_review", P.IN_FORCE, P.UNDER_REVIEW),
        Move("end_review", P.UNDER_REVIEW, P.IN_FORCE, "the owning group"),
        Move("withdraw", P.IN_WRITING, P.WITHDRAWN),
        Move("withdraw", P.IN_FORCE, P.WITHDRAWN, "the owning group"),
        Move("withdraw", P.UNDER_REVIEW, P.WITHDRAWN, "the owning group"),
    ),
    labels=dict(P.choices),
)

E = EventState
EVENT_MOVES = MoveTable(
    name="event",
    first=E.PLANNED,
    moves=(
        Move("hold_event", E.PLANNED, E.HELD),
        Move("cancel_event", E.PLANNED, E.CANCELLED),
        Move("plan_event_again", E.CANCELLED, E.PLANNED),
    ),
    labels=dict(E.choices),
)

R = RiskState
RISK_MOVES = MoveTable(
    name="risk",
    first=R.OPEN,
    moves=(
        Move("accept_risk", R.OPEN, R.ACCEPTED, "the executive"),
        Move("reopen_risk", R.ACCEPTED, R.OPEN),
        Move("close_risk", R.OPEN, R.CLOSED),
        Move("close_risk", R.ACCEPTED, R.CLOSED),
        Move("reopen_risk", R.CLOSED, R.OPEN),
    ),
    labels=dict(R.choices),
)

TABLES = (MEETING_MOVES, POLICY_MOVES, EVENT_MOVES, RISK_MOVES)
