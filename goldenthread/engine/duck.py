"""DuckDB as the engine uses it: bounded in memory and disk, and never on the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Bounds:
    """What one run may use of the machine. Sizes as DuckDB writes them (`3GB`)."""

    memory: str = "3GB"
    spill: str = "20GB"
    threads: int = 2
    # About how many events of the kinds that are asked about are counted at once.
    events: int = 500_000


def settings(bounds: Bounds, spill: Path | None) -> dict[str, Any]:
    """The settings every connection is opened with; without a folder nothing spills."""
    found: dict[str, Any] = {
        "memory_limit": bounds.memory,
        "threads": bounds.threads,
        "max_temp_directory_size": bounds.spill if spill else "0GB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # The system keeps files that are read again; a second copy costs their size.
        "enable_external_file_cache": False,
        "TimeZone": "UTC",
    }
    return found | ({"temp_directory": str(spill)} if spill else {})


def connect(
    bounds: Bounds = Bounds(),
    spill: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """An own connection to nothing, in memory, within these bounds."""
    import duckdb

    known = settings(bounds, spill)
    zone = known.pop("TimeZone")
    found = duckdb.connect(":memory:", config=known)
    found.execute("load icu")  # Built in; moments are compared in UTC.
    found.execute(f"set TimeZone = '{zone}'")
    return found


def quoted(path: Path) -> str:
    """A path as a string of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
