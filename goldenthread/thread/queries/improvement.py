"""The improvement plan: every live action, from whatever source, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, Finding, Theme
from goldenthread.thread.queries.actions import action_list, actions
from goldenthread.thread.queries.effect import is_tested, with_effect
from goldenthread.thread.queries.merging import is_merged, merges, standing_merges
from goldenthread.thread.queries.priorities import priorities
from goldenthread.thread.queries.strength import ORDER, only_done
from goldenthread.thread.states import LIVE, ActionState


# What the plan holds if nothing else is asked for: agreed and not yet assured.
TO_DO = (*LIVE, ActionState.COMPLETE)
SOON = timedelta(days=91)

# What an agreed action must have; rows from before it was asked for show it as missing.
MISSING = {
    "post": Q(owner_post__isnull=True),
    "due": Q(due_on__isnull=True),
    "measure": Q(success_measure=""),
    "strength": Q(strength=""),
    "test": ~Q(is_tested()),
}


@dataclass(frozen=True)
class Asked:
    """What the reader asked the plan for; empty is everything."""

    by: str = "due"
    words: str = ""
    state: str = ""
    owner: str = ""
    theme: str = ""
    strength: str = ""
    priority: str = ""
    source: str = ""
    due: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Tally:
    """What stands out among the lines that were asked for."""

    lines: int
    late: int
    to_assure: int
    no_post: int
    no_due: int
    no_measure: int
    ungraded: int
    weaker: int
    untested: int
    only_done: int
    extra: dict[str, int] = field(default_factory=dict)


def lines(viewer: Viewer) -> QuerySet[Action]:
    """Live actions that go on by themselves: what was merged stands under its lead."""
    return actions(viewer).filter(~is_merged(viewer), state__in=TO_DO)


def improvement_plan(viewer: Viewer, asked: Asked, on: date) -> QuerySet[Action]:
    """The lines asked for, in the order of what they are grouped by."""
    found = _narrowed(_standing(viewer, asked), asked, on)
    taken = merges(viewer).filter(pk__in=standing_merges().values("pk"))
    return (
        with_effect(_ordered(found, viewer, asked.by))
        .select_related("finding__domain")
        .prefetch_related("finding__themes", Prefetch("taken_in", taken))
    )


def actions_with_theme(viewer: Viewer, theme: Theme) -> QuerySet[Action]:
    """What was promised on findings of a theme or its sub-themes, newest due first."""
    carries = Finding.objects.filter(Q(themes=theme) | Q(themes__parent=theme))
    return action_list(viewer).filter(finding__in=carries.values("pk"))


def _standing(viewer: Viewer, asked: Asked) -> QuerySet[Action]:
    if not asked.state:
        return lines(viewer)
    found = actions(viewer).filter(~is_merged(viewer))
    return found if asked.state == "ALL" else found.filter(state=asked.state)


def _narrowed(found: QuerySet[Action], asked: Asked, on: date) -> QuerySet[Action]:
    plain = {
        "owner_agency__key": asked.owner,
        "strength": asked.strength,
        "priority": asked.priority,
        "origin__kind": asked.source,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.theme:
        carries = Finding.objects.filter(
            Q(themes__key=asked.theme) | Q(themes__parent__key=asked.theme)
        )
        found = found.filter(finding__in=carries.values("pk"))
    for word in asked.words.split()[:8]:
        said = Q(title__icontains=word) | Q(text__icontains=word)
        found = found.filter(said | Q(origin__title__icontains=word))
    if asked.missing in MISSING:
        found = found.filter(MISSING[asked.missing])
    return found.filter(_due(asked.due, on)) if asked.due else found


def _due(due: str, on: date) -> Q:
    return {
        "late": Q(due_on__lt=on, state__in=LIVE),
        "soon": Q(due_on__range=(on, on + SOON)),
        "later": Q(due_on__gt=on + SOON),
        "none": Q(due_on__isnull=True),
    }.get(due, Q())


def _ordered(found: QuerySet[Action], viewer: Viewer, by: str) -> QuerySet[Action]:
    """Sorted by the group a line stands in, then by due date."""
    first: list[Any] = []
    if by == "owner":
        first = ["owner_agency__name"]
    elif by == "source":
        first = ["origin__kind"]
    elif by == "strength":
        found = found.annotate(rank=_rank("strength", [str(one) for one in ORDER]))
        first = ["rank"]
    elif by == "priority":
        keys = [key for key, _ in priorities(viewer)]
        found = found.annotate(rank=_rank("priority", keys))
        first = ["rank"]
    elif by == "theme":
        named = Finding.objects.filter(pk=OuterRef("finding")).annotate(
            first_theme=Min("themes__name")
        )
        found = found.annotate(theme_name=Subquery(named.values("first_theme")))
        first = [F("theme_name").asc(nulls_last=True)]
    return found.order_by(*first, F("due_on").asc(nulls_last=True), "title", "id")


def _rank(name: str, values: list[str]) -> Case:
    whens = [When(**{name: value}, then=Value(at)) for at, value in enumerate(values)]
    last = Value(len(values))
    return Case(*whens, default=last, output_field=IntegerField())


def tally(viewer: Viewer, asked: Asked, on: date) -> Tally:
    """Counts over all the lines asked for, in two queries."""
    found = _narrowed(_standing(viewer, asked), asked, on).order_by()
    counted = found.aggregate(
        lines=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=on, state__in=LIVE)),
        to_assure=Count("pk", filter=Q(state=ActionState.COMPLETE)),
        no_post=Count("pk", filter=MISSING["post"]),
        no_due=Count("pk", filter=MISSING["due"]),
        no_measure=Count("pk", filter=MISSING["measure"]),
        ungraded=Count("pk", filter=MISSING["strength"]),
        weaker=Count("pk", filter=Q(strength="WEAKER")),
        untested=Count("pk", filter=MISSING["test"]),
    )
    measures = found.exclude(success_measure="").values_list(
        "success_measure", flat=True
    )
    done = sum(bool(only_done(measure, on)) for measure in measures)
    return Tally(**counted, only_done=done)
