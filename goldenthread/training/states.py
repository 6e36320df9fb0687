"""Choices of the training room in plain words, and the moves of a session."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


class CourseKind(models.TextChoices):
    CASE_REVIEWS = "CASE_REVIEWS", "Webinar on learning from case reviews"
    AWARENESS = "AWARENESS", "Raising awareness"
    TRAIN_THE_TRAINER = "TRAIN_THE_TRAINER", "Train the trainer"
    POOL_MEETING = "POOL_MEETING", "Meeting of the training pool"
    OTHER = "OTHER", "Other"


class LengthUnit(models.TextChoices):
    MINUTES = "MINUTES", "Minutes"
    HOURS = "HOURS", "Hours"
    DAYS = "DAYS", "Days"


class RunBy(models.TextChoices):
    BUSINESS_UNIT = "BUSINESS_UNIT", "Business unit"
    POOL = "POOL", "A trainer of the pool"


class Mode(models.TextChoices):
    """“Either” is a record that does not say which: it is never split by guess."""

    FACE_TO_FACE = "FACE_TO_FACE", "Face to face"
    ONLINE = "ONLINE", "Online"
    EITHER = "EITHER", "Face to face or online: which is not recorded"


class SessionState(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "Held"
    CANCELLED = "CANCELLED", "Cancelled"


class Bound(models.TextChoices):
    EXACT = "EXACT", "Counted"
    ABOUT = "ABOUT", "About: an estimate"


class EvidenceLevel(models.TextChoices):
    """What an evaluation can show, the weakest first."""

    NONE = "NONE", "Nothing: not evaluated"
    REACTION = "REACTION", "What people thought of it"
    LEARNING = "LEARNING", "What people learned"
    PRACTICE = "PRACTICE", "What changed in people’s work"
    OUTCOMES = "OUTCOMES", "What changed for children and families"


class Timing(models.TextChoices):
    AT_END = "AT_END", "At the end of the session"
    FOLLOW_UP = "FOLLOW_UP", "Some weeks later (6 to 12)"


class QuoteKind(models.TextChoices):
    CASE_REVIEWS = "CASE_REVIEWS", "Reflection from a webinar on case reviews"
    LEARNERS = "LEARNERS", "Reflection from another course"


class Consent(models.TextChoices):
    NOT_ASKED = "NOT_ASKED", "Not asked yet"
    GIVEN = "GIVEN", "Given"
    REFUSED = "REFUSED", "Refused"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


SESSION_MOVES = MoveTable(
    "training session",
    SessionState.PLANNED,
    (
        Move("hold_session", SessionState.PLANNED, SessionState.HELD),
        Move("cancel_session", SessionState.PLANNED, SessionState.CANCELLED),
        Move("plan_session_again", SessionState.CANCELLED, SessionState.PLANNED),
    ),
    dict(SessionState.choices),
)
TABLES = (SESSION_MOVES,)
