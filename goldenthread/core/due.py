"""What is due for somebody: rooms say which records, the desk puts them in one list.

A room offers `queries.due(viewer, on)`: a list of `Due`, already limited to what the
viewer may see and to what is theirs to do. What has a clock is not offered here: the
desk takes it from `running`, so that it is told once and the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from goldenthread.core.running import Stood


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
    stood: Stood | None = None

    @classmethod
    def of(cls, stood: Stood) -> Due:
        """What a clock that runs asks to be done."""
        return cls(stood.clock.record, stood.clock.words, stood.due_on, stood=stood)

    def is_late(self, on: date) -> bool:
        if self.stood:
            return self.stood.is_late
        return self.due_on is not None and self.due_on < on

    def is_soon(self, on: date) -> bool:
        if self.stood:
            return self.stood.is_soon
        return self.due_on is not None and on <= self.due_on <= on + SOON
