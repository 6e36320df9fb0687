"""Tables of the reviews room: incidents, practice reviews, what is published."""

from goldenthread.reviews.models.incidents import (
    AgencyReturn,
    Decision,
    Incident,
    Notification,
    RapidReview,
    Referral,
)
from goldenthread.reviews.models.publications import LearningPoint, Publication
from goldenthread.reviews.models.reviews import (
    Delay,
    Proceeding,
    Review,
    ReviewStep,
    ReviewSubject,
)


__all__ = [
    "AgencyReturn",
    "Decision",
    "Delay",
    "Incident",
    "LearningPoint",
    "Notification",
    "Proceeding",
    "Publication",
    "RapidReview",
    "Referral",
    "Review",
    "ReviewStep",
    "ReviewSubject",
]
