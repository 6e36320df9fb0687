"""Tables of the reviews room: incidents, practice reviews, what is published."""

from goldenthread.reviews.models.cases import (
    CaseStep,
    ScrutineerComment,
    TriageAnswer,
)
from goldenthread.reviews.models.chronology import EpisodePair
from goldenthread.reviews.models.conduct import (
    Checkpoint,
    Contribution,
    Guest,
    QualityCheck,
    Reviewer,
    TermsOfReference,
)
from goldenthread.reviews.models.gate import (
    DetailDecision,
    FamilyNotice,
    PartnerApproval,
)
from goldenthread.reviews.models.incidents import (
    AgencyReturn,
    Decision,
    Incident,
    Notification,
    RapidReview,
    Referral,
)
from goldenthread.reviews.models.publications import (
    LearningPoint,
    Publication,
    PublicationStep,
    PublishedFile,
)
from goldenthread.reviews.models.rapid import (
    Attendance,
    ConsiderationAnswer,
    DiscussionTheme,
    Meeting,
    PartnerWord,
)
from goldenthread.reviews.models.reviews import (
    Delay,
    Proceeding,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.models.scoping import (
    HeldDraft,
    KeyEpisode,
    ReturnAddendum,
    ReturnAnswer,
    ReturnFile,
    ReturnPlace,
)


__all__ = [
    "AgencyReturn",
    "Attendance",
    "CaseStep",
    "Checkpoint",
    "ConsiderationAnswer",
    "Contribution",
    "Decision",
    "Delay",
    "DetailDecision",
    "DiscussionTheme",
    "EpisodePair",
    "FamilyNotice",
    "Guest",
    "HeldDraft",
    "Incident",
    "KeyEpisode",
    "LearningPoint",
    "Meeting",
    "Notification",
    "PartnerApproval",
    "PartnerWord",
    "Proceeding",
    "Publication",
    "PublicationStep",
    "PublishedFile",
    "QualityCheck",
    "RapidReview",
    "Referral",
    "ReturnAddendum",
    "ReturnAnswer",
    "ReturnFile",
    "ReturnPlace",
    "Review",
    "ReviewStep",
    "ReviewSubject",
    "Reviewer",
    "ScrutineerComment",
    "TermsOfReference",
    "TriageAnswer",
]
