"""What the chapters of one case hand on to one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


# A word nobody else writes: wherever it is read, the case is seen.
MARK = "Quibblewick"

AWARE = date(2025, 3, 3)
REFERRED = date(2025, 3, 4)
LATE = date(2025, 3, 12)  # five working days were over on 10 March


def today() -> date:
    """For forms that take the day of the step itself, as the product’s clock has it."""
    return datetime.now(ZoneInfo("Europe/London")).date()


@dataclass
class Case:
    """Where the pages of the case are, filled in as they come to be."""

    family: str = ""
    children: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The review as a source of learning: by its key, without a pseudonym."""
        key = self.pages["review"].rstrip("/").rsplit("/", 1)[-1]
        return f"Local practice review (reference {key})"
