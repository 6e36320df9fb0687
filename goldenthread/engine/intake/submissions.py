"""What is known of a submission: whose, for when, late, partial, and what it replaces.

A submission replaces the ones before it of the same agency, contract and period, whole:
rows are never merged. What was replaced stays known, so that a figure can be asked for
as it was then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from goldenthread.engine.contracts.model import Contract, Every, Type
from goldenthread.engine.errors import IntakeRefused
from goldenthread.engine.intake.checking import Intake, Taken


LONDON = ZoneInfo("Europe/London")
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


@dataclass(frozen=True)
class Submission:
    """One contract's rows of one agency for one period; both its days are in it."""

    contract: str
    agency: str
    first: date
    last: date
    received_at: datetime
    sha256: str
    rows: int
    # Days after the day it was due; nought where it was in time or no day was set.
    days_late: int = 0
    # The hash of the file whose rows it replaces.
    supersedes: str | None = None
    # Columns that were not there, and months of the period without any event.
    absent: tuple[str, ...] = ()
    empty_months: tuple[str, ...] = field(default=())
    # Rows set aside because they cannot be true; `rows` does not count them.
    aside: int = 0

    @property
    def late(self) -> bool:
        return self.days_late > 0

    @property
    def complete(self) -> bool:
        """Every column there and no month without an event. A quiet month may be true:
        it is for a person to say so."""
        return not (self.absent or self.empty_months)


def due_on(contract: Contract, last: date) -> date | None:
    """The day a submission for a period ending on `last` is due, if the contract says."""
    if contract.expected is None:
        return None
    return last + timedelta(days=contract.expected.within_days)


def submission(
    intake: Intake,
    contract: Contract,
    *,
    agency: str,
    first: date,
    last: date,
    received_at: datetime,
    earlier: Iterable[Submission] = (),
) -> Submission:
    """The submission that an accepted file is for one contract of its set.

    IntakeRefused where the file has errors, holds no such sheet, or the period ends
    before it begins. `received_at` names its zone; lateness counts days in England.
    """
    rows = intake.tables().get(contract.name)
    taken = next((one for one in intake.taken if one.contract == contract), None)
    if taken is None or rows is None:
        raise IntakeRefused(f"{intake.file}: holds nothing of {contract.name}.")
    if last < first:
        raise IntakeRefused(f"{intake.file}: the period ends before it begins.")
    if received_at.tzinfo is None:
        raise IntakeRefused(f"{intake.file}: the moment it came in names no zone.")
    due = due_on(contract, last)
    received = received_at.astimezone(LONDON).date()
    before = in_force(
        one for one in earlier if _same(one, agency, contract.name, first, last)
    )
    return Submission(
        contract=contract.name,
        agency=agency,
        first=first,
        last=last,
        received_at=received_at,
        sha256=intake.sha256,
        rows=rows.height,
        aside=taken.table.height - rows.height,
        days_late=max((received - due).days, 0) if due else 0,
        supersedes=before[0].sha256 if before else None,
        absent=taken.absent,
        empty_months=_empty_months(taken, first, last),
    )


def _same(one: Submission, agency: str, contract: str, first: date, last: date) -> bool:
    held = (one.agency, one.contract, one.first, one.last)
    return held == (agency, contract, first, last)


def in_force(submissions: Iterable[Submission]) -> list[Submission]:
    """The latest of each agency, contract and period, in that order."""
    latest: dict[tuple[str, str, date, date], Submission] = {}
    for one in sorted(submissions, key=lambda each: each.received_at):
        latest[one.agency, one.contract, one.first, one.last] = one
    return [latest[key] for key in sorted(latest)]


def periods(contract: Contract, first: date, last: date) -> list[tuple[date, date]]:
    """The periods a contract expects submissions for, from the one that holds `first`
    to the one that holds `last`. Quarters and years begin in April, as councils count.
    """
    if contract.expected is None:
        return []
    length = MONTHS[contract.expected.every]
    found, start = [], _start(first, length)
    while start <= last:
        following = _add_months(start, length)
        found.append((start, following - timedelta(days=1)))
        start = following
    return found


def _start(day: date, length: int) -> date:
    months = day.year * 12 + day.month - 1
    since_april = (months - 3) % length
    return _add_months(day.replace(day=1), -since_april)


def _add_months(day: date, count: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, 1)


def _empty_months(taken: Taken, first: date, last: date) -> tuple[str, ...]:
    """Months that lie in the period and hold no event, where events are what it is of."""
    names = [rule.on.fields[0] for rule in taken.contract.events[:1]]
    if not names:
        return ()
    column = taken.table[names[0]]
    if taken.contract.field(names[0]).type is Type.MOMENT:
        column = column.dt.convert_time_zone("Europe/London").dt.date()
    held = set(column.drop_nulls().dt.strftime("%Y-%m").unique().to_list())
    months = pl.date_range(first.replace(day=1), last, "1mo", eager=True)
    every = months.dt.strftime("%Y-%m").to_list()
    return tuple(month for month in every if month not in held)
