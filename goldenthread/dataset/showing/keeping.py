"""Protected figures of a release as they are kept beside it, for every page to read.

`editions/<release>/<kind>.json` is what was let out with its true counts, for
disclosure control only; `<indicator>.shown` is what pages read, and holds nothing that
may not be told. Pages read it with the standard library: no engine is loaded for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenthread.dataset.shelf import Shelf
from goldenthread.dataset.showing.periods import Days, Window
from goldenthread.engine import private


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.editions import Edition

# People inside, under their sharing agreement.
PROFILE = "partners"
ABOUT = "about.json"
YEAR_STARTS_IN = 4
NOT_IN_SOURCE = "Not in this source: no agency sent what it is counted from."
NOT_SAFE = "Not shown: whatever else were hidden, children could be told from it."
NOT_OFFERED = "Not shown: it was not asked for when this release was built."

Covered = Mapping[str, Sequence[Days]]


class Figure(NamedTuple):
    """One figure as it may be told.

    `numerator` and `denominator` are what it is made of, where both may be told;
    `figure` is a count, a share from nought to one, a number per 10,000, or days.
    `mark` says why there is none: the name of a mark of disclosure control.
    """

    every: str
    start: date
    by: str
    value: str
    numerator: int | None
    denominator: int | None
    figure: float | None
    mark: str


class Definition(NamedTuple):
    """What an indicator was when the release was built."""

    label: str
    definition: str
    version: int
    unit: str
    basis: str
    polarity: str
    standard: str
    owner: str
    caveat: str
    confidence: str


@dataclass(frozen=True, eq=False)
class Kept:
    """An indicator in a release: its definition and every figure that may be told.

    Read once and remembered, so that it is told apart by being itself: what is drawn
    from it can be remembered under it.
    """

    indicator: str
    definition: Definition
    figures: tuple[Figure, ...]
    # Of a place of a map, by its level and value, the areas that are shown as one.
    areas: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def series(
        self, every: str = "month", by: str = "all", value: str = "ALL"
    ) -> tuple[Figure, ...]:
        """Its figures over time, of the whole or of one part, in order."""
        wanted = (every, by, value)
        return tuple(
            one for one in self.figures if (one.every, one.by, one.value) == wanted
        )

    def breakdowns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.by for one in self.figures if one.by != "all"))

    def values(self, by: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.value for one in self.figures if one.by == by))

    def levels(self) -> tuple[str, ...]:
        """The levels of areas that it is told of."""
        return tuple(dict.fromkeys(level for level, _ in self.areas))

    def periods(self, by: str = "all", value: str = "") -> tuple[str, ...]:
        """Over which periods it is told, or one part of it; the finest first."""
        found = {
            one.every
            for one in self.figures
            if one.by == by and value in ("", one.value)
        }
        return tuple(one for one in ("month", "quarter", "year") if one in found)


def folder_of(place: Shelf, release: str) -> Path:
    return place.editions / release


def is_kept(place: Shelf, release: str) -> bool:
    """Whether what may be shown of a release was worked out."""
    return bool(release) and (folder_of(place, release) / ABOUT).is_file()


def indicator(place: Shelf, release: str, key: str) -> Kept | None:
    """What may be told of an indicator; None where nothing is: `why_not` says why."""
    path = folder_of(place, release) / f"{key}.shown"
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, changed)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int) -> Kept:
    given = json.loads(path.read_text(encoding="utf-8"))
    rows = (
        Figure(every, date.fromisoformat(start), *rest)
        for every, start, *rest in given["figures"]
    )
    return Kept(path.stem, Definition(**given["definition"]), tuple(rows))


def why_not(place: Shelf, release: str, key: str) -> str:
    """Why an indicator is not shown of a release; empty where it is."""
    about = _about(place, release)
    if (folder_of(place, release) / f"{key}.shown").is_file():
        return ""
    return str(about.get("why", {}).get(key, NOT_OFFERED))


def held_against(place: Shelf, release: str) -> tuple[str, ...]:
    """The earlier releases that this one was protected together with."""
    return tuple(_about(place, release).get("against", ()))


def window(place: Shelf, release: str) -> Window | None:
    """The months that pages of a release go over."""
    about = _about(place, release)
    if "first" not in about:
        return None
    first = date.fromisoformat(about["first"])
    return Window(first, about["months"], YEAR_STARTS_IN)


def _about(place: Shelf, release: str) -> dict[str, Any]:
    try:
        text = (folder_of(place, release) / ABOUT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


# --- For disclosure control only ------------------------------------------------------


def editions(place: Shelf, releases: Iterable[str]) -> tuple[Edition, ...]:
    """Everything let out of some releases, with its true counts, the oldest first.

    Whoever lets out another table of the same events (a map) gives it the count and the
    members that `place_of` tells, holds it against these, and keeps what goes out with
    `keep_edition`; the next release is then held against that as well.
    """
    from goldenthread.engine.disclosure.kept import kept

    return tuple(
        # By where it lies, so that no two bear one name.
        replace(kept(path), name=f"{release}/{path.stem}")
        for release in releases
        for path in sorted(folder_of(place, release).glob("*.json"))
        if path.name != ABOUT
    )


def keep_edition(place: Shelf, release: str, edition: Edition, name: str) -> None:
    """Keep what else was let out of a release, under a name of its own."""
    from goldenthread.engine.disclosure.kept import keep

    folder = folder_of(place, release)
    private.make_folder(folder)
    keep(edition, folder / f"{name}.json")
