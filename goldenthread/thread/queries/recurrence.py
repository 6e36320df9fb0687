"""Recurrence lines: findings that people said are the same learning, over the years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, Finding, Repeat, SameLearning
from goldenthread.thread.queries.learning import findings
from goldenthread.thread.queries.scope import here, open_to
from goldenthread.thread.states import ActionState


HELD = (ActionState.ASSURED, ActionState.CLOSED)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """One piece of learning as it came back: its findings by date, and challenges."""

    findings: tuple[Finding, ...]
    repeats: tuple[Repeat, ...] = ()

    @property
    def first(self) -> date:
        return self.findings[0].found_on

    @property
    def last(self) -> date:
        return self.findings[-1].found_on

    @property
    def actions(self) -> list[Action]:
        return [action for one in self.findings for action in one.actions.all()]

    @property
    def sources(self) -> int:
        return len({one.origin_id for one in self.findings})


def said_same(viewer: Viewer) -> QuerySet[SameLearning]:
    """What was said of pairs both of whose findings the viewer sees, in order."""
    return (
        SameLearning.objects.filter(
            open_to(viewer, "finding__origin__circle"),
            open_to(viewer, "earlier__origin__circle"),
            finding__origin__partnership_id=here(viewer),
        )
        .select_related("finding__origin", "earlier__origin")
        .order_by("id")
    )


def said_of(viewer: Viewer, finding: Finding) -> list[SameLearning]:
    """Everything said of a finding's pairs, the newest first."""
    rows = said_same(viewer)
    return list((rows.filter(finding=finding) | rows.filter(earlier=finding)).reverse())


def holding(viewer: Viewer) -> set[Pair]:
    """Pairs that are the same learning today: what was said last of each holds."""
    last: dict[Pair, bool] = {}
    for later, earlier, holds in said_same(viewer).values_list(
        "finding_id", "earlier_id", "holds"
    ):
        last[_pair(later, earlier)] = holds
    return {pair for pair, holds in last.items() if holds}


def is_same(viewer: Viewer, one: Finding, other: Finding) -> bool:
    return _pair(one.pk, other.pk) in holding(viewer)


def same_as(viewer: Viewer, finding: Finding) -> frozenset[int]:
    """Numbers of the findings that are said to be the same learning as this one."""
    pairs = (pair for pair in holding(viewer) if finding.pk in pair)
    return frozenset(pk for pair in pairs for pk in pair) - {finding.pk}


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))


def chained(pairs: Iterable[Pair]) -> list[set[int]]:
    """Sets of what hangs together, directly or through others."""
    beside: dict[int, set[int]] = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    found, seen = [], set()
    for start in sorted(beside):
        if start not in seen:
            line = _reached(start, beside)
            seen |= line
            found.append(line)
    return found


def _reached(start: int, beside: dict[int, set[int]]) -> set[int]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = beside[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached


def recurrence_lines(viewer: Viewer, only: Iterable[int] | None = None) -> list[Line]:
    """Recurrence lines the viewer sees, the one that came back last first.

    `only`: lines that hold one of these findings. Findings the viewer does not see
    neither stand in a line nor join two. Six queries, however many lines there are.
    """
    chains = chained(holding(viewer))
    if only is not None:
        wanted = set(only)
        chains = [one for one in chains if one & wanted]
    keys = {pk for chain in chains for pk in chain}
    if not keys:
        return []
    rows = {one.pk: one for one in _with_actions(viewer).filter(pk__in=keys)}
    repeats = _repeats(viewer, keys)
    found = [_line(chain, rows, repeats) for chain in chains]
    return sorted(found, key=lambda line: (line.last, line.first), reverse=True)


def line_of(viewer: Viewer, finding: Finding) -> Line | None:
    return next(iter(recurrence_lines(viewer, [finding.pk])), None)


def _line(chain: set[int], rows: dict[int, Finding], repeats: list[Repeat]) -> Line:
    held = sorted((rows[pk] for pk in chain), key=lambda one: (one.found_on, one.pk))
    return Line(tuple(held), tuple(one for one in repeats if one.finding_id in chain))


def _with_actions(viewer: Viewer) -> QuerySet[Finding]:
    actions = Action.objects.select_related("owner_agency").order_by("position", "id")
    return findings(viewer).prefetch_related(Prefetch("actions", actions))


def _repeats(viewer: Viewer, keys: Iterable[int]) -> list[Repeat]:
    found = Repeat.objects.filter(
        open_to(viewer, "finding__origin__circle"), finding__in=keys
    )
    return list(found.select_related("challenge", "agency", "finding").order_by("id"))


def held_on(action: Action) -> date | None:
    """The day an action was closed, or assured where it is not closed yet."""
    return (action.closed_on or action.assured_on) if action.state in HELD else None


@dataclass(frozen=True)
class Broken:
    """An action held, and the same learning came again: who owned it, what came."""

    finding: Finding
    action: Action
    held_on: date


def broken_in(line: Line) -> list[Broken]:
    """Each finding that came after an action on an earlier one of its line had held.

    One for each finding and owner agency: the action that held last before it.
    """
    found: dict[tuple[int, int], Broken] = {}
    for at, finding in enumerate(line.findings):
        for earlier in line.findings[:at]:
            for action in earlier.actions.all():
                day = held_on(action)
                if day is None or day > finding.found_on:
                    continue
                key = (finding.pk, action.owner_agency_id)
                if key not in found or found[key].held_on < day:
                    found[key] = Broken(finding, action, day)
    return list(found.values())
