"""Who may sign in: invitations, accounts, and their end (rules U1, U5)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import (
    Account,
    Invitation,
    Person,
    Post,
    PostHolding,
)


# Rule U1: single use, 72 hours.
INVITATION_HOLDS_FOR = timedelta(hours=72)
NOT_VALID = (
    "This invitation cannot be used: it was used before, withdrawn, or is more than "
    "72 hours old. Ask whoever invited you for a new one."
)


@dataclass(frozen=True)
class Issued:
    """An invitation and its token, which is known at this moment only."""

    invitation: Invitation
    token: str


def digest_of(token: str) -> str:
    """What is kept of a token; it is random enough that one plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Issued:
    """Invite a named person in a named post to one role, for 72 hours.

    `person` is on record already, or `name` puts them there; either way they hold the
    post from today if they did not. Whether the address has an account is neither
    looked at nor told (rule A5): that shows when the invitation is accepted. Refuses
    a post that is not held open today, and roles or agencies that are not the
    viewer's to give.
    """
    post, role = values["post"], values["role"]
    rules.require_may_invite(by, role=role, agency_id=post.agency_id)
    if not Post.objects.on(_day(at)).filter(pk=post.pk).exists():
        raise Refused("That post is not open today.")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        person = _named_person(values, by=by, at=at)
        _hold_post(person, post, by=by, at=at)
        invitation = records.add(
            Invitation,
            {
                "person": person,
                "post": post,
                "role": role,
                "email": values["email"].lower(),
                "invited_by": by.account_key,
                "invited_at": at,
                "expires_at": at + INVITATION_HOLDS_FOR,
                "digest": digest_of(token),
            },
            by=by,
            at=at,
            action="invite",
        )
    return Issued(invitation, token)


def _day(at: datetime) -> Any:
    return timezone.localtime(at).date()


def _named_person(values: dict[str, Any], *, by: Viewer, at: datetime) -> Person:
    if values.get("person"):
        return values["person"]
    if not values.get("name"):
        raise Refused("Say who is invited: somebody on record, or a name.")
    post = values["post"]
    named = {"partnership": post.partnership, "name": values["name"]}
    return records.add(Person, named, by=by, at=at, action="add_person")


def _hold_post(person: Person, post: Post, *, by: Viewer, at: datetime) -> None:
    day = _day(at)
    held = PostHolding.objects.on(day).filter(person=person, post=post)
    if not held.exists():
        values = {"person": person, "post": post, "starts_on": day}
        records.add(PostHolding, values, by=by, at=at, action="add_post_holding")


def withdraw_invitation(
    invitation: Invitation,
    *,
    by: Viewer,
    at: datetime,
    read_version: int | None = None,
) -> Invitation:
    """Make an open invitation worthless; refuses one that was used or withdrawn."""
    rules.require_may_invite(
        by, role=invitation.role, agency_id=invitation.post.agency_id
    )
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused("This invitation is no longer open.")
    return records.amend(
        invitation,
        {"withdrawn_at": at},
        read_version=read_version or invitation.version,
        by=by,
        at=at,
        action="withdraw_invitation",
    )


def accept_invitation(*, token: str, password: str, at: datetime) -> Account:
    """Use an invitation: makes the account, or moves the person's own to the new post.

    Refuses, with one sentence for every reason, a token that is unknown, used,
    withdrawn or older than 72 hours, and one whose post has ended. Raises
    ValidationError for a password that does not hold (rule U3).
    """
    with transaction.atomic():
        invitation = _open_invitation(token, at)
        by = _invited(invitation)
        account = Account.objects.filter(email__iexact=invitation.email).first()
        if account and account.person_id != invitation.person_id:
            raise Refused(
                "Your e-mail address already opens another person's account. Ask "
                "whoever invited you to put this right."
            )
        validate_password(password, account)
        account = _account_of(invitation, account, by=by, at=at)
        account.set_password(password)
        account.save(update_fields=["password"])
        records.amend(
            invitation,
            {"accepted_at": at},
            read_version=invitation.version,
            by=by,
            at=at,
            action="accept_invitation",
        )
    return account


def _open_invitation(token: str, at: datetime) -> Invitation:
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person", "post__agency")
        .filter(digest=digest_of(token), accepted_at=None, withdrawn_at=None)
        .filter(expires_at__gt=at)
        .first()
    )
    if found is None or not Post.objects.on(_day(at)).filter(pk=found.post_id).exists():
        raise Refused(NOT_VALID)
    return found


def _invited(invitation: Invitation) -> Viewer:
    """Who history says accepted it: the post, by way of the invitation."""
    return Viewer(
        account_key=f"invitation:{invitation.key}",
        name=invitation.person.name,
        role=invitation.role,
        post=invitation.post.title,
        agency=invitation.post.agency.name,
        partnership_id=invitation.post.partnership_id,
    )


def _account_of(
    invitation: Invitation, account: Account | None, *, by: Viewer, at: datetime
) -> Account:
    values = {"post": invitation.post, "role": invitation.role, "is_active": True}
    if account:
        return records.amend(
            account,
            values,
            read_version=account.version,
            by=by,
            at=at,
            action="move_account",
        )
    values |= {
        "person": invitation.person,
        "email": invitation.email,
        "invited_at": invitation.invited_at,
    }
    return _new_account(values, by=by, at=at, action="open_account")


def _new_account(
    values: dict[str, Any], *, by: Viewer, at: datetime, action: str
) -> Account:
    """An account nobody can open with a password until one is set."""
    account = Account(**values)
    account.set_unusable_password()
    account.full_clean(exclude=["person", "post"], validate_constraints=False)
    account.save(force_insert=True)
    history.record_change(
        by=by,
        at=at,
        action=action,
        kind="partnership.account",
        record_key=account.key,
        before={},
        after=records.snapshot(account, values),
    )
    return account


def add_account(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Account:
    """Give an invented person of the example an account without a password.

    Refuses everybody but the loader, and every person who is not invented: real
    people come by invitation only (rule U1).
    """
    rules.require_loader(by)
    if not values["person"].invented:
        raise Refused("Only invented people get an account without an invitation.")
    with transaction.atomic():
        return _new_account(values, by=by, at=at, action="add_account")


def deactivate_account(
    account: Account,
    *,
    by: Viewer,
    at: datetime,
    why: str,
    read_version: int | None = None,
) -> Account:
    """End somebody's access now: their next request finds them signed out.

    Refuses the viewer's own account and one that is closed already.
    """
    return _switch(account, False, by=by, at=at, why=why, read_version=read_version)


def reactivate_account(
    account: Account,
    *,
    by: Viewer,
    at: datetime,
    why: str,
    read_version: int | None = None,
) -> Account:
    """Give access back; refuses an account that is open, and the viewer's own."""
    return _switch(account, True, by=by, at=at, why=why, read_version=read_version)


def _switch(
    account: Account,
    is_active: bool,
    *,
    by: Viewer,
    at: datetime,
    why: str,
    read_version: int | None,
) -> Account:
    rules.require_may_keep_account(
        by,
        account_key=account.key,
        role=account.role,
        agency_id=account.post.agency_id,
    )
    if account.is_active is is_active:
        raise Refused(f"This account is already {'open' if is_active else 'closed'}.")
    return records.amend(
        account,
        {"is_active": is_active},
        read_version=read_version or account.version,
        by=by,
        at=at,
        action="reactivate_account" if is_active else "deactivate_account",
        why=why,
    )
