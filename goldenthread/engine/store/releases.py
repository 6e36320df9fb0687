"""One release, as a reader opens it. It never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine.duck import Bounds, connect, quoted
from goldenthread.engine.errors import StoreError
from goldenthread.engine.shapes import ASIDE, CHILDREN, EVENTS, FAULTS
from goldenthread.engine.store import files
from goldenthread.engine.store.manifest import Manifest


if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Release:
    """A release's folder and what it says of itself."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.manifest.name

    def path(self, table: str) -> Path:
        """The Parquet file of `events`, `children` or `cube`."""
        found = self.folder / f"{table}.parquet"
        if not found.is_file():
            raise StoreError(f"Release {self.name} holds no {table}.")
        return found

    def events(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Events in the shape of EVENTS, or some columns of it, by child and day."""
        return self._read("events", EVENTS, columns)

    def children(self) -> pa.Table:
        """Children in the shape of CHILDREN, by child."""
        return self._read("children", CHILDREN, None)

    def aside(self) -> pa.Table:
        """Events that cannot be true and are counted nowhere. Shape ASIDE."""
        return self._if_there("aside", ASIDE)

    def faults(self) -> pa.Table:
        """What is wrong in what agencies sent. Shape FAULTS."""
        return self._if_there("faults", FAULTS)

    def _if_there(self, table: str, shape: pa.Schema) -> pa.Table:
        if not (self.folder / f"{table}.parquet").is_file():
            return shape.empty_table()
        return self._read(table, shape, None)

    def connect(
        self, bounds: Bounds | None = None, spill: Path | None = None
    ) -> duckdb.DuckDBPyConnection:
        """A connection with a view of each table the release holds."""
        db = connect(bounds or Bounds(), spill)
        for path in sorted(self.folder.glob("*.parquet")):
            db.execute(
                f"create view {path.stem} as select * from read_parquet({quoted(path)})"  # noqa: S608
            )
        return db

    def verify(self) -> None:
        """Read every byte; refused where a file is not what was written."""
        for name, known in self.manifest.files.items():
            path = self.folder / name
            if not path.is_file() or files.digest(path) != known:
                raise StoreError(f"{name} of release {self.name} is damaged.")

    def _read(
        self, table: str, shape: pa.Schema, columns: Sequence[str] | None
    ) -> pa.Table:
        wanted = (
            shape if columns is None else pa.schema([shape.field(c) for c in columns])
        )
        words = [one.name for one in wanted if pa.types.is_dictionary(one.type)]
        # A release of before a column was added lacks it, and knows nothing of it.
        held = pq.read_schema(self.path(table)).names
        found = pq.read_table(
            self.path(table),
            columns=[one for one in wanted.names if one in held],
            read_dictionary=words,
        )
        for place, one in enumerate(wanted):
            if one.name not in held:
                nothing = pa.nulls(found.num_rows, one.type)
                found = found.add_column(place, one, nothing)
        return found.cast(wanted)
