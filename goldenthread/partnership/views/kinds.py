"""The kinds of record this room has pages for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from goldenthread.core.pages import Detail, Filter, Kind, register
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import forms, queries, rules, services
from goldenthread.partnership.models import (
    Account,
    Agency,
    Group,
    GroupPlace,
    Invitation,
    Membership,
    Partnership,
    Person,
    Post,
    PostHolding,
)
from goldenthread.partnership.presenters import access, records
from goldenthread.partnership.states import AgencyKind, GroupKind, Role, Sector


def _today() -> Any:
    return timezone.localdate()


def partnership_detail(one: Partnership, viewer: Viewer) -> Detail:
    return records.partnership_detail(one)


def agency_detail(one: Agency, viewer: Viewer) -> Detail:
    on = _today()
    return records.agency_detail(
        one,
        on,
        departments=list(queries.departments_of(viewer, one)),
        posts=list(queries.posts_of(viewer, one)),
        seats=list(queries.groups_of_agency(viewer, one, on)),
        led=list(queries.groups_led_by(viewer, one)),
    )


def post_detail(one: Post, viewer: Viewer) -> Detail:
    return records.post_detail(
        one,
        _today(),
        holders=list(queries.holders_of(viewer, one)),
        seats=list(queries.seats_of(viewer, one)),
        may_keep=rules.may_keep_structure(viewer),
    )


def person_detail(one: Person, viewer: Viewer) -> Detail:
    return records.person_detail(one, list(queries.posts_held_by(viewer, one)))


def holding_detail(one: PostHolding, viewer: Viewer) -> Detail:
    return records.holding_detail(one, _today())


def group_detail(one: Group, viewer: Viewer) -> Detail:
    """Its members today, or on the last day of a group that has ended."""
    on = _today()
    if one.ends_on and one.ends_on <= on:
        on = one.ends_on - timedelta(days=1)
    return records.group_detail(
        one,
        _today(),
        members_on=on,
        joint_with=list(one.joint_with.all()),
        members=list(queries.members_on(viewer, one, on)),
        places=list(queries.places_of(viewer, one)),
        below=list(queries.groups_under(viewer, one)),
        may_keep=rules.may_keep_structure(viewer),
    )


def place_detail(one: GroupPlace, viewer: Viewer) -> Detail:
    return records.place_detail(one, _today())


def membership_detail(one: Membership, viewer: Viewer) -> Detail:
    return records.membership_detail(one, _today())


def account_detail(one: Account, viewer: Viewer) -> Detail:
    on = _today()
    own = one.key == viewer.account_key
    return access.account_detail(one, on, live=queries.is_live(one, on), own=own)


def invitation_detail(one: Invitation, viewer: Viewer) -> Detail:
    return access.invitation_detail(one, timezone.now())


PARTNERSHIP = register(
    Kind(
        name="partnership",
        label="partnership",
        label_plural="partnerships",
        room="partnership",
        model=Partnership,
        visible=queries.partnerships,
        columns=("Partnership", "Area", "On record"),
        row=records.partnership_row,
        title=str,
        detail=partnership_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.PartnershipForm,
        add=services.add_partnership,
        amend=services.amend_partnership,
        intro="This partnership, and those it works jointly with.",
        search=("name", "area_name"),
    )
)

AGENCY = register(
    Kind(
        name="agency",
        label="agency",
        label_plural="agencies",
        plural="agencies",
        room="partnership",
        model=Agency,
        visible=queries.agencies,
        columns=("Agency", "Kind", "Part", "On record"),
        row=records.agency_row,
        title=str,
        detail=agency_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.AgencyForm,
        add=services.add_agency,
        amend=services.amend_agency,
        intro="Organisations that work with the partnership, past ones too.",
        search=("name",),
        filters=(Filter("kind", "Kind", tuple(AgencyKind.choices), "kind"),),
    )
)

POST = register(
    Kind(
        name="post",
        label="post",
        label_plural="posts",
        room="partnership",
        model=Post,
        visible=queries.posts,
        columns=("Post", "Agency", "Speaks for", "Held open"),
        row=records.post_row,
        title=str,
        detail=post_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.PostForm,
        add=services.add_post,
        amend=services.amend_post,
        intro="Jobs in agencies. Decisions are signed by posts, not by people.",
        search=("title", "agency__name"),
        filters=(Filter("sector", "Speaks for", tuple(Sector.choices), "sector"),),
        links=(("Posts in the business unit", "view_business_unit"),),
    )
)

PERSON = register(
    Kind(
        name="person",
        label="person",
        label_plural="people",
        plural="people",
        room="partnership",
        model=Person,
        visible=queries.people,
        columns=("Name", "On record as"),
        row=records.person_row,
        title=str,
        detail=person_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.PersonForm,
        add=services.add_person,
        amend=services.amend_person,
        intro="Professionals who hold posts. Nobody here is the subject of a record.",
        search=("name",),
    )
)

POST_HOLDING = register(
    Kind(
        name="post_holding",
        label="holding of a post",
        label_plural="holdings of posts",
        room="partnership",
        model=PostHolding,
        visible=queries.post_holdings,
        columns=("Person", "Post", "Agency", "When"),
        row=records.holding_row,
        title=str,
        detail=holding_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.PostHoldingForm,
        add=services.add_post_holding,
        amend=services.amend_post_holding,
        parent=POST,
        intro="Who held which post, from when until when.",
        empty="Open a post to say who holds it.",
        search=("person__name", "post__title"),
    )
)

GROUP = register(
    Kind(
        name="group",
        label="group",
        label_plural="groups",
        room="partnership",
        model=Group,
        visible=queries.groups,
        columns=("Group", "Kind", "Meets", "When"),
        row=records.group_row,
        title=str,
        detail=group_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.GroupForm,
        add=services.add_group,
        amend=services.amend_group,
        intro="Boards, sub-groups, panels and teams, past ones too.",
        search=("name", "purpose"),
        filters=(Filter("kind", "Kind", tuple(GroupKind.choices), "kind"),),
        links=(("Structure on a date", "view_structure"),),
    )
)

GROUP_PLACE = register(
    Kind(
        name="group_place",
        label="place of a group",
        label_plural="places of groups",
        room="partnership",
        model=GroupPlace,
        visible=queries.group_places,
        columns=("Group", "Stood under", "On the published chart", "When"),
        row=records.place_row,
        title=str,
        detail=place_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.GroupPlaceForm,
        add=services.add_group_place,
        amend=services.amend_group_place,
        parent=GROUP,
        intro="Under which group each group stood, from when until when.",
        empty="Open a group to say where it stands.",
        search=("group__name", "parent__name"),
        links=(("Structure on a date", "view_structure"),),
    )
)

MEMBERSHIP = register(
    Kind(
        name="membership",
        label="seat",
        label_plural="seats",
        room="partnership",
        model=Membership,
        visible=queries.memberships,
        columns=("Post", "Agency", "Group", "When"),
        row=records.membership_row,
        title=str,
        detail=membership_detail,
        may_read=rules.may_read_structure,
        may_write=rules.may_keep_structure,
        form=forms.MembershipForm,
        add=services.add_membership,
        amend=services.amend_membership,
        parent=GROUP,
        intro="Which post has a seat in which group.",
        empty="Open a group to give a post a seat.",
        search=("post__title", "post__agency__name", "group__name"),
    )
)

ACCOUNT = register(
    Kind(
        name="account",
        label="account",
        label_plural="accounts",
        room="partnership",
        model=Account,
        visible=queries.accounts,
        columns=("Person", "Post", "Agency", "Role", "State"),
        row=access.account_row,
        title=lambda one: f"Account of {one.person.name}",
        detail=account_detail,
        may_read=rules.may_keep_accounts,
        intro="Who may sign in, each as one named person in one post.",
        search=("person__name", "post__title", "post__agency__name"),
        filters=(Filter("role", "Role", tuple(Role.choices), "role"),),
        links=(
            ("Invite somebody", "invite_person"),
            ("Invitations", "list_invitations"),
        ),
    )
)

INVITATION = register(
    Kind(
        name="invitation",
        label="invitation",
        label_plural="invitations",
        room="partnership",
        model=Invitation,
        visible=queries.invitations,
        columns=("Person", "Post", "Role", "Invited", "State"),
        row=access.invitation_row,
        title=lambda one: f"Invitation of {one.person.name}",
        detail=invitation_detail,
        may_read=rules.may_keep_accounts,
        intro="Each can be used once, within 72 hours.",
        search=("person__name", "post__title"),
        links=(("Invite somebody", "invite_person"), ("Accounts", "list_accounts")),
    )
)

KINDS = (
    GROUP,
    MEMBERSHIP,
    GROUP_PLACE,
    AGENCY,
    POST,
    PERSON,
    POST_HOLDING,
    PARTNERSHIP,
    ACCOUNT,
    INVITATION,
)
