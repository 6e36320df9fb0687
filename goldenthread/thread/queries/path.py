"""The thread of one record: the path up to its origin and down to what shows it worked.

origin → finding → action → evidence, impact test → figure; plans and challenges stand
beside findings. However much hangs on an origin, the number of queries is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import (
    Action,
    Challenge,
    Evidence,
    Finding,
    ImpactTest,
    Origin,
    Plan,
)
from goldenthread.thread.queries.actions import actions, evidence, plans
from goldenthread.thread.queries.challenges import challenges
from goldenthread.thread.queries.effect import impact_tests
from goldenthread.thread.queries.learning import findings, origins
from goldenthread.thread.states import VerdictWord


LEVELS = {
    "origin": 0,
    "finding": 1,
    "plan": 1,
    "challenge": 1,
    "action": 2,
    "evidence": 3,
    "impact_test": 3,
    "figure": 4,
}
MODELS = {
    Origin: "origin",
    Finding: "finding",
    Plan: "plan",
    Challenge: "challenge",
    Action: "action",
    Evidence: "evidence",
    ImpactTest: "impact_test",
}


@dataclass(frozen=True)
class Node:
    """One record on the path. A figure's node has its key and no address of ours."""

    id: str
    kind: str
    key: str
    title: str
    label: str
    url: str = ""
    state: str = ""
    on: date | None = None
    focus: bool = False

    @property
    def level(self) -> int:
        return LEVELS[self.kind]


@dataclass(frozen=True)
class Graph:
    """Nodes level by level, edges from the earlier to the later, circles to log."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    subjects: tuple[str, ...] = ()


def thread_of(record: Any, viewer: Viewer) -> Graph:
    """The path through a record, within what the viewer may see.

    Takes an origin, finding, plan, challenge, action, piece of evidence or impact
    test; raises TypeError for anything else. Seven queries, eight for a plan.
    """
    if type(record) not in MODELS:
        raise TypeError(f"{type(record).__name__} does not stand on the thread.")
    whole = _Whole(viewer, record)
    return whole.through(_id(record))


def _origin_ids(record: Any, viewer: Viewer) -> list[int]:
    if isinstance(record, Origin):
        return [record.pk]
    if isinstance(record, Plan):
        held = actions(viewer).filter(plan=record).values_list("origin_id", flat=True)
        found = {one for one in held.order_by() if one}
        return sorted(found | ({record.origin_id} if record.origin_id else set()))
    if isinstance(record, Evidence | ImpactTest):
        return [record.action.origin_id]
    return [record.origin_id] if record.origin_id else []


class _Whole:
    """Everything on one or a few origins, as nodes and edges, before it is cut."""

    def __init__(self, viewer: Viewer, record: Any) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: set[tuple[str, str]] = set()
        self.subjects: set[str] = set()
        ids = _origin_ids(record, viewer)
        # A plan or challenge may stand without an origin; it is on its own path.
        itself = Q(origin__in=ids) | Q(pk=record.pk)
        for origin in origins(viewer).filter(pk__in=ids):
            self._add(origin, origin.get_kind_display(), origin.happened_on)
            self.subjects |= {origin.circle} - {""}
        self._add_findings(_lean(findings(viewer)).filter(origin__in=ids))
        own = itself if isinstance(record, Plan) else Q(origin__in=ids)
        self._add_plans(plans(viewer).filter(own))
        self._add_actions(actions(viewer).filter(origin__in=ids))
        self._add_evidence(evidence(viewer).filter(action__origin__in=ids))
        self._add_tests(impact_tests(viewer).filter(action__origin__in=ids))
        own = itself if isinstance(record, Challenge) else Q(origin__in=ids)
        self._add_challenges(challenges(viewer).filter(own))

    def _add(self, record: Any, label: str, on: date | None, state: str = "") -> str:
        kind, identity = MODELS[type(record)], _id(record)
        self.nodes[identity] = Node(
            id=identity,
            kind=kind,
            key=record.key,
            title=str(record),
            label=label,
            url=reverse(f"view_{kind}", args=[record.key]),
            state=state,
            on=on,
        )
        return identity

    def _add_findings(self, found: QuerySet[Finding]) -> None:
        for finding in found:
            identity = self._add(finding, finding.get_kind_display(), finding.found_on)
            self.edges.add((_id(finding.origin), identity))

    def _add_plans(self, found: QuerySet[Plan]) -> None:
        for plan in found:
            identity = self._add_plan(plan)
            if plan.origin:
                self.edges.add((_id(plan.origin), identity))

    def _add_actions(self, found: QuerySet[Action]) -> None:
        for action in found:
            state = action.get_state_display()
            identity = self._add(action, "Action", action.due_on, state)
            self.edges.add((_id(action.finding or action.origin), identity))
            if action.plan:
                self.edges.add((self._add_plan(action.plan), identity))

    def _add_plan(self, plan: Plan) -> str:
        state = "Closed" if plan.closed_on else "Open"
        return self._add(plan, "Action plan", plan.opened_on, state)

    def _add_evidence(self, found: QuerySet[Evidence]) -> None:
        for one in found:
            identity = self._add(one, "Evidence", one.effective_on)
            self.edges.add((_id(one.action), identity))
            if one.figure_key:
                self.edges.add((identity, self._add_figure(one.figure_key)))

    def _add_tests(self, found: QuerySet[ImpactTest]) -> None:
        for one in found:
            words = _effect_words(one)
            identity = self._add(one, "Impact test", one.in_force_on, words)
            self.edges.add((_id(one.action), identity))
            if one.measure_key:
                self.edges.add((identity, self._add_figure(one.measure_key)))

    def _add_challenges(self, found: QuerySet[Challenge]) -> None:
        for one in found:
            state = one.get_stage_display()
            identity = self._add(one, "Challenge", one.raised_on, state)
            if one.origin:
                self.edges.add((_id(one.origin), identity))

    def _add_figure(self, key: str) -> str:
        identity = f"figure:{key}"
        self.nodes[identity] = Node(identity, "figure", key, key, "Figure")
        return identity

    def through(self, focus: str) -> Graph:
        """Cut the whole down to what leads to the focus and what follows from it."""
        above = _reached(focus, {(later, earlier) for earlier, later in self.edges})
        below = _reached(focus, self.edges)
        kept = [node for name, node in self.nodes.items() if name in above | below]
        kept = [_focused(node, focus) for node in kept]
        kept.sort(key=lambda node: (node.level, node.on or date.max, node.title))
        names = {node.id for node in kept}
        edges = sorted(e for e in self.edges if e[0] in names and e[1] in names)
        return Graph(tuple(kept), tuple(edges), tuple(sorted(self.subjects)))


def _effect_words(test: Any) -> str:
    """The newest verdict and its day: an old verdict is to be seen as old."""
    if not test.verdict_word:
        return "Registered late" if test.opened_late else "No verdict yet"
    day = long_date(london_date(test.verdict_at))
    return f"{VerdictWord(test.verdict_word).label}, {day}"


def _lean(found: QuerySet[Finding]) -> QuerySet[Finding]:
    return found.prefetch_related(None)


def _focused(node: Node, focus: str) -> Node:
    if node.id != focus:
        return node
    return Node(**{**node.__dict__, "focus": True})


def _reached(start: str, edges: Iterable[tuple[str, str]]) -> set[str]:
    onward: dict[str, list[str]] = {}
    for earlier, later in edges:
        onward.setdefault(earlier, []).append(later)
    return set(_walk(start, onward))


def _walk(start: str, onward: dict[str, list[str]]) -> Iterator[str]:
    seen, waiting = {start}, [start]
    while waiting:
        name = waiting.pop()
        yield name
        fresh = [one for one in onward.get(name, []) if one not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def _id(record: Any) -> str:
    return f"{MODELS[type(record)]}:{record.key}"
