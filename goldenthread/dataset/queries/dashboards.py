"""Dashboards, comments, signals and cards, within what the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.dataset.models import (
    Card,
    Commentary,
    Dashboard,
    RaisedSignal,
    Rebasing,
)
from goldenthread.dataset.queries.shown import Limits
from goldenthread.partnership.models import Partnership
from goldenthread.thread import queries as thread
from goldenthread.thread.models import Action, ImpactTest, Verdict


SERIES = "dataset:shown:"


def dashboards(viewer: Viewer) -> QuerySet[Dashboard]:
    return Dashboard.objects.filter(partnership_id=viewer.partnership_id).order_by(
        "position", "name", "pk"
    )


def commentaries(viewer: Viewer) -> QuerySet[Commentary]:
    """The newest first."""
    return (
        Commentary.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("release")
        .order_by("-said_at", "-pk")
    )


def raised_signals(viewer: Viewer) -> QuerySet[RaisedSignal]:
    """The newest first; a signal's origin is restricted by nobody, but is asked."""
    return (
        RaisedSignal.objects.filter(
            partnership_id=viewer.partnership_id, origin__in=thread.origins(viewer)
        )
        .select_related("release", "origin")
        .order_by("-raised_at", "-pk")
    )


def cards(viewer: Viewer) -> QuerySet[Card]:
    return (
        Card.objects.filter(partnership_id=viewer.partnership_id)
        .prefetch_related("forecasts__release")
        .order_by("priority_title", "indicator", "pk")
    )


def area_code(viewer: Viewer) -> str:
    """The code of the partnership's area: whose school terms and statistics."""
    found = Partnership.objects.filter(pk=viewer.partnership_id)
    return found.values_list("area_code", flat=True).first() or ""


def limits(viewer: Viewer, keys: Iterable[str]) -> dict[str, tuple[Limits, ...]]:
    """Of each indicator, from which days its limits begin anew."""
    found = defaultdict(list)
    rows = Rebasing.objects.filter(
        partnership_id=viewer.partnership_id, indicator__in=list(keys)
    ).order_by("on")
    for one in rows:
        found[one.indicator].append(Limits(one.on, one.said_by, one.reason))
    return {key: tuple(held) for key, held in found.items()}


def newest_commentary(viewer: Viewer, keys: Iterable[str]) -> dict[str, Commentary]:
    """Of each indicator, what was said last of it."""
    rows = (
        commentaries(viewer).filter(indicator__in=list(keys)).order_by("said_at", "pk")
    )
    return {one.indicator: one for one in rows}


@dataclass(frozen=True)
class Done:
    """An action for an indicator, and the newest verdict of the tests that lean on it."""

    action: Action
    verdict: Verdict | None


def done_about(viewer: Viewer, keys: Iterable[str]) -> dict[str, list[Done]]:
    """Of each indicator: actions from its signals, and those tested on its series.

    A fixed number of queries however many indicators are asked of.
    """
    keys = list(keys)
    from_signals = RaisedSignal.objects.filter(
        partnership_id=viewer.partnership_id, indicator__in=keys
    ).values_list("origin_id", "indicator")
    by_origin = dict(from_signals)
    tested = ImpactTest.objects.filter(
        series_key__in=[f"{SERIES}{key}" for key in keys]
    ).values_list("action_id", "series_key")
    by_action = {pk: key.removeprefix(SERIES) for pk, key in tested}
    seen = thread.actions(viewer)
    found = list(seen.filter(origin__in=by_origin).order_by("due_on", "pk"))
    found += [
        one
        for one in seen.filter(pk__in=by_action).order_by("due_on", "pk")
        if one.origin_id not in by_origin
    ]
    verdicts = thread.verdict_of(viewer, found)
    done = defaultdict(list)
    for one in found:
        key = by_origin.get(one.origin_id) or by_action[one.pk]
        done[key].append(Done(one, verdicts.get(one.pk)))
    return dict(done)
