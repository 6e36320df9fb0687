"""Opening circles, asking people in, and holding people out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Person
from goldenthread.subjects import rules
from goldenthread.subjects.models import Bar, Circle, CircleMember
from goldenthread.subjects.services.proposals import propose
from goldenthread.subjects.states import CircleRole, ProposalKind


def add_circle(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Circle:
    """Open a circle; the one who opens it stands in it, having declared.

    Refuses anybody but the business unit.
    """
    rules.require_may_open_circle(by)
    values = {"partnership_id": by.partnership_id, **values}
    role = values.pop("own_role", "") or CircleRole.UNIT
    with transaction.atomic():
        circle = records.add(Circle, values, by=by, at=at, action="add_circle")
        if by.person_id:
            person = Person.objects.get(pk=by.person_id)
            place = {"person": person, "role": role}
            _add_place(circle, place, by=by, at=at, declared=True)
    return circle


def amend_circle(
    circle: Circle,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Circle:
    """Restrict a circle at once; lifting it again waits for a second person (A10)."""
    rules.require_may_let_in(by, circle)
    if circle.restricted and not values["restricted"]:
        what = {"kind": ProposalKind.LIFT_RESTRICTION, "reason": values["reason"]}
        propose(circle, what, by=by, at=at)
        return circle
    return records.amend(
        circle,
        {"restricted": values["restricted"]},
        read_version=read_version,
        by=by,
        at=at,
        action="amend_circle",
        why=values["reason"],
        subjects=[circle.key],
    )


def take_in(outer: Circle, inner: Circle, *, by: Viewer, at: datetime) -> None:
    """Put a case's circle inside that of a wider review, so that its bars hold there.

    Refuses somebody who does not keep both.
    """
    if outer.pk == inner.pk or outer.takes_in.filter(pk=inner.pk).exists():
        return
    rules.require_may_keep(by, outer)
    rules.require_may_keep(by, inner)
    with transaction.atomic():
        outer.takes_in.add(inner)
        history.record_change(
            by=by,
            at=at,
            action="take_in_circle",
            kind=Circle._meta.label_lower,
            record_key=outer.key,
            before={},
            after={"takes_in": [str(inner)]},
            subjects=[outer.key, inner.key],
        )


# --- Who stands in them ------------------------------------------------------------


def add_circle_member(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Circle
) -> CircleMember:
    """Ask a person into a circle; it opens to them once they have declared (A4).

    Refuses a person who is barred, and one who stands in the circle already.
    """
    rules.require_may_let_in(by, parent)
    rules.require_not_barred(values["person"], parent)
    if parent.members.filter(person=values["person"], ends_on=None).exists():
        raise Refused("This person stands in the circle already.")
    return _add_place(parent, values, by=by, at=at, declared=False)


def _add_place(
    circle: Circle,
    values: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
    declared: bool,
) -> CircleMember:
    today = london_date(at)
    place = {
        "circle": circle,
        "person": values["person"],
        "role": values["role"],
        "starts_on": values.get("starts_on") or today,
        "no_conflict_declared_on": today if declared else None,
    }
    return records.add(
        CircleMember,
        place,
        by=by,
        at=at,
        action="add_circle_member",
        subjects=[circle.key],
    )


def amend_circle_member(
    member: CircleMember,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> CircleMember:
    """Change a person's part in the circle, or end it with a reason."""
    rules.require_may_let_in(by, member.circle)
    if values.get("ends_on") and not values.get("end_reason"):
        raise Refused("Say why this person leaves the circle.")
    return _amend(member, values, read_version, by, at, "amend_circle_member")


def declare_no_conflict(
    member: CircleMember, *, by: Viewer, at: datetime
) -> CircleMember:
    """The person asked says that nothing stands against it; the circle opens to them.

    Refuses anybody else, and a second declaration.
    """
    rules.require_own_place(by, member)
    values = {"no_conflict_declared_on": london_date(at)}
    return _amend(member, values, member.version, by, at, "declare_no_conflict")


def declare_conflict(
    member: CircleMember, *, reason: str, by: Viewer, at: datetime
) -> Bar:
    """The person asked says there is a conflict: their place ends and they are barred.

    Refuses anybody else, and a second declaration.
    """
    rules.require_own_place(by, member)
    today = london_date(at)
    ended = {"ends_on": max(today, member.starts_on), "end_reason": "Conflict declared"}
    bar = {"person": member.person, "reason": reason}
    with transaction.atomic():
        _amend(member, ended, member.version, by, at, "declare_conflict")
        return _add_bar(member.circle, bar, by=by, at=at)


def _amend(
    member: CircleMember,
    values: dict[str, Any],
    read_version: int,
    by: Viewer,
    at: datetime,
    action: str,
) -> CircleMember:
    return records.amend(
        member,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action=action,
        subjects=[member.circle.key],
    )


def declare_conflict_with(
    circle: Circle, *, reason: str, by: Viewer, at: datetime
) -> Bar | None:
    """Somebody asked about a case from outside its circle says there is a conflict.

    They bar themselves, from everything about it. Nobody is barred twice: for somebody
    who is barred already it answers None and adds nothing.
    """
    person = Person.objects.get(pk=by.person_id)
    if circle.bars.filter(person=person, ends_on=None).exists():
        return None
    values = {"person": person, "reason": reason}
    return _add_bar(circle, values, by=by, at=at)


# --- Who is held out of them -------------------------------------------------------


def add_bar(*, by: Viewer, at: datetime, values: dict[str, Any], parent: Circle) -> Bar:
    """Hold a person out of a circle from now on, whatever else they may.

    Refuses a second bar beside one that stands, and barring oneself: that is declared.
    """
    rules.require_may_keep(by, parent)
    if values["person"].pk == by.person_id:
        raise Refused("Ask somebody else in the circle to record your own conflict.")
    if parent.bars.filter(person=values["person"], ends_on=None).exists():
        raise Refused("This person is barred already.")
    return _add_bar(parent, values, by=by, at=at)


def _add_bar(
    circle: Circle, values: dict[str, Any], *, by: Viewer, at: datetime
) -> Bar:
    bar = {
        "circle": circle,
        "person": values["person"],
        "reason": values["reason"],
        "starts_on": london_date(at),
    }
    return records.add(Bar, bar, by=by, at=at, action="add_bar", subjects=[circle.key])


def amend_bar(
    bar: Bar, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Bar:
    """Ask for a bar to be lifted; it holds until a second person agrees (rule A10)."""
    rules.require_may_keep(by, bar.circle)
    if bar.ends_on is not None:
        raise Refused("This bar has been lifted already.")
    if bar.version != read_version:
        raise records.Conflict(bar)
    what = {"kind": ProposalKind.LIFT_BAR, "bar": bar, "reason": values["end_reason"]}
    propose(bar.circle, what, by=by, at=at)
    return bar
