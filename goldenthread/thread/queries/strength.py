"""What an action's own words say of its strength, and of its measure.

The kinds of action and the words are data (`reference/action_strength.toml`,
`reference/measure_words.toml`); nothing here decides, a person does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from goldenthread.core.calendars import listed
from goldenthread.thread.models import Action, Grading
from goldenthread.thread.queries.rulebook import FOLDER, in_force, read_rows, rows
from goldenthread.thread.states import Strength


ORDER = (Strength.STRONGER, Strength.INTERMEDIATE, Strength.WEAKER)


@dataclass(frozen=True)
class ActionKind:
    """One row of the hierarchy."""

    code: str
    label: str
    strength: Strength
    words: tuple[str, ...]
    valid_from: date
    confidence: str


@dataclass(frozen=True)
class Suggestion:
    """The strongest kind whose words were found, and every kind that was."""

    found: tuple[tuple[ActionKind, tuple[str, ...]], ...]
    rules_from: date

    @property
    def kind(self) -> ActionKind | None:
        return self.found[0][0] if self.found else None

    @property
    def strength(self) -> str:
        return self.kind.strength if self.kind else ""

    @property
    def words(self) -> tuple[str, ...]:
        return self.found[0][1] if self.found else ()

    @property
    def sentence(self) -> str:
        """Why this is suggested, with the words that were found."""
        if not self.found:
            return "None of the words of the hierarchy was found."
        kind, words = self.found[0]
        quoted = listed([f"“{word}”" for word in words])
        return f"{kind.strength.label}: {kind.label.lower()} ({quoted})."


def kinds_of_action(on: date) -> list[ActionKind]:
    """The hierarchy as it holds on a day, the strongest first."""
    held = [
        row
        for row in rows("action_strength")
        if row["valid_from"] <= on and not (row.get("valid_to") or date.max) <= on
    ]
    found = [_kind(row) for row in held]
    return sorted(found, key=lambda kind: ORDER.index(kind.strength))


def source_of_hierarchy() -> str:
    return read_rows(FOLDER / "action_strength.toml")["source"]


def _kind(row: dict[str, Any]) -> ActionKind:
    return ActionKind(
        code=row["code"],
        label=row["label"],
        strength=Strength(row["strength"]),
        words=tuple(row["words"]),
        valid_from=row["valid_from"],
        confidence=row["confidence"],
    )


def suggest_strength(action: Action, on: date) -> Suggestion:
    """What the action's title and text suggest, by the rules that hold on a day."""
    said = f"{action.title}\n{action.text}"
    kinds = kinds_of_action(on)
    found = [(kind, found_words(said, kind.words)) for kind in kinds]
    newest = max((kind.valid_from for kind in kinds), default=date.min)
    return Suggestion(tuple(one for one in found if one[1]), newest)


def found_words(said: str, words: Iterable[str]) -> tuple[str, ...]:
    """Which of the words stand in a text, as they stand there, each once."""
    found: dict[str, None] = {}
    for word in words:
        for match in _pattern(word).finditer(said):
            found.setdefault(match.group().lower())
    return tuple(found)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A star is any ending; a space any white space; whole words otherwise."""
    parts = [re.escape(part) for part in word.split("*")]
    inner = r"\w*".join(parts).replace(r"\ ", r"\s+")
    if not word[0].isalnum():  # a sign, such as %, stands beside figures
        return re.compile(inner)
    return re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)


def gradings(action: Action) -> QuerySet[Grading]:
    return Grading.objects.filter(action=action).order_by("-id")


def strength_or_suggested(action: Action, on: date) -> str:
    """What a person said, and where nobody has, what the words suggest."""
    return action.strength or suggest_strength(action, on).strength


def only_done(measure: str, on: date) -> tuple[str, ...]:
    """The words by which a measure says only that a thing was done; none if it is not.

    A measure that also says what would be different is not only done.
    """
    row = in_force("measure_words", on)
    if found_words(measure, row["outcome"]):
        return ()
    return found_words(measure, row["done"])
