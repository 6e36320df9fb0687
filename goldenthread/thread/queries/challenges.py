"""Challenges, their steps, and the stages they go up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, Prefetch, QuerySet, Value, When

from goldenthread.core import clocks
from goldenthread.core.reference.queries import Clocks, holidays
from goldenthread.core.running import LocalRule
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Challenge, ChallengeStep, EscalationStage
from goldenthread.thread.queries.scope import here, open_or_without_origin
from goldenthread.thread.states import ENDED


# What is open stands first, the oldest of it first; then the rest, the newest first.
IS_OVER = Case(When(stage__in=ENDED, then=Value(1)), default=Value(0))
AGE = Case(When(stage__in=ENDED, then=None), default=F("raised_on"))


def challenges(viewer: Viewer) -> QuerySet[Challenge]:
    """Challenges, those of restricted origins only for who stands in the circle."""
    return (
        Challenge.objects.filter(
            open_or_without_origin(viewer), partnership_id=here(viewer)
        )
        .select_related("origin", "to_agency", "level", "action")
        .annotate(is_over=IS_OVER, open_since=AGE)
        .order_by("is_over", F("open_since").asc(nulls_last=True), "-raised_on", "-id")
    )


def challenge_page(viewer: Viewer) -> QuerySet[Challenge]:
    steps = ChallengeStep.objects.select_related("post__agency", "level").order_by("id")
    return challenges(viewer).prefetch_related(Prefetch("steps", steps))


def escalation_stages(viewer: Viewer) -> QuerySet[EscalationStage]:
    """The partnership's stages in their order; ended rows too, for older challenges."""
    return EscalationStage.objects.filter(partnership_id=here(viewer)).order_by(
        "position", "-starts_on", "id"
    )


def stages_on(partnership_id: int, on: date) -> list[EscalationStage]:
    """The stages in force on a day, the first one first."""
    found = EscalationStage.objects.on(on).filter(partnership_id=partnership_id)
    return list(found.order_by("position", "id"))


def next_stage(
    level: EscalationStage | None, stages: Iterable[EscalationStage]
) -> EscalationStage | None:
    """The stage after this one; None after the last."""
    if level is None:
        return None
    higher = (one for one in stages if one.position > level.position)
    return next(higher, None)


def is_last(challenge: Challenge, on: date) -> bool:
    """Whether the challenge stands at the last stage in force on a day."""
    level = challenge.level
    if level is None:
        return False
    return next_stage(level, stages_on(challenge.partnership_id, on)) is None


# --- The clock of a stage ---------------------------------------------------------------


def rule_of(stage: EscalationStage) -> LocalRule:
    """A stage as the rule of a clock: so many working days from coming to it."""
    return LocalRule(
        code="CHALLENGE_ANSWERED",
        name="Answer a challenge",
        value=stage.days,
        unit=clocks.Unit.WORKING_DAYS.value,
        confidence=stage.confidence,
        soon=1,
        edition=f"The partnership’s escalation procedure. {stage}",
    )


def answer_due(challenge: Challenge, rules: Clocks | None = None) -> date | None:
    """When the answer is due: the day set by hand, else by the stage's clock."""
    if challenge.answer_due_on:
        return challenge.answer_due_on
    if challenge.level is None or challenge.level_since is None:
        return None
    known = rules.holidays if rules else holidays()
    return clocks.due(rule_of(challenge.level), challenge.level_since, known).due_on
