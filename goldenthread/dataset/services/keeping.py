"""What is done by the clock: files removed when their time is up, leads reminded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from goldenthread.core import records
from goldenthread.core.calendars import add_months, london_date
from goldenthread.core.viewer import Viewer
from goldenthread.dataset.models import Reminder, Submission, Supply
from goldenthread.dataset.queries.board import Period, board, soon
from goldenthread.dataset.services.submissions import sealed
from goldenthread.dataset.states import PeriodState, ReleaseState, SubmissionState
from goldenthread.partnership.models import Account
from goldenthread.partnership.queries import account_live
from goldenthread.partnership.states import Role


Post = Callable[[str, str, str], None]


def remove_files(*, by: Viewer, at: datetime) -> int:
    """Remove the bytes of what was sent longer ago than its agreement keeps them.

    What the newest accepted rows of a period are read from stays: the next release is
    built from it. The record of each, and its history, stay too. How many were removed.
    """
    removed = 0
    for one in _over(london_date(at)):
        records.amend(
            one,
            {"removed_at": at},
            read_version=one.version,
            by=by,
            at=at,
            action="remove_file",
        )
        sealed(one).remove()
        removed += 1
    return removed


def _over(today: date) -> Iterator[Submission]:
    found = (
        Submission.objects.filter(removed_at=None, received_at__isnull=False)
        .exclude(state__in=(SubmissionState.ACCEPTED, SubmissionState.WITHDRAWN))
        .exclude(state__in=(SubmissionState.WAITING, SubmissionState.CHECKING))
        .exclude(releases__state__in=(ReleaseState.ASKED, ReleaseState.BUILDING))
        .select_related("supply__agreement", "supply__agency")
        .distinct()
    )
    for one in found:
        assert one.received_at is not None  # noqa: S101 - for the types; filtered above
        months = one.supply.agreement.retention_months
        if add_months(london_date(one.received_at), months) <= today:
            yield one


@dataclass
class Reminded:
    """What one run did: mails sent, failed, and supplies nobody answers for."""

    sent: int = 0
    failed: int = 0
    nobody: int = 0


def remind(*, by: Viewer, at: datetime, site: str, post: Post) -> Reminded:
    """Tell the leads of agencies what is due within a week, and what is overdue.

    Each person is told once of each: a mail that was begun is never begun again. It
    holds no more than how many periods there are, and where to look.
    """
    done = Reminded()
    asked: dict[int, list[Reminder]] = {}
    accounts: dict[int, Account] = {}
    today = london_date(at)
    for stood in board(by, today):
        periods = [one for one in stood.open if _to_be_told(one, today)]
        leads = list(_leads(stood.supply, today)) if periods else []
        done.nobody += bool(periods and not leads)
        for lead in leads:
            for period in periods:
                begun = _begin(period, lead, today, by=by, at=at)
                if begun is not None:
                    accounts[lead.pk] = lead
                    asked.setdefault(lead.pk, []).append(begun)
    for pk, reminders in asked.items():
        _send(accounts[pk], reminders, done, by=by, at=at, site=site, post=post)
    return done


def _to_be_told(period: Period, today: date) -> bool:
    waits = period.state in (PeriodState.NOT_SENT, PeriodState.TO_MEND)
    return waits and (soon(period, today) or period.is_overdue(today))


def _leads(supply: Supply, today: date) -> Iterator[Account]:
    own = Q(role=Role.AGENCY_LEAD, post__agency=supply.agency_id)
    yield from Account.objects.filter(account_live(today), own).order_by("pk")


def _begin(
    period: Period, lead: Account, today: date, *, by: Viewer, at: datetime
) -> Reminder | None:
    """The reminder's row, before the mail; None where there is one already."""
    values = {
        "supply": period.supply,
        "starts_on": period.first,
        "ends_on": period.last,
        "overdue": period.is_overdue(today),
        "account": lead,
    }
    try:
        with transaction.atomic():
            return records.add(
                Reminder, values | {"begun_at": at}, by=by, at=at, action="remind"
            )
    except ValidationError:  # the database holds one of each: told, or being told
        return None


def _send(
    lead: Account,
    reminders: list[Reminder],
    done: Reminded,
    *,
    by: Viewer,
    at: datetime,
    site: str,
    post: Post,
) -> None:
    overdue = sum(one.overdue for one in reminders)
    count = len(reminders)
    periods = "One period" if count == 1 else f"{count} periods"
    verb = "is" if count == 1 else "are"
    body = (
        f"{periods} of your agency’s data {verb} to be sent, {overdue} of them overdue.\n"
        f"\nWhat is due: {site}{reverse('view_submission_board')}\n"
    )
    try:
        post(lead.email, "Data to be sent", body)
    except OSError:
        done.failed += 1
        return
    for one in reminders:
        records.amend(
            one,
            {"sent_at": at},
            read_version=one.version,
            by=by,
            at=at,
            action="reminded",
        )
    done.sent += 1
