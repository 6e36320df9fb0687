"""A map as GeoJSON: what is hidden carries no value at all."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from goldenthread.engine.disclosure.tables import Mark
from goldenthread.engine.maps.figures import Figure, Map


def geojson(made: Map) -> str:
    """The figures as a FeatureCollection (RFC 7946).

    `status` says SHOWN, SUPPRESSED, NOT_AVAILABLE or NOT_APPLICABLE. Only what is shown
    has `count`, `rate` and `class`.
    """
    return json.dumps(
        {
            "type": "FeatureCollection",
            "counted": made.counted,
            "per": made.per,
            "smoothed": made.smoothed,
            "features": [_feature(one, made) for one in made.figures],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _feature(one: Figure, made: Map) -> dict[str, Any]:
    polygons = [
        polygon for code in one.codes for polygon in made.areas.by_code[code].polygons
    ]
    return {
        "type": "Feature",
        "properties": _properties(one),
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _properties(one: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {
        "codes": list(one.codes),
        "name": one.name,
        "people": one.people,
        "status": one.rate.name if isinstance(one.rate, Mark) else "SHOWN",
    }
    if isinstance(one.rate, Decimal):
        found |= {"count": one.count, "rate": float(one.rate), "class": one.place}
    return found
