"""The example world while it is loaded: short handles for records, facts as TOML.

Each room's `example.load(by=, at=, world=)` reads its own `example/*.toml`, makes the
records through its services, and adds each under a handle that later rooms use:
`world["agency.council"]`, `world["group.executive"]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from goldenthread.core.viewer import Viewer


class UnknownHandle(KeyError):
    """Nothing has been added under the handle; the text names the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


class HandleTaken(ValueError):
    """A second record was added under a handle that already stands for another."""


class World:
    """The records of the example by handle, such as `post.chair`.

    Reading an unknown handle raises `UnknownHandle`, so a slip in a data file stops
    the load with the file's own word in the sentence.
    """

    def __init__(self) -> None:
        self._records: dict[str, Any] = {}

    def add(self, handle: str, record: Any) -> Any:
        """Keep a record under a handle that is not taken; answers the record."""
        if handle in self._records:
            raise HandleTaken(f"The handle “{handle}” is used twice in the example.")
        self._records[handle] = record
        return record

    def get(self, handle: str) -> Any:
        """The record under a handle; raises UnknownHandle with the nearest ones."""
        if handle not in self._records:
            near = get_close_matches(handle, self._records, n=3)
            hint = f" Did you mean {', '.join(near)}?" if near else ""
            raise UnknownHandle(f"The example has nothing called “{handle}” yet.{hint}")
        return self._records[handle]

    def replace(self, handle: str, record: Any) -> Any:
        """Keep the newer version of a record that was amended after it was added."""
        self.get(handle)
        self._records[handle] = record
        return record

    def resolved(self, values: dict[str, Any], *names: str) -> dict[str, Any]:
        """A copy of the values in which the named entries are records, not handles.

        An entry may be one handle or a list of handles; one that is absent stays so.
        """
        found = dict(values)
        for name in names:
            if name in found:
                found[name] = self._record_or_records(found[name])
        return found

    def _record_or_records(self, handles: str | list[str]) -> Any:
        if isinstance(handles, str):
            return self.get(handles)
        return [self.get(handle) for handle in handles]

    def under(self, prefix: str) -> dict[str, Any]:
        """Every record whose handle begins so: `group.` gives all groups."""
        return {
            handle: record
            for handle, record in self._records.items()
            if handle.startswith(prefix)
        }

    __getitem__ = get
    __setitem__ = add

    def __contains__(self, handle: object) -> bool:
        return handle in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    @staticmethod
    def rows(path: Path | str) -> dict[str, Any]:
        """A TOML file's tables; numbers with a point are Decimal: money is exact."""
        return read_rows(path)


def read_rows(path: Path | str) -> dict[str, Any]:
    """Read a TOML file with exact decimals; a fault in it names the file."""
    path = Path(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"{path.name} cannot be read: {fault}") from fault


def load(*, by: Viewer, at: datetime, world: World) -> None:
    """The calendar and the clocks, before any record that leans on them."""
    # Late: loading reads its data files with `read_rows` above.
    from goldenthread.core.reference.load import load_all

    load_all(by=by, at=at)
