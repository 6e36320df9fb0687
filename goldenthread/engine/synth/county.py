"""The county: small areas in wards and divisions, with postcodes and drawn boundaries.

Codes have the shape of ONS codes with a first letter no nation has (X01… a small area,
X05… a ward, X58… a division); the county lies in the North Sea. Postcodes are of valid
shape in areas that Royal Mail never gave out (ZA to ZY without ZE).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from goldenthread.engine.synth.data import read


Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Ring = list[list[float]]

CHILDREN_PER_AREA = 300  # a small area (LSOA) has some 1,500 people
POSTCODES_PER_AREA = 40
NAME = "Doggershire"
CODE = "X06000001"
CENTRE = (3.2, 54.8)  # degrees east and north: Dogger Bank, where nobody lives
KM_PER_AREA = 2.6
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # no C I K M O V
_OUTWARD = "XWYVSRQPTUMNABCDFGHKL"  # second letters after Z, the county's own first


@dataclass(frozen=True)
class County:
    """Areas in rows and columns of a warped grid, row by row.

    `ward` and `division` number each area's own; `need` is how much more (or less) than
    on average happens there, mean 1.
    """

    rows: int
    columns: int
    ward: Ints
    division: Ints
    need: Floats

    @property
    def areas(self) -> int:
        return self.rows * self.columns


def draw(children: int, seed: int) -> County:
    """A county for so many children; the same seed draws the same."""
    wanted = max(12, round(children / CHILDREN_PER_AREA))
    rows = max(3, round(wanted**0.5))
    columns = -(-wanted // rows)
    row, column = np.divmod(np.arange(rows * columns), columns)
    rng = np.random.default_rng([seed, 1])
    hard = np.exp(rng.normal(0, 0.5, rows * columns))
    return County(
        rows,
        columns,
        _blocks(row, column, 2, columns),
        _blocks(row, column, 6, columns),
        hard / hard.mean(),
    )


def _blocks(row: Ints, column: Ints, size: int, columns: int) -> Ints:
    return (row // size) * (-(-columns // size)) + column // size


def area_code(area: int) -> str:
    return f"X01{area + 1:06d}"


def area_codes(county: County) -> list[str]:
    return [area_code(area) for area in range(county.areas)]


def ward_code(ward: int) -> str:
    return f"X05{ward + 1:06d}"


def division_code(division: int) -> str:
    return f"X58{division + 1:06d}"


def postcode(number: int) -> str:
    """The nth postcode, `ZX1 1AA` first; each area has POSTCODES_PER_AREA in a row."""
    unit, last = divmod(number, 20)
    unit, first = divmod(unit, 20)
    unit, sector = divmod(unit, 10)
    letter, district = divmod(unit, 99)
    inward = f"{sector}{_INWARD[first]}{_INWARD[last]}"
    return f"Z{_OUTWARD[letter]}{district + 1} {inward}"


def postcodes(county: County) -> list[str]:
    return [postcode(n) for n in range(county.areas * POSTCODES_PER_AREA)]


def place(number: int) -> str:
    """A made-up place name for a number, told apart by a numeral once they run out."""
    names = read("names.toml")
    heads, tails = names["place_heads"], names["place_tails"]
    turn, index = divmod(number * 37, len(heads) * len(tails))
    head, tail = divmod(index, len(tails))
    suffix = f" {turn + 1}" if turn else ""
    return f"{heads[head]}{tails[tail]}{suffix}"


def geography(county: County, seed: int, population: Ints) -> dict[str, dict[str, Any]]:
    """Small areas, wards and divisions as GeoJSON (WGS 84), ring after ring closed.

    Properties: code, name, ward, division, population (aged 0-17 at mid-2024).
    """
    sides = _sides(county, seed)
    areas = _collection(
        {
            "code": area_code(n),
            "name": f"{place(int(county.ward[n]))} {n + 1:03d}",
            "ward": ward_code(int(county.ward[n])),
            "division": division_code(int(county.division[n])),
            "population": int(population[n]),
        }
        for n in range(county.areas)
    )
    _draw(areas, [_closed([p for side in own for p in side]) for own in sides])
    return {
        "areas": areas,
        "wards": _merged(county, sides, county.ward, ward_code, population),
        "divisions": _merged(county, sides, county.division, division_code, population),
    }


def _draw(collection: dict[str, Any], rings: list[Ring]) -> None:
    for feature, ring in zip(collection["features"], rings, strict=True):
        feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}


def _closed(clockwise: Ring) -> Ring:
    """A ring anticlockwise (RFC 7946), its last point the first again."""
    ring = clockwise[::-1]
    return [*ring, ring[0]]


def _collection(rows: Any) -> dict[str, Any]:
    features = [{"type": "Feature", "properties": row} for row in rows]
    return {"type": "FeatureCollection", "name": NAME, "features": features}


def _lattice(county: County, seed: int) -> tuple[Floats, Floats, Floats]:
    """Corners, and two points on each side of each area, in degrees, shared by neighbours."""
    rng = np.random.default_rng([seed, 2])
    high, wide = county.rows, county.columns
    v, u = np.meshgrid(np.arange(high + 1.0), np.arange(wide + 1.0), indexing="ij")
    corners = np.stack([u, v], -1) + rng.uniform(-0.28, 0.28, (high + 1, wide + 1, 2))
    along = _between(corners[:, :-1], corners[:, 1:], rng)
    down = _between(corners[:-1], corners[1:], rng)
    return tuple(_warp(points, county) for points in (corners, along, down))  # type: ignore[return-value]


def _between(start: Floats, end: Floats, rng: np.random.Generator) -> Floats:
    steps = np.array([1 / 3, 2 / 3])[:, None]
    points = start[..., None, :] + (end - start)[..., None, :] * steps
    return points + rng.uniform(-0.08, 0.08, points.shape)


def _warp(points: Floats, county: County) -> Floats:
    """A square grid bent into something like a county, then laid on the globe."""
    size = np.array([county.columns, county.rows])
    x, y = np.moveaxis(points / size * 2 - 1, -1, 0)
    bent_x, bent_y = x * np.sqrt(1 - y * y / 2.6), y * np.sqrt(1 - x * x / 2.6)
    angle = np.arctan2(bent_y, bent_x)
    swell = 1 + 0.09 * np.sin(3 * angle + 0.7) + 0.05 * np.cos(5 * angle)
    half = size * KM_PER_AREA / 2
    east = bent_x * swell * half[0] / (111.32 * np.cos(np.radians(CENTRE[1])))
    north = bent_y * swell * half[1] / 111.32
    limit = min(1.0, 2.0 / max(np.abs(east).max(), np.abs(north).max(), 1e-9))
    place_at = np.stack([CENTRE[0] + east * limit, CENTRE[1] - north * limit], -1)
    return np.asarray(np.round(place_at, 6))


def _sides(county: County, seed: int) -> list[list[Ring]]:
    """For each area its four sides clockwise from the north-west, end point left out."""
    corners, along, down = _lattice(county, seed)
    sides = []
    for n in range(county.areas):
        r, c = divmod(n, county.columns)
        sides.append(
            [
                [corners[r, c], *along[r, c]],
                [corners[r, c + 1], *down[r, c + 1]],
                [corners[r + 1, c + 1], *along[r + 1, c][::-1]],
                [corners[r + 1, c], *down[r, c][::-1]],
            ]
        )
    return [[[p.tolist() for p in side] for side in area] for area in sides]


def _merged(
    county: County, sides: list[list[Ring]], groups: Ints, code: Any, population: Ints
) -> dict[str, Any]:
    """Blocks of areas drawn by their outer sides only."""
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    counts = np.bincount(groups, weights=population).astype(int)
    made = _collection(
        {"code": code(g), "name": place(g), "population": int(counts[g])}
        for g in range(len(members))
    )
    _draw(made, [_outline(county, sides, each) for each in members])
    return made


def _outline(county: County, sides: list[list[Ring]], members: Ints) -> Ring:
    """The outer ring of a rectangular block of areas."""
    row, column = np.divmod(members, county.columns)
    top, bottom, left, right = row.min(), row.max(), column.min(), column.max()
    walks = (
        [(top, c, 0) for c in range(left, right + 1)],
        [(r, right, 1) for r in range(top, bottom + 1)],
        [(bottom, c, 2) for c in range(right, left - 1, -1)],
        [(r, left, 3) for r in range(bottom, top - 1, -1)],
    )
    steps = (step for walk in walks for step in walk)
    return _closed(
        [p for r, c, side in steps for p in sides[r * county.columns + c][side]]
    )


def as_text(collection: dict[str, Any]) -> str:
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
