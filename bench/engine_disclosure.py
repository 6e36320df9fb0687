"""Keeping small counts back, attacking what is published, drawing maps.

Tables are random, with many small counts, as children's social care has them by small
area and month. Peers: the quick way that hides more, and an attacker that solves two
programmes for every cell. Floors: setting the equations up, and writing the corners.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from math import cos, pi, sin
from unittest import mock

import numpy as np

from bench.engine import Row, measure
from goldenthread.engine.disclosure import (
    Dimension,
    Edition,
    Table,
    attack,
    attacker,
    profile,
    protect,
)
from goldenthread.engine.disclosure.weaving import weave
from goldenthread.engine.maps.areas import Area, Areas
from goldenthread.engine.maps.around import neighbours
from goldenthread.engine.maps.drawing import svg
from goldenthread.engine.maps.figures import Figure, Map


PUBLIC = profile("partnership")
AREAS = tuple(f"a{n}" for n in range(40))
MONTHS = tuple(f"m{n}" for n in range(12))
MEANS = (8, 15, 30, 60)
HERE = "bench.engine_disclosure"


def rows(scale: str) -> list[Row]:
    tables = "8" if scale == "small" else "24"
    many = "40" if scale == "small" else "1000"
    flat, linked = "Hide in 40 × 12 with margins", "The same with wards, quarters, year"
    out, maps = "Attack one edition with ten earlier", "Draw 200 areas of 60 corners"
    hide, slow = f"{HERE}:fewest", f"{HERE}:greedy"
    once = {"runs": 1}
    ours = {"runs": 1, "ours": True}
    return [
        measure(flat, "fewest cells, attacked", hide, tables, "flat", **ours),
        measure(flat, "greedy, attacked", slow, tables, "flat", **once),
        measure(flat, "floor: equations", f"{HERE}:equations", tables, "flat", **once),
        measure(linked, "fewest cells, attacked", hide, "3", "linked", **ours),
        measure(linked, "greedy, attacked", slow, "3", "linked", **once),
        measure(out, "with witnesses", f"{HERE}:editions", "with", **ours),
        measure(out, "two programmes a cell", f"{HERE}:editions", "without", **once),
        measure("Random small tables", "attacked", f"{HERE}:random", many, **ours),
        measure(maps, "SVG", f"{HERE}:picture", ours=True),
        measure(maps, "floor: corners as JSON", f"{HERE}:corners"),
    ]


def counts(seed: int, mean: float, shape: str = "flat") -> Table:
    """A table with all its totals, counts drawn from a gamma and a Poisson."""
    random = np.random.default_rng(seed)
    drawn = random.poisson(random.gamma(0.8, mean / 0.8, (len(AREAS), len(MONTHS))))
    area, areas = _members("area", AREAS, 5 if shape == "linked" else 0)
    month, months = _members("month", MONTHS, 3 if shape == "linked" else 0)
    cells = {
        (a, m): int(drawn[np.ix_(in_area, in_month)].sum())
        for a, in_area in areas.items()
        for m, in_month in months.items()
    }
    return Table("n", (area, month), cells)


def _members(
    name: str, parts: tuple[str, ...], size: int
) -> tuple[Dimension, dict[str, list[int]]]:
    """A dimension, flat or in groups, and for each member the parts it is made of."""
    found = {part: [n] for n, part in enumerate(parts)}
    found["ALL"] = list(range(len(parts)))
    if not size:
        return Dimension.flat(name, parts), found
    groups = [(f"G{n}", parts[n : n + size]) for n in range(0, len(parts), size)]
    for group, some in groups:
        found[group] = [parts.index(one) for one in some]
    whole = ("ALL", tuple(group for group, _ in groups))
    return Dimension(name, (*groups, whole), "ALL"), found


def fewest(number: str, shape: str) -> str:
    return _hidden(number, shape, 60)


def greedy(number: str, shape: str) -> str:
    return _hidden(number, shape, 0)


def _hidden(number: str, shape: str, seconds: float) -> str:
    took, besides, proved = [], 0, 0
    for seed in range(int(number)):
        table = counts(seed, MEANS[seed % len(MEANS)], shape)
        began = time.perf_counter()
        done = protect([table], PUBLIC, seconds=seconds)
        took.append(time.perf_counter() - began)
        besides += len(done.besides)
        proved += done.proved
    return (
        f"mean {np.mean(took):.2f} s, worst {max(took):.2f}; "
        f"{besides} hidden besides small ones; {proved} of {number} proved"
    )


def equations(number: str, shape: str) -> str:
    for seed in range(int(number)):
        weave([counts(seed, MEANS[seed % len(MEANS)], shape)], ())
    return ""


def _eleven() -> list[Edition]:
    """The same counts let out eleven times: all, then groups of months and of areas."""
    table = counts(7, 12, "linked")
    first = protect([table], PUBLIC, name="e0", seconds=60).edition
    found = [first]
    random = np.random.default_rng(1)
    for number in range(1, 11):
        some = set(random.choice(AREAS, 25, replace=False)) | {"ALL"}
        cells = {key: value for key, value in table.cells.items() if key[0] in some}
        part = Table("n", table.dimensions, cells)
        done = protect([part], PUBLIC, published=found, name=f"e{number}", seconds=5)
        found.append(done.edition)
    return found


def editions(how: str) -> str:
    """Seconds in the note are those of the attack; the whole includes making them."""
    published = _eleven()
    began = time.perf_counter()
    if how == "with":
        found = attack(published)
    else:
        with mock.patch.object(attacker, "_end", _alone(attacker._end)):
            found = attack(published)
    took = time.perf_counter() - began
    return (
        f"attack {took:.2f} s of {len(found.cells)} cells; {len(found.exact())} exact"
    )


def _alone(
    end: Callable[..., tuple[float, object]],
) -> Callable[..., tuple[float, None]]:
    return lambda part, place, sign: (end(part, place, sign)[0], None)


def random(number: str) -> str:
    """Small tables of three dimensions, protected and attacked."""
    small = lost = 0
    for seed in range(int(number)):
        draw = np.random.default_rng(seed)
        shape = tuple(int(n) for n in draw.integers(2, 4, 2))
        table = _tiny(draw, shape)
        done = protect([table], PUBLIC)
        found = attack([done.edition])
        for _, key in done.small:
            low, high = found.of(table.cell(key))
            small += 1
            lost += low > table.cells[key] or high < PUBLIC.small[1] or low == high
    return f"{lost} of {small} small counts recovered"


def _tiny(draw: np.random.Generator, shape: tuple[int, ...]) -> Table:
    inner = draw.poisson(draw.gamma(0.8, 6, shape))
    dimensions = tuple(
        Dimension.flat(f"d{n}", tuple(f"{k}" for k in range(size)))
        for n, size in enumerate(shape)
    )
    cells = {}
    for place in np.ndindex(*(size + 1 for size in shape)):
        cut = tuple(
            slice(None) if k == size else slice(k, k + 1)
            for k, size in zip(place, shape, strict=True)
        )
        key = tuple(
            "ALL" if k == n else str(k) for k, n in zip(place, shape, strict=True)
        )
        cells[key] = int(inner[cut].sum())
    return Table("n", dimensions, cells)


def _county() -> Map:
    """Two hundred round areas of sixty corners."""
    rings = {}
    for n in range(200):
        x, y = -3 + n % 20 * 0.05, 52 + n // 20 * 0.04
        turns = [2 * pi * k / 60 for k in range(60)]
        ring = [(round(x + cos(t) / 40, 5), round(y + sin(t) / 50, 5)) for t in turns]
        rings[f"X01{n:06}"] = [(*ring, ring[0])]
    beside = neighbours(rings)
    areas = {
        code: Area(code, f"Example {code[-3:]}", ((many[0],),), beside[code])
        for code, many in rings.items()
    }
    figures = tuple(
        Figure((code,), area.name, 10 + n, 100, Decimal(10 + n), n % 5 + 1)
        for n, (code, area) in enumerate(areas.items())
    )
    edition = Edition("map", (), PUBLIC)
    return Map(Areas("lsoa", areas), figures, "Referrals", 100, False, False, edition)


def picture() -> str:
    made = _county()
    began = time.perf_counter()
    text = svg(made, "Referrals")
    took = (time.perf_counter() - began) * 1000
    return f"drawn in {took:.0f} ms, {len(text) // 1024} KB"


def corners() -> str:
    areas = _county().areas.by_code.values()
    began = time.perf_counter()
    json.dumps([area.polygons for area in areas])
    return f"written in {(time.perf_counter() - began) * 1000:.0f} ms"
