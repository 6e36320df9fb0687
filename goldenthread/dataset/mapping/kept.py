"""Ready maps of a release, kept on the shelf: what may be shown, and where it lies.

`maps/<release>/<indicator>.json` holds protected figures only; what is hidden is null.
Outlines are kept apart, one for each way in which areas are joined.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenthread.dataset.shelf import Shelf
from goldenthread.engine import private


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.maps.areas import Areas
    from goldenthread.engine.maps.drawing import Outline

FOLDER, INDEX = "maps", "index.json"


@dataclass(frozen=True)
class Spot:
    """One place of a map: the areas of its level that are shown as one."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class View:
    """One indicator for one level, one length of periods and one layer.

    `cells` go by part (one, where there is no layer), then by period, then by spot;
    None is hidden. `elsewhere` and `whole` go by part and period.
    """

    level: str
    every: str
    layer: str
    outline: str
    spots: tuple[Spot, ...]
    periods: tuple[str, ...]
    parts: tuple[str, ...]
    cells: tuple[tuple[tuple[int | None, ...], ...], ...]
    elsewhere: tuple[tuple[int | None, ...], ...]
    whole: tuple[tuple[int | None, ...], ...]

    @property
    def name(self) -> tuple[str, str, str]:
        return self.level, self.every, self.layer


@dataclass(frozen=True)
class Kept:
    """All maps of one indicator of a release. `chain` is for the next release."""

    indicator: str
    label: str
    definition: str
    caveat: str
    views: tuple[View, ...]
    chain: Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Index:
    """What maps a release has, by key; and for labels of those it has not, why not."""

    indicators: Mapping[str, str]
    why: Mapping[str, str]
    # Why there is no map at all; empty where there are some.
    reason: str
    people_year: int
    per: int


def folder_of(place: Shelf, release: str) -> Path:
    return place.folder / FOLDER / release


@contextmanager
def writing(place: Shelf, release: str) -> Iterator[Writing]:
    """Maps on the way: beside their place, and moved there whole."""
    with private.other_folder(folder_of(place, release)) as beside:
        yield Writing(beside)


@dataclass(frozen=True)
class Writing:
    """A folder that maps are written to, the index last."""

    beside: Path

    def outline(self, name: str, made: Outline) -> None:
        self._put(f"{name}.outline.json", asdict(made))

    def indicator(self, one: Kept) -> None:
        self._put(f"{one.indicator}.json", asdict(one))

    def edition(self, key: str, one: Edition) -> None:
        """What was let out, with its true counts: for disclosure control only."""
        from goldenthread.engine.disclosure.kept import keep

        keep(one, self.beside / f"{key}.edition.json")

    def index(self, one: Index) -> None:
        self._put(INDEX, asdict(one))

    def _put(self, name: str, given: Any) -> None:
        text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        private.write(self.beside / name, text)


def index(place: Shelf, release: str) -> Index | None:
    """What maps a release has; None where none were ever made."""
    found = _json(folder_of(place, release) / INDEX)
    return Index(**found) if found else None


def indicator(place: Shelf, release: str, key: str) -> Kept | None:
    """The maps of an indicator, remembered while the file is the same."""
    path = folder_of(place, release) / f"{key}.json"
    return _indicator(path, path.stat().st_mtime_ns) if path.is_file() else None


def changed(place: Shelf, release: str, key: str) -> int:
    """When the maps of an indicator were written; nought where it has none."""
    path = folder_of(place, release) / f"{key}.json"
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=16)
def _indicator(path: Path, changed: int) -> Kept:
    given = _json(path)
    views = tuple(
        View(
            **{
                **one,
                "spots": tuple(
                    Spot(tuple(s["codes"]), tuple(s["names"]), s["people"])
                    for s in one["spots"]
                ),
                "periods": tuple(one["periods"]),
                "parts": tuple(one["parts"]),
            }
        )
        for one in given["views"]
    )
    return Kept(**{**given, "views": views, "chain": _chain(given["chain"])})


def outline(place: Shelf, release: str, name: str) -> Outline:
    path = folder_of(place, release) / f"{name}.outline.json"
    return _outline(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _outline(path: Path, changed: int) -> Outline:
    from goldenthread.engine.maps.drawing import Outline

    return Outline(**_json(path))


def edition(place: Shelf, release: str, key: str) -> Edition | None:
    """The maps of an indicator as they were let out, with their true counts."""
    from goldenthread.engine.disclosure.kept import kept

    path = folder_of(place, release) / f"{key}.edition.json"
    return kept(path) if path.is_file() else None


def areas(place: Shelf, level: str) -> Areas:
    """The boundaries of a level as they lie on the shelf now."""
    from goldenthread.engine.maps import areas

    return areas.kept(place.folder / "store", level)


def _chain(given: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        stage: tuple(tuple(codes) for codes in places)
        for stage, places in given.items()
    }


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
