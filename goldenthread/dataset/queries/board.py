"""Who owes what for which period: expected by the contract, held against what came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules, shelf
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.queries.exchange import submissions, supplies
from goldenthread.dataset.states import PeriodState, SubmissionState
from goldenthread.partnership.states import Role


# What has been sent and not yet decided, or has to be sent again.
IN_HAND = {
    SubmissionState.RECEIVING: PeriodState.IN_HAND,
    SubmissionState.WAITING: PeriodState.IN_HAND,
    SubmissionState.CHECKING: PeriodState.IN_HAND,
    SubmissionState.CHECKED: PeriodState.TO_DECIDE,
    SubmissionState.FAULTY: PeriodState.TO_MEND,
    SubmissionState.REFUSED: PeriodState.TO_MEND,
    SubmissionState.RETURNED: PeriodState.TO_MEND,
}


@dataclass(frozen=True)
class Period:
    """One period of a supply: its days, when it is due, and how it stands."""

    supply: Supply
    first: date
    last: date
    due_on: date
    state: PeriodState
    submission: Submission | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in (PeriodState.IN, PeriodState.LATE, PeriodState.PARTIAL)

    def is_overdue(self, today: date) -> bool:
        return not self.is_settled and today > self.due_on


@dataclass(frozen=True)
class Standing:
    """How one supply stands: every expected period, the newest first."""

    supply: Supply
    periods: tuple[Period, ...]

    @property
    def open(self) -> tuple[Period, ...]:
        return tuple(one for one in self.periods if not one.is_settled)

    @property
    def newest_in(self) -> Period | None:
        return next((one for one in self.periods if one.is_settled), None)


def board(viewer: Viewer, today: date) -> list[Standing]:
    """Every supply the viewer may see, with its periods that have ended by a day."""
    sent: dict[int, list[Submission]] = defaultdict(list)
    counted = [SubmissionState.ACCEPTED, *IN_HAND]
    for one in submissions(viewer).filter(state__in=counted):
        sent[one.supply_id].append(one)
    return [
        standing(
            one,
            sent[one.pk],
            today,
            sees_rows=rules.may_send_for(viewer, one),
        )
        for one in supplies(viewer)
    ]


def standing(
    supply: Supply, sent: Iterable[Submission], today: date, *, sees_rows: bool
) -> Standing:
    """Hold what the contract expects against what was sent, the newest of it first.

    A submission of a longer period counts for each period that lies in it. Quarters and
    years begin in April. A contract without a rhythm expects nothing. That a month has
    no row is a count, and told to who may see the rows only.
    """
    from goldenthread.engine.intake import submissions as rhythm

    contract = shelf.contract(supply.contract)
    until = min(today, supply.ends_on or today)
    sent = list(sent)
    found = []
    for first, last in rhythm.periods(contract, supply.starts_on, until):
        due_on = rhythm.due_on(contract, last)
        if last >= today or first < supply.starts_on or due_on is None:
            continue
        if supply.ends_on and last > supply.ends_on:
            continue
        found.append(_period(supply, (first, last, due_on), sent, sees_rows))
    return Standing(supply, tuple(reversed(found)))


def _period(
    supply: Supply,
    days: tuple[date, date, date],
    sent: list[Submission],
    sees_rows: bool,
) -> Period:
    first, last, _ = days
    over = [one for one in sent if one.starts_on <= first and last <= one.ends_on]
    for one in over:
        if one.state == SubmissionState.ACCEPTED:
            return Period(supply, *days, _of_accepted(one, first, sees_rows), one)
    for one in over:
        if one.state in IN_HAND:
            state = IN_HAND[SubmissionState(one.state)]
            return Period(supply, *days, state, one)
    return Period(supply, *days, PeriodState.NOT_SENT)


def _of_accepted(one: Submission, first: date, sees_rows: bool) -> PeriodState:
    is_empty = f"{first:%Y-%m}" in one.empty_months
    if one.absent or (is_empty and sees_rows):
        return PeriodState.PARTIAL
    return PeriodState.LATE if one.days_late else PeriodState.IN


def due(viewer: Viewer, on: date) -> list[Due]:
    """For an agency's lead, what to send; for the analyst, what to decide."""
    if viewer.role == Role.AGENCY_LEAD:
        return [one for stood in board(viewer, on) for one in _to_send(stood)]
    if not rules.may_decide_submissions(viewer):
        return []
    waiting = submissions(viewer).filter(state=SubmissionState.CHECKED)
    return [Due(one, "Accept it or return it") for one in waiting]


def _to_send(stood: Standing) -> list[Due]:
    """One line for each supply: its oldest open period, and how many there are."""
    asked = [
        one
        for one in stood.open
        if one.state in (PeriodState.NOT_SENT, PeriodState.TO_MEND)
    ]
    if not asked:
        return []
    oldest = asked[-1]
    words = "Put it right and send it again"
    if oldest.state == PeriodState.NOT_SENT:
        more = f" ({len(asked)} periods are open)" if len(asked) > 1 else ""
        words = f"Send {_named(oldest)}{more}"
    return [Due(stood.supply, words, oldest.due_on)]


def _named(one: Period) -> str:
    if one.first.month == one.last.month:
        return f"{one.first:%B %Y}"
    return f"{one.first:%B %Y} to {one.last:%B %Y}"


def soon(period: Period, today: date) -> bool:
    """Whether it falls due within a week: then a reminder is right."""
    return today <= period.due_on <= today + timedelta(days=7)
