"""Guests from another partnership: one review, from when to when, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import PostHolding
from goldenthread.reviews.models import Guest, Review
from goldenthread.reviews.services import keeping
from goldenthread.reviews.states import ReviewKind
from goldenthread.subjects.rules import require_may_keep, require_not_barred


def add_guest(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Guest:
    """Invite a person of another partnership's agency into one cross-border review.

    Refuses a review that is not across areas, somebody of this partnership, somebody
    barred from the case or with a conflict declared, and a second invitation beside one.
    """
    require_may_keep(by, parent.circle)
    person = values["person"]
    if parent.kind != ReviewKind.MULTI_AREA:
        raise Refused("Only a review across areas has guests of another partnership.")
    if person.partnership_id == parent.partnership_id:
        raise Refused("People of this partnership join through the case circle.")
    require_not_barred(person, parent.circle)
    _require_welcome(parent, values)
    return records.add(
        Guest,
        {"review": parent, "agency": _agency_of(person, at), **values},
        by=by,
        at=at,
        action="add_guest",
        subjects=keeping.tokens(parent),
    )


def _require_welcome(review: Review, values: dict[str, Any]) -> None:
    earlier = review.guests.filter(person=values["person"])
    if earlier.filter(conflict_on__isnull=False).exists():
        raise Refused("This person has declared a conflict of interest.")
    if values["ends_on"] < values["starts_on"]:
        wrong = "The end cannot be before the beginning."
        raise ValidationError({"ends_on": wrong})
    overlap = {"starts_on__lte": values["ends_on"], "ends_on__gte": values["starts_on"]}
    if earlier.filter(**overlap).exists():
        raise Refused("This person is invited for that time already.")


def _agency_of(person: Any, at: datetime) -> Any:
    held = PostHolding.objects.on(london_date(at)).filter(person=person)
    holding = held.select_related("post__agency").first()
    if holding is None:
        raise Refused("This person holds no post today.")
    return holding.post.agency


def amend_guest(
    guest: Guest,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Guest:
    """Change how long a guest is invited; ended today, the review closes to them."""
    require_may_keep(by, guest.review.circle)
    if values["ends_on"] < guest.starts_on:
        wrong = "The end cannot be before the beginning."
        raise ValidationError({"ends_on": wrong})
    return _amend(guest, {"ends_on": values["ends_on"]}, "amend_guest", by, at)


def declare_as_guest(
    guest: Guest, *, conflict: bool, by: Viewer, at: datetime
) -> Guest:
    """The guest says whether a conflict of interest stands against it (rule A4).

    With a conflict the invitation opens nothing. Refuses anybody else, and twice.
    """
    if guest.person_id != by.person_id:
        raise Refused("You can declare only for yourself.")
    if guest.declared_on or guest.conflict_on:
        raise Refused("You have declared already.")
    name = "conflict_on" if conflict else "declared_on"
    return _amend(guest, {name: london_date(at)}, "declare_as_guest", by, at)


def _amend(
    guest: Guest, values: dict[str, Any], action: str, by: Viewer, at: datetime
) -> Guest:
    return records.amend(
        guest,
        values,
        read_version=guest.version,
        by=by,
        at=at,
        action=action,
        subjects=keeping.tokens(guest.review),
    )
