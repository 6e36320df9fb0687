"""The maps of a release: counted, joined, protected, kept. Once, when it is built."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from goldenthread.dataset import shelf, showing
from goldenthread.dataset.mapping import counting, ground, kept, places
from goldenthread.dataset.mapping.counting import ELSEWHERE, EVERY, YEAR, Counted
from goldenthread.dataset.mapping.offer import offer
from goldenthread.dataset.mapping.tables import Naming, key_of
from goldenthread.dataset.mapping.told import Told
from goldenthread.dataset.showing.counts import WHOLE
from goldenthread.engine.errors import DisclosureError, EngineError


if TYPE_CHECKING:
    from goldenthread.dataset.showing import Covered
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.disclosure.tables import Key, Table, Value
    from goldenthread.engine.maps.nesting import Places

# For each indicator; then a quicker way is taken that hides more.
SECONDS = 2.0
PER = 10_000
NOT_IN_SOURCE = "Not in this source: no agency sent what it is counted from."
TOO_FEW = "No map: too few events to tell one place from another."
NOT_SAFE = "No map: no choice of hidden figures would protect the children in it."


def make(
    place: shelf.Shelf,
    release: str,
    *,
    covered: Covered,
    earlier: Sequence[str] = (),
    seconds: float = SECONDS,
    tell: Callable[[str], None] = lambda words: None,
) -> None:
    """Work out the maps of a release, and keep them with what was let out.

    `covered` and `earlier` as `showing.protect` takes them. Held against are the maps of
    earlier releases, and what the tables of all of them tell of the whole county; those
    of this release must be kept already. Where the areas do not allow a map, that is
    kept instead, as a sentence.
    """
    with kept.writing(place, release) as writing:
        work = _Work(place, release, covered, tuple(earlier), seconds, writing, tell)
        writing.index(work.index())


class _Work:
    def __init__(
        self,
        place: shelf.Shelf,
        release: str,
        covered: Covered,
        earlier: tuple[str, ...],
        seconds: float,
        writing: kept.Writing,
        tell: Callable[[str], None],
    ) -> None:
        self.place, self.release, self.covered = place, release, covered
        self.earlier, self.seconds = earlier, seconds
        self.writing, self.tell = writing, tell
        self.offer = offer()
        self.catalogue = shelf.catalogue()
        self.drawn_already: set[str] = set()

    def index(self) -> kept.Index:
        try:
            self.on = ground.read(self.place, self.offer.population)
            counted = self._counted()
        except EngineError as why:
            return kept.Index({}, {}, str(why), 0, PER)
        labels, why = {}, {}
        for mapped in self.offer.indicators:
            one = self.catalogue[mapped.indicator]
            made = counted.get(one.key)
            problem = self._keep(made) if made else NOT_IN_SOURCE
            if problem:
                why[one.label] = problem
            else:
                labels[one.key] = one.label
        return kept.Index(labels, why, "", self.on.year, PER)

    def _counted(self) -> dict[str, Counted]:
        window = showing.window(self.place, self.release)
        if window is None:
            return {}
        self.editions = {
            name: showing.editions(self.place, (name,))
            for name in (*self.earlier, self.release)
        }
        made = counting.count(
            self.place.release(self.release),
            self.catalogue,
            self.offer,
            window,
            self.covered,
            self.on.ground.people,
            self.editions[self.release],
        )
        return {one.mapped.indicator: one for one in made}

    def _keep(self, made: Counted) -> str:
        """Protect and keep the maps of an indicator; or say why there are none."""
        from goldenthread.engine.disclosure.profiles import profile

        one = self.catalogue[made.mapped.indicator]
        self.tell(f"mapping {one.label.lower()}")
        least = profile(self.offer.profile).area_minimum
        before = self._chain_before(one.key)
        chain = {
            stage: found
            for stage, found in places.chain(
                made, self.on.ground, least, before
            ).items()
            if len(found) >= self.offer.least_places and made.over(stage)
        }
        if not chain:
            return TOO_FEW
        naming = Naming(one, made, chain, before)
        try:
            cells = self._protected(naming)
        except DisclosureError:
            return NOT_SAFE
        views = tuple(self._views(naming, cells))
        self.writing.indicator(
            kept.Kept(one.key, one.label, one.definition, one.caveat, views, chain)
        )
        return ""

    def _chain_before(self, key: str) -> Mapping[str, Places]:
        """How areas were joined in the newest release that had this map."""
        for release in reversed(self.earlier):
            found = kept.indicator(self.place, release, key)
            if found is not None:
                places_of = next(iter(found.chain.values()))
                codes = {code for place in places_of for code in place}
                return found.chain if codes == set(self.on.ground.people) else {}
        return {}

    def _protected(self, naming: Naming) -> dict[Key, Value]:
        from goldenthread.engine.disclosure.profiles import profile
        from goldenthread.engine.disclosure.protecting import protect

        tables = list(naming.tables())
        done = protect(
            tables,
            profile(self.offer.profile),
            published=list(self._published(naming.made.mapped.indicator, tables)),
            name=f"{self.release}:map",
            seconds=self.seconds,
        )
        self.writing.edition(naming.made.mapped.indicator, done.edition)
        return {
            key: value for table in done.tables for key, value in table.cells.items()
        }

    def _published(self, key: str, tables: Sequence[Table]) -> Iterator[Edition]:
        """What was let out of the same events: whole counties, and earlier maps."""
        for name, editions in self.editions.items():
            yield from Told(self.catalogue[key], editions).kept(tables)
            if name != self.release:
                before = kept.edition(self.place, name, key)
                if before is not None:
                    yield before

    # --- What the pages read --------------------------------------------------------------

    def _views(self, naming: Naming, cells: Mapping[Key, Value]) -> Iterator[kept.View]:
        larger = self.on.ground.larger
        for stage, joined in naming.chain.items():
            seen = None
            # A level at which areas are joined like at a larger one adds nothing.
            for level in (*reversed(tuple(larger)), self.on.ground.level):
                spots = self._joined(level, joined)
                if len(spots) >= self.offer.least_places and spots != seen:
                    yield self._view(naming, cells, stage, level, spots)
                seen = spots

    def _joined(self, level: str, joined: Places) -> Places:
        from goldenthread.engine.maps.nesting import together

        larger = self.on.ground.larger.get(level)
        return joined if larger is None else together(joined, larger)

    def _view(
        self,
        naming: Naming,
        cells: Mapping[Key, Value],
        stage: str,
        level: str,
        spots: Places,
    ) -> kept.View:
        layer = "" if stage in EVERY else stage
        every = YEAR if layer else stage
        parts = naming.made.parts[layer] if layer else (None,)
        periods = naming.made.over(stage)
        inside = [_inside(spot, naming.chain[stage]) for spot in spots]

        def told(members: Sequence[str], period: object, part: object) -> int | None:
            member = part.member if part else ""  # type: ignore[attr-defined]
            values = [cells[naming.key(period, one, member)] for one in members]  # type: ignore[arg-type]
            known = [one for one in values if isinstance(one, int)]
            return sum(known) if len(known) == len(values) else None

        def rows(members: Sequence[str]) -> tuple[tuple[int | None, ...], ...]:
            return tuple(
                tuple(told(members, period, part) for period in periods)
                for part in parts
            )

        return kept.View(
            level,
            every,
            layer,
            self._outline(level, spots),
            tuple(self._spot(level, spot) for spot in spots),
            tuple(str(one.start) for one in periods),
            tuple(part.title if part else "" for part in parts),
            tuple(
                tuple(
                    tuple(told(members, period, part) for members in inside)
                    for period in periods
                )
                for part in parts
            ),
            rows((ELSEWHERE,)),
            rows((WHOLE,)),
        )

    def _of_level(self, level: str, spot: tuple[str, ...]) -> tuple[str, ...]:
        larger = self.on.ground.larger.get(level)
        return (
            tuple(sorted({larger.get(c, "") for c in spot} - {""})) if larger else spot
        )

    def _spot(self, level: str, spot: tuple[str, ...]) -> kept.Spot:
        codes = self._of_level(level, spot)
        named = self.on.areas[level].by_code
        people = sum(self.on.ground.people[code] for code in spot)
        return kept.Spot(codes, tuple(named[code].name for code in codes), people)

    def _outline(self, level: str, spots: Places) -> str:
        from goldenthread.engine.maps.outlines import outline

        groups = [self._of_level(level, spot) for spot in spots]
        told = f"{level}:{groups}".encode()
        name = hashlib.sha256(told).hexdigest()[:16]
        if name not in self.drawn_already:
            self.drawn_already.add(name)
            self.writing.outline(name, outline(self.on.areas[level], groups))
        return name


def _inside(spot: tuple[str, ...], joined: Places) -> list[str]:
    """The places of the chain that a spot is made of."""
    codes = set(spot)
    return [key_of(one) for one in joined if one[0] in codes]
