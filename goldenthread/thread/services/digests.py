"""One digest for each owner and cycle: made, told by mail, answered in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership.models import Account
from goldenthread.thread import rules
from goldenthread.thread.models import Action, Digest, DigestMail
from goldenthread.thread.queries.digests import (
    Cycle,
    ViewerOf,
    asked_of,
    cycle_on,
    owners,
    recipients,
    to_be_told,
)
from goldenthread.thread.services.actions import (
    add_evidence,
    add_update,
    complete_action,
    start_action,
)
from goldenthread.thread.states import Answer, MailState


Post = Callable[[str, str, str], None]


@dataclass
class Sent:
    """What one run did."""

    cycle: str
    made: int = 0
    sent: int = 0
    before: int = 0
    failed: int = 0
    # Digests of owners whom nobody with an account answers for.
    nobody: list[str] = field(default_factory=list)
    # Mails begun earlier that never ended: they may have gone out.
    unknown: list[str] = field(default_factory=list)


def post_mail(address: str, subject: str, body: str) -> None:
    """Hand one mail to the mail server that the settings name."""
    send_mail(subject, body, None, [address])


def send_digests(
    *, by: Viewer, at: datetime, site: str, viewer_of: ViewerOf, post: Post = post_mail
) -> Sent:
    """Make this cycle's digests and tell each owner once; for a timer.

    What an owner is asked is looked at with the eyes of each person who would be told
    (rule A9): an action of a restricted case counts for its circle only, and whoever
    is asked nothing gets no mail. Running it again in the cycle tells nobody twice. A
    mail holds no title, no name and no agency (rule X6): a reference, a day, and a link
    that asks to sign in. Refuses everybody but the product itself.
    """
    if by.role != SYSTEM_ROLE:
        raise Refused("Digests are sent by the product itself.")
    cycle = cycle_on(london_date(at))
    done = Sent(cycle.label)
    told = recipients(by, london_date(at))
    for agency_id, post_id in owners(by):
        accounts = to_be_told(told.get(agency_id, ()), post_id)
        asked = [
            one for one in accounts if _asks(one, agency_id, post_id, cycle, viewer_of)
        ]
        if asked or _asked_at_all(by, accounts, agency_id, post_id, cycle):
            digest = _made(by, at, agency_id, post_id, cycle, done)
            _tell(digest, asked, by, at, site, post, done)
    return done


def _asks(
    account: Account,
    agency_id: int,
    post_id: int | None,
    cycle: Cycle,
    viewer_of: ViewerOf,
) -> bool:
    viewer = viewer_of(account.pk)
    return viewer is not None and asked_of(viewer, agency_id, post_id, cycle).exists()


def _asked_at_all(
    by: Viewer,
    accounts: list[Account],
    agency_id: int,
    post_id: int | None,
    cycle: Cycle,
) -> bool:
    """Something unrestricted is asked, and nobody has an account to be told by."""
    return not accounts and asked_of(by, agency_id, post_id, cycle).exists()


def _made(
    by: Viewer,
    at: datetime,
    agency_id: int,
    post_id: int | None,
    cycle: Cycle,
    done: Sent,
) -> Digest:
    """The owner's digest of this cycle, made now if it is not there yet."""
    owner = {
        "partnership_id": by.partnership_id,
        "agency_id": agency_id,
        "post_id": post_id,
    }
    found = Digest.objects.filter(cycle=cycle.label, **owner).first()
    if found is not None:
        return found
    done.made += 1
    answer_by = cycle.answer_by(london_date(at))
    dates = {"opens_on": cycle.opens_on, "answer_by": answer_by, "made_at": at}
    values = owner | {"cycle": cycle.label} | dates
    return records.add(Digest, values, by=by, at=at, action="make_digest")


def _tell(
    digest: Digest,
    accounts: Iterable[Account],
    by: Viewer,
    at: datetime,
    site: str,
    post: Post,
    done: Sent,
) -> None:
    accounts = list(accounts)
    if not accounts:
        done.nobody.append(digest.key)
    for account in accounts:
        attempt = _next_attempt(digest, account)
        if attempt is None:
            _count_earlier(digest, account, done)
            continue
        _step(digest, account, attempt, MailState.BEGUN, by, at)
        state = _posted(digest, account, site, post)
        _step(digest, account, attempt, state, by, at)
        done.sent += state == MailState.SENT
        done.failed += state == MailState.FAILED


def _newest(digest: Digest, account: Account) -> DigestMail | None:
    return digest.mails.filter(account_key=account.key).order_by("-id").first()


def _next_attempt(digest: Digest, account: Account) -> int | None:
    """1 for the first mail, one more after a failed one; none otherwise."""
    newest = _newest(digest, account)
    if newest is None:
        return 1
    return newest.attempt + 1 if newest.state == MailState.FAILED else None


def _count_earlier(digest: Digest, account: Account, done: Sent) -> None:
    newest = _newest(digest, account)
    if newest is not None and newest.state == MailState.BEGUN:
        done.unknown.append(digest.key)
    else:
        done.before += 1


def _step(
    digest: Digest,
    account: Account,
    attempt: int,
    state: MailState,
    by: Viewer,
    at: datetime,
) -> DigestMail:
    """Written and committed by itself: the mail goes out between two such rows."""
    values = {
        "digest": digest,
        "account_key": account.key,
        "attempt": attempt,
        "state": state,
        "said_at": at,
    }
    return records.add(DigestMail, values, by=by, at=at, action="mail_digest")


def _posted(digest: Digest, account: Account, site: str, post: Post) -> MailState:
    subject, body = mail_words(digest, site)
    try:
        post(account.email, subject, body)
    except OSError:  # what sockets and mail servers raise, refusals among them
        return MailState.FAILED
    return MailState.SENT


def mail_words(digest: Digest, site: str) -> tuple[str, str]:
    """Subject and body: nothing but a reference, a day and a link (rule X6)."""
    link = f"{site.rstrip('/')}{reverse('view_digest', args=[digest.key])}"
    body = (
        "Something in the partnership’s record needs an answer from you by "
        f"{long_date(digest.answer_by)}.\n\n"
        f"Reference: {digest.key}\n{link}\n\n"
        "The link asks you to sign in. This message holds no details, on purpose.\n"
    )
    return f"Something needs you: reference {digest.key}", body


# --- Answering ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What is said of one action: the step, the words, the version that was read."""

    action: Action
    answer: str
    text: str
    version: int
    shown_on: date | None = None


def answer_digest(
    digest: Digest, *, by: Viewer, at: datetime, said: list[Said]
) -> Digest:
    """Say how several actions go, all in one transaction: every word or none.

    Each is an update or a step of its action, with that service's own refusals.
    """
    if not said:
        raise ValidationError("Say how at least one of them goes.")
    if not rules.may_carry_out_some(by):
        raise Refused("Only an agency’s lead or the business unit answers a digest.")
    with transaction.atomic():
        for one in said:
            _answer(one, by, at)
    return digest


def _answer(one: Said, by: Viewer, at: datetime) -> None:
    values: dict[str, Any] = {"said_on": london_date(at), "text": one.text}
    if one.answer == Answer.EVIDENCE:
        add_evidence(by=by, at=at, values=_evidence(one), parent=one.action)
        return
    if one.answer == Answer.UPDATE:
        add_update(by=by, at=at, values=values, parent=one.action)
        return
    step = start_action if one.answer == Answer.START else complete_action
    step(one.action, by=by, at=at, values=values, read_version=one.version)


def _evidence(one: Said) -> dict[str, Any]:
    if one.shown_on is None:
        raise ValidationError("Give the day that it shows.")
    title = f"Said in a digest: {one.text}"[:200]
    return {"title": title, "shows": one.text, "effective_on": one.shown_on}
