"""What a release says of itself: what went in, when, and what came of it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from goldenthread.engine.errors import StoreError
from goldenthread.engine.shapes import EDITION


FILE = "manifest.json"


@dataclass(frozen=True)
class Input:
    """One thing that went in: its name, the SHA-256 of its bytes, its rows if known."""

    name: str
    digest: str
    rows: int | None = None


@dataclass(frozen=True)
class Removal:
    """Rows taken out of a release after it was made: when, how many, by what right.

    `reason` is one of `removals.toml`, `reference` a number of the case; no name of a
    person is in either. `rows` counts events, `children` those they were about.
    """

    at: str
    reason: str
    reference: str
    children: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """A release's own account. `counts` are rows by table, `faults` what was noticed.

    `before` is the release that was current when this one was built: the chain of
    them is the store's history. `files` are digests of the release's files.
    """

    name: str
    made_at: datetime
    inputs: tuple[Input, ...]
    edition: int = EDITION
    before: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    sealed: bool = False
    # What was taken out of it since, and of records taken out of the store a keyed hash
    # each, so that they are known when they are sent again.
    removals: tuple[Removal, ...] = ()
    tombstones: tuple[str, ...] = ()

    def written(self) -> bytes:
        facts = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(facts, indent=1, sort_keys=True).encode() + b"\n"


def name_of(inputs: tuple[Input, ...], made_at: datetime) -> str:
    """The name of what these inputs give at that moment (time zone needed).

    The moment to the second in UTC, then twelve hexadecimal digits of what went in.
    """
    if made_at.tzinfo is None:
        raise StoreError(f"The moment {made_at} of a release lacks its time zone.")
    moment = made_at.astimezone(UTC)
    went_in = [[one.name, one.digest] for one in inputs]
    known = json.dumps([EDITION, moment.isoformat(), went_in])
    return f"{moment:%Y%m%dT%H%M%SZ}-{sha256(known.encode()).hexdigest()[:12]}"


# A release from which rows were taken out has the same name with a number behind it.
NAME = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f]{12})(?:\.r(\d{1,6}))?")


def plain(name: str) -> str:
    """The name a release was made under, whatever was taken out of it since."""
    return name.partition(".r")[0]


def following(name: str) -> str:
    """The name of a release once something more is taken out of it."""
    made, _, number = name.partition(".r")
    return f"{made}.r{int(number or 0) + 1}"


def read(folder: Path) -> Manifest:
    """The manifest of a release's folder; a store of another edition is refused."""
    try:
        facts: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        edition = facts["edition"]
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(f"Release {folder.name} has no manifest to read.") from None
    if edition != EDITION:
        raise StoreError(
            f"Release {folder.name} was written in edition {edition} and this program "
            f"reads edition {EDITION}: build it anew from the accepted files."
        )
    return _understood(folder, facts)


def _understood(folder: Path, facts: dict[str, Any]) -> Manifest:
    try:
        inputs = tuple(Input(**one) for one in facts.pop("inputs"))
        made_at = datetime.fromisoformat(facts.pop("made_at"))
        removals = tuple(Removal(**one) for one in facts.pop("removals", ()))
        tombstones = tuple(facts.pop("tombstones", ()))
        return Manifest(
            inputs=inputs,
            made_at=made_at,
            removals=removals,
            tombstones=tombstones,
            **facts,
        )
    except (KeyError, TypeError, ValueError):
        raise StoreError(f"The manifest of release {folder.name} is damaged.") from None
