"""A county on disk: built beside its place, then moved there in one step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine import private
from goldenthread.engine.errors import SynthError
from goldenthread.engine.shapes import CHILDREN, EVENTS, IDENTITIES
from goldenthread.engine.synth import county as land
from goldenthread.engine.synth.agencies import Sent, sent
from goldenthread.engine.synth.data import calendar, dirt
from goldenthread.engine.synth.sending import Files
from goldenthread.engine.synth.telling import (
    PIECE,
    Piece,
    check,
    persons,
    pieces,
    population,
)


EDITION = 1
WHO = pa.schema(
    [
        pa.field("child", pa.uint64()),
        pa.field("family", pa.uint64()),
        pa.field("twin", pa.bool_()),
        pa.field("forename", pa.string()),
        pa.field("surname", pa.string()),
        pa.field("born", pa.date32()),
        pa.field("sex", pa.string()),
        pa.field("ethnicity", pa.string()),
        pa.field("nhs_number", pa.string()),
        pa.field("upn", pa.string()),
    ]
)
RECORDS = pa.schema(
    [
        pa.field("token", pa.uint64()),
        pa.field("system", pa.string()),
        pa.field("agency", pa.string()),
        pa.field("local_id", pa.string()),
        pa.field("child", pa.uint64()),
    ]
)
TABLES = {
    "truth/children": CHILDREN,
    "truth/events": EVENTS,
    "truth/people": WHO,
    "truth/records": RECORDS,
    "sent/identities": IDENTITIES,
    "sent/events": EVENTS,
}
Told = Callable[[int, int], None]


def write(
    out: Path,
    children: int,
    seed: int,
    level: str = "middling",
    *,
    told: Told = lambda done, total: None,
) -> dict[str, Any]:
    """Write a county to a new directory; what was written, as it stands in `county.json`.

    `told` hears of children done and children in all. Raises SynthError where the size,
    the seed or the level cannot be, or something is at the place already.
    """
    check(children, seed)
    dirt(level)
    if out.exists():
        raise SynthError(f"There is something at {out} already; choose another place.")
    try:
        with private.new_folder(out) as beside:
            return _fill(beside, children, seed, level, told)
    except OSError as why:
        raise SynthError(f"The county cannot be written to {out}: {why}.") from why


def _fill(
    place: Path, children: int, seed: int, level: str, told: Told
) -> dict[str, Any]:
    drawn, total = land.draw(children, seed), persons(children)
    people = np.zeros(drawn.areas, dtype=np.int64)
    counts = dict.fromkeys(TABLES, 0)
    files = Files(place / "files")
    with _Writers(place) as writers:
        for piece in pieces(children, seed):
            agencies = sent(piece, seed, level)
            files.write(agencies)
            for name, table in _tables(piece, agencies).items():
                writers.write(name, table)
                counts[name] += table.num_rows
            people += population(piece.people, drawn.areas)
            told(min(piece.people.first + PIECE, total), total)
    files.close()
    files.others(children, seed)
    _geography(place, drawn, seed, people)
    about = {
        "edition": EDITION,
        "name": land.NAME,
        "code": land.CODE,
        "invented": "Nobody here lives; every name and number is made up.",
        "children": children,
        "seed": seed,
        "dirt": level,
        "from": calendar().first.isoformat(),
        "until": calendar().last.isoformat(),
        "population_0_17": int(people.sum()),
        "areas": drawn.areas,
        "rows": counts,
    }
    private.make(place / "county.json", json.dumps(about, indent=1) + "\n")
    return about


def _tables(piece: Piece, agencies: Sent) -> dict[str, pa.Table]:
    return {
        "truth/children": piece.children,
        "truth/events": piece.events,
        "truth/people": piece.who.select(WHO.names).to_arrow().cast(WHO),
        "truth/records": agencies.records.to_arrow().cast(RECORDS),
        "sent/identities": agencies.identities,
        "sent/events": agencies.events,
    }


class _Writers:
    """One open Parquet file a table, a row group a piece."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.open: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> _Writers:
        for name, schema in TABLES.items():
            path = self.place / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True, mode=0o700)
            private.make(path)
            self.open[name] = pq.ParquetWriter(path, schema, compression="zstd")
        return self

    def write(self, name: str, table: pa.Table) -> None:
        self.open[name].write_table(table)

    def __exit__(self, *error: object) -> None:
        for writer in self.open.values():
            writer.close()


def _geography(place: Path, drawn: land.County, seed: int, people: Any) -> None:
    """Boundaries as GeoJSON, areas and postcodes as tables."""
    (place / "county").mkdir(mode=0o700)
    for name, collection in land.geography(drawn, seed, people).items():
        private.make(place / "county" / f"{name}.geojson", land.as_text(collection))
    areas = pl.DataFrame(
        {
            "area": land.area_codes(drawn),
            "ward": [land.ward_code(int(n)) for n in drawn.ward],
            "division": [land.division_code(int(n)) for n in drawn.division],
            "population": people,
        }
    )
    codes = land.postcodes(drawn)
    owner = np.repeat(np.arange(drawn.areas), land.POSTCODES_PER_AREA)
    homes = pl.DataFrame({"postcode": codes, "area": areas["area"].gather(owner)})
    private.make(place / "county" / "areas.csv", areas.write_csv())
    private.make(place / "county" / "postcodes.csv", homes.write_csv())
