"""Whether actions worked: tests, verdicts, and the newest verdict of many actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, ImpactTest, Verdict
from goldenthread.thread.queries.scope import here, open_to
from goldenthread.thread.states import EffectState


_LIVE = ~Exists(ImpactTest.objects.filter(corrects=OuterRef("impact_test")))


def with_effect(found: QuerySet[Action]) -> QuerySet[Action]:
    """Actions, each with its live tests and their newest verdicts, for `effect_of`.

    One query for all the rows that are shown, not a subquery for each row there is: a
    list of sixty thousand shows twenty-five.
    """
    newest = Verdict.objects.filter(impact_test=OuterRef("pk")).order_by("-id")
    tests = live_tests().annotate(
        verdict_word=Subquery(newest.values("word")[:1]),
        verdict_at=Subquery(newest.values("reached_at")[:1]),
    )
    return found.prefetch_related(
        Prefetch("impact_tests", tests.order_by("id"), to_attr="live_tests")
    )


def is_tested(action: str = "pk") -> Exists:
    """Whether an outer row's action has a live test."""
    return Exists(live_tests().filter(action=OuterRef(action)))


def live_tests() -> QuerySet[ImpactTest]:
    """Tests that no later one corrects; of everybody, so never shown as it is."""
    corrected = ImpactTest.objects.filter(corrects=OuterRef("pk"))
    return ImpactTest.objects.filter(~Exists(corrected))


def effect_of(action: Action) -> EffectState:
    """Where an action of `with_effect` stands, from untested to its newest verdict."""
    tests = getattr(action, "live_tests", [])
    newest = _newest(tests)
    if newest is not None:
        return EffectState(newest.verdict_word)
    return EffectState.WAITING if tests else EffectState.UNTESTED


def effect_at(action: Action) -> datetime | None:
    """When its newest verdict was worked out."""
    newest = _newest(getattr(action, "live_tests", []))
    return newest.verdict_at if newest else None


def _newest(tests: Iterable[Any]) -> Any:
    judged = [one for one in tests if one.verdict_at]
    return max(judged, key=lambda one: (one.verdict_at, one.pk), default=None)


def verdict_of(viewer: Viewer, actions: Iterable[Action | int]) -> dict[int, Verdict]:
    """The newest verdict of each action that has one, by the action's primary key.

    One query for any number of actions. Verdicts of corrected tests do not count; what
    hangs on a case closed to the viewer is left out.
    """
    keys = [one if isinstance(one, int) else one.pk for one in actions]
    found = verdicts(viewer).filter(_LIVE, impact_test__action__in=keys).order_by("id")
    return {one.impact_test.action_id: one for one in found}


def verdicts(viewer: Viewer) -> QuerySet[Verdict]:
    """Verdicts, the newest first, within what the viewer may see."""
    return (
        Verdict.objects.filter(
            open_to(viewer, "impact_test__action__origin__circle"),
            impact_test__action__partnership_id=here(viewer),
        )
        .select_related(
            "impact_test__action__origin", "impact_test__action__owner_agency"
        )
        .order_by("-reached_at", "-id")
    )


def impact_tests(viewer: Viewer) -> QuerySet[ImpactTest]:
    """Tests, the latest in force first, each with its newest verdict's word."""
    newest = Verdict.objects.filter(impact_test=OuterRef("pk")).order_by("-id")
    later = ImpactTest.objects.filter(corrects=OuterRef("pk"))
    return (
        ImpactTest.objects.filter(
            open_to(viewer, "action__origin__circle"),
            action__partnership_id=here(viewer),
        )
        .select_related("action__origin", "action__owner_agency", "corrects")
        .annotate(
            verdict_word=Subquery(newest.values("word")[:1]),
            verdict_at=Subquery(newest.values("reached_at")[:1]),
            corrected=Exists(later),
        )
        .order_by("-in_force_on", "-id")
    )


def impact_test_page(viewer: Viewer) -> QuerySet[ImpactTest]:
    """A test with every verdict it gave, the newest first."""
    return impact_tests(viewer).prefetch_related(
        Prefetch("verdicts", Verdict.objects.order_by("-id"))
    )


def correction_of(test: ImpactTest) -> ImpactTest | None:
    """The test that took this one's place."""
    return ImpactTest.objects.filter(corrects=test).first()
