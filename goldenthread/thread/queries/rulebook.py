"""The thread's rules that are data: dated rows of the files in `reference/`.

Read once a process. A row holds from its day on, until a later row of the same file
takes its place; nothing here is changed by a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from goldenthread.core.example import read_rows


FOLDER = Path(__file__).parent.parent / "reference"


class NoRule(LookupError):
    """No row holds on that day; the text names the file."""


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of a file, the earliest first."""
    found = read_rows(FOLDER / f"{name}.toml")["row"]
    return tuple(sorted(found, key=lambda row: row["valid_from"]))


def in_force(name: str, on: date) -> dict[str, Any]:
    """The newest row whose day has come; refuses a day before the first."""
    held = [row for row in rows(name) if row["valid_from"] <= on]
    if not held:
        raise NoRule(f"No rule of {name.replace('_', ' ')} holds on {on}.")
    return held[-1]


@dataclass(frozen=True)
class ImpactRule:
    """How much data a verdict needs, by the row in force."""

    valid_from: date
    values_before: int
    values_after: int
    lasts: int
    events_before: int
    events_after: int
    most_chance: Decimal
    files_before: int
    source: str
    confidence: str


def impact_rule(on: date) -> ImpactRule:
    return ImpactRule(**in_force("impact_rules", on))
