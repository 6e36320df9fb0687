"""Who may read and change partnership records, and what may happen now.

Each rule comes as a pair where a service needs it: `may_…` answers yes or no for a
page, `require_…` raises with the sentence for the person: `Refused` for who and when,
`ValidationError` for a value that can be put right.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q

from goldenthread.core import intervals
from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership.models import Dated, Group, GroupPlace, Partnership
from goldenthread.partnership.states import Role


EVERYONE = frozenset(Role.values) | {SYSTEM_ROLE}
PRACTICE = EVERYONE - {Role.ADMINISTRATOR}
KEEPERS = frozenset({Role.BUSINESS_UNIT, SYSTEM_ROLE})
STRUCTURE_KEEPERS = KEEPERS | {Role.ADMINISTRATOR}
ACCOUNT_KEEPERS = STRUCTURE_KEEPERS | {Role.AGENCY_LEAD}
# What an agency lead may hand on inside the own agency.
LEAD_MAY_GRANT = frozenset({Role.AGENCY_LEAD, Role.TRAINER})


# Who may read and write


def may_read_structure(viewer: Viewer) -> bool:
    """The structure is published: every account may read it."""
    return viewer.has_role(EVERYONE)


def may_keep_structure(viewer: Viewer) -> bool:
    return viewer.has_role(STRUCTURE_KEEPERS)


def require_may_keep_structure(viewer: Viewer) -> None:
    """Raises Refused unless the viewer keeps the structure."""
    if not may_keep_structure(viewer):
        raise Refused(
            "Only the business unit or an administrator changes the structure."
        )


def may_read_practice(viewer: Viewer) -> bool:
    """Everyone who works with practice; an administrator sees no such content (A6)."""
    return viewer.has_role(PRACTICE)


def may_keep_records(viewer: Viewer) -> bool:
    return viewer.has_role(KEEPERS)


def require_may_keep_records(viewer: Viewer) -> None:
    """Raises Refused unless the viewer belongs to the business unit."""
    if not may_keep_records(viewer):
        raise Refused("Only the business unit changes this record.")


def require_own(viewer: Viewer, group: Group) -> None:
    """Raises Refused for a group that another partnership runs."""
    if viewer.partnership_id and group.partnership_id != viewer.partnership_id:
        raise Refused("The partnership that runs this group keeps its record.")


def require_loader(viewer: Viewer) -> None:
    """Raises Refused for everybody but the product itself at work."""
    if viewer.role != SYSTEM_ROLE:
        raise Refused("Only the loader of the example does this.")


# Accounts and invitations


def may_keep_accounts(viewer: Viewer) -> bool:
    """Invite and deactivate: the unit and administrators; leads in their own agency."""
    return viewer.has_role(ACCOUNT_KEEPERS)


def roles_to_grant(viewer: Viewer) -> tuple[str, ...]:
    """The roles a viewer may invite somebody to."""
    if viewer.has_role(STRUCTURE_KEEPERS):
        return tuple(Role.values)
    if viewer.role == Role.AGENCY_LEAD:
        return tuple(role for role in Role.values if role in LEAD_MAY_GRANT)
    return ()


def require_may_invite(viewer: Viewer, *, role: str, agency_id: int) -> None:
    """Raises Refused for a role or an agency that is not the viewer's to give."""
    if role not in roles_to_grant(viewer):
        raise Refused("You cannot invite somebody to that role.")
    if viewer.role == Role.AGENCY_LEAD and agency_id != viewer.agency_id:
        raise Refused("An agency lead invites people of the own agency only.")


def require_may_keep_account(
    viewer: Viewer, *, account_key: str, role: str, agency_id: int
) -> None:
    """Raises Refused for the own account, and for one not the viewer's to keep."""
    if viewer.account_key == account_key:
        raise Refused("Somebody else has to change your own account.")
    require_may_invite(viewer, role=role, agency_id=agency_id)


# Values


def _of(values: dict[str, Any], record: Model | None, name: str) -> Any:
    """A value as it will stand: from the values, else from the record."""
    return values[name] if name in values else getattr(record, name, None)


def require_order(values: dict[str, Any], record: Dated | None = None) -> None:
    """Raises ValidationError unless the first day comes before the day it ends."""
    starts_on = _of(values, record, "starts_on")
    ends_on = _of(values, record, "ends_on")
    if ends_on and ends_on <= starts_on:
        raise ValidationError(
            {"ends_on": "The day it ends must come after the day it begins"}
        )


def require_within(
    values: dict[str, Any], whole: Dated, word: str, record: Dated | None = None
) -> None:
    """Raises ValidationError unless the days lie within those of the whole."""
    starts_on = _of(values, record, "starts_on")
    ends_on = _of(values, record, "ends_on")
    if starts_on < whole.starts_on:
        raise ValidationError(
            {"starts_on": f"The {word} itself begins on {_day(whole.starts_on)}"}
        )
    if whole.ends_on and (starts_on >= whole.ends_on):
        raise ValidationError(
            {"starts_on": f"The {word} itself ended on {_day(whole.ends_on)}"}
        )
    if whole.ends_on and ends_on and ends_on > whole.ends_on:
        raise ValidationError(
            {"ends_on": f"The {word} itself ended on {_day(whole.ends_on)}"}
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def require_no_overlap(
    model: type[Dated],
    values: dict[str, Any],
    *same: str,
    besides: Dated | None = None,
) -> None:
    """Raises ValidationError where another row of the same things holds meanwhile."""
    starts_on = _of(values, besides, "starts_on")
    ends_on = _of(values, besides, "ends_on")
    others = model.objects.filter(**{name: _of(values, besides, name) for name in same})
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
    if ends_on:
        others = others.filter(starts_on__lt=ends_on)
    if besides:
        others = others.exclude(pk=besides.pk)
    if other := others.order_by("starts_on").first():
        until = f" until {_day(other.ends_on)}" if other.ends_on else ""
        raise ValidationError(
            {
                "starts_on": "This overlaps what is on record: "
                f"{other}, from {_day(other.starts_on)}{until}"
            }
        )


def require_other(record: Model, values: dict[str, Any], *names: str) -> None:
    """Raises ValidationError where a record would point at itself."""
    for name in names:
        if values.get(name) == record:
            raise ValidationError({name: "Choose another one: this is the same record"})


def require_rhythm(values: dict[str, Any]) -> None:
    """Raises ValidationError unless the rhythm is empty or an interval."""
    if not values.get("rhythm"):
        return
    try:
        intervals.parse(values["rhythm"])
    except intervals.IntervalError as wrong:
        raise ValidationError({"rhythm": str(wrong)}) from wrong


def require_unit_job_in_unit(
    values: dict[str, Any], record: Model | None = None
) -> None:
    """Raises ValidationError for a unit's job outside the business unit."""
    job = _of(values, record, "unit_job")
    if job and not _of(values, record, "in_business_unit"):
        raise ValidationError(
            {"unit_job": "Only a post in the business unit has one of these jobs"}
        )


def require_new_name(name: str, besides: Partnership | None = None) -> None:
    """Raises ValidationError for a partnership's name that another one has."""
    others = Partnership.objects.filter(name__iexact=name)
    if others.exclude(pk=besides.pk if besides else None).exists():
        raise ValidationError({"name": "Another partnership has this name"})


def require_new_code(
    partnership_id: int, code: str, besides: Group | None = None
) -> None:
    """Raises ValidationError for a code that another group of the partnership has."""
    others = Group.objects.filter(partnership_id=partnership_id, code=code)
    if others.exclude(pk=besides.pk if besides else None).exists():
        raise ValidationError({"code": "Another group has this short word"})


def require_no_circle(values: dict[str, Any], record: GroupPlace | None = None) -> None:
    """Raises ValidationError for a group placed under itself, at once or by others.

    Looks at every place that holds on at least one of the days in question.
    """
    group = _of(values, record, "group")
    above = _of(values, record, "parent")
    if above is None:
        return
    starts_on = _of(values, record, "starts_on")
    ends_on = _of(values, record, "ends_on")
    last = ends_on - timedelta(days=1) if ends_on else date.max
    places = GroupPlace.objects.during(starts_on, last).filter(parent__isnull=False)
    below: dict[int, set[int]] = {}
    for child, parent in places.values_list("group_id", "parent_id"):
        below.setdefault(parent, set()).add(child)
    if above.pk in _all_below(group.pk, below):
        raise ValidationError(
            {
                "parent": f"{above} stands below {group} in that time, "
                "so it cannot stand above"
            }
        )


def _all_below(start: int, below: dict[int, set[int]]) -> set[int]:
    found, open_ = set(), [start]
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_ += below.get(one, ())
    return found
