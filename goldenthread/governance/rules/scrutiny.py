"""What records of independent scrutiny must satisfy."""

from goldenthread.core.access import Refused
from goldenthread.governance.models import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)
from goldenthread.governance.rules.common import require_in_order, require_month


def require_scrutiny_activity(activity: ScrutinyActivity) -> None:
    """A group or a subject area, so that one knows what was looked at."""
    require_month(activity.month_only, activity.done_on, "The date")
    if activity.group is None and not activity.subject_area:
        raise Refused("Name the group or the subject that was looked at.")


def require_assurance_item(item: AssuranceItem) -> None:
    require_in_order(
        item.stated_on, item.ended_on, "the day it is stated for", "The day it ended"
    )


def require_commissioned_review(review: CommissionedReview) -> None:
    """Reported after it was commissioned."""
    for day in (review.commissioned_on, review.reported_on):
        require_month(review.month_only, day, "A date of the review")
    require_in_order(
        review.commissioned_on,
        review.reported_on,
        "the review was commissioned",
        "The date reported",
    )
