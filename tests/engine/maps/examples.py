"""An invented county of square areas, as GeoJSON and as areas."""

from __future__ import annotations

import json

from goldenthread.engine.maps.areas import Area, Areas
from goldenthread.engine.maps.around import neighbours


def square(x, y, size=0.01):
    west, south = -2.5 + x * size, 52.5 + y * size
    east, north = west + size, south + size
    corners = ((west, south), (east, south), (east, north), (west, north))
    return tuple((round(a, 6), round(b, 6)) for a, b in (*corners, corners[0]))


def code(number):
    return f"X01{number:06}"


def rings(columns, rows):
    return {
        code(row * columns + column): [square(column, row)]
        for row in range(rows)
        for column in range(columns)
    }


def county(columns, rows):
    found = rings(columns, rows)
    beside = neighbours(found)
    return Areas(
        "lsoa",
        {
            one: Area(one, f"Example {one[-3:]}", ((many[0],),), beside[one])
            for one, many in found.items()
        },
    )


def collection(columns=2, rows=1, **other):
    features = [
        {
            "type": "Feature",
            "properties": {"code": one, "name": f"Example {one[-3:]}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[list(c) for c in many[0]]],
            },
        }
        for one, many in rings(columns, rows).items()
    ]
    return {"type": "FeatureCollection", "features": features, **other}


def put(folder, given, name="areas.geojson"):
    path = folder / name
    path.write_text(given if isinstance(given, str) else json.dumps(given))
    return path
