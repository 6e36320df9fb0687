"""What may be chosen above a map, and what is shown where the choice does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from goldenthread.dataset.mapping.kept import Kept, View
from goldenthread.dataset.mapping.offer import offer
from goldenthread.dataset.presenters.maps import (
    COUNT,
    EVERY,
    LEVELS,
    RATE,
    Picture,
    level_words,
)


SHOWS = {RATE: "Rate per 10,000 children", COUNT: "Number"}
ORDERS = ("name", "people", COUNT, RATE)


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """One list to choose from; `groups` are titled, the first may have no title."""

    name: str
    label: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True)
class Asked:
    """What an address asks for, as words; anything may stand there."""

    what: str
    level: str
    every: str
    layer: str
    on: str
    show: str
    order: str

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        show, order = given.get("show"), given.get("order", "")
        return cls(
            what=given.get("what", ""),
            level=given.get("level", ""),
            every=given.get("every", ""),
            layer=given.get("layer", ""),
            on=given.get("on", ""),
            show=COUNT if show == COUNT else RATE,
            order=order if order in ORDERS else "",
        )

    @property
    def taken_apart(self) -> tuple[str, int]:
        """The layer and the place of its part."""
        name, _, part = self.layer.partition(":")
        return (name, int(part)) if part.isdecimal() else ("", 0)


def nearest(kept: Kept, asked: Asked) -> View:
    """The view that has most of what was asked: the layer, the level, the periods."""
    layer, _ = asked.taken_apart

    def misses(view: View) -> tuple[bool, bool, bool, bool]:
        by_layer = view.layer != layer
        # Nothing asked for: the largest areas that are well told apart, by year.
        plain = view.layer != ""
        return (
            by_layer,
            bool(asked.level) and view.level != asked.level,
            bool(asked.every) and view.every != asked.every,
            plain,
        )

    return min(kept.views, key=misses)


def placed(view: View, asked: Asked) -> tuple[int, int]:
    """The period and the part to show: as asked, or the newest and the first."""
    layer, part = asked.taken_apart
    fits = layer == view.layer and part < len(view.parts)
    earlier = [at for at, start in enumerate(view.periods) if start <= asked.on]
    at = earlier[-1] if asked.on and earlier else len(view.periods) - 1
    return at, part if fits and layer else 0


def missed(view: View, asked: Asked) -> str:
    """One sentence where something else is shown than was asked for."""
    layer, _ = asked.taken_apart
    told = []
    if asked.level and view.level != asked.level:
        told.append(level_words(asked.level))
    if asked.every and view.every != asked.every:
        told.append(EVERY.get(asked.every, "those periods").lower())
    if layer and view.layer != layer:
        told.append("a part of them")
    if not told:
        return ""
    return (
        f"There are too few of these for {' and '.join(told)}. Shown instead: "
        f"{level_words(view.level)} by {view.every}."
    )


def address(picture: Picture, **changed: str) -> str:
    """The query of the same map with something changed."""
    view = picture.view
    given = {
        "what": picture.kept.indicator,
        "level": view.level,
        "every": view.every,
        "layer": f"{view.layer}:{picture.part}" if view.layer else "",
        "on": view.periods[picture.at],
        "show": picture.show,
        "order": picture.order,
        **changed,
    }
    return urlencode({name: value for name, value in given.items() if value})


def choices(picture: Picture, indicators: Mapping[str, str]) -> tuple[Choice, ...]:
    """Every list above the map."""
    views, view = picture.kept.views, picture.view
    own = [one for one in views if one.layer == view.layer]
    levels = [name for name in LEVELS if any(one.level == name for one in own)]
    every = [
        name
        for name in EVERY
        if any((one.every, one.level) == (name, view.level) for one in own)
    ]
    return (
        _choice("what", "What", indicators.items(), picture.kept.indicator),
        _choice("level", "Areas", [(n, LEVELS[n]) for n in levels], view.level),
        _choice("every", "Periods", [(n, EVERY[n]) for n in every], view.every),
        _layers(picture),
        _choice("show", "Shown as", SHOWS.items(), picture.show),
    )


def _choice(
    name: str, label: str, given: Iterable[tuple[str, str]], chosen: str
) -> Choice:
    options = tuple(Option(value, words, value == chosen) for value, words in given)
    return Choice(name, label, (("", options),))


def _layers(picture: Picture) -> Choice:
    """Everything together, or one part of a layer (years only)."""
    chosen = f"{picture.view.layer}:{picture.part}" if picture.view.layer else ""
    groups = [("", (Option("", "All together", not chosen),))]
    seen = {}
    for view in picture.kept.views:
        if view.layer and view.layer not in seen:
            seen[view.layer] = tuple(
                Option(f"{view.layer}:{at}", words, f"{view.layer}:{at}" == chosen)
                for at, words in enumerate(view.parts)
            )
    groups += [(offer().layers[name].title, options) for name, options in seen.items()]
    return Choice("layer", "Only", tuple(groups))
