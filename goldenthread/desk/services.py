"""What the desk keeps: a person's calendar feed, and what they have seen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import LONDON
from goldenthread.core.models import CalendarChange
from goldenthread.core.viewer import Viewer
from goldenthread.desk import rules
from goldenthread.desk.models import CalendarFeed, ProgramToken, SeenChange
from goldenthread.desk.queries import digest_of


WINDOW = timedelta(hours=1)
MOST_FETCHES = 60
MOST_ASKED = 1_200
LONGEST = timedelta(days=366)


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


@dataclass(frozen=True)
class IssuedToken:
    """A token and its secret, which is known at this moment only."""

    token: ProgramToken
    secret: str


def make_program_token(
    *, by: Viewer, at: datetime, name: str, scopes: list[str], expires_on: date
) -> IssuedToken:
    """Let another program act for the viewer, within scopes, until the end of a day.

    It can do nothing that the viewer cannot do on that day. Refuses whoever sees none
    of the dataset, and an end that has passed or is more than a year away.
    """
    rules.require_may_have_tokens(by)
    expires_at = datetime.combine(
        expires_on + timedelta(days=1), time.min, tzinfo=LONDON
    )
    if not at < expires_at <= at + LONGEST:
        raise ValidationError(
            {"expires_on": "The last day must be from today to a year from now."}
        )
    secret = f"gt_{secrets.token_urlsafe(32)}"
    token = records.add(
        ProgramToken,
        {
            "account_id": by.account_id,
            "name": name,
            "scopes": sorted(scopes),
            "digest": digest_of(secret),
            "made_at": at,
            "expires_at": expires_at,
        },
        by=by,
        at=at,
        action="make_program_token",
    )
    return IssuedToken(token, secret)


def withdraw_program_token(
    token: ProgramToken, *, by: Viewer, at: datetime
) -> ProgramToken:
    """End a token of one's own: it opens nothing from now on."""
    if token.account_id != by.account_id:
        raise Refused("Only its owner withdraws a token.")
    return records.amend(
        token,
        {"withdrawn_at": at},
        read_version=token.version,
        by=by,
        at=at,
        action="withdraw_program_token",
    )


def count_asked(token: ProgramToken, *, at: datetime) -> bool:
    """Count one question; False once there were too many in the running hour."""
    mine = ProgramToken.objects.filter(pk=token.pk)
    if token.window_at is None or at - token.window_at >= WINDOW:
        mine.update(window_at=at, asked=1, last_at=at)
        return True
    mine.update(asked=F("asked") + 1, last_at=at)
    return token.asked < MOST_ASKED
