"""Classes of a map, and values evened out with those of the neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby


def rate(events: int, people: int, per: int = 10_000, places: int = 1) -> Decimal:
    """Events for so many people, halves up. `people` must not be nought."""
    step = Decimal(1).scaleb(-places)
    return (Decimal(events) * per / Decimal(people)).quantize(step, ROUND_HALF_UP)


def classes(
    values: Mapping[str, Decimal], people: Mapping[str, int], number: int
) -> dict[str, int]:
    """For each code its class, from 1; each class holds about as many people.

    In order of value, an area falls into the class in which the middle of its people
    lies. Areas of equal value are one step, and never fall into two classes; so there
    may be fewer classes than asked for.
    """
    total = sum(people[code] for code in values)
    found: dict[str, int] = {}
    before = 0
    ranked = sorted(values, key=lambda code: (values[code], code))
    for _, same in groupby(ranked, key=lambda code: values[code]):
        codes = list(same)
        here = sum(people[code] for code in codes)
        place = number * (2 * before + here) // (2 * total) if total else 0
        before += here
        found |= dict.fromkeys(codes, min(place, number - 1))
    used = {place: rank for rank, place in enumerate(sorted(set(found.values())), 1)}
    return {code: used[place] for code, place in found.items()}


def smoothed(
    events: Mapping[str, int],
    people: Mapping[str, int],
    beside: Mapping[str, Sequence[str]],
    per: int = 10_000,
    places: int = 1,
) -> dict[str, Decimal]:
    """The rate of each area together with those beside it, as far as they are given.

    Give only events that may be shown: from rates evened out over hidden counts, the
    hidden counts could be worked out.
    """
    found = {}
    for code in events:
        around = [code, *(one for one in beside[code] if one in events)]
        if living := sum(people[one] for one in around):
            found[code] = rate(sum(events[one] for one in around), living, per, places)
    return found
