"""What the desk keeps: a person's calendar feed, and what they have seen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from goldenthread.core import records
from goldenthread.core.models import CalendarChange
from goldenthread.core.viewer import Viewer
from goldenthread.desk import rules
from goldenthread.desk.models import CalendarFeed, SeenChange
from goldenthread.desk.queries import digest_of


WINDOW = timedelta(hours=1)
MOST_FETCHES = 60


@dataclass(frozen=True)
class Issued:
    """A feed and its secret, which is known at this moment only."""

    feed: CalendarFeed
    secret: str


def make_calendar_feed(*, by: Viewer, at: datetime) -> Issued:
    """Give the viewer a new secret address; one they had before ends here and now.

    Refuses whoever has no clocks to see. The secret is in no history row.
    """
    rules.require_may_read_clocks(by)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        _withdraw_all(by, at)
        feed = records.add(
            CalendarFeed,
            {"account_id": by.account_id, "digest": digest_of(secret), "made_at": at},
            by=by,
            at=at,
            action="make_calendar_feed",
        )
    return Issued(feed, secret)


def withdraw_calendar_feed(*, by: Viewer, at: datetime) -> None:
    """End the viewer's own feed: its address answers nothing from now on."""
    rules.require_may_read_clocks(by)
    with transaction.atomic():
        _withdraw_all(by, at)


def _withdraw_all(by: Viewer, at: datetime) -> None:
    live = CalendarFeed.objects.filter(account_id=by.account_id, withdrawn_at=None)
    for feed in live:
        records.amend(
            feed,
            {"withdrawn_at": at},
            read_version=feed.version,
            by=by,
            at=at,
            action="withdraw_calendar_feed",
        )


def count_fetch(feed: CalendarFeed, *, at: datetime) -> bool:
    """Count one fetch; False once there were too many in the running hour."""
    mine = CalendarFeed.objects.filter(pk=feed.pk)
    if feed.window_at is None or at - feed.window_at >= WINDOW:
        mine.update(window_at=at, fetched=1)
        return True
    mine.update(fetched=F("fetched") + 1)
    return feed.fetched < MOST_FETCHES


def see_calendar_change(
    change: CalendarChange, *, by: Viewer, at: datetime
) -> SeenChange:
    """Say that one has seen which deadlines it moved; a second time changes nothing."""
    with transaction.atomic():
        before = SeenChange.objects.filter(change=change, account_key=by.account_key)
        return before.first() or records.add(
            SeenChange,
            {"change": change, "account_key": by.account_key, "seen_at": at},
            by=by,
            at=at,
            action="see_calendar_change",
        )
