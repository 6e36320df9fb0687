"""Lists the work is done by, as dated editions: criteria, considerations, forms.

A list is never rewritten: a new edition stands beside the old one, and what was
answered keeps the edition it was answered under. `confidence` says of each item how
sure we are of it: V read in the source, S a secondary or local source, M general
knowledge to be confirmed, ? sources disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from goldenthread.core.example import read_rows


FOLDER = Path(__file__).parents[1] / "reference"
CRITERIA = "triage_criteria"
CONSIDERATIONS = "considerations"
SCOPING = "scoping_forms"


@dataclass(frozen=True)
class Item:
    """One question of a list, with who asks it and how sure that is."""

    code: str
    question: str
    hint: str = ""
    source: str = ""
    confidence: str = "M"
    required: bool = False
    heading: str = ""


@dataclass(frozen=True)
class Edition:
    """A list as it held from a day until another."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    note: str
    items: tuple[Item, ...]

    def item(self, code: str) -> Item:
        """The item of a code; KeyError for one this edition does not have."""
        for one in self.items:
            if one.code == code:
                return one
        raise KeyError(code)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@cache
def editions(name: str) -> tuple[Edition, ...]:
    """Every edition of a list, the oldest first."""
    rows = read_rows(FOLDER / f"{name}.toml")["edition"]
    return tuple(_edition(row) for row in rows)


def _edition(row: dict[str, Any]) -> Edition:
    return Edition(
        code=row["code"],
        name=row["name"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        note=row.get("note", ""),
        items=tuple(Item(**one) for one in row["item"]),
    )


def in_force(name: str, day: date) -> Edition:
    """The edition that holds on a day; before the first one, the first."""
    for one in editions(name):
        if one.holds_on(day):
            return one
    return editions(name)[0]


def by_code(name: str, code: str) -> Edition:
    """The edition of a code; KeyError for none."""
    for one in editions(name):
        if one.code == code:
            return one
    raise KeyError(code)
