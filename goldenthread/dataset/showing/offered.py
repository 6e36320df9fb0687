"""Which indicators are shown, over which periods and by what: rows of `offered.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


FILE = Path(__file__).parent / "offered.toml"
PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Offered:
    """One indicator: the whole county from `finest` up, breakdowns by quarter and year.

    `caveat` is what must be said beside it here and does not belong to the definition.
    """

    indicator: str
    by: tuple[str, ...] = ()
    finest: str = "month"
    caveat: str = ""

    @property
    def periods(self) -> tuple[str, ...]:
        return PERIODS[PERIODS.index(self.finest) :]

    def every(self, by: str) -> tuple[str, ...]:
        """Over which periods a breakdown is told: a month of a part is too little."""
        whole = self.periods
        return whole if by == "all" else tuple(one for one in whole if one != "month")


@dataclass(frozen=True)
class Offer:
    """Everything that is shown of a release, and how many months back it goes."""

    months: int
    indicators: tuple[Offered, ...]


@cache
def offered() -> Offer:
    """The list as it stands in the file."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = [
        Offered(**{**row, "by": tuple(row.get("by", ()))}) for row in facts["offered"]
    ]
    return Offer(facts["months"], tuple(rows))


def only(indicator: str) -> Offered | None:
    """What is offered of one indicator; None where it is not shown at all."""
    found = (one for one in offered().indicators if one.indicator == indicator)
    return next(found, None)
