"""Reads of the partnership, within what the viewer may see."""

from __future__ import annotations

from datetime import date

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Account


def is_live(account: Account, on: date) -> bool:
    """Active, and in a post that holds on the day: its end ends access (rule U5)."""
    post = account.post
    started = post.starts_on <= on
    ended = post.ends_on is not None and post.ends_on <= on
    return account.is_active and started and not ended


def viewer_for(account_id: int, on: date) -> Viewer | None:
    """The viewer an account is on a day, without circles; None when it is not live."""
    account = (
        Account.objects.select_related("person", "post__agency")
        .filter(pk=account_id)
        .first()
    )
    if account is None or not is_live(account, on):
        return None
    return Viewer(
        account_key=account.key,
        name=account.person.name,
        role=account.role,
        post=account.post.title,
        agency=account.post.agency.name,
        account_id=account.pk,
        person_id=account.person_id,
        post_id=account.post_id,
        agency_id=account.post.agency_id,
        partnership_id=account.post.partnership_id,
    )
