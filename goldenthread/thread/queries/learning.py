"""Origins, questions, domains, themes and findings."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower

from goldenthread.core.counting import number_of
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import (
    Action,
    Finding,
    Origin,
    Question,
    SystemsDomain,
    Theme,
)
from goldenthread.thread.queries.effect import with_effect
from goldenthread.thread.queries.scope import coded_blind_by, here, open_to


def origins(viewer: Viewer) -> QuerySet[Origin]:
    """Sources of learning, newest first, with how much hangs on each."""
    return (
        Origin.objects.filter(open_to(viewer), partnership_id=here(viewer))
        .annotate(found=number_of(Finding.objects.all(), "origin"))
        .order_by("-happened_on", "title", "id")
    )


def origin_page(viewer: Viewer) -> QuerySet[Origin]:
    """An origin with its questions, findings and actions."""
    return origins(viewer).prefetch_related(
        Prefetch("questions", Question.objects.order_by("position", "id")),
        Prefetch("findings", findings(viewer).order_by("position", "id")),
    )


def questions(viewer: Viewer) -> QuerySet[Question]:
    return (
        Question.objects.filter(
            open_to(viewer, "origin__circle"),
            origin__partnership_id=here(viewer),
        )
        .select_related("origin")
        .order_by("origin_id", "position", "id")
    )


def domains(viewer: Viewer) -> QuerySet[SystemsDomain]:
    """Systems domains in their order; ended labels too, for older findings."""
    return SystemsDomain.objects.filter(partnership_id=here(viewer)).order_by(
        "position", "starts_on", "id"
    )


def themes(viewer: Viewer) -> QuerySet[Theme]:
    """The partnership's own theme tree in alphabetical order, with its use."""
    return (
        Theme.objects.filter(partnership_id=here(viewer))
        .select_related("parent")
        .order_by(Lower("name"), "id")
    )


def live_themes(viewer: Viewer) -> QuerySet[Theme]:
    """Words that are in use, for coding something today."""
    return themes(viewer).filter(ends_on__isnull=True)


def findings(viewer: Viewer) -> QuerySet[Finding]:
    return (
        Finding.objects.filter(
            open_to(viewer, "origin__circle"),
            origin__partnership_id=here(viewer),
        )
        .annotate(blind=coded_blind_by(viewer))
        .select_related("origin")
        .prefetch_related("domains", "themes", "agencies")
        .order_by("-found_on", "origin_id", "position", "id")
    )


def finding_page(viewer: Viewer) -> QuerySet[Finding]:
    """A finding with the actions promised on it."""
    actions = with_effect(
        Action.objects.select_related("owner_agency", "owner_post__agency")
    )
    return findings(viewer).prefetch_related(
        Prefetch("actions", actions.order_by("position", "id"))
    )


def findings_of(viewer: Viewer, origin: Origin) -> QuerySet[Finding]:
    """Findings of one origin in the order of their source."""
    return findings(viewer).filter(origin=origin).order_by("position", "id")
