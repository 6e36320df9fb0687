"""Why two records were linked, in words with their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from goldenthread.engine.link.model import Comparison, Model


@dataclass(frozen=True)
class Reason:
    """What was found, and how many times it doubles (or, below nought, halves) the odds."""

    says: str
    weight: float

    def __str__(self) -> str:
        return f"{self.says} ({self.weight:+.1f})"


def reasons(model: Model, row: dict[str, Any]) -> list[Reason]:
    """The reasons of one row of LINKS or DOUBTS, by the model it was made with.

    An exact agreement or a person's word is one reason of no weight.
    """
    if row["how"] == "EXACT":
        return [Reason(f"the same {row['rule'].replace('_', ' ')}", 0.0)]
    if row["how"] == "PERSON":
        return [Reason(f"joined by decision {row['rule']}", 0.0)]
    found = []
    for comparison, weight, common in zip(
        model.comparisons, row["weights"], row["commons"], strict=True
    ):
        found.append(Reason(_says(comparison, weight), weight))
        if abs(common) >= 0.05:
            kind = "a rare" if common > 0 else "a common"
            found.append(Reason(f"{kind} {comparison.name.replace('_', ' ')}", common))
    return found


def _says(comparison: Comparison, weight: float) -> str:
    """The level of that weight; none where one record lacked the value."""
    if weight == 0:
        return f"{comparison.name.replace('_', ' ')} not known of both"
    return min(comparison.levels, key=lambda level: abs(level.weight - weight)).says
