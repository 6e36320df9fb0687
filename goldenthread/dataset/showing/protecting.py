"""What of a release may be told: worked out once, when it is built."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenthread.dataset import shelf
from goldenthread.dataset.showing.balance import balanced
from goldenthread.dataset.showing.keeping import (
    ABOUT,
    NOT_IN_SOURCE,
    NOT_SAFE,
    PROFILE,
    Covered,
    editions,
    folder_of,
)
from goldenthread.dataset.showing.offered import Offered, offered
from goldenthread.dataset.showing.periods import Window
from goldenthread.dataset.showing.tables import (
    Family,
    Place,
    Source,
    families,
    read_cube,
)
from goldenthread.engine import private
from goldenthread.engine.errors import CannotBeProtected


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.indicators.model import Catalogue, Indicator

# For each kind of event; then a quicker way is taken that hides more.
SECONDS = 2.0
Shown = Mapping[Any, Any]
People = Callable[[str, int], int | None]


def protect(
    place: shelf.Shelf,
    release: str,
    *,
    covered: Covered,
    earlier: Sequence[str] = (),
    seconds: float = SECONDS,
    wanted: Iterable[Offered] | None = None,
    tell: Callable[[str], None] = lambda words: None,
) -> None:
    """Work out what of a release may be shown, and keep it.

    `covered` says for each contract which days were sent; `earlier` names every release
    that was ever in force, the oldest first: nothing that was hidden in one of them can
    be worked out from this one. A kind of event that cannot be protected is left out,
    and said to be. Made anew, it takes the place of what was there.
    """
    rows = tuple(offered().indicators if wanted is None else wanted)
    source = _source(place, release, rows, covered)
    with private.other_folder(folder_of(place, release)) as beside:
        why = {one.indicator: NOT_IN_SOURCE for one in rows}
        about: dict[str, Any] = {"against": list(earlier), "why": why}
        if source is not None:
            about["first"] = f"{source.window.first}"
            about["months"] = source.window.months
            before = editions(place, earlier)
            why |= _Work(place, release, source, beside, seconds).keep_all(before, tell)
            for key in [key for key in why if not why[key]]:
                del why[key]
        _put(beside / ABOUT, about)


def _source(
    place: shelf.Shelf, release: str, rows: tuple[Offered, ...], covered: Covered
) -> Source | None:
    """None where no day was sent of anything."""
    ends = [end for days in covered.values() for _, end in days]
    if not ends:
        return None
    catalogue = shelf.catalogue()
    window = Window.until(max(ends), offered().months, catalogue.year_starts_in)
    cube = read_cube(place.release(release).path("cube"), rows)
    return Source(cube, catalogue, window, covered, rows)


@dataclass
class _Work:
    place: shelf.Shelf
    release: str
    source: Source
    beside: Path
    seconds: float

    def keep_all(
        self, before: Sequence[Edition], tell: Callable[[str], None]
    ) -> dict[str, str]:
        """Keep every indicator that can be; why one is not, or nothing where it is."""
        why = {}
        for family in families(self.source):
            tell(f"protecting {family.name.lower().replace('_', ' ')}")
            shown = self._protected(family, before)
            for key in dict.fromkeys(one.indicator for one in family.places):
                why[key] = NOT_SAFE if shown is None else ""
                if shown is not None:
                    self._keep_indicator(key, family, shown)
        return why

    def _protected(self, family: Family, before: Sequence[Edition]) -> Shown | None:
        """What may be told of each cell; None where nothing can be."""
        from goldenthread.engine.disclosure.kept import keep
        from goldenthread.engine.disclosure.profiles import profile
        from goldenthread.engine.disclosure.protecting import protect as hide
        from goldenthread.engine.disclosure.tables import Mark

        same = (_only(one, family.name) for one in before)
        try:
            done = hide(
                [family.table()],
                profile(PROFILE),
                published=[one for one in same if one.tables],
                name=f"{self.release}:{family.name}",
                seconds=self.seconds,
            )
        except CannotBeProtected:
            return None
        (out,) = done.edition.tables
        cells = balanced(dict(out.cells), self.source.window, Mark.SUPPRESSED)
        told = _with(done.edition, (type(out)(out.count, out.dimensions, cells),))
        keep(told, self.beside / f"{family.name.lower()}.json")
        return cells

    def _keep_indicator(self, key: str, family: Family, shown: Shown) -> None:
        catalogue = self.source.catalogue
        people = _people(self.place, catalogue)
        rows = [
            (
                *(one.every, f"{one.start}", one.by, one.value),
                *_one(one, shown, catalogue, people),
            )
            for one in family.places
            if one.indicator == key
        ]
        meant = _definition(catalogue[key])
        _put(self.beside / f"{key}.shown", {"definition": meant, "figures": rows})


def _only(edition: Edition, count: str) -> Edition:
    """An edition's tables of one count: the others have nothing in common with it."""
    return type(edition)(
        edition.name,
        tuple(one for one in edition.tables if one.count == count),
        edition.profile,
        tuple(one for one in edition.counts if one.count == count),
    )


def _with(edition: Edition, tables: tuple[Any, ...]) -> Edition:
    return type(edition)(edition.name, tables, edition.profile, edition.counts)


def _put(path: Path, given: Mapping[str, Any]) -> None:
    private.write(path, json.dumps(given, ensure_ascii=False).encode())


def _definition(one: Indicator) -> dict[str, Any]:
    """The definition as it was when the release was built."""
    return {
        "label": one.label,
        "definition": one.definition,
        "version": one.version,
        "unit": str(one.unit),
        "basis": str(one.basis),
        "polarity": str(one.polarity),
        "standard": one.standard,
        "owner": one.owner,
        "caveat": one.caveat,
        "confidence": one.confidence,
    }


def _people(place: shelf.Shelf, catalogue: Catalogue) -> People:
    """How many people of a population lived in the whole area in a year, or before."""
    table = shelf.population(place)
    known = {
        (row["population"], row["year"]): row["number"]
        for row in (table.to_pylist() if table is not None else [])
        if row["by"] == "all"
    }

    def people(population: str, year: int) -> int | None:
        years = [each for name, each in known if name == population and each <= year]
        return known[population, max(years)] if years else None

    return people


Told = tuple[int | None, int | None, float | None, str]


def _one(at: Place, cells: Shown, catalogue: Catalogue, people: People) -> Told:
    """The figure that comes of the cells that are shown, or the mark in its place."""
    from goldenthread.engine.disclosure.profiles import profile
    from goldenthread.engine.disclosure.tables import Mark
    from goldenthread.engine.indicators.model import PER, Unit

    upper = cells[at.upper]
    lower = cells[at.lower] if at.lower is not None else None
    for mark in (Mark.SUPPRESSED, Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE):
        if mark in (upper, lower):
            return None, None, None, mark.name
    one = catalogue[at.indicator]
    if one.unit == Unit.COUNT:
        return upper, None, float(upper), ""
    if one.unit == Unit.RATE:
        year = at.start.year - (at.start.month < catalogue.year_starts_in)
        living = people(one.population, year)
        if not living:
            return None, None, None, Mark.NOT_AVAILABLE.name
        return upper, living, upper / living * PER, ""
    if not lower:
        return None, None, None, Mark.NOT_APPLICABLE.name
    if lower < profile(PROFILE).smallest_denominator:
        return None, None, None, Mark.SUPPRESSED.name
    if one.unit == Unit.MEDIAN_DAYS:
        # In whole days: the middle of few is one child's own.
        return None, lower, float(round(at.figure or 0)), ""
    return upper, lower, float(Decimal(upper) / Decimal(lower)), ""
