"""Choices of the thread in plain words, and the moves of an action and a challenge."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


class OriginKind(models.TextChoices):
    REVIEW = "REVIEW", "Review"
    AUDIT = "AUDIT", "Audit"
    MEETING = "MEETING", "Meeting"
    EVENT = "EVENT", "Event"
    NATIONAL_REPORT = "NATIONAL_REPORT", "National report"
    SCRUTINY = "SCRUTINY", "Scrutiny"
    DIAGNOSTIC = "DIAGNOSTIC", "Diagnostic"
    INDICATOR = "INDICATOR", "Indicator"
    GROUP = "GROUP", "Group’s work"


# Sources that no other room keeps a record of: the thread keeps them itself.
OWN_ORIGINS = (OriginKind.INDICATOR, OriginKind.GROUP)


class FindingKind(models.TextChoices):
    GOOD_PRACTICE = "GOOD_PRACTICE", "Good practice"
    CHALLENGE = "CHALLENGE", "Challenge"
    LEARNING = "LEARNING", "Learning"


class DomainCode(models.TextChoices):
    """The four systems domains; their labels are dated rows of the partnership."""

    SYSTEMS = "SYSTEMS", "Systems and processes"
    PRACTICE = "PRACTICE", "Practice and practice knowledge"
    CONTEXT = "CONTEXT", "Wider service context"
    LEADERSHIP = "LEADERSHIP", "Leadership and culture"


class CodingKind(models.TextChoices):
    """Whose coding a row is; the finding itself carries what holds today."""

    FIRST = "FIRST", "Recorded with the finding"
    BLIND = "BLIND", "Coded without seeing it"
    CONSOLIDATED = "CONSOLIDATED", "Agreed between them"


class Voice(models.TextChoices):
    NONE = "NONE", "Nobody’s named"
    CHILD = "CHILD", "Child"
    FAMILY = "FAMILY", "Family"
    PRACTITIONER = "PRACTITIONER", "Practitioner"
    PUBLIC = "PUBLIC", "Member of the public"


class Strength(models.TextChoices):
    STRONGER = "STRONGER", "Stronger"
    INTERMEDIATE = "INTERMEDIATE", "Intermediate"
    WEAKER = "WEAKER", "Weaker"


class Direction(models.TextChoices):
    UP = "UP", "Should rise"
    DOWN = "DOWN", "Should fall"


class SeriesKind(models.TextChoices):
    """What the points of a series are; each kind is judged in its own way."""

    VALUES = "VALUES", "A value for each period"
    EVENTS = "EVENTS", "Days on which something rare happened"
    SHARE = "SHARE", "How many of the files looked at met the standard"


class VerdictWord(models.TextChoices):
    IMPROVED = "IMPROVED", "Improved"
    NO_CHANGE = "NO_CHANGE", "No detectable change"
    WORSE = "WORSE", "Worse"
    TOO_LITTLE = "TOO_LITTLE", "Too little data"


class VerdictRule(models.TextChoices):
    """By which rule a verdict was reached."""

    BEYOND = "BEYOND", "A point beyond a limit"
    TREND = "TREND", "Seven in a row, each further than the last"
    TWO_OF_THREE = "TWO_OF_THREE", "Two of three near a limit"
    SHIFT = "SHIFT", "Seven in a row on one side of the mean"
    RUNNING = "RUNNING", "The wait still running is beyond its limit"
    CHANCE = "CHANCE", "So large a difference is rarely chance"
    NONE = "NONE", "No rule was met"
    POINTS = "POINTS", "Not enough points"


class EffectState(models.TextChoices):
    """Whether an action worked: another question than whether it was done."""

    UNTESTED = "UNTESTED", "No impact test"
    WAITING = "WAITING", "Tested, no verdict yet"
    TOO_LITTLE = "TOO_LITTLE", "Too little data"
    IMPROVED = "IMPROVED", "Improved"
    NO_CHANGE = "NO_CHANGE", "No detectable change"
    WORSE = "WORSE", "Worse"


class MailState(models.TextChoices):
    """A mail is begun before it goes out and ends as sent or failed."""

    BEGUN = "BEGUN", "Begun; whether it went out is not known"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Not taken by the mail server"


class Answer(models.TextChoices):
    """What an owner says of one action in a digest."""

    UPDATE = "UPDATE", "It goes on"
    START = "START", "Work has begun"
    COMPLETE = "COMPLETE", "It is done"
    EVIDENCE = "EVIDENCE", "Here is what shows it"


class PlanState(models.TextChoices):
    """How a plan stands, read off whether it has a closing day."""

    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"


class ActionState(models.TextChoices):
    PROPOSED = "PROPOSED", "Proposed"
    OPEN = "OPEN", "Open"
    IN_PROGRESS = "IN_PROGRESS", "In progress"
    COMPLETE = "COMPLETE", "Complete, awaiting assurance"
    ASSURED = "ASSURED", "Assured"
    CLOSED = "CLOSED", "Closed"
    REJECTED = "REJECTED", "Rejected"
    SUPERSEDED = "SUPERSEDED", "Superseded"


class ChallengeStage(models.TextChoices):
    RAISED = "RAISED", "Raised"
    ANSWERED = "ANSWERED", "Answered"
    ESCALATED = "ESCALATED", "Escalated"
    RESOLVED = "RESOLVED", "Resolved"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class ChallengeOutcome(models.TextChoices):
    """How a challenge ended; “not resolved” is no end but the next stage."""

    CHANGED = "CHANGED", "Agreed: something changes"
    EXPLAINED = "EXPLAINED", "Explained and accepted"
    NOT_CHANGED = "NOT_CHANGED", "The executive decides that nothing changes"
    WITHDRAWN = "WITHDRAWN", "Withdrawn by who raised it"


# What who raised it may say of an answer; the rest is the executive's.
SETTLED = (ChallengeOutcome.CHANGED, ChallengeOutcome.EXPLAINED)
DECIDED = (*SETTLED, ChallengeOutcome.NOT_CHANGED)


A = ActionState
# An action stands in one of these once it has been agreed, done, or is still to do.
DONE = (A.COMPLETE, A.ASSURED, A.CLOSED)
LIVE = (A.OPEN, A.IN_PROGRESS)
AGREED = (*LIVE, *DONE, A.SUPERSEDED)

ACTION_MOVES = MoveTable(
    name="action",
    first=A.PROPOSED,
    moves=(
        Move("agree_action", A.PROPOSED, A.OPEN),
        Move("reject_action", A.PROPOSED, A.REJECTED),
        Move("start_action", A.OPEN, A.IN_PROGRESS),
        Move("complete_action", A.OPEN, A.COMPLETE),
        Move("complete_action", A.IN_PROGRESS, A.COMPLETE),
        Move("assure_action", A.COMPLETE, A.ASSURED, "someone other than the owner"),
        Move(
            "return_action", A.COMPLETE, A.IN_PROGRESS, "someone other than the owner"
        ),
        Move("close_action", A.ASSURED, A.CLOSED),
        Move("supersede_action", A.OPEN, A.SUPERSEDED),
        Move("supersede_action", A.IN_PROGRESS, A.SUPERSEDED),
    ),
    labels=dict(ActionState.choices),
)

C = ChallengeStage
WAITING = (C.RAISED, C.ESCALATED)
ENDED = (C.RESOLVED, C.WITHDRAWN)

CHALLENGE_MOVES = MoveTable(
    name="challenge",
    first=C.RAISED,
    moves=(
        Move("answer_challenge", C.RAISED, C.ANSWERED, "a named post"),
        Move("answer_challenge", C.ESCALATED, C.ANSWERED, "a named post"),
        Move("escalate_challenge", C.RAISED, C.ESCALATED, "once the clock ran out"),
        Move("escalate_challenge", C.ESCALATED, C.ESCALATED, "once the clock ran out"),
        Move("escalate_challenge", C.ANSWERED, C.ESCALATED, "answer not accepted"),
        Move("resolve_challenge", C.ANSWERED, C.RESOLVED, "not the agency challenged"),
        Move("decide_challenge", C.RAISED, C.RESOLVED, "an executive, last stage"),
        Move("decide_challenge", C.ESCALATED, C.RESOLVED, "an executive, last stage"),
        Move("decide_challenge", C.ANSWERED, C.RESOLVED, "an executive, last stage"),
        Move("withdraw_challenge", C.RAISED, C.WITHDRAWN, "who raised it"),
        Move("withdraw_challenge", C.ESCALATED, C.WITHDRAWN, "who raised it"),
        Move("withdraw_challenge", C.ANSWERED, C.WITHDRAWN, "who raised it"),
    ),
    labels=dict(ChallengeStage.choices),
)

E = EffectState
VERDICTS = (E.IMPROVED, E.NO_CHANGE, E.WORSE)
# Being done moves nothing here; only a verdict that was worked out does.
EFFECT_MOVES = MoveTable(
    name="effect of an action",
    first=E.UNTESTED,
    moves=(
        Move("add_impact_test", E.UNTESTED, E.WAITING, "before results are seen"),
        *(
            Move("judge_effect", source, target, "worked out, never typed")
            for source in (E.WAITING, E.TOO_LITTLE)
            for target in (E.TOO_LITTLE, *VERDICTS)
            if source != target
        ),
        *(
            Move("judge_effect", source, target, "worked out, never typed")
            for source in VERDICTS
            for target in VERDICTS
            if source != target
        ),
    ),
    labels=dict(EffectState.choices),
)

TABLES = (ACTION_MOVES, EFFECT_MOVES, CHALLENGE_MOVES)
