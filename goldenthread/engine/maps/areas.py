"""Areas of one level: read from GeoJSON, checked, kept in a store's folder.

Corners are longitude and latitude (WGS84), as the standard for GeoJSON wants them
(RFC 7946). Neighbours are worked out once, when the areas are loaded.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldenthread.engine import private
from goldenthread.engine.errors import AreasRefused, UnknownArea
from goldenthread.engine.maps.around import neighbours
from goldenthread.engine.maps.rings import Ring, broken


FOLDER = "areas"
# Longitude and latitude by the names it goes under; without one it is meant too.
LONGITUDE_LATITUDE = re.compile(r"(CRS:?84|EPSG:{1,2}4326|WGS ?84)$", re.IGNORECASE)
LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True)
class Area:
    """One area: its polygons, each an outer ring and its holes, and who lies beside it."""

    code: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Areas:
    """All areas of a level, by code."""

    level: str
    by_code: Mapping[str, Area]

    def known(self, codes: Iterable[str]) -> None:
        """Raise `UnknownArea` for the first code that is not there."""
        for code in codes:
            if code not in self.by_code:
                raise UnknownArea(
                    f"No {self.level} of the areas loaded has code {code}."
                )


@cache
def levels() -> Mapping[str, Mapping[str, str]]:
    """What levels there are, with the shape of their codes and its source."""
    text = files(__package__).joinpath("levels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def read(path: Path, level: str, code_property: str, name_property: str) -> Areas:
    """Areas from a GeoJSON file, checked.

    Raises `AreasRefused`, in one sentence, for a file that is no collection of areas,
    another coordinate system, a ring that is open or crosses itself, a code that is
    missing, given twice, or not of the level.
    """
    if level not in levels():
        raise AreasRefused(f"There is no level “{level}”: {', '.join(levels())}.")
    given = _json(path)
    _check_system(path.name, given)
    found: dict[str, Area] = {}
    for number, feature in enumerate(given["features"], 1):
        where = f"{path.name}, area {number}"
        area = _area(where, feature, level, code_property, name_property)
        if area.code in found:
            raise AreasRefused(f"{where}: the code {area.code} was given before.")
        found[area.code] = area
    if not found:
        raise AreasRefused(f"{path.name} holds no area.")
    return Areas(level, _with_neighbours(found))


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise AreasRefused(f"{path.name} is larger than {LARGEST >> 20} MB.")
        given = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as why:
        raise AreasRefused(f"{path.name} cannot be read as GeoJSON: {why}.") from None
    features = given.get("features") if isinstance(given, dict) else None
    if not isinstance(features, list) or given.get("type") != "FeatureCollection":
        raise AreasRefused(f"{path.name} is not a GeoJSON FeatureCollection.")
    return given


def _check_system(name: str, given: dict[str, Any]) -> None:
    system = given.get("crs")
    if system is None:
        return
    told = ""
    if isinstance(system, dict) and isinstance(system.get("properties"), dict):
        told = str(system["properties"].get("name", ""))
    if not LONGITUDE_LATITUDE.search(told):
        raise AreasRefused(
            f"{name} is in the coordinate system “{told or system}”: "
            "convert it to longitude and latitude (WGS84)."
        )


def _area(
    where: str, feature: Any, level: str, code_property: str, name_property: str
) -> Area:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise AreasRefused(f"{where} has no properties.")
    for wanted in (code_property, name_property):
        if not isinstance(properties.get(wanted), str) or not properties[wanted]:
            there = ", ".join(map(str, properties)) or "none"
            raise AreasRefused(
                f"{where} has no words in “{wanted}”; its properties are {there}."
            )
    code = properties[code_property]
    if not re.fullmatch(levels()[level]["code"], code):
        raise AreasRefused(f"{where}: {code} is no code of level “{level}”.")
    polygons = _polygons(f"{where} ({code})", feature.get("geometry"))
    return Area(code, properties[name_property], polygons)


def _polygons(where: str, geometry: Any) -> tuple[tuple[Ring, ...], ...]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise AreasRefused(f"{where} has no polygon.")
    given = geometry.get("coordinates")
    parts = [given] if kind == "Polygon" else given
    if not isinstance(parts, list) or not all(isinstance(p, list) and p for p in parts):
        raise AreasRefused(f"{where} has no polygon.")
    return tuple(tuple(_ring(where, ring) for ring in part) for part in parts if part)


def _ring(where: str, given: Any) -> Ring:
    try:
        ring: Ring = tuple((float(one[0]), float(one[1])) for one in given)
    except (TypeError, ValueError, IndexError, OverflowError):
        raise AreasRefused(
            f"{where} has a corner that is no pair of numbers."
        ) from None
    if why := broken(ring):
        raise AreasRefused(f"{where} {why}.")
    return ring


def _with_neighbours(found: Mapping[str, Area]) -> dict[str, Area]:
    rings = {code: [r for p in a.polygons for r in p] for code, a in found.items()}
    beside = neighbours(rings)
    return {
        code: Area(code, area.name, area.polygons, beside[code])
        for code, area in found.items()
    }


def keep(areas: Areas, store: Path) -> Path:
    """Keep a level in a store's folder, in one move; the file, its owner's alone."""
    rows = [
        {"code": a.code, "name": a.name, "beside": a.beside, "polygons": a.polygons}
        for a in areas.by_code.values()
    ]
    text = json.dumps({"level": areas.level, "areas": rows}, separators=(",", ":"))
    path = store / FOLDER / f"{areas.level}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    private.write(path, text)
    return path


def kept(store: Path, level: str) -> Areas:
    """The areas of a level from a store's folder. Raises `AreasRefused`."""
    path = store / FOLDER / f"{level}.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["areas"]
    except FileNotFoundError:
        raise AreasRefused(
            f"No areas of level “{level}” were loaded into {store.name}."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise AreasRefused(f"{path.name} in {store.name} is damaged: {why}.") from None
    return Areas(
        level,
        {
            row["code"]: Area(
                row["code"],
                row["name"],
                tuple(
                    tuple(tuple((x, y) for x, y in ring) for ring in polygon)
                    for polygon in row["polygons"]
                ),
                tuple(row["beside"]),
            )
            for row in rows
        },
    )
