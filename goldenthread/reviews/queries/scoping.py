"""Reads of agencies' returns and of who works on them."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Account, Person
from goldenthread.reviews import queries
from goldenthread.reviews.models import (
    AgencyReturn,
    HeldDraft,
    KeyEpisode,
    ReturnAddendum,
    ReturnAnswer,
    ReturnFile,
    ReturnPlace,
)
from goldenthread.reviews.rules import scoping as rules
from goldenthread.subjects.models import Subject
from goldenthread.subjects.queries import named_subjects


def readable(viewer: Viewer, one: AgencyReturn) -> bool:
    """Whether the contents are open: a draft only to those who fill it in."""
    return rules.reads_draft(one, viewer)


def _inside(viewer: Viewer, model: type, one: AgencyReturn) -> QuerySet:
    if not readable(viewer, one):
        return model.objects.none()  # type: ignore[attr-defined]
    return model.objects.filter(  # type: ignore[attr-defined]
        agency_return__in=queries.agency_returns(viewer).filter(pk=one.pk).values("pk")
    )


def answers(viewer: Viewer, one: AgencyReturn) -> QuerySet[ReturnAnswer]:
    """The parts of one return, as far as they are open to the viewer."""
    return _inside(viewer, ReturnAnswer, one)


def episodes(viewer: Viewer, one: AgencyReturn) -> QuerySet[KeyEpisode]:
    """The key episodes of one return, the earliest first."""
    found = _inside(viewer, KeyEpisode, one).prefetch_related(
        named_subjects("subjects")
    )
    return found.order_by("starts_on", "pk")


def addenda(viewer: Viewer, one: AgencyReturn) -> QuerySet[ReturnAddendum]:
    """What was added after it was sent."""
    return _inside(viewer, ReturnAddendum, one).order_by("position")


def attached(viewer: Viewer, one: AgencyReturn) -> QuerySet[ReturnFile]:
    """The files put to one return."""
    return _inside(viewer, ReturnFile, one).select_related("file").order_by("pk")


def own_episodes(viewer: Viewer) -> QuerySet[KeyEpisode]:
    """Episodes of returns open to the viewer, with return and people."""
    found = KeyEpisode.objects.filter(
        agency_return__in=queries.agency_returns(viewer).values("pk")
    )
    returns = queries.agency_returns(viewer)
    return found.prefetch_related(
        Prefetch("agency_return", queryset=returns), named_subjects("subjects")
    )


def own_undeclared(viewer: Viewer) -> QuerySet[ReturnPlace]:
    """Tasks the viewer was asked into and has not yet declared for."""
    found = rules.live_places(viewer).filter(declared_on=None)
    return found.select_related("agency_return__agency", "agency_return__incident")


def working_on(viewer: Viewer, one: AgencyReturn) -> QuerySet[ReturnPlace]:
    """Who was let into a return, for those who fill it in."""
    if not rules.fills(one, viewer):
        return ReturnPlace.objects.none()
    return one.places.select_related("person").order_by("pk")


def colleagues_to_ask(viewer: Viewer, one: AgencyReturn) -> QuerySet[Person]:
    """People of the return's agency whom it can be handed to."""
    accounts: QuerySet[Account] = rules.colleagues(one)
    taken = one.places.filter(ended_on=None).values("person_id")
    return (
        Person.objects.filter(pk__in=accounts.values("person_id"))
        .exclude(pk__in=taken)
        .order_by("name", "pk")
    )


def held(viewer: Viewer, one: AgencyReturn) -> dict[str, HeldDraft]:
    """What is held for this account alone, by part."""
    found = HeldDraft.objects.filter(agency_return=one, account_key=viewer.account_key)
    return {each.question: each for each in found}


def people_of(viewer: Viewer, one: AgencyReturn) -> QuerySet[Subject]:
    """Whom the incident of a return is about, under today's names."""
    inside = queries.agency_returns(viewer).filter(pk=one.pk).values("incident")
    involved = one.incident.subjects.through.objects.filter(incident__in=inside)
    return (
        Subject.objects.with_alias()
        .filter(pk__in=involved.values("subject_id"))
        .order_by("alias_today", "pk")
    )
