"""Groups, where each stood from when until when, and who has a seat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import records
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import Group, GroupPlace, Membership
from goldenthread.partnership.services.agencies import in_own_partnership


def add_group(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Group:
    """Found a group; refuses a rhythm that is no interval and a code already used."""
    rules.require_may_keep_structure(by)
    rules.require_order(values)
    rules.require_rhythm(values)
    values = in_own_partnership(values, by)
    rules.require_new_code(values["partnership"].pk, values["code"])
    return records.add(Group, values, by=by, at=at, action="add_group")


def amend_group(
    group: Group,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Group:
    """Change a group; where it stands is a dated place of its own."""
    rules.require_may_keep_structure(by)
    rules.require_own(by, group)
    rules.require_order(values, group)
    rules.require_rhythm(values)
    code = values.get("code", group.code)
    rules.require_new_code(group.partnership_id, code, besides=group)
    return records.amend(
        group, values, read_version=read_version, by=by, at=at, action="amend_group"
    )


def add_group_place(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Group | None = None
) -> GroupPlace:
    """Put a group under another from a day on; its open place ends on that day.

    `parent` is the group whose page the form came from: the one that is placed.
    Refuses days outside the group's own, a second place at the same time, and a place
    under itself or under a group that stands below it.
    """
    rules.require_may_keep_structure(by)
    values = {"group": parent, **values} if parent else values
    group = values["group"]
    rules.require_own(by, group)
    rules.require_order(values)
    rules.require_within(values, group, "group")
    with transaction.atomic():
        _end_open_place(group, by=by, at=at, values=values)
        rules.require_no_overlap(GroupPlace, values, "group")
        rules.require_no_circle(values)
        return records.add(GroupPlace, values, by=by, at=at, action="add_group_place")


def _end_open_place(
    group: Group, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> None:
    starts_on = values["starts_on"]
    open_place = GroupPlace.objects.filter(
        group=group, ends_on__isnull=True, starts_on__lt=starts_on
    ).first()
    if open_place:
        records.amend(
            open_place,
            {"ends_on": starts_on},
            read_version=open_place.version,
            by=by,
            at=at,
            action="end_group_place",
        )


def amend_group_place(
    place: GroupPlace,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> GroupPlace:
    """Correct a place; refuses what adding it would refuse."""
    rules.require_may_keep_structure(by)
    rules.require_own(by, place.group)
    rules.require_order(values, place)
    rules.require_within(values, place.group, "group", place)
    rules.require_no_overlap(GroupPlace, values, "group", besides=place)
    rules.require_no_circle(values, place)
    return records.amend(
        place,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_group_place",
    )


def add_membership(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Group | None = None
) -> Membership:
    """Give a post a seat in a group; refuses a second seat at the same time."""
    rules.require_may_keep_structure(by)
    values = {"group": parent, **values} if parent else values
    rules.require_order(values)
    rules.require_within(values, values["group"], "group")
    rules.require_no_overlap(Membership, values, "group", "post")
    return records.add(Membership, values, by=by, at=at, action="add_membership")


def amend_membership(
    membership: Membership,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Membership:
    """Change a seat: its kind, and from when until when it was held."""
    rules.require_may_keep_structure(by)
    rules.require_order(values, membership)
    rules.require_within(values, membership.group, "group", membership)
    rules.require_no_overlap(Membership, values, "group", "post", besides=membership)
    return records.amend(
        membership,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_membership",
    )
