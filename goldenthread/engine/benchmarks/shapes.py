"""Published figures as lines to draw beside one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa

from goldenthread.engine.shapes import WORD


class Level(StrEnum):
    """What sort of area a published value is of."""

    ENGLAND = "ENGLAND"
    REGION = "REGION"
    AUTHORITY = "AUTHORITY"


class Mark(StrEnum):
    """Why a place in a published table holds no number. None of them is nought."""

    SUPPRESSED = "SUPPRESSED"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    LOW_RELIABILITY = "LOW_RELIABILITY"
    NEARLY_NOUGHT = "NEARLY_NOUGHT"  # rounds to nought and is not nought


class Match(StrEnum):
    """Whether the published definition is the indicator's own."""

    SAME = "SAME"
    NEAR = "NEAR"  # the caveat says in what they differ


# One row per published value: a figure, or a mark in its place, never both.
VALUES = pa.schema(
    [
        # The indicator and the version of its definition that was compared.
        pa.field("indicator", WORD, nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        # The area by its code (ONS), and what sort of area it is.
        pa.field("area", WORD, nullable=False),
        pa.field("level", WORD, nullable=False),
        pa.field("name", WORD, nullable=False),
        # The first day of the year, as in the indicators' figures; a stock is that of
        # the year's last day.
        pa.field("period", pa.date32(), nullable=False),
        # In the indicator's own unit: a count, a share from nought to one, a number
        # per 10,000.
        pa.field("figure", pa.float64()),
        pa.field("mark", WORD),
        pa.field("match", WORD, nullable=False),
        # Which source of `sources/`, its title, publisher and licence in one line.
        pa.field("source", WORD, nullable=False),
        pa.field("cited", WORD, nullable=False),
        pa.field("definition", WORD, nullable=False),
        pa.field("caveat", WORD, nullable=False),
        # The file it was read from, and the SHA-256 of its bytes.
        pa.field("file", WORD, nullable=False),
        pa.field("digest", WORD, nullable=False),
    ]
)


class Whose(StrEnum):
    AUTHORITY = "AUTHORITY"
    NEIGHBOURS = "NEIGHBOURS"  # the median of the statistical neighbours
    REGION = "REGION"
    ENGLAND = "ENGLAND"


@dataclass(frozen=True)
class Point:
    """One year: a figure or a mark. `of` is how many neighbours gave a figure."""

    period: date
    figure: float | None
    mark: Mark | None
    of: int | None = None


@dataclass(frozen=True)
class Line:
    """One line of a chart: whose, its points in order, and what must be said with it."""

    whose: Whose
    name: str
    points: tuple[Point, ...]
    match: Match
    source: str
    cited: str
    definition: str
    caveat: str
