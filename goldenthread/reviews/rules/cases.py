"""Who takes part in a case on its way: partners decide, the scrutineer comments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Post
from goldenthread.partnership.states import Role, StatutoryPart
from goldenthread.reviews.models import Incident
from goldenthread.reviews.rules import may_keep_cases, stands_in
from goldenthread.reviews.states import PARTNERS, Decider


def part_of(post: Post) -> str:
    """For which of the three partners a post acts: its agency's, or the one above."""
    own, above = post.agency, post.agency.parent
    if own.statutory_part != StatutoryPart.NONE:
        return own.statutory_part
    return above.statutory_part if above else StatutoryPart.NONE


def may_speak(viewer: Viewer) -> bool:
    """Executives speak for their partner; the business unit records what was said."""
    return viewer.has_role({Role.EXECUTIVE}) or may_keep_cases(viewer)


def may_comment(viewer: Viewer) -> bool:
    """The independent scrutineer comments and never decides."""
    return viewer.has_role({Role.SCRUTINEER})


def require_inside(viewer: Viewer, incident: Incident) -> None:
    """Raises Refused for somebody to whom the case is not open."""
    if not stands_in(viewer, incident.circle):
        raise Refused("This case is not open to you.")


def require_may_speak(viewer: Viewer, incident: Incident, post: Post | None) -> Post:
    """The post that speaks: an executive's own, or the one the unit records.

    Raises Refused for anybody else and ValidationError where no partner's post is named.
    """
    require_inside(viewer, incident)
    if not may_speak(viewer):
        raise Refused("The three partners decide; the business unit records it.")
    if viewer.has_role({Role.EXECUTIVE}):
        post = Post.objects.select_related("agency__parent").get(pk=viewer.post_id)
    if post is None or part_of(post) not in PARTNERS:
        wrong = "Choose a post of one of the three partners: nobody else decides."
        raise ValidationError({"post": wrong})
    return post


def require_partner(post: Post, decider: str) -> None:
    """Raises ValidationError where a post would speak for another partner."""
    if part_of(post) != decider:
        said = Decider(decider).label.lower()
        raise ValidationError({"post": f"{post} does not act for the {said}."})


def require_may_comment(viewer: Viewer, incident: Incident) -> None:
    """Raises Refused for everybody but the scrutineer of the case."""
    require_inside(viewer, incident)
    if not may_comment(viewer):
        raise Refused("Only the independent scrutineer comments here.")


def require_not_before(
    field: str, day: date | None, earlier: Iterable[tuple[str, date | None]]
) -> None:
    """Raises ValidationError for a day before something it can only follow."""
    for what, first in earlier:
        if day and first and day < first:
            wrong = f"{long_date(day)} is before {what}, {long_date(first)}."
            raise ValidationError({field: wrong})
