"""Independent scrutiny in words."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.pages import (
    Cell,
    Detail,
    Link,
    Section,
    Tag,
    fact,
    number,
)
from goldenthread.governance.models import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)
from goldenthread.governance.presenters import words
from goldenthread.governance.presenters.plans import progress_tag
from goldenthread.governance.states import AssuranceKind
from goldenthread.thread.models import Question


ACTIVITY_COLUMNS = ("What was scrutinised", "Kind", "Date", "Group or subject")
ASSURANCE_COLUMNS = ("Item", "Kind", "Progress", "As at")
REVIEW_COLUMNS = ("Review", "Commissioned", "Reported", "Questions")


def activity_row(activity: ScrutinyActivity) -> tuple[Cell, ...]:
    return (
        words.marked(activity.title, activity),
        Cell(text=activity.get_kind_display()),
        Cell(text=_day(activity)),
        Cell(text=str(activity.group or activity.subject_area)),
    )


def _day(activity: ScrutinyActivity) -> str:
    return words.day(activity.done_on, month_only=activity.month_only)


def activity_detail(
    activity: ScrutinyActivity, buttons: tuple[Link, ...] = ()
) -> Detail:
    return Detail(
        tags=words.tags(activity, Tag(activity.get_kind_display(), "blue")),
        notices=words.notices(activity),
        facts=(
            fact("Date", _day(activity)),
            fact("Group", words.linked(activity.group)),
            fact("Subject", activity.subject_area),
            *words.note(activity),
        ),
        sections=(
            Section("What was found", text=activity.finding),
            Section(
                "Recommendation",
                text=activity.recommendation,
                empty="No recommendation is recorded.",
            ),
            Section(
                "The partnership’s answer",
                text=activity.answer,
                empty="No answer is recorded.",
            ),
        ),
        buttons=buttons,
    )


def assurance_row(item: AssuranceItem) -> tuple[Cell, ...]:
    return (
        words.marked(item.title, item),
        Cell(text=item.get_kind_display()),
        _progress(item),
        Cell(text=words.day(item.stated_on)),
    )


def _progress(item: AssuranceItem) -> Cell:
    """A part of a role has no progress; a strand of the framework has."""
    if item.kind == AssuranceKind.DUTY:
        return Cell(text="–")
    return Cell(tag=progress_tag(item.progress))


def assurance_detail(item: AssuranceItem, buttons: tuple[Link, ...] = ()) -> Detail:
    strand = item.kind == AssuranceKind.STRAND
    return Detail(
        tags=words.tags(item, *([progress_tag(item.progress)] if strand else [])),
        notices=words.notices(item),
        facts=(
            fact("Kind", item.get_kind_display()),
            fact("Stated for", words.day(item.stated_on)),
            fact("No longer holds from", words.day(item.ended_on) or "Still holds"),
            *words.note(item),
        ),
        sections=(
            Section(title="In full", text=item.text, empty="No more was recorded."),
        ),
        buttons=buttons,
    )


def review_row(review: CommissionedReview) -> tuple[Cell, ...]:
    return (
        words.marked(review.title, review),
        Cell(text=_date(review, "commissioned_on")),
        Cell(text=_date(review, "reported_on") or "Not reported yet"),
        number(review.question_count),
    )


def _date(review: CommissionedReview, name: str) -> str:
    return words.day(getattr(review, name), month_only=review.month_only)


def review_detail(
    review: CommissionedReview,
    questions: Iterable[Question],
    buttons: tuple[Link, ...],
) -> Detail:
    reported = _date(review, "reported_on")
    return Detail(
        tags=words.tags(
            review, Tag("Reported", "green") if reported else Tag("Under way", "blue")
        ),
        notices=words.notices(review),
        facts=(
            fact("Done by", review.reviewer),
            fact("Commissioned", _date(review, "commissioned_on")),
            fact("Reported", reported or "Not reported yet"),
            *words.note(review),
        ),
        sections=(
            Section(
                title="Questions asked",
                columns=("Question",),
                rows=tuple((words.linked(one, one.text),) for one in questions),
                empty="No question is recorded under its origin yet.",
            ),
            Section(
                title="How it was done",
                text=review.method,
                empty="The method is not recorded.",
            ),
        ),
        buttons=buttons,
    )
