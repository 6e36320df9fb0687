"""Posts, people, and who held which post from when until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core import records
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import Person, Post, PostHolding
from goldenthread.partnership.services.agencies import in_own_partnership


def add_post(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Post:
    """Put a job in an agency on record; without `partnership` in the viewer's own."""
    rules.require_may_keep_structure(by)
    rules.require_order(values)
    rules.require_unit_job_in_unit(values)
    values = in_own_partnership(values, by)
    return records.add(Post, values, by=by, at=at, action="add_post")


def amend_post(
    post: Post,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Post:
    """Change a post. Its last day ends the access of whoever holds it (rule U5)."""
    rules.require_may_keep_structure(by)
    rules.require_order(values, post)
    rules.require_unit_job_in_unit(values, post)
    return records.amend(
        post, values, read_version=read_version, by=by, at=at, action="amend_post"
    )


def add_person(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Person:
    """Put a professional on record; subjects of records stand in another room."""
    rules.require_may_keep_structure(by)
    values = in_own_partnership(values, by)
    return records.add(Person, values, by=by, at=at, action="add_person")


def amend_person(
    person: Person,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Person:
    """Correct a professional's name."""
    rules.require_may_keep_structure(by)
    return records.amend(
        person, values, read_version=read_version, by=by, at=at, action="amend_person"
    )


def add_post_holding(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Post | None = None
) -> PostHolding:
    """Say who took up a post and when.

    Refuses days outside the post's own, and the same person twice in it at one time;
    two people may share a post.
    """
    rules.require_may_keep_structure(by)
    values = {"post": parent, **values} if parent else values
    rules.require_order(values)
    rules.require_within(values, values["post"], "post")
    rules.require_no_overlap(PostHolding, values, "person", "post")
    return records.add(PostHolding, values, by=by, at=at, action="add_post_holding")


def amend_post_holding(
    holding: PostHolding,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> PostHolding:
    """Change when somebody held a post: its end also ends their access (rule U5)."""
    rules.require_may_keep_structure(by)
    rules.require_order(values, holding)
    rules.require_within(values, values.get("post", holding.post), "post", holding)
    rules.require_no_overlap(PostHolding, values, "person", "post", besides=holding)
    return records.amend(
        holding,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_post_holding",
    )
