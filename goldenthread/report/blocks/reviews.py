"""Blocks drawn from reviews: pseudonym of today and one neutral line, nothing more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from goldenthread.core.documents.nodes import Heading, ListNode, Node, Text
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import table, told
from goldenthread.reviews.models import LearningPoint, ReviewSubject
from goldenthread.reviews.states import FINISHED, PointKind, ReviewKind
from goldenthread.subjects.models import Alias


JOINT = (ReviewKind.JOINT_SAR, ReviewKind.JOINT_DARDR)


def listed(context: Context) -> list[ReviewSubject]:
    """Places in the year's reviews that may be shown in public."""
    rows = context.answers["reviews.subjects.listed"].rows
    found = list(
        rows.filter(shown_publicly=True).select_related(
            "review__circle", "incident", "subject__family"
        )
    )
    context.circles.update(one.review.circle.key for one in found)
    return found


def _names(found: list[ReviewSubject]) -> dict[int, str]:
    """Today's pseudonym of each subject; a retired one is never read here."""
    keys = [one.subject_id for one in found]
    today = Alias.objects.filter(subject_id__in=keys, ends_on__isnull=True)
    return dict(today.values_list("subject_id", "value"))


def _told(
    found: list[ReviewSubject], everybody: list[ReviewSubject]
) -> tuple[Node, ...]:
    names, places = _names(found), _places(everybody)
    return told(
        (names.get(one.subject_id, "Not named"), _line(one, places)) for one in found
    )


def _head(place: ReviewSubject) -> int:
    """The subject that stands for the family, or for itself."""
    return place.subject.family_id or place.subject_id


def _places(everybody: list[ReviewSubject]) -> dict[int, list[ReviewSubject]]:
    """Every place of each family, or of a subject without one."""
    found: dict[int, list[ReviewSubject]] = defaultdict(list)
    for one in everybody:
        found[_head(one)].append(one)
    return found


def _line(place: ReviewSubject, places: dict[int, list[ReviewSubject]]) -> str:
    """The neutral line, the state, and whether the family stands elsewhere too."""
    line = place.incident.line if place.incident else ""
    parts = [line.rstrip(".")] if line else []
    elsewhere = {
        one.review.kind
        for one in places[_head(place)]
        if one.review_id != place.review_id
    }
    parts += [f"also in {words}" for words in _elsewhere(elsewhere)]
    parts.append(_state(place))
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part)


def _state(place: ReviewSubject) -> str:
    """How far the review has come, as a reader wants to know it."""
    if place.review.state in FINISHED:
        return place.review.get_state_display().lower()
    return "still going on"


def _elsewhere(kinds: set[str]) -> Iterator[str]:
    if ReviewKind.THEMATIC in kinds:
        yield "a thematic review, and counted once"
    if ReviewKind.SINGLE in kinds:
        yield "a review of its own, and counted once"


def _of_kind(*kinds: str):
    def draw(context: Context) -> tuple[Node, ...]:
        everybody = listed(context)
        found = [one for one in everybody if one.review.kind in kinds]
        return _told(found, everybody)

    return draw


def _of_theme(theme: str):
    def draw(context: Context) -> tuple[Node, ...]:
        everybody = listed(context)
        found = [
            one
            for one in everybody
            if one.review.kind == ReviewKind.THEMATIC and one.review.theme == theme
        ]
        return _told(found, everybody)

    return draw


block("list:reviews_single")(_of_kind(ReviewKind.SINGLE))
block("list:reviews_joint")(_of_kind(*JOINT))
block("list:review_theme_cross_border")(_of_theme("Cross-border working"))
block("list:review_theme_neglect")(_of_theme("Neglect"))


@block("briefing:children_m_n")
def briefing(context: Context) -> tuple[Node, ...]:
    """The published briefing: what happened, then its numbered points."""
    points = list(
        LearningPoint.objects.filter(
            publication__review__partnership_id=context.scope.partnership_id,
            publication__published_on__range=(context.scope.start, context.scope.end),
        )
        .select_related("publication")
        .order_by("position", "pk")
    )
    happened = [one.text for one in points if one.kind == PointKind.WHAT_HAPPENED]
    items = tuple(
        (Text(one.title, strong=True), Text(f". {one.text}"))
        for one in points
        if one.kind == PointKind.LEARNING
    )
    if not items:
        return table("Learning points", ("Point",), [])
    return (
        Heading(3, points[0].publication.title),
        *told(("What happened", words) for words in happened),
        ListNode(items, True),
    )
