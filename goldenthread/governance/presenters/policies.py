"""The register of policies in words."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import Policy
from goldenthread.governance.presenters import words
from goldenthread.governance.states import PolicyState, ReviewDue


COLUMNS = ("Document", "Kind", "State", "Review", "Owner")
STATE_COLOURS = {
    PolicyState.IN_WRITING: "blue",
    PolicyState.IN_FORCE: "green",
    PolicyState.UNDER_REVIEW: "yellow",
    PolicyState.WITHDRAWN: "grey",
}
REVIEW_COLOURS = {
    ReviewDue.OVERDUE: "red",
    ReviewDue.SOON: "yellow",
    ReviewDue.LATER: "green",
    ReviewDue.NO_DATE: "orange",
    ReviewDue.NOT_NEEDED: "grey",
}


def policy_row(policy: Policy) -> tuple[Cell, ...]:
    return (
        words.marked(policy.title, policy),
        Cell(text=policy.get_kind_display()),
        Cell(tag=_state(policy)),
        Cell(tag=_review(policy)),
        Cell(text=str(policy.owner_group or policy.owner_agency)),
    )


def _state(policy: Policy) -> Tag:
    return Tag(policy.get_state_display(), STATE_COLOURS[policy.state])


def _review(policy: Policy) -> Tag:
    review = ReviewDue(policy.review)
    return Tag(review.label, REVIEW_COLOURS[review])


def policy_detail(policy: Policy, buttons: tuple[Link, ...] = ()) -> Detail:
    address = Cell(text=policy.url, url=policy.url) if policy.url else ""
    in_force = words.day(policy.in_force_from, month_only=policy.month_only)
    return Detail(
        tags=words.tags(policy, _state(policy), _review(policy)),
        notices=words.notices(policy),
        facts=(
            fact("Kind of document", policy.get_kind_display()),
            fact("Edition", policy.version_name),
            fact("Group that owns it", words.linked(policy.owner_group)),
            fact("Agency that owns it", words.linked(policy.owner_agency)),
            fact("In force from", in_force),
            fact("Review due", words.day(policy.review_due_on)),
            fact("Published at", address),
            *words.note(policy),
        ),
        sections=_why(policy),
        buttons=buttons,
    )


def _why(policy: Policy) -> tuple[Section, ...]:
    if policy.state != PolicyState.UNDER_REVIEW and not policy.why_review:
        return ()
    return (
        Section(
            title="Why it is under review",
            text=policy.why_review,
            empty="The reason for the review is not recorded.",
        ),
    )
