"""What a contract file may say: each key, its type, and whether it must be there.

Errors name the file, the place in it and what was expected.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from goldenthread.engine.errors import ContractError


Choice = TypeVar("Choice", bound=StrEnum)
# How sure the project is of a fact: read in the rule itself, read in another's text,
# known from memory, doubtful.
CONFIDENCE = ("V", "S", "M", "?")
# The largest file of facts anybody writes by hand is far smaller.
LARGEST = 1_000_000


@dataclass(frozen=True)
class Key:
    type: type | tuple[type, ...]
    required: bool = False


TEXT, WORDS = Key(str), Key(list)
CONTRACT = {
    "name": Key(str, True),
    "title": Key(str, True),
    "set": TEXT,
    "agency": Key(str, True),
    "edition": Key(str, True),
    "source": Key(str, True),
    "confidence": Key(str, True),
    "includes": WORDS,
    "sheet": Key(dict),
    "expected": Key(dict),
    "child": Key(dict),
    "fields": WORDS,
    "events": WORDS,
    "join": Key(dict),
    "about": TEXT,
}
JOIN = {
    "contract": Key(str, True),
    "on": Key(str, True),
    "key": Key(str, True),
    "takes": Key(dict, True),
}
SHEET = {"number": Key(int), "titles": WORDS}
EXPECTED = {"every": Key(str, True), "within_days": Key(int, True)}
CHILD = {"oldest": Key(int), "unborn_days": Key(int)}
SHARED = {"fields": Key(list, True), "source": TEXT, "confidence": TEXT}
FIELD = {
    "name": Key(str, True),
    "label": Key(str, True),
    "spellings": WORDS,
    "type": Key(str, True),
    "unit": TEXT,
    "codes": TEXT,
    "required": Key(bool),
    "key": Key(bool),
    "identity": TEXT,
    "sensitivity": TEXT,
    "future": Key(bool),
    "least": Key(int),
    "most": Key(int),
    "length": Key(int),
    "severity": TEXT,
}
SOURCED = Key((str, list, dict))
EVENT_COLUMNS = (
    "until",
    "at",
    "until_at",
    "source",
    "outcome",
    "sort",
    "number",
    "area",
    "team",
)
EVENT = {
    "kind": Key(str, True),
    "on": Key((str, list), True),
    "when": Key((dict, list)),
    "each": TEXT,
    **dict.fromkeys(EVENT_COLUMNS, SOURCED),
}
CONDITION = {"field": Key(str, True), "among": WORDS, "except": WORDS}
CODES = {
    "name": Key(str, True),
    "title": Key(str, True),
    "source": Key(str, True),
    "confidence": Key(str, True),
    "codes": Key(dict, True),
    "partly": Key(bool),
    "several": TEXT,
    "beside": WORDS,
}
CODE = {"label": Key(str, True), "word": TEXT, "spellings": WORDS}


@dataclass(frozen=True)
class Place:
    """Where in which file something stands, for the sentence of a refusal."""

    file: Path
    path: str = ""

    def at(self, name: str) -> Place:
        return Place(self.file, f"{self.path}.{name}" if self.path else name)

    def refuse(self, why: str) -> ContractError:
        where = f" at {self.path}" if self.path else ""
        return ContractError(f"{self.file.name}{where}: {why}.")


def read(path: Path) -> dict[str, Any]:
    """The facts in a toml file; ContractError where it is none or too large."""
    place = Place(path)
    try:
        if path.stat().st_size > LARGEST:
            raise place.refuse(f"larger than {LARGEST:,} bytes")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as why:
        raise place.refuse("there is no such file") from why
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise place.refuse(f"not readable as toml ({why})") from why


def check(facts: Any, keys: Mapping[str, Key], place: Place) -> None:
    """Refuse a missing key, one that means nothing here, or one of another type."""
    if not isinstance(facts, dict):
        raise place.refuse("a table is needed here")
    for name, key in keys.items():
        if key.required and name not in facts:
            raise place.refuse(f"“{name}” is missing")
    for name, value in facts.items():
        if name not in keys:
            raise place.refuse(f"“{name}” means nothing here")
        _check_type(value, keys[name], place.at(name))


def _check_type(value: Any, key: Key, place: Place) -> None:
    kinds = key.type if isinstance(key.type, tuple) else (key.type,)
    # True is a whole number to Python and not to anybody else.
    wrong_flag = isinstance(value, bool) and bool not in kinds
    if wrong_flag or not isinstance(value, kinds):
        wanted = " or ".join(_NAMES[kind] for kind in kinds)
        raise place.refuse(f"{wanted} is needed, not {value!r}")
    if value == "":
        raise place.refuse("must not be empty")


_NAMES = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def choice(kind: type[Choice], value: str, place: Place) -> Choice:
    """The member of that name, or a refusal that lists them all."""
    try:
        return kind(value)
    except ValueError as why:
        known = ", ".join(kind)
        raise place.refuse(f"{value!r} is none of {known}") from why


def words(value: Any, place: Place) -> tuple[str, ...]:
    """A list of texts as a tuple."""
    if not all(isinstance(one, str) and one for one in value):
        raise place.refuse("a list of texts is needed")
    return tuple(value)


def confidence(value: str, place: Place) -> str:
    if value not in CONFIDENCE:
        raise place.refuse(f"{value!r} is none of {', '.join(CONFIDENCE)}")
    return value
