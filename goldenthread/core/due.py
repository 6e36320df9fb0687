"""What is due for somebody: rooms say which records, the desk puts them in one list.

A room offers `queries.due(viewer, on)`: a list of `Due`, already limited to what the
viewer may see and to what is theirs to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


SOON = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """One thing to do: the record, what about it ("Action due"), and by when.

    `title` and `url` are given where the record's own page is not yet open.
    """

    record: Any
    words: str
    due_on: date | None = None
    title: str = ""
    url: str = ""

    def is_late(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on

    def is_soon(self, on: date) -> bool:
        return self.due_on is not None and on <= self.due_on <= on + SOON
