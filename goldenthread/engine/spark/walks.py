"""Journeys on Spark: whole children go to a worker, which walks them as `journeys` does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine import private
from goldenthread.engine.errors import EngineError
from goldenthread.engine.journeys import FAULTS, SPANS, STEPS, Rules, journeys
from goldenthread.engine.journeys.walks import BATCH, COLUMNS
from goldenthread.engine.shapes import EVENTS
from goldenthread.engine.spark import pieces


if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SHAPES = {"steps": STEPS, "spans": SPANS, "faults": FAULTS}


def write(
    session: SparkSession, events: Path, folder: Path, rules: Rules | None = None
) -> dict[str, int]:
    """Write `steps`, `spans` and `faults` as `journeys.write` does; rows of each.

    Every worker has to see the file and the folder under the same path, and needs the
    engine installed: it walks a range of children and writes what it found.
    """
    known = rules or Rules.load()
    private.make_folder(folder)
    rows = session.read.parquet(str(events.absolute())).select(COLUMNS)
    _known_kinds(rows, known)
    parts = -(-rows.count() // BATCH) or 1
    ranges = rows.repartitionByRange(parts, "child")
    laid = ranges.sortWithinPartitions("child", "event")
    with TemporaryDirectory(dir=folder.absolute()) as own:
        walk = partial(_walked, folder=own, rules=known)
        laid.mapInArrow(walk, "first string").collect()
        return _gathered(Path(own), folder)


def _known_kinds(rows: DataFrame, rules: Rules) -> None:
    found = {row.kind for row in rows.select("kind").distinct().collect()}
    if strange := sorted(found - set(rules.order)):
        raise EngineError(f"There is no kind of event {strange[0]}.")


def _walked(
    batches: Iterator[pa.RecordBatch], folder: str, rules: Rules
) -> Iterator[pa.RecordBatch]:
    """At a worker: the journeys of a range of children, in files by its first child."""
    held = [one for one in batches if one.num_rows]
    if held:
        events = _as_numbers(pa.Table.from_batches(held))
        first = f"{events['child'][0].as_py():020}"
        found = journeys(events, rules)
        for name in SHAPES:
            path = Path(folder) / f"{name}-{first}.parquet"
            # The same work may be given out twice: each writes a file of its own.
            own = path.with_name(f"{uuid4().hex}.own")
            pq.write_table(getattr(found, name), own)
            os.replace(own, path)
        yield pa.record_batch({"first": pa.array([first])})


def _as_numbers(events: pa.Table) -> pa.Table:
    """Spark has no whole numbers without a sign; it hands them over as decimals."""
    for name in ("event", "child"):
        place = events.column_names.index(name)
        numbers = events[name].cast(EVENTS.field(name).type)
        events = events.set_column(place, EVENTS.field(name), numbers)
    return events


def _gathered(own: Path, folder: Path) -> dict[str, int]:
    paths = {name: folder / f"{name}.parquet" for name in SHAPES}
    try:
        counts = {
            name: pieces.gathered(sorted(own.glob(f"{name}-*.parquet")), path, shape)
            for (name, path), shape in zip(paths.items(), SHAPES.values(), strict=True)
        }
    except BaseException:
        for path in paths.values():
            pieces.discard(path)
        raise
    for path in paths.values():
        pieces.swap(path)
    return counts
