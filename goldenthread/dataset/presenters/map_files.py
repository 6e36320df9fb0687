"""A map as files: what is hidden on the page is hidden there, and carries no value."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goldenthread.dataset.mapping.kept import Spot
from goldenthread.dataset.presenters.maps import Picture, Row


if TYPE_CHECKING:
    from goldenthread.engine.maps.areas import Areas

CSV_COLUMNS = (
    "indicator",
    "level",
    "period",
    "part",
    "codes",
    "place",
    "children",
    "count",
    "rate per 10,000",
    "release",
    "invented",
)
SIGN = "c"


def as_csv(one: Picture) -> str:
    """Every period and part of the view, a line for each place."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(CSV_COLUMNS)
    for part, cells in enumerate(one.view.cells):
        for at in range(len(cells)):
            writer.writerows(_lines(replace(one, at=at, part=part)))
    return made.getvalue()


def _lines(one: Picture) -> Iterator[list[Any]]:
    part = one.view.parts[one.part]
    about = [one.kept.label, one.view.level, one.period, part]
    release = [_plain(one.release), "yes" if one.invented else "no"]
    for number, spot in enumerate(one.view.spots):
        row = one.row(number, spot, 0)
        codes, name = " ".join(spot.codes), _plain("; ".join(spot.names))
        told = _told(row.count, row.rate)
        yield [*about, codes, name, spot.people, *told, *release]
    for row in one.totals:
        yield [*about, "", row.name, row.people, *_told(row.count, row.rate), *release]


def _told(count: int | None, rate: Decimal | None) -> tuple[Any, Any]:
    return (SIGN, SIGN) if count is None else (count, rate)


def _plain(words: str) -> str:
    """Words that a spreadsheet program does not take for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def as_geojson(one: Picture, areas: Areas) -> str:
    """The map shown as a FeatureCollection (RFC 7946)."""
    told = {
        "type": "FeatureCollection",
        "counted": one.kept.label,
        "period": one.period,
        "part": one.view.parts[one.part],
        "per": one.per,
        "release": one.release,
        "invented": one.invented,
        "features": [
            {
                "type": "Feature",
                "properties": _properties(row, one.view.spots[row.number]),
                "geometry": _geometry(one.view.spots[row.number].codes, areas),
            }
            for row in one.rows
        ],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _properties(one: Row, spot: Spot) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "codes": list(spot.codes),
        "name": "; ".join(spot.names),
        "people": spot.people,
        "status": "SUPPRESSED" if one.count is None else "SHOWN",
    }
    if one.count is not None:
        found["count"] = one.count
    if one.rate is not None:
        found["rate"] = float(one.rate)
    return found


def _geometry(codes: Sequence[str], areas: Areas) -> Mapping[str, Any]:
    polygons = [
        polygon
        for code in codes
        if code in areas.by_code
        for polygon in areas.by_code[code].polygons
    ]
    return {"type": "MultiPolygon", "coordinates": polygons}
