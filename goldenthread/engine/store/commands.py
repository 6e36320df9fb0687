"""`goldenthread engine build` and `goldenthread engine releases`."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.engine.spark import options


BUILD = """\
Build a release from accepted events and children, beside the current one, and swap it
in. Events and children are Parquet files in the shapes of the engine. Identities are
sealed in a vault, a folder outside the store, with the key in --key-file (32 bytes as
64 hexadecimal digits). Refused, or killed, it leaves the current release as it was.
"""
RELEASES = """\
List the releases of a store, the newest first: name, moment, rows, what went in.
"""


def add(commands: Any) -> None:
    _add_build(commands)
    found = commands.add_parser("releases", help="list releases", description=RELEASES)
    found.add_argument("store", type=Path, help="the store's folder")
    found.add_argument("--at", type=_moment, help="only the one known at that moment")
    found.add_argument("--verify", action="store_true", help="read every byte again")
    found.set_defaults(run=releases)


def _add_build(commands: Any) -> None:
    made = commands.add_parser("build", help="build a release", description=BUILD)
    made.add_argument("store", type=Path, help="the store's folder")
    made.add_argument("--events", type=Path, required=True)
    made.add_argument("--children", type=Path, required=True)
    made.add_argument(
        "--made-at", type=_moment, required=True, help="2025-04-01T09:00+01:00"
    )
    made.add_argument("--identities", type=Path, help="Parquet; needs --vault")
    made.add_argument("--vault", type=Path, help="folder of sealed identities")
    made.add_argument("--key-file", type=Path, help="the vault's key")
    made.add_argument("--areas", type=Path, help="CSV: area and its larger areas")
    made.add_argument("--no-cube", action="store_true", help="without figures")
    made.add_argument("--memory", default="3GB", help="for sorting (default 3GB)")
    options.add(made)
    made.set_defaults(run=build)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} lacks its time zone.")
    return found


def build(wanted: argparse.Namespace) -> None:
    from goldenthread.engine import faults
    from goldenthread.engine.duck import Bounds
    from goldenthread.engine.store import Store

    store = Store(wanted.store, Bounds(memory=wanted.memory))
    identities, vault = _identities(wanted)
    areas = areas_in(wanted.areas) if wanted.areas else None
    makers = {"faults": faults.maker(areas)}
    if not wanted.no_cube:
        cluster = options.cluster(wanted)
        makers = {"cube": cube_maker(wanted.areas, wanted.memory, cluster)} | makers
    release = store.build(
        _file(wanted.events),
        _file(wanted.children),
        inputs=_inputs(wanted),
        made_at=wanted.made_at,
        identities=identities,
        vault=vault,
        makers=makers,
    )
    _tell(release)


def cube_maker(larger: Path | None, memory: str = "3GB", cluster: Any = None) -> Any:
    """What works the figures out while the release is built: here, or on a cluster."""
    from goldenthread.engine import spark
    from goldenthread.engine.duck import Bounds
    from goldenthread.engine.indicators import cube, load

    areas = areas_in(larger) if larger else None
    bounds = Bounds(memory=memory)

    def make(folder: Path) -> None:
        if cluster:
            tables = folder / "events.parquet", folder / "children.parquet"
            path = folder / "cube.parquet"
            spark.cube(cluster, *tables, path, load(), areas=areas)
        else:
            cube.make(folder, load(), areas=areas, bounds=bounds)

    return make


def areas_in(path: Path) -> Any:
    """Areas and their larger areas from a CSV with a column `area`."""
    import pyarrow as pa
    from pyarrow import csv

    from goldenthread.engine.errors import UnknownArea

    try:
        found = csv.read_csv(_file(path))
    except pa.ArrowInvalid as why:
        raise UnknownArea(f"{path} is not a table of areas: {why}.") from None
    if "area" not in found.column_names:
        raise UnknownArea(f"{path} has no column area.")
    twice = len(found) - len(found["area"].unique())
    if twice:
        raise UnknownArea(f"{path} holds {twice:,} areas more than once.")
    # A number beside an area (its population) is not a larger area.
    words = [one.name for one in found.schema if pa.types.is_string(one.type)]
    return found.select(words)


def _inputs(wanted: argparse.Namespace) -> Any:
    from goldenthread.engine.store import Input
    from goldenthread.engine.store.files import digest

    named = (wanted.events, wanted.children, wanted.identities)
    return tuple(Input(one.name, digest(_file(one))) for one in named if one)


def _identities(wanted: argparse.Namespace) -> tuple[Any, Any]:
    from goldenthread.engine.errors import StoreError
    from goldenthread.engine.store import Vault

    if not wanted.identities:
        return None, None
    if not (wanted.vault and wanted.key_file):
        raise StoreError("Identities need --vault and --key-file.")
    return _table(wanted.identities), Vault(wanted.vault, key_in(wanted.key_file))


def key_in(path: Path) -> bytes:
    """The key that a file holds in hexadecimal digits; the vault asks how long it is."""
    from goldenthread.engine.errors import StoreError

    if _file(path).stat().st_mode & 0o077:
        # Where secrets are handed to a container they may be readable by all in it.
        print(f"{path} can be read by others: chmod 600 it.", file=sys.stderr)
    try:
        return bytes.fromhex(_file(path).read_text(encoding="ascii"))
    except ValueError:
        raise StoreError(f"{path} holds no key of 64 digits.") from None


def _table(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from goldenthread.engine.errors import StoreError

    try:
        return pq.read_table(_file(path))
    except pa.ArrowInvalid:
        raise StoreError(f"{path} is not a Parquet file.") from None


def _file(path: Path) -> Path:
    from goldenthread.engine.errors import StoreError

    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    return path


def releases(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.store import Store

    store = Store(wanted.store)
    found = [store.as_known_at(wanted.at)] if wanted.at else store.releases()
    for release in found:
        if wanted.verify:
            release.verify()
        _tell(release)


def _tell(release: Any) -> None:
    facts = release.manifest
    rows = ", ".join(f"{count:,} {table}" for table, count in facts.counts.items())
    print(f"{facts.name}  {facts.made_at:%Y-%m-%d %H:%M %Z}  {rows}")
    for one in facts.inputs:
        print(f"  in: {one.name}  {one.digest[:12]}")
    for one in facts.removals:
        print(
            f"  taken out: {one.rows:,} events of {one.children:,} children, "
            f"{one.at[:10]}, {one.reason} {one.reference}"
        )
    for fault, count in facts.faults.items():
        print(f"  noticed: {count:,} {fault}")
