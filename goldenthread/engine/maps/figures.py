"""What a map shows of each area, made safe: merged, hidden, rated, put in classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goldenthread.engine.disclosure.editions import Edition
from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.protecting import protect
from goldenthread.engine.disclosure.tables import Dimension, Mark, Table, Value
from goldenthread.engine.errors import MapError
from goldenthread.engine.maps.areas import Areas
from goldenthread.engine.maps.classes import classes, rate, smoothed
from goldenthread.engine.maps.merging import merge


WHOLE = "ALL"
MOST_CLASSES = 6


@dataclass(frozen=True)
class Figure:
    """One area, or several shown as one. `rate` is what the map is coloured by."""

    codes: tuple[str, ...]
    name: str
    count: Value
    people: int
    rate: Decimal | Mark
    # From 1, the lowest; nought where nothing is shown.
    place: int


@dataclass(frozen=True)
class Map:
    """Everything a map shows. `edition` is kept, to be held against later maps."""

    areas: Areas
    figures: tuple[Figure, ...]
    counted: str
    per: int
    smoothed: bool
    merged: bool
    edition: Edition


def make(
    areas: Areas,
    counted: str,
    counts: Mapping[str, int],
    people: Mapping[str, int],
    profile: Profile,
    *,
    per: int = 10_000,
    number: int = 5,
    merged: bool = True,
    even: bool = False,
    published: Sequence[Edition] = (),
    name: str = "map",
) -> Map:
    """Counts and rates per area, from true counts, as they may be shown.

    `counts` and `people` are by code; an area without a count is not available, not
    nought. With `merged`, areas of fewer people, or of fewer events but some, than the
    profile's `area_minimum` are joined with neighbours. What is then still small is
    hidden, and with it what would give it away, now or beside `published`. With `even`
    the rate is that of an area and its neighbours together, of shown counts only.

    Raises `UnknownArea`, `MapError` for an area without people, `DisclosureError`.
    """
    if not 2 <= number <= MOST_CLASSES:
        raise MapError(f"A map has 2 to {MOST_CLASSES} classes, not {number}.")
    areas.known((*counts, *people))
    _all_have_people(areas, people)
    groups = _groups(areas, counts, people, profile, merged)
    done = protect(
        [_table(counted, groups, counts)], profile, published=published, name=name
    )
    shown = {codes: done.tables[0].cells[(_key(codes),)] for codes in groups}
    living = {codes: sum(people[code] for code in codes) for codes in groups}
    rates = _rates(areas, shown, living, per, even)
    places = _places(rates, living, number)
    return Map(
        areas,
        tuple(
            Figure(
                codes,
                ", ".join(areas.by_code[code].name for code in codes),
                shown[codes],
                living[codes],
                rates[codes],
                places.get(codes, 0),
            )
            for codes in groups
        ),
        counted,
        per,
        even,
        merged,
        done.edition,
    )


Codes = tuple[str, ...]


def _all_have_people(areas: Areas, people: Mapping[str, int]) -> None:
    for code in areas.by_code:
        if code not in people or people[code] < 0:
            raise MapError(f"The area {code} has no number of people to divide by.")


def _groups(
    areas: Areas,
    counts: Mapping[str, int],
    people: Mapping[str, int],
    profile: Profile,
    merged: bool,
) -> list[Codes]:
    """Which areas are shown as one; one without a count is shown by itself."""
    if not merged:
        return [(code,) for code in sorted(areas.by_code)]
    beside = {code: area.beside for code, area in areas.by_code.items()}
    living = {code: people[code] for code in counts}
    first = merge(living, beside, profile.area_minimum)
    group_of = {code: codes[0] for codes in first for code in codes}
    events = {codes[0]: sum(counts[code] for code in codes) for codes in first}
    around = {
        codes[0]: sorted(
            {group_of[o] for code in codes for o in beside[code] if o in group_of}
            - {codes[0]}
        )
        for codes in first
    }
    second = merge(events, around, profile.area_minimum, nought_is_small=False)
    members = {codes[0]: codes for codes in first}
    joined = [tuple(sorted(c for one in some for c in members[one])) for some in second]
    return sorted([*joined, *((code,) for code in areas.by_code if code not in counts)])


def _key(codes: Codes) -> str:
    return "+".join(codes)


def _table(counted: str, groups: Sequence[Codes], counts: Mapping[str, int]) -> Table:
    """The groups as a table with their total, so that they can be held against others."""
    keys = tuple(_key(codes) for codes in groups)
    sums = [(_key(codes), codes) for codes in groups if len(codes) > 1]
    cells: dict[tuple[str, ...], Value] = {
        (_key(codes),): (
            sum(counts[code] for code in codes)
            if codes[0] in counts
            else Mark.NOT_AVAILABLE
        )
        for codes in groups
    }
    if Mark.NOT_AVAILABLE not in cells.values():
        cells[(WHOLE,)] = sum(counts.values())
        sums.append((WHOLE, keys))
    return Table(counted, (Dimension("area", tuple(sums), WHOLE),), cells)


def _rates(
    areas: Areas,
    shown: Mapping[Codes, Value],
    living: Mapping[Codes, int],
    per: int,
    even: bool,
) -> dict[Codes, Decimal | Mark]:
    found: dict[Codes, Decimal | Mark] = {}
    for codes, value in shown.items():
        if isinstance(value, Mark):
            found[codes] = value
        elif not living[codes]:
            found[codes] = Mark.NOT_APPLICABLE
        else:
            found[codes] = rate(value, living[codes], per)
    if even:
        found |= _evened(areas, shown, living, per)
    return found


def _evened(
    areas: Areas, shown: Mapping[Codes, Value], living: Mapping[Codes, int], per: int
) -> dict[Codes, Decimal]:
    by_code = {code: codes for codes in shown for code in codes}
    beside = {
        _key(codes): sorted(
            {
                _key(by_code[other])
                for code in codes
                for other in areas.by_code[code].beside
            }
            - {_key(codes)}
        )
        for codes in shown
    }
    events = {_key(c): v for c, v in shown.items() if not isinstance(v, Mark)}
    made = smoothed(events, {_key(c): n for c, n in living.items()}, beside, per)
    return {codes: made[_key(codes)] for codes in shown if _key(codes) in made}


def _places(
    rates: Mapping[Codes, Decimal | Mark], living: Mapping[Codes, int], number: int
) -> dict[Codes, int]:
    values = {_key(c): one for c, one in rates.items() if isinstance(one, Decimal)}
    found = classes(values, {_key(c): n for c, n in living.items()}, number)
    return {codes: found[_key(codes)] for codes in rates if _key(codes) in found}
