"""Who opened whose journey, who must not, and which links were corrected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf
from goldenthread.dataset.models import (
    JourneyBar,
    JourneyOpening,
    LinkDecision,
    Release,
)
from goldenthread.dataset.queries.children import kept_from
from goldenthread.dataset.queries.exchange import release_in_force
from goldenthread.partnership.models import Post
from goldenthread.partnership.states import Role, UnitJob


if TYPE_CHECKING:
    from goldenthread.engine.link.deciding import Decision


def journey_openings(viewer: Viewer) -> QuerySet[JourneyOpening]:
    """Own openings; of whom one leads, theirs too; the newest first.

    The manager of the business unit is shown every opening: the unit answers for the
    dataset. Executives lead the posts of their agency and of those within it, and the
    manager of the unit, who answers to them.
    """
    found = JourneyOpening.objects.filter(partnership_id=viewer.partnership_id)
    found = found.select_related("post__agency", "release", "only_agency")
    return found.filter(_led_by(viewer)).order_by("-opened_at", "-pk")


def _led_by(viewer: Viewer) -> Q:
    own = Q(opened_by=viewer.account_key)
    if viewer.role == Role.BUSINESS_UNIT and _is_manager(viewer):
        return Q()
    if viewer.role == Role.EXECUTIVE:
        of = viewer.agency_id or 0
        within = Q(post__agency=of) | Q(post__agency__parent=of)
        return own | within | Q(post__unit_job=UnitJob.MANAGER)
    return own


def _is_manager(viewer: Viewer) -> bool:
    return Post.objects.filter(pk=viewer.post_id, unit_job=UnitJob.MANAGER).exists()


def journey_bars(viewer: Viewer) -> QuerySet[JourneyBar]:
    """Who is held out of whose journey: one's own; all of them for the business unit."""
    found = JourneyBar.objects.filter(partnership_id=viewer.partnership_id)
    if viewer.role != Role.BUSINESS_UNIT:
        found = found.filter(person=viewer.person_id or 0)
    return found.select_related("person", "agency").order_by("-declared_at", "-pk")


def link_decisions(viewer: Viewer) -> QuerySet[LinkDecision]:
    """Corrections of links, the newest first, without those of children one is
    barred from."""
    release = release_in_force(viewer.partnership_id)
    held = kept_from(viewer, release)
    found = LinkDecision.objects.filter(partnership_id=viewer.partnership_id)
    if held:
        found = found.exclude(Q(one__in=held) | Q(other__in=held))
    made = made_at(release)
    heard = Q(decided_at__lte=made) if made else Q(pk__in=())
    found = found.annotate(heard=ExpressionWrapper(heard, BooleanField()))
    return found.select_related("release").order_by("-decided_at", "-pk")


def decisions_until(partnership_id: int, at: datetime) -> list[Decision]:
    """What people had decided about links by a moment, as the engine takes it."""
    from goldenthread.engine.link.deciding import Decision, Verdict

    rows = LinkDecision.objects.filter(
        partnership_id=partnership_id, decided_at__lte=at
    ).order_by("pk")
    return [
        Decision(
            number=row.pk,
            one=int(row.one, 16),
            other=int(row.other, 16),
            verdict=Verdict(row.verdict),
            by=row.decided_by_post,
            on=row.decided_at.date(),
            reason=row.reason,
        )
        for row in rows
    ]


def made_at(release: Release | None) -> datetime | None:
    """The moment a release was begun: decisions up to it went into it."""
    if release is None:
        return None
    place = shelf.of(release.partnership_id)
    return place.release(release.name).manifest.made_at
