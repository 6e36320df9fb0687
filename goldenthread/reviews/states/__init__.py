"""Choices of the reviews room in plain words, and the moves of a practice review."""

from django.db import models

from goldenthread.core.states import Move, MoveTable
from goldenthread.reviews.states.cases import CASE_MOVES


class Precision(models.TextChoices):
    """How exactly a day is known; one known to the month stands as its first day."""

    DAY = "DAY", "The day"
    MONTH = "MONTH", "The month only"
    YEAR = "YEAR", "The financial year only"


class Basis(models.TextChoices):
    """What a value rests on: said beside it wherever it is shown."""

    RECORDED = "RECORDED", "Recorded here"
    PUBLISHED = "PUBLISHED", "Printed by the source"
    ASSUMED = "ASSUMED", "Assumed: the source does not say"
    INVENTED = "INVENTED", "Made up for the example partnership"


class Nature(models.TextChoices):
    """Nature of a notification (Children Act 2004 s16C)."""

    DEATH = "DEATH", "Death of a child, abuse or neglect known or suspected"
    SERIOUS_HARM = "SERIOUS_HARM", "Serious harm to a child"
    LOOKED_AFTER_DEATH = "LOOKED_AFTER_DEATH", "Death of a looked-after child"
    CARE_LEAVER_DEATH = "CARE_LEAVER_DEATH", "Death of a care leaver"
    NOT_SETTLED = "NOT_SETTLED", "Not settled"


class Stage(models.TextChoices):
    NOTIFICATION = "NOTIFICATION", "Whether to notify"
    RAPID_REVIEW = "RAPID_REVIEW", "After the rapid review"
    PANEL_REPLY = "PANEL_REPLY", "Reply of the national Panel"


class Decider(models.TextChoices):
    """Who decides. The independent scrutineer never does."""

    PARTNERS = "PARTNERS", "The three partners together"
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY", "Local authority"
    ICB = "ICB", "Integrated care board"
    POLICE = "POLICE", "Police"
    PANEL = "PANEL", "National Panel"


PARTNERS = (Decider.LOCAL_AUTHORITY, Decider.ICB, Decider.POLICE)


class DecisionOutcome(models.TextChoices):
    NOTIFY = "NOTIFY", "Notify"
    DO_NOT_NOTIFY = "DO_NOT_NOTIFY", "Do not notify"
    LEARNING_CAPTURED = "LEARNING_CAPTURED", "No further review: learning captured"
    LCSPR = "LCSPR", "Local child safeguarding practice review"
    OTHER_LEARNING = "OTHER_LEARNING", "Another local learning review"
    NATIONAL_SUGGESTED = "NATIONAL_SUGGESTED", "National review suggested"
    CRITERIA_NOT_MET = "CRITERIA_NOT_MET", "Criteria not met: notification withdrawn"
    PANEL_AGREES = "PANEL_AGREES", "The Panel agrees"
    PANEL_QUESTIONS = "PANEL_QUESTIONS", "The Panel questions the decision"


O = DecisionOutcome  # noqa: E741
AFTER_RAPID_REVIEW = (
    O.LEARNING_CAPTURED,
    O.LCSPR,
    O.OTHER_LEARNING,
    O.NATIONAL_SUGGESTED,
    O.CRITERIA_NOT_MET,
)
STAGE_OUTCOMES = {
    Stage.NOTIFICATION: (O.NOTIFY, O.DO_NOT_NOTIFY),
    Stage.RAPID_REVIEW: AFTER_RAPID_REVIEW,
    Stage.PANEL_REPLY: (O.PANEL_AGREES, O.PANEL_QUESTIONS),
}


class ReviewKind(models.TextChoices):
    SINGLE = "SINGLE", "Local practice review"
    THEMATIC = "THEMATIC", "Thematic review"
    JOINT_SAR = "JOINT_SAR", "Joint review with a safeguarding adults review"
    JOINT_DARDR = (
        "JOINT_DARDR",
        "Joint review with a domestic abuse related death review",
    )
    MULTI_AREA = "MULTI_AREA", "Review across areas"
    LEARNING = "LEARNING", "Other local learning review"


class CarriedOutBy(models.TextChoices):
    REVIEWER = "REVIEWER", "A reviewer commissioned for it"
    PARTNERS = "PARTNERS", "The partners themselves"
    NOT_KNOWN = "NOT_KNOWN", "Not recorded"


class ReviewState(models.TextChoices):
    DECIDED = "DECIDED", "Decided"
    SCOPED = "SCOPED", "Scoped"
    REVIEWER_APPOINTED = "REVIEWER_APPOINTED", "Reviewer appointed"
    FIELDWORK = "FIELDWORK", "Fieldwork"
    DRAFT = "DRAFT", "Draft"
    FACT_CHECK = "FACT_CHECK", "Checked for facts"
    FAMILY_FEEDBACK = "FAMILY_FEEDBACK", "With the family"
    PARTNERS_AGREED = "PARTNERS_AGREED", "Agreed by the partners"
    SENT_BEFORE = "SENT_BEFORE", "Sent to the Panel before publication"
    PUBLISHED = "PUBLISHED", "Published"
    IMPROVEMENTS_ONLY = "IMPROVEMENTS_ONLY", "Improvements published only"
    ACTIONS_OPEN = "ACTIONS_OPEN", "Actions open"
    ASSURED = "ASSURED", "Actions assured"
    CLOSED = "CLOSED", "Closed"
    MERGED = "MERGED", "Taken into a thematic review"


S = ReviewState
WORKING = (
    S.DECIDED,
    S.SCOPED,
    S.REVIEWER_APPOINTED,
    S.FIELDWORK,
    S.DRAFT,
    S.FACT_CHECK,
    S.FAMILY_FEEDBACK,
    S.PARTNERS_AGREED,
    S.SENT_BEFORE,
)
# The review itself is over, whatever is still being done about it.
FINISHED = tuple(state for state in S if state not in WORKING)

REVIEW_MOVES = MoveTable(
    name="review",
    first=S.DECIDED,
    moves=(
        Move("scope_review", S.DECIDED, S.SCOPED),
        Move("appoint_reviewer", S.SCOPED, S.REVIEWER_APPOINTED),
        Move("begin_fieldwork", S.REVIEWER_APPOINTED, S.FIELDWORK),
        Move("begin_fieldwork", S.SCOPED, S.FIELDWORK, "where the partners do it"),
        Move("draft_review", S.FIELDWORK, S.DRAFT),
        Move("check_facts", S.DRAFT, S.FACT_CHECK),
        Move("show_to_family", S.FACT_CHECK, S.FAMILY_FEEDBACK),
        Move("return_draft", S.FACT_CHECK, S.DRAFT),
        Move("return_draft", S.FAMILY_FEEDBACK, S.DRAFT),
        Move("agree_review", S.FAMILY_FEEDBACK, S.PARTNERS_AGREED, "three partners"),
        Move("return_draft", S.PARTNERS_AGREED, S.DRAFT),
        Move("send_before_publication", S.PARTNERS_AGREED, S.SENT_BEFORE),
        Move("publish_review", S.SENT_BEFORE, S.PUBLISHED, "a second person"),
        Move(
            "publish_improvements",
            S.SENT_BEFORE,
            S.IMPROVEMENTS_ONLY,
            "a second person",
        ),
        Move("open_actions", S.PUBLISHED, S.ACTIONS_OPEN),
        Move("open_actions", S.IMPROVEMENTS_ONLY, S.ACTIONS_OPEN),
        Move("assure_actions", S.ACTIONS_OPEN, S.ASSURED),
        Move("close_review", S.ASSURED, S.CLOSED),
        *(Move("merge_review", state, S.MERGED) for state in WORKING[:5]),
    ),
    labels=dict(S.choices),
)


class PublicationState(models.TextChoices):
    """How far a text is on its way out; what was published elsewhere stays a draft."""

    DRAFT = "DRAFT", "Draft"
    CHECKED = "CHECKED", "Checked"
    APPROVED = "APPROVED", "Approved by a second person"
    PUBLISHED = "PUBLISHED", "Published"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


T = PublicationState
PUBLICATION_MOVES = MoveTable(
    name="publication",
    first=T.DRAFT,
    moves=(
        Move("check_publication", T.DRAFT, T.CHECKED, "names and details"),
        Move("approve_publication", T.CHECKED, T.APPROVED, "a second person"),
        Move("return_publication", T.CHECKED, T.DRAFT),
        Move("return_publication", T.APPROVED, T.DRAFT),
        Move("release_publication", T.APPROVED, T.PUBLISHED, "the gate is clear"),
        Move("withdraw_publication", T.PUBLISHED, T.WITHDRAWN, "with a reason"),
    ),
    labels=dict(T.choices),
)
TABLES = (CASE_MOVES, REVIEW_MOVES, PUBLICATION_MOVES)


class DelayCause(models.TextChoices):
    CRIMINAL = "CRIMINAL", "Criminal proceedings"
    FAMILY_COURT = "FAMILY_COURT", "Family court proceedings"
    INQUEST = "INQUEST", "Inquest"
    CAPACITY = "CAPACITY", "Capacity or money"
    REVIEWER = "REVIEWER", "Finding a reviewer"
    FAMILY_WISH = "FAMILY_WISH", "The family asked for time"
    OTHER_REVIEW = "OTHER_REVIEW", "Waiting for another review"
    OTHER = "OTHER", "Another cause"


class ProceedingKind(models.TextChoices):
    """What runs beside a review, each under its own law, owner and clock."""

    CRIMINAL = "CRIMINAL", "Criminal proceedings"
    FAMILY_COURT = "FAMILY_COURT", "Family court proceedings"
    INQUEST = "INQUEST", "Inquest"
    SAR = "SAR", "Safeguarding adults review"
    DARDR = "DARDR", "Domestic abuse related death review"
    OWHR = "OWHR", "Offensive weapons homicide review"
    MAPPA = "MAPPA", "MAPPA serious case review"
    CHILD_DEATH = "CHILD_DEATH", "Child death review"
    LEDER = "LEDER", "Learning from lives and deaths review"
    HEALTH = "HEALTH", "Patient safety incident investigation"
    EMPLOYMENT = "EMPLOYMENT", "Employment or professional conduct"
    OTHER_AREA = "OTHER_AREA", "Review by another area"


class PublicationKind(models.TextChoices):
    REPORT = "REPORT", "Report"
    BRIEFING = "BRIEFING", "Learning briefing"
    IMPROVEMENTS = "IMPROVEMENTS", "Improvements without the report"


class PointKind(models.TextChoices):
    WHAT_HAPPENED = "WHAT_HAPPENED", "What happened"
    WHY_IT_MATTERS = "WHY_IT_MATTERS", "Why it matters"
    LEARNING = "LEARNING", "Learning point"
    WHAT_TO_DO = "WHAT_TO_DO", "What to do"
