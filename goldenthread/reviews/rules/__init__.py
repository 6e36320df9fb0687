"""Who may see and keep reviews: a role's part here, the circle's in `queries`.

An agency lead in the circle sees the case and their own agency's part in it. What the
partners decided, why it waits and what runs beside it is for those who see all of it.
"""

from __future__ import annotations

from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.rules import may_read_practice
from goldenthread.partnership.states import Role
from goldenthread.reviews.models import (
    LearningPoint,
    Proceeding,
    Publication,
    Review,
    ReviewStep,
)
from goldenthread.subjects.models import Circle
from goldenthread.subjects.rules import (
    may_keep_cases,
    may_read_cases,
    stands_in,
)


WHOLE_CASE = frozenset({Role.BUSINESS_UNIT, Role.EXECUTIVE, Role.SCRUTINEER})
PUBLISHING = frozenset({"publish_review", "publish_improvements"})

__all__ = [
    "may_keep_cases",
    "may_read_cases",
    "may_read_learning",
    "sees_whole_case",
    "stands_in",
]


def sees_whole_case(viewer: Viewer) -> bool:
    """Everything within the circle, not one agency's part only (rule A3)."""
    return viewer.has_role(WHOLE_CASE)


def may_read_learning(viewer: Viewer) -> bool:
    """What is published of a review is for everybody who works with practice."""
    return may_read_practice(viewer)


def require_shared_by_the_unit(viewer: Viewer, shared: bool) -> None:
    """Raises Refused where an agency would share its return with the circle itself."""
    if shared and not may_keep_cases(viewer):
        raise Refused("The case chair shares returns, through the business unit.")


def require_in_circle(subjects: list, circle: Circle) -> None:
    """Raises Refused for a subject of another case: it does not belong here (X4)."""
    if any(one.circle_id != circle.pk for one in subjects):
        raise Refused("Choose only subjects of this circle.")


def require_second_person(viewer: Viewer, review: Review) -> None:
    """Raises Refused when the one who recorded the sending would also publish (A10)."""
    last = ReviewStep.objects.filter(review=review).order_by("-position").first()
    if last and last.recorded_by == viewer.account_key:
        raise Refused(
            "Somebody else must publish: you recorded the step before it yourself."
        )


def require_nothing_holds(review: Review) -> None:
    """Raises Refused while proceedings beside the review hold publication back."""
    held = Proceeding.objects.filter(
        review=review, holds_publication=True, ended_on=None
    ).first()
    if held:
        what = held.get_kind_display().lower()
        raise Refused(f"Publication waits: {what} beside this review have not ended.")


def inside_its_case(publication: Publication, viewer: Viewer) -> bool:
    """Whoever stands in the case: what is published is for everybody, its drafts not."""
    return stands_in(viewer, publication.review.circle)


def inside_its_case_too(point: LearningPoint, viewer: Viewer) -> bool:
    """The same for one part of a publication."""
    return inside_its_case(point.publication, viewer)
