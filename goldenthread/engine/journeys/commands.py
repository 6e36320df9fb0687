"""`goldenthread engine journeys`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from goldenthread.engine.spark import options


HELP = """\
Write the journeys of a release's children into a folder: steps (every event in its
order), spans (each time in early help, need, on a plan, in care) and faults (two plans
at once, and the like). Prints the commonest ways; counts are raw, without disclosure
control, and not for publication.
"""


def add(commands: Any) -> None:
    found = commands.add_parser("journeys", help="children’s ways", description=HELP)
    found.add_argument("--store", type=Path, required=True, help="the store's folder")
    found.add_argument("--release", help="another release than the current one")
    found.add_argument("--to", type=Path, required=True, help="folder to write into")
    found.add_argument("--most", type=int, default=20, help="ways to print (20)")
    options.add(found, "numpy")
    found.set_defaults(run=journeys)


def journeys(wanted: argparse.Namespace) -> None:
    import pyarrow.parquet as pq

    from goldenthread.engine import spark
    from goldenthread.engine.journeys import common_paths, write
    from goldenthread.engine.store import Store

    store = Store(wanted.store)
    release = store.release(wanted.release) if wanted.release else store.current()
    paths = release.path("events"), wanted.to
    cluster = options.cluster(wanted)
    counts = spark.journeys(cluster, *paths) if cluster else write(*paths)
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    ways = common_paths(pq.read_table(wanted.to / "spans.parquet"))
    for row in ways.slice(0, wanted.most).to_pylist():
        print(f"{row['children']:>9,}  {row['path']}")
