"""Accounts and invitations, and which viewer an account is on a day."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import (
    Account,
    DatabaseMark,
    Invitation,
    Person,
    Post,
    PostHolding,
)
from goldenthread.partnership.queries.records import people, posts
from goldenthread.partnership.states import Mark, Role


def account_live(on: date) -> Q:
    """Active, in a post that holds on the day, and held by the person (rule U5).

    One day too late in the post, and the account opens nothing.
    """
    held = PostHolding.objects.on(on).filter(
        person_id=OuterRef("person_id"), post_id=OuterRef("post_id")
    )
    post = Q(post__starts_on__lte=on) & (
        Q(post__ends_on__isnull=True) | Q(post__ends_on__gt=on)
    )
    return Q(is_active=True) & post & Q(Exists(held))


def is_live(account: Account, on: date) -> bool:
    """Whether an account opens anything on a day."""
    return Account.objects.filter(account_live(on), pk=account.pk).exists()


# What a viewer is made of, in the order of its fields: whole records of account, person,
# post and agency would take three times as long, at every request.
VIEWER = {
    "account_key": "key",
    "name": "person__name",
    "role": "role",
    "post": "post__title",
    "agency": "post__agency__name",
    "account_id": "pk",
    "person_id": "person_id",
    "post_id": "post_id",
    "agency_id": "post__agency_id",
    "partnership_id": "post__partnership_id",
}


def viewer_for(account_id: int, on: date) -> Viewer | None:
    """The viewer an account is on a day, without circles; None when it is not live.

    Asked anew at every request, in one query.
    """
    live = Account.objects.filter(account_live(on), pk=account_id)
    found = next(iter(live.values_list(*VIEWER.values())), None)
    return Viewer(**dict(zip(VIEWER, found, strict=True))) if found else None


def accounts(viewer: Viewer) -> QuerySet[Account]:
    """Accounts the viewer keeps: of the partnership, or a lead's own agency's."""
    found = Account.objects.filter(post__partnership_id=viewer.partnership_id)
    return (
        _kept(found, viewer)
        .select_related("person", "post__agency")
        .order_by("person__name", "pk")
    )


def invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Invitations the viewer keeps, the newest first."""
    found = Invitation.objects.filter(post__partnership_id=viewer.partnership_id)
    return (
        _kept(found, viewer)
        .select_related("person", "post__agency")
        .order_by("-invited_at", "pk")
    )


def _kept(found: QuerySet, viewer: Viewer) -> QuerySet:
    if not rules.may_keep_accounts(viewer):
        return found.none()
    if viewer.role == Role.AGENCY_LEAD:
        return found.filter(post__agency_id=viewer.agency_id)
    return found


def posts_to_invite(viewer: Viewer) -> QuerySet[Post]:
    """Posts the viewer may invite somebody into."""
    found = posts(viewer).filter(partnership_id=viewer.partnership_id)
    if viewer.role == Role.AGENCY_LEAD:
        return found.filter(agency_id=viewer.agency_id)
    return found


def people_to_invite(viewer: Viewer) -> QuerySet[Person]:
    """People on record the viewer may invite: a lead only those of the own agency."""
    if viewer.role != Role.AGENCY_LEAD:
        return people(viewer)
    held = PostHolding.objects.filter(
        person_id=OuterRef("pk"), post__agency_id=viewer.agency_id
    )
    return people(viewer).filter(Exists(held))


def invitation_for(digest: str, at: datetime) -> Invitation | None:
    """An open invitation by its token's digest: for the page that accepts it."""
    return (
        Invitation.objects.filter(digest=digest, accepted_at=None, withdrawn_at=None)
        .filter(expires_at__gt=at)
        .select_related("person", "post__agency")
        .first()
    )


def is_example() -> bool:
    """Whether both the setting and this very database say: invented people only."""
    return settings.EXAMPLE and DatabaseMark.objects.filter(pk=Mark.EXAMPLE).exists()


def example_accounts(on: date) -> QuerySet[Account]:
    """Accounts of invented people, on an example database; none anywhere else."""
    if not is_example():
        return Account.objects.none()
    return (
        Account.objects.filter(account_live(on), person__invented=True)
        .select_related("person", "post__agency")
        .order_by("pk")
    )
