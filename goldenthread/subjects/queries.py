"""Reads about subjects, within what the viewer may see.

Everything here is limited to the circles open to the viewer. Earlier pseudonyms and
the vault are read by `services.open_identity` and the publication check only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse

from goldenthread.core.due import Due
from goldenthread.core.models import HistoryRow, HistorySubject
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Account, Person
from goldenthread.subjects import rules
from goldenthread.subjects.models import (
    Alias,
    Bar,
    Circle,
    CircleMember,
    Identity,
    Proposal,
    Subject,
)
from goldenthread.subjects.states import IdentityItem, Outcome, SubjectKind


# --- Which circles are open ---------------------------------------------------


def open_circles(person_id: int | None, on: date) -> QuerySet[Circle]:
    """Circles a person stands in on a day, declared for, and is not barred from.

    A bar from one case also closes every circle that takes that case in (rule A3).
    """
    live = (
        CircleMember.objects.on(on)
        .filter(person_id=person_id, no_conflict_declared_on__lte=on)
        .values("circle_id")
    )
    barred = Bar.objects.on(on).filter(person_id=person_id).values("circle_id")
    # By the table between the two: the same in words is twice as long in the making,
    # and this is asked at every request.
    pairs = Circle.takes_in.through.objects
    taking_in = pairs.filter(to_circle_id__in=barred).values("from_circle_id")
    return (
        Circle.objects.filter(pk__in=live)
        .exclude(pk__in=barred)
        .exclude(pk__in=taking_in)
    )


def circle_keys(person_id: int | None, on: date) -> QuerySet:
    """The keys of those circles, lazily, for a viewer's `circles`."""
    return open_circles(person_id, on).values("key")


# --- Circles -------------------------------------------------------------------


def named_subjects(relation: str = "subject") -> Prefetch:
    """Follow a relation to subjects with the pseudonym of today on each."""
    found = Subject.objects.with_alias().select_related("circle")
    return Prefetch(relation, queryset=found)


def circles(viewer: Viewer) -> QuerySet[Circle]:
    """Circles open to the viewer, each with its subjects' pseudonyms of today."""
    if not rules.may_read_cases(viewer):
        return Circle.objects.none()
    return (
        Circle.objects.filter(key__in=viewer.circles, partnership=viewer.partnership_id)
        .prefetch_related(
            named_subjects("subjects"), named_subjects("takes_in__subjects")
        )
        .order_by("pk")
    )


def _under_circles(viewer: Viewer, model: Any) -> QuerySet:
    return (
        model.objects.filter(circle__in=circles(viewer).prefetch_related(None))
        .select_related("circle")
        .prefetch_related(
            named_subjects("circle__subjects"),
            named_subjects("circle__takes_in__subjects"),
        )
    )


def members(viewer: Viewer) -> QuerySet[CircleMember]:
    """Who stands in the circles open to the viewer, and who did."""
    found = _under_circles(viewer, CircleMember)
    return found.select_related("circle", "person").order_by(
        "circle_id", F("ends_on").desc(nulls_first=True), "person__name", "pk"
    )


def bars(viewer: Viewer) -> QuerySet[Bar]:
    """Who is held out of the circles open to the viewer, for the business unit."""
    if not rules.may_see_bars(viewer):
        return Bar.objects.none()
    found = _under_circles(viewer, Bar)
    return found.select_related("circle", "person").order_by("circle_id", "pk")


def own_places(viewer: Viewer) -> QuerySet[CircleMember]:
    """Places the viewer was asked into and has not yet declared for (rule A4)."""
    barred = Bar.objects.filter(person=viewer.person_id, ends_on__isnull=True)
    return (
        CircleMember.objects.filter(
            person=viewer.person_id,
            no_conflict_declared_on__isnull=True,
            ends_on__isnull=True,
        )
        .exclude(circle__in=barred.values("circle_id"))
        .select_related("circle")
        .order_by("pk")
    )


def people_to_ask(viewer: Viewer) -> QuerySet[Person]:
    """People of the partnership whose live account is of a role that reads cases."""
    live = Account.objects.filter(is_active=True, role__in=rules.CASE_READERS)
    return Person.objects.filter(
        pk__in=live.values("person_id"), partnership=viewer.partnership_id
    ).order_by("name", "pk")


def proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """What waits for a second person in the viewer's circles, and what was decided."""
    if not rules.may_see_bars(viewer):
        return Proposal.objects.none()
    return (
        _under_circles(viewer, Proposal)
        .select_related("circle", "bar__person", "alias")
        .prefetch_related(named_subjects("subject"))
        .order_by(F("decided_at").desc(nulls_first=True), "-proposed_at", "pk")
    )


# --- Subjects ------------------------------------------------------------------


def subjects(viewer: Viewer) -> QuerySet[Subject]:
    """Subjects of cases whose circle is open to the viewer, under today's name."""
    if not rules.may_read_cases(viewer):
        return Subject.objects.none()
    return (
        Subject.objects.with_alias()
        .filter(circle__key__in=viewer.circles, partnership=viewer.partnership_id)
        .select_related("circle")
        .prefetch_related(named_subjects("family"))
        .order_by("alias_today", "pk")
    )


def families(viewer: Viewer) -> QuerySet[Subject]:
    return subjects(viewer).filter(kind=SubjectKind.FAMILY)


def subject_page(viewer: Viewer) -> QuerySet[Subject]:
    """Subjects with what their page shows: the circle, the family and its members."""
    return subjects(viewer).prefetch_related(
        named_subjects("circle__subjects"),
        named_subjects("circle__takes_in__subjects"),
    )


def family_members(viewer: Viewer, family: Subject) -> QuerySet[Subject]:
    return subjects(viewer).filter(family=family)


def lookings(subject: Subject) -> QuerySet[HistoryRow]:
    """Every act that touched the subject or its circle, newest first (rule L4)."""
    tokens = (subject.key, subject.circle.key)
    touched = HistorySubject.objects.filter(token__in=tokens).values("row_id")
    return HistoryRow.objects.filter(pk__in=touched).order_by("-sequence")


def identity_of(viewer: Viewer, subject: Subject) -> Identity | None:
    """The sealed identity, for somebody who may ask for it to be opened."""
    if not rules.may_open_vault(viewer):
        return None
    return Identity.objects.filter(
        subject=subject, subject__circle__key__in=viewer.circles
    ).first()


# --- What is due -----------------------------------------------------------------


def due(viewer: Viewer, on: date) -> list[Due]:
    """Circles that wait for the viewer's declaration, and changes for their decision."""
    if not rules.may_read_cases(viewer):
        return []
    places = [
        Due(
            one,
            "Declare before you join",
            title=f"Circle {one.circle.key}",
            url=reverse("declare_place", args=[one.key]),
        )
        for one in own_places(viewer)
    ]
    waiting = proposals(viewer).filter(outcome=Outcome.WAITING)
    others = waiting.exclude(proposed_by=viewer.account_key)
    return [*places, *(Due(one, "Confirm or refuse") for one in others)]


# --- For the publication check --------------------------------------------------


@dataclass(frozen=True)
class Hunted:
    """A name that nothing released may hold; `what` says which sort, never shown."""

    subject_key: str
    what: str
    value: str


HUNTED_ITEMS = (IdentityItem.NAME, IdentityItem.OTHER_NAMES, IdentityItem.ADDRESS)


def names_to_hunt(viewer: Viewer) -> Iterator[Hunted]:
    """Retired pseudonyms, and names and addresses of the vault (rule N5).

    Refuses everybody but the publication check at its own work, which reads them
    through `services.names_for_check` so that the reading is recorded.
    """
    rules.require_check(viewer)
    here = {"subject__partnership_id": viewer.partnership_id}
    retired = Alias.objects.filter(ends_on__isnull=False, **here)
    for alias in retired.select_related("subject").order_by("pk"):
        yield Hunted(alias.subject.key, "RETIRED_ALIAS", alias.value)
    for one in Identity.objects.filter(**here).select_related("subject").order_by("pk"):
        for item in HUNTED_ITEMS:
            if one.holds(item):
                for line in one.open_item(item).splitlines():
                    yield Hunted(one.subject.key, item, line)
