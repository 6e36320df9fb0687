"""The areas on a shelf as maps need them: small ones, larger ones, and who lives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenthread.dataset import geography, shelf
from goldenthread.dataset.mapping.places import Ground
from goldenthread.dataset.shelf import Shelf
from goldenthread.engine.errors import MapError


if TYPE_CHECKING:
    from goldenthread.engine.maps.areas import Areas


@dataclass(frozen=True)
class Drawn:
    """The ground, and the boundaries of each of its levels, the smallest areas first."""

    ground: Ground
    areas: dict[str, Areas]
    # Of which the numbers of people are.
    year: int


def read(place: Shelf, population: str) -> Drawn:
    """Everything that a map of this partnership stands on.

    Raises `MapError` where something is missing: the table of areas, the boundaries of
    the small areas, or how many people live in one of them.
    """
    table = _table(place)
    boundaries = geography.boundaries(place)
    codes = [row["area"] for row in table]
    level = next(
        (name for name, one in boundaries.items() if set(codes) == set(one.by_code)), ""
    )
    if not level:
        raise MapError(
            "No boundaries were loaded whose codes are those of the table of areas."
        )
    larger = {
        name: {row["area"]: row[name] for row in table if row[name]}
        for name in table[0]
        if name in boundaries and name != level
    }
    ordered = dict(sorted(larger.items(), key=lambda one: -len(set(one[1].values()))))
    beside = {code: one.beside for code, one in boundaries[level].by_code.items()}
    people, year = _people(place, codes, population)
    ground = Ground(level, people, beside, ordered)
    drawn = {name: boundaries[name] for name in (level, *ordered)}
    return Drawn(ground, drawn, year)


def _table(place: Shelf) -> list[dict[str, str]]:
    if not place.larger_areas.is_file():
        raise MapError("No table of areas was loaded.")
    rows = geography.table_of(place.larger_areas)
    if not rows or "area" not in rows[0]:
        raise MapError("The table of areas has no column “area”.")
    return rows


def _people(
    place: Shelf, codes: list[str], population: str
) -> tuple[dict[str, int], int]:
    """How many live in each small area in the newest year that is known; the year."""
    table = shelf.population(place)
    rows = table.to_pylist() if table is not None else []
    own = [
        one for one in rows if (one["population"], one["by"]) == (population, "area")
    ]
    newest = max((one["year"] for one in own), default=0)
    found = {one["value"]: int(one["number"]) for one in own if one["year"] == newest}
    for code in codes:
        if code not in found:
            raise MapError(f"It is not known how many people live in area {code}.")
    return {code: found[code] for code in codes}, newest
