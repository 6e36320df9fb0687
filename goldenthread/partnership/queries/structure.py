"""The structure as on any date, and what changed between two dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min, Q

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import DatedQuerySet, GroupPlace
from goldenthread.partnership.queries.records import group_places


@dataclass(frozen=True)
class Node:
    """A group where it stood on a day; `parent` is the key of the group above."""

    key: str
    label: str
    kind: str
    rhythm: str
    published: bool
    parent: str | None
    parent_label: str = ""


class What(StrEnum):
    BEGAN = "BEGAN"
    ENDED = "ENDED"
    MOVED = "MOVED"


@dataclass(frozen=True)
class Change:
    """One difference between two days: `before` and `after` name the group above."""

    what: What
    key: str
    label: str
    before: str = ""
    after: str = ""


def structure_on(
    viewer: Viewer, on: date, *, published_only: bool = False
) -> tuple[Node, ...]:
    """Every group that stood somewhere on a day, in one query.

    A group whose parent is not drawn stands at the top, so that none gets lost.
    """
    places = _places(viewer, on)
    if published_only:
        places = places.filter(published=True)
    found = list(places)
    drawn = {place.group_id: place.group.key for place in found}
    return tuple(_node(place, drawn) for place in found)


def _places(viewer: Viewer, on: date) -> DatedQuerySet:
    """Places that hold on the day, of groups that do: a group may end first."""
    group_open = Q(group__ends_on__isnull=True) | Q(group__ends_on__gt=on)
    return (
        group_places(viewer)
        .on(on)
        .filter(group_open, group__starts_on__lte=on)
        .order_by("group_id")
    )


def _node(place: GroupPlace, drawn: dict[int, str]) -> Node:
    group, above = place.group, place.parent
    if above is not None and above.pk not in drawn:
        above = None
    return Node(
        key=group.key,
        label=group.name,
        kind=group.get_kind_display(),
        rhythm=group.rhythm,
        published=place.published,
        parent=drawn[above.pk] if above else None,
        parent_label=above.name if above else "",
    )


def first_day(viewer: Viewer) -> date | None:
    """The first day for which a structure is on record."""
    found = group_places(viewer).order_by().aggregate(first=Min("starts_on"))
    return found["first"]


def compare_structures(
    before: Iterable[Node], after: Iterable[Node]
) -> tuple[Change, ...]:
    """What changed from one day's structure to another's: ended, began, moved."""
    old = {node.key: node for node in before}
    new = {node.key: node for node in after}
    ended = [
        Change(What.ENDED, key, node.label, before=node.parent_label)
        for key, node in old.items()
        if key not in new
    ]
    began = [
        Change(What.BEGAN, key, node.label, after=node.parent_label)
        for key, node in new.items()
        if key not in old
    ]
    moved = [
        Change(
            What.MOVED, key, new[key].label, node.parent_label, new[key].parent_label
        )
        for key, node in old.items()
        if key in new and node.parent != new[key].parent
    ]
    return (*ended, *began, *moved)
