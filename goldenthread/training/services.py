"""Every write of training, each named as its button."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils import timezone

from goldenthread.core import records
from goldenthread.core.models import Record
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Partnership
from goldenthread.training import rules
from goldenthread.training.models import (
    Course,
    CourseFinding,
    CourseVersion,
    Evaluation,
    PoolMember,
    PoolOrganisation,
    Quote,
    TrainingSession,
)
from goldenthread.training.queries import member_of
from goldenthread.training.states import RunBy, SessionState


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class _Keeper(Generic[R]):
    """Adds and amends plain records of one model that the business unit keeps.

    `parent` names the field of the record it stands under; empty for those that
    belong to the partnership itself.
    """

    model: type[R]
    name: str
    check: Callable[[R], None]
    parent: str = ""

    def add(
        self, *, by: Viewer, at: datetime, values: dict[str, Any], parent: Any = None
    ) -> R:
        """Write a new record with its history; refuses what its rule refuses."""
        rules.require_may_keep_training(by)
        values = values | _belonging(self.parent, by, parent)
        self.check(self.model(**values))
        return records.add(self.model, values, by=by, at=at, action=f"add_{self.name}")

    def amend(
        self,
        record: R,
        *,
        by: Viewer,
        at: datetime,
        values: dict[str, Any],
        read_version: int,
    ) -> R:
        """Change a record if it is still as it was read; the same refusals."""
        rules.require_may_keep_training(by)
        draft = copy(record)
        for name, value in values.items():
            setattr(draft, name, value)
        self.check(draft)
        return records.amend(
            record,
            values,
            read_version=read_version,
            by=by,
            at=at,
            action=f"amend_{self.name}",
        )


def _belonging(field: str, by: Viewer, parent: Any) -> dict[str, Any]:
    if field:
        return {field: parent}
    return {"partnership": Partnership.objects.get(pk=by.partnership_id)}


_course = _Keeper(Course, "course", rules.require_course)
add_course, amend_course = _course.add, _course.amend

_version = _Keeper(CourseVersion, "course_version", rules.require_version, "course")
add_course_version, amend_course_version = _version.add, _version.amend

_link = _Keeper(CourseFinding, "course_finding", rules.require_course_finding, "course")
add_course_finding, amend_course_finding = _link.add, _link.amend

_organisation = _Keeper(
    PoolOrganisation, "pool_organisation", rules.require_organisation
)
add_pool_organisation = _organisation.add
amend_pool_organisation = _organisation.amend

_member = _Keeper(PoolMember, "pool_member", rules.require_pool_member, "organisation")
add_pool_member, amend_pool_member = _member.add, _member.amend

_evaluation = _Keeper(Evaluation, "evaluation", rules.require_evaluation, "course")
add_evaluation, amend_evaluation = _evaluation.add, _evaluation.amend

_quote = _Keeper(Quote, "quote", rules.require_quote, "course")
add_quote, amend_quote = _quote.add, _quote.amend


def add_training_session(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Course
) -> TrainingSession:
    """Record a session of a course, planned or held.

    A trainer adds sessions they lead: run by the pool, themselves among the trainers.
    Refuses a count for a session not held, and one said to be held on a coming day.
    """
    rules.require_may_keep_sessions(by)
    values = values | _belonging("", by, None) | {"course": parent}
    if not rules.may_keep_training(by):
        values |= _led_by(by, values)
    plain = {name: one for name, one in values.items() if name != "trainers"}
    _check_session(TrainingSession(**plain), values.get("trainers"), at)
    return records.add(
        TrainingSession, values, by=by, at=at, action="add_training_session"
    )


def _led_by(by: Viewer, values: dict[str, Any]) -> dict[str, Any]:
    """What a trainer's own session says besides what the trainer typed."""
    own = rules.require_member(member_of(by))
    others = [one for one in values.get("trainers") or () if one.pk != own.pk]
    return {"run_by": RunBy.POOL, "trainers": [own, *others], "invented": False}


def _check_session(draft: TrainingSession, trainers: Any, at: datetime) -> None:
    rules.require_session(draft, trainers)
    rules.require_not_ahead(draft, timezone.localdate(at))


def amend_training_session(
    session: TrainingSession,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> TrainingSession:
    """Change a session: its count, its day, whether it was held.

    A trainer changes only sessions they led, and stays one of their trainers.
    """
    rules.require_may_keep_sessions(by)
    rules.require_own(session, by)
    if not rules.may_keep_training(by):
        fixed = {"run_by", "trainers", "invented"}
        values = {name: one for name, one in values.items() if name not in fixed}
    draft = copy(session)
    for name, value in values.items():
        if name != "trainers":
            setattr(draft, name, value)
    rules.require_session_move(session.state, draft.state)
    _check_session(draft, values.get("trainers", session.trainers.all()), at)
    return records.amend(
        session,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_training_session",
    )


def hold_session(
    session: TrainingSession,
    *,
    by: Viewer,
    at: datetime,
    attendances: int | None,
    read_version: int,
) -> TrainingSession:
    """Say that a planned session was held, and how many came."""
    values = {"state": SessionState.HELD, "attendances": attendances}
    return amend_training_session(
        session, by=by, at=at, values=values, read_version=read_version
    )
