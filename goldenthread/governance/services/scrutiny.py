"""Writes of independent scrutiny: the scrutineer's own, and the business unit's."""

from datetime import datetime

from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)
from goldenthread.governance.services.keeping import Keeper
from goldenthread.governance.services.origins import keep_origin
from goldenthread.thread.states import OriginKind


def _activity_onto_thread(
    activity: ScrutinyActivity, *, by: Viewer, at: datetime
) -> None:
    keep_origin(activity, OriginKind.SCRUTINY, activity.done_on, by=by, at=at)


def _review_onto_thread(
    review: CommissionedReview, *, by: Viewer, at: datetime
) -> None:
    happened_on = review.reported_on or review.commissioned_on
    keep_origin(review, OriginKind.DIAGNOSTIC, happened_on, by=by, at=at)


# Refuses scrutiny of nothing in particular.
_activity = Keeper(
    ScrutinyActivity,
    check=rules.require_scrutiny_activity,
    may=rules.require_may_keep_scrutiny,
    then=_activity_onto_thread,
)
add_scrutiny_activity, amend_scrutiny_activity = _activity.add, _activity.amend

_item = Keeper(
    AssuranceItem,
    check=rules.require_assurance_item,
    may=rules.require_may_keep_scrutiny,
)
add_assurance_item, amend_assurance_item = _item.add, _item.amend

# Refuses dates out of order.
_review = Keeper(
    CommissionedReview,
    check=rules.require_commissioned_review,
    then=_review_onto_thread,
)
add_commissioned_review, amend_commissioned_review = _review.add, _review.amend
