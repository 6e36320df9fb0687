"""Indicators and journeys on Spark beside DuckDB and numpy, on the same events.

Both are told with the start of what they run on. Memory and processor time in the table
are those of Python alone; what Java took beside it stands in the note.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.engine import Row, measure
from bench.engine_store import made


MANY = {"small": 100_000, "full": 1_000_000}


def rows(scale: str) -> list[Row]:
    many = MANY[scale]
    folder = made(many)

    def row(what: str, how: str, name: str, ours: bool = False) -> Row:
        whole = f"{many:,} events: {what}"
        where = f"bench.engine_spark:{name}"
        return measure(whole, how, where, str(folder), runs=1, ours=ours)

    every = "all indicators by every breakdown, to a file"
    ways = "journeys, to files"
    return [
        row(every, "DuckDB", "by_duckdb", ours=True),
        row(every, "Spark, local[2]", "by_spark"),
        row(ways, "numpy", "walked_here", ours=True),
        row(ways, "Spark, local[2]", "walked_by_spark"),
    ]


def _tables(folder: str) -> tuple[Path, Path]:
    return Path(folder) / "events.parquet", Path(folder) / "children.parquet"


def by_duckdb(folder: str) -> str:
    from goldenthread.engine.indicators import cube, load

    with TemporaryDirectory(dir=folder) as own:
        return _said(cube.write(*_tables(folder), Path(own) / "cube.parquet", load()))


def by_spark(folder: str) -> str:
    from goldenthread.engine.indicators import load
    from goldenthread.engine.spark import figures

    with TemporaryDirectory(dir=folder) as own, _session() as found:
        path = Path(own) / "cube.parquet"
        figures.make(found, *_tables(folder), path, load())
        return f"{_said(path)}; {_java(found)}"


def walked_here(folder: str) -> str:
    from goldenthread.engine.journeys import write

    with TemporaryDirectory(dir=folder) as own:
        return _counts(write(_tables(folder)[0], Path(own)))


def walked_by_spark(folder: str) -> str:
    from goldenthread.engine.spark import walks

    with TemporaryDirectory(dir=folder) as own, _session() as found:
        counts = walks.write(found, _tables(folder)[0], Path(own))
        return f"{_counts(counts)}; {_java(found)}"


def _session() -> Any:
    from goldenthread.engine.spark.sessions import Cluster, session

    return session(Cluster("local[2]"))


def _said(path: Path) -> str:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    total = pc.sum(pq.read_table(path, columns=["numerator"])["numerator"]).as_py()
    return f"{pq.read_metadata(path).num_rows:,} figures, together {total:,}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _java(found: Any) -> str:
    """Greatest memory and all processor time of the machine of Java."""
    import os

    process = Path("/proc") / str(found.sparkContext._gateway.proc.pid)
    peak = process.joinpath("status").read_text().partition("VmHWM:")[2].split()[0]
    ticks = process.joinpath("stat").read_text().rpartition(")")[2].split()[11:13]
    seconds = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return f"Java: {int(peak) >> 10:,} MB, {seconds:.0f} CPU s"
