"""Choices of the dataset room in plain words."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


class MeasureUnit(models.TextChoices):
    COUNT = "COUNT", "Number"
    PERCENT = "PERCENT", "Per cent"
    RATE = "RATE", "Rate per 10,000 children"
    RATIO = "RATIO", "Ratio"
    DAYS = "DAYS", "Days"
    POUNDS = "POUNDS", "Pounds"
    EVENTS = "EVENTS", "Events on a day"


class Polarity(models.TextChoices):
    UP_GOOD = "UP_GOOD", "Higher is better"
    DOWN_GOOD = "DOWN_GOOD", "Lower is better"
    NEUTRAL = "NEUTRAL", "Neither is better"


class PointState(models.TextChoices):
    """Suppressed, missing and not applicable are three answers, and none is nought."""

    KNOWN = "KNOWN", "Known"
    SUPPRESSED = "SUPPRESSED", "Suppressed by its publisher"
    MISSING = "MISSING", "Not in this source"
    NOT_APPLICABLE = "NOT_APPLICABLE", "Not applicable"


class Bound(models.TextChoices):
    EXACT = "EXACT", "Exactly"
    ABOUT = "ABOUT", "About"
    MORE_THAN = "MORE_THAN", "More than"
    LESS_THAN = "LESS_THAN", "Less than"


class Origin(models.TextChoices):
    """Who stands behind a measure's numbers."""

    PARTNERSHIP = "PARTNERSHIP", "Reported to the partnership"
    PUBLISHED = "PUBLISHED", "Published statistics"
    RELEASE = "RELEASE", "Worked out from a release"


class LawfulBasis(models.TextChoices):
    """UK GDPR article 6(1): what sharing rests on (M: the two relied on most)."""

    PUBLIC_TASK = "PUBLIC_TASK", "Public task, article 6(1)(e)"
    LEGAL_OBLIGATION = "LEGAL_OBLIGATION", "Legal obligation, article 6(1)(c)"
    VITAL_INTERESTS = "VITAL_INTERESTS", "Vital interests, article 6(1)(d)"


class SpecialBasis(models.TextChoices):
    """What lets special categories be shared: UK GDPR article 9(2) (M)."""

    SAFEGUARDING = (
        "SAFEGUARDING",
        "Substantial public interest: safeguarding of children (article 9(2)(g); Data "
        "Protection Act 2018, schedule 1, paragraph 18)",
    )
    STATUTORY = (
        "STATUTORY",
        "Substantial public interest: statutory purposes (article 9(2)(g); Data "
        "Protection Act 2018, schedule 1, paragraph 6)",
    )
    CARE = (
        "CARE",
        "Health or social care (article 9(2)(h); Data Protection Act 2018, schedule 1, "
        "paragraph 2)",
    )
    NONE = "NONE", "No special category is shared"


class SentBy(models.TextChoices):
    """By which way a submission came."""

    PAGE = "PAGE", "This page"
    API = "API", "Another program"
    FOLDER = "FOLDER", "A folder"


class SubmissionState(models.TextChoices):
    RECEIVING = "RECEIVING", "Being received"
    WAITING = "WAITING", "Waiting to be checked"
    CHECKING = "CHECKING", "Being checked"
    FAULTY = "FAULTY", "Has errors"
    REFUSED = "REFUSED", "Refused unread"
    CHECKED = "CHECKED", "Checked, waiting for the analyst"
    RETURNED = "RETURNED", "Returned"
    ACCEPTED = "ACCEPTED", "Accepted"
    REPLACED = "REPLACED", "Replaced by a later one"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


SUBMISSION = MoveTable(
    name="submission",
    first=SubmissionState.RECEIVING,
    labels=dict(SubmissionState.choices),
    moves=(
        Move("receive", "RECEIVING", "WAITING", "the sender"),
        Move("check", "WAITING", "CHECKING", "the system"),
        Move("find_errors", "CHECKING", "FAULTY", "the system"),
        Move("refuse", "CHECKING", "REFUSED", "the system"),
        Move("find_sound", "CHECKING", "CHECKED", "the system"),
        Move("check_again", "CHECKING", "WAITING", "the system, after a stop"),
        Move("accept", "CHECKED", "ACCEPTED", "the analyst"),
        Move("return", "CHECKED", "RETURNED", "the analyst"),
        Move("replace", "ACCEPTED", "REPLACED", "the analyst, by a later one"),
        Move("withdraw", "RECEIVING", "WITHDRAWN", "the sender"),
        Move("withdraw", "WAITING", "WITHDRAWN", "the sender"),
        Move("withdraw", "FAULTY", "WITHDRAWN", "the sender"),
        Move("withdraw", "CHECKED", "WITHDRAWN", "the sender"),
    ),
)


class ReleaseState(models.TextChoices):
    ASKED = "ASKED", "Waiting to be built"
    BUILDING = "BUILDING", "Being built"
    FAILED = "FAILED", "Not built"
    BUILT = "BUILT", "Built, not published"
    PUBLISHED = "PUBLISHED", "Published inside"
    REPLACED = "REPLACED", "Replaced by another"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


RELEASE = MoveTable(
    name="release",
    first=ReleaseState.ASKED,
    labels=dict(ReleaseState.choices),
    moves=(
        Move("build", "ASKED", "BUILDING", "the system"),
        Move("build_again", "BUILDING", "ASKED", "the system, after a stop"),
        Move("finish", "BUILDING", "BUILT", "the system"),
        Move("fail", "BUILDING", "FAILED", "the system"),
        Move("publish", "BUILT", "PUBLISHED", "the analyst"),
        Move("replace", "PUBLISHED", "REPLACED", "the analyst, by another"),
        Move("roll_back", "REPLACED", "PUBLISHED", "the analyst"),
        Move("withdraw", "PUBLISHED", "WITHDRAWN", "the analyst"),
        Move("withdraw", "BUILT", "WITHDRAWN", "the analyst"),
    ),
)


class Assured(models.TextChoices):
    """What an agency says of a line of marker assurance."""

    CORRECTED = "CORRECTED", "Corrected"
    RIGHT = "RIGHT", "Right as it is"
    NOT_YET = "NOT_YET", "Not yet"


UNANSWERED = "NONE"
SAID = ((UNANSWERED, "Nothing said yet"), *Assured.choices)


class SampleUnit(models.TextChoices):
    CHILD = "CHILD", "Children, each once"
    EVENT = "EVENT", "Events"


class SampleWay(models.TextChoices):
    RANDOM = "RANDOM", "At random"
    LATEST = "LATEST", "The last ones"


class JourneyPurpose(models.TextChoices):
    """Why one child's journey is opened; the words beside it say more."""

    LINKS = "LINKS", "To see whether its records are rightly one child"
    QUALITY = "QUALITY", "To see whether the data are right"
    ASSURANCE = "ASSURANCE", "Marker assurance"
    AUDIT = "AUDIT", "An audit of cases"
    REVIEW = "REVIEW", "A review or an inspection"
    COURT = "COURT", "A court or another legal duty"


class LinkVerdict(models.TextChoices):
    """The engine's words for what two records are."""

    JOIN = "JOIN", "One child"
    SPLIT = "SPLIT", "Two children"


TABLES = (SUBMISSION, RELEASE)


class PeriodState(models.TextChoices):
    """How an expected period stands."""

    IN = "IN", "In, on time"
    LATE = "LATE", "In, late"
    PARTIAL = "PARTIAL", "In, partial"
    IN_HAND = "IN_HAND", "Being checked"
    TO_DECIDE = "TO_DECIDE", "With the analyst"
    TO_MEND = "TO_MEND", "To be put right"
    NOT_SENT = "NOT_SENT", "Not sent"
