"""Profiles: what is kept back and how, by who reads it. Data, checked when read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldenthread.engine.disclosure.tables import Mark, Value
from goldenthread.engine.errors import NoSuchProfile, ProfileError


CONFIDENCE = ("V", "S", "M")
RANGE = "RANGE"


@dataclass(frozen=True)
class Profile:
    """One way to keep small numbers back; `profiles.toml` says what each field means."""

    name: str
    title: str
    for_whom: str
    source: str
    confidence: str
    small: tuple[int, int]
    hide_small: bool
    zeros_may_hide: bool
    interval: int | str
    round_to: int
    smallest_denominator: int
    area_minimum: int
    total_counts_as: int
    signs: Mapping[str, str]

    def is_small(self, value: Value) -> bool:
        """Must this count be kept back?"""
        first, last = self.small
        return not isinstance(value, Mark) and first <= value <= last

    def rounded(self, value: int) -> int:
        """To the nearest multiple, halves up."""
        return (2 * value + self.round_to) // (2 * self.round_to) * self.round_to

    def behind(self, shown: int) -> tuple[int, int]:
        """The least and the most that a shown number may stand for."""
        around = range(max(0, shown - self.round_to), shown + self.round_to + 1)
        fits = [
            one
            for one in around
            if self.rounded(one) == shown
            and not (self.hide_small and self.is_small(one))
        ]
        # A number that this profile does not print stands for nothing but itself.
        return (fits[0], fits[-1]) if fits else (shown, shown)

    @property
    def least_hidden(self) -> int:
        """What a reader knows of any hidden cell: noughts may all be in sight."""
        return 0 if self.zeros_may_hide or self.small[0] == 0 else 1

    def sign(self, mark: Mark) -> str:
        return self.signs[mark.name.lower()]


def profile(name: str) -> Profile:
    """The profile of a name. Raises `NoSuchProfile`."""
    known = profiles()
    if name not in known:
        raise NoSuchProfile(
            f"There is no disclosure profile “{name}”; there are {', '.join(known)}."
        )
    return known[name]


@cache
def profiles() -> Mapping[str, Profile]:
    """The profiles that come with the engine, by name."""
    text = files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8")
    return read(text, "profiles.toml")


def read_file(path: Path) -> Mapping[str, Profile]:
    """Profiles of one's own, from a file. Raises `ProfileError`."""
    try:
        return read(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as why:
        raise ProfileError(f"{path.name} cannot be read: {why}.") from None


def read(text: str, where: str) -> Mapping[str, Profile]:
    """Profiles from the words of a file. Raises `ProfileError` for any fault."""
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise ProfileError(f"{where} is not a toml file: {why}.") from None
    return {name: _made(name, row, where) for name, row in rows.items()}


def _made(name: str, row: Any, where: str) -> Profile:
    wanted = {one.name for one in fields(Profile)} - {"name"}
    given = set(row) if isinstance(row, dict) else set()
    if wrong := sorted(wanted ^ given):
        what = "has no" if wrong[0] in wanted else "knows no"
        raise ProfileError(f"{where}: the profile “{name}” {what} “{wrong[0]}”.")
    for told in _faults(row):
        raise ProfileError(f"{where}: in the profile “{name}”, {told}.")
    return Profile(name=name, **{**row, "small": tuple(row["small"])})


def _faults(row: dict[str, Any]) -> list[str]:
    """What is wrong with a row, in words; the first is told."""
    small, interval = row["small"], row["interval"]
    found = []
    for field in ("title", "for_whom", "source"):
        if not isinstance(row[field], str) or not row[field].strip():
            found.append(f"“{field}” must be words")
    if row["confidence"] not in CONFIDENCE:
        found.append(f"“confidence” must be one of {', '.join(CONFIDENCE)}")
    if not _counts(small) or len(small) != 2 or small[0] > small[1]:
        found.append("“small” must be two counts, the smaller first")
    for field in ("hide_small", "zeros_may_hide"):
        if type(row[field]) is not bool:
            found.append(f"“{field}” must be true or false")
    if interval != RANGE and not (type(interval) is int and interval >= 1):
        found.append("“interval” must be RANGE or a whole number from 1")
    for field in ("round_to", "total_counts_as", "area_minimum"):
        if type(row[field]) is not int or row[field] < 1:
            found.append(f"“{field}” must be a whole number from 1")
    if not _counts([row["smallest_denominator"]]):
        found.append("“smallest_denominator” must be a whole number from 0")
    if not _signs(row["signs"]):
        found.append("“signs” must give one word for each of the three marks")
    return found


def _counts(given: Any) -> bool:
    return isinstance(given, list) and all(type(x) is int and x >= 0 for x in given)


def _signs(given: Any) -> bool:
    wanted = {mark.name.lower() for mark in Mark}
    if not isinstance(given, dict) or set(given) != wanted:
        return False
    words = list(given.values())
    told = all(isinstance(word, str) and word.strip() for word in words)
    return told and len(set(words)) == len(wanted) and not any(map(_number, words))


def _number(word: str) -> bool:
    return word.strip().isdigit()
