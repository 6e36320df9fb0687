"""Partnerships, agencies, posts, people and groups.

What a viewer sees: the own partnership, agencies that work with it, its groups and
those it runs jointly with another, and the posts with a seat in any of these.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import (
    Agency,
    DatedQuerySet,
    Group,
    GroupPlace,
    Membership,
    Partnership,
    Person,
    Post,
    PostHolding,
)


def partnerships(viewer: Viewer) -> QuerySet[Partnership]:
    """The viewer's own, and those it runs a group jointly with."""
    joint = Group.joint_with.through.objects.filter(
        group__partnership_id=viewer.partnership_id
    )
    return Partnership.objects.filter(
        Q(pk=viewer.partnership_id) | Q(pk__in=joint.values("partnership_id"))
    ).order_by("name")


def agencies(viewer: Viewer) -> QuerySet[Agency]:
    """Agencies that work with the viewer's partnership, past ones too."""
    linked = Agency.partnerships.through.objects.filter(
        agency_id=OuterRef("pk"), partnership_id=viewer.partnership_id
    )
    return (
        Agency.objects.filter(Exists(linked))
        .select_related("parent", "successor")
        .order_by("name")
    )


def departments_of(viewer: Viewer, agency: Agency) -> QuerySet[Agency]:
    return agencies(viewer).filter(parent=agency)


def _visible_groups(viewer: Viewer) -> QuerySet[Group]:
    joint = Group.joint_with.through.objects.filter(
        group_id=OuterRef("pk"), partnership_id=viewer.partnership_id
    )
    return Group.objects.filter(Q(partnership_id=viewer.partnership_id) | Exists(joint))


def groups(viewer: Viewer) -> QuerySet[Group]:
    """Groups of the viewer's partnership and those it takes part in, past ones too."""
    return (
        _visible_groups(viewer).select_related("led_by", "partnership").order_by("name")
    )


def own_groups(viewer: Viewer) -> QuerySet[Group]:
    """Groups the viewer's partnership runs itself."""
    return groups(viewer).filter(partnership_id=viewer.partnership_id)


def posts(viewer: Viewer) -> QuerySet[Post]:
    """Posts in the viewer's partnership, and others with a seat in its groups."""
    seated = Membership.objects.filter(
        post_id=OuterRef("pk"), group__in=_visible_groups(viewer)
    )
    return (
        Post.objects.filter(Q(partnership_id=viewer.partnership_id) | Exists(seated))
        .select_related("agency", "partnership")
        .order_by("title", "agency__name")
    )


def posts_of(viewer: Viewer, agency: Agency) -> QuerySet[Post]:
    """Posts of an agency and of its departments."""
    return posts(viewer).filter(Q(agency=agency) | Q(agency__parent=agency))


def unit_posts(viewer: Viewer, on: date) -> QuerySet[Post]:
    """Posts of the business unit that hold on a day, the manager's first."""
    return (
        Post.objects.on(on)
        .filter(partnership_id=viewer.partnership_id, in_business_unit=True)
        .select_related("agency", "partnership")
        .order_by("pk")
    )


def people(viewer: Viewer) -> QuerySet[Person]:
    """Professionals of the viewer's partnership."""
    return Person.objects.filter(partnership_id=viewer.partnership_id).order_by("name")


def post_holdings(viewer: Viewer) -> QuerySet[PostHolding]:
    return (
        PostHolding.objects.filter(person__partnership_id=viewer.partnership_id)
        .select_related("person", "post__agency")
        .order_by("-starts_on", "person__name")
    )


def posts_held_by(viewer: Viewer, person: Person) -> QuerySet[PostHolding]:
    return post_holdings(viewer).filter(person=person)


def holders_of(viewer: Viewer, post: Post) -> QuerySet[PostHolding]:
    return post_holdings(viewer).filter(post=post)


def group_places(viewer: Viewer) -> DatedQuerySet:
    """Where each visible group stood, and stands."""
    return (
        GroupPlace.objects.filter(group__in=_visible_groups(viewer))
        .select_related("group", "parent")
        .order_by("group__name", "starts_on")
    )


def places_of(viewer: Viewer, group: Group) -> QuerySet[GroupPlace]:
    """Under which groups a group has stood, in order."""
    return group_places(viewer).filter(group=group)


def groups_under(viewer: Viewer, group: Group) -> QuerySet[GroupPlace]:
    """Places of the groups that have stood under a group."""
    return group_places(viewer).filter(parent=group)


def memberships(viewer: Viewer) -> DatedQuerySet:
    """Seats in visible groups, past ones too."""
    return (
        Membership.objects.filter(group__in=_visible_groups(viewer))
        .select_related("group", "post__agency")
        .order_by("group__name", "starts_on", "pk")
    )


def members_on(viewer: Viewer, group: Group, on: date) -> QuerySet[Membership]:
    """Who has a seat in a group on a day, in the order they were seated."""
    return memberships(viewer).on(on).filter(group=group).order_by("pk")


def memberships_of(viewer: Viewer, group: Group) -> QuerySet[Membership]:
    return memberships(viewer).filter(group=group)


def seats_of(viewer: Viewer, post: Post) -> QuerySet[Membership]:
    """The groups a post has, or had, a seat in."""
    return memberships(viewer).filter(post=post)


def groups_led_by(viewer: Viewer, agency: Agency) -> QuerySet[Group]:
    return groups(viewer).filter(led_by=agency)


def groups_of_agency(viewer: Viewer, agency: Agency, on: date) -> QuerySet[Membership]:
    """Seats that posts of an agency or of its departments have on a day."""
    return (
        memberships(viewer)
        .on(on)
        .filter(Q(post__agency=agency) | Q(post__agency__parent=agency))
    )
