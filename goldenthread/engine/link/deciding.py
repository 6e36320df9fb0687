"""What people decided: these two are one child, or they are not."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from goldenthread.engine.errors import LinkError


class Verdict(StrEnum):
    JOIN = "JOIN"
    SPLIT = "SPLIT"


@dataclass(frozen=True)
class Decision:
    """A person's word about two records, by their tokens; kept for every later run."""

    number: int
    one: int
    other: int
    verdict: Verdict
    by: str
    on: date
    reason: str

    @property
    def pair(self) -> tuple[int, int]:
        return min(self.one, self.other), max(self.one, self.other)


def from_rows(rows: Iterable[dict[str, Any]]) -> list[Decision]:
    """Decisions from rows with number, one, other, verdict, by, on, reason; checked."""
    return [_decision(row) for row in rows]


def _decision(row: dict[str, Any]) -> Decision:
    try:
        on = (
            row["on"]
            if isinstance(row["on"], date)
            else date.fromisoformat(str(row["on"]))
        )
        made = Decision(
            int(row["number"]),
            int(row["one"]),
            int(row["other"]),
            Verdict(str(row["verdict"])),
            str(row["by"] or ""),
            on,
            str(row["reason"] or ""),
        )
    except (KeyError, TypeError, ValueError) as why:
        raise LinkError(
            f"A decision cannot be read ({row.get('number', row)}): {why}."
        ) from why
    if made.one == made.other:
        raise LinkError(f"Decision {made.number} is about one record only.")
    if not made.by.strip() or not made.reason.strip():
        raise LinkError(f"Decision {made.number} does not say by whom or why.")
    return made


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The last decision about each pair, checked that no two of them contradict.

    Joined records are one child with all they are joined to; two of them that must be
    apart is a contradiction, and LinkError names every decision on the way.
    """
    last: dict[tuple[int, int], Decision] = {}
    seen: set[int] = set()
    for decision in sorted(decisions, key=lambda one: one.number):
        if decision.number in seen:
            raise LinkError(f"Two decisions have the number {decision.number}.")
        seen.add(decision.number)
        last[decision.pair] = decision
    kept = list(last.values())
    for split in kept:
        if split.verdict is Verdict.SPLIT and (path := _path(kept, *split.pair)):
            numbers = ", ".join(str(one.number) for one in path)
            raise LinkError(
                f"Decision {split.number} keeps two records apart that "
                f"decision{'s' if len(path) > 1 else ''} {numbers} joined."
            )
    return kept


def _path(decisions: list[Decision], start: int, end: int) -> list[Decision]:
    """Joins that lead from one record to another, or none."""
    steps: dict[int, list[Decision]] = {}
    for decision in decisions:
        if decision.verdict is Verdict.JOIN:
            for token in decision.pair:
                steps.setdefault(token, []).append(decision)
    came: dict[int, tuple[int, Decision] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        token = waiting.popleft()
        for step in steps.get(token, []):
            to = step.other if step.one == token else step.one
            if to not in came:
                came[to] = (token, step)
                waiting.append(to)
    return _walked(came, end)


def _walked(came: dict[int, tuple[int, Decision] | None], end: int) -> list[Decision]:
    path: list[Decision] = []
    step = came.get(end)
    while step:
        path.append(step[1])
        step = came[step[0]]
    return path[::-1]
