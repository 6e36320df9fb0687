"""What happened, gathered block by block and handed on in the shape EVENTS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from goldenthread.engine.shapes import EVENTS, Kind
from goldenthread.engine.synth.county import POSTCODES_PER_AREA, area_code
from goldenthread.engine.synth.data import homes
from goldenthread.engine.synth.people import People


Ints = npt.NDArray[np.int64]
# A word for all rows of a block, or for each row one of a few.
Words = str | tuple[Ints, tuple[str, ...]]
NONE = np.iinfo(np.int64).min
DAY = 86_400


@dataclass
class Log:
    """Blocks of events; days and seconds count from 1970, NONE is not known."""

    blocks: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self,
        kind: Kind,
        child: Ints,
        on: Ints,
        *,
        until: Ints | None = None,
        at: Ints | None = None,
        until_at: Ints | None = None,
        source: Words | None = None,
        outcome: Words | None = None,
        sort: Words | None = None,
        number: Ints | None = None,
        team: Words | None = None,
    ) -> None:
        """Add events of one kind; `until` and `number` may hold NONE."""
        _, agency, contract = homes()[kind]
        columns: dict[str, str | pl.Series | pl.Expr] = {
            "child": pl.Series(child, dtype=pl.Int64),
            "agency": agency,
            "contract": contract,
            "kind": str(kind),
            "on": pl.Series(on, dtype=pl.Int64),
            "until": _numbers(until, pl.Int64),
            "at": _numbers(at, pl.Int64),
            "until_at": _numbers(until_at, pl.Int64),
            "source": _words(source),
            "outcome": _words(outcome),
            "sort": _words(sort),
            "number": _numbers(number, pl.Int32),
            "team": _words(team),
        }
        if len(child):
            frame = [
                (pl.lit(v) if isinstance(v, str | pl.Series) else v).alias(name)
                for name, v in columns.items()
            ]
            self.blocks.append(pl.select(*frame).cast(_WORDS))

    def table(self, people: People, first: int) -> pa.Table:
        """All events so far as EVENTS, in order of child and day, numbered from `first`."""
        if not self.blocks:
            return EVENTS.empty_table()
        rows = pl.concat(self.blocks).sort("child", "on", "kind", maintain_order=True)
        child, on = rows["child"].to_numpy(), rows["on"].to_numpy()
        areas = people.postcode_on(child, on) // POSTCODES_PER_AREA
        rows = rows.with_columns(
            event=pl.Series(np.arange(first, first + len(rows)), dtype=pl.UInt64),
            child=(pl.col("child") + people.first + 1).cast(pl.UInt64),
            on=pl.col("on").cast(pl.Int32).cast(pl.Date),
            until=pl.col("until").cast(pl.Int32).cast(pl.Date),
            at=_moment("at"),
            until_at=_moment("until_at"),
            area=area_words(areas),
        )
        table = rows.select(EVENTS.names).to_arrow()
        return table.cast(EVENTS)


_WORDS: Any = dict.fromkeys(
    ("agency", "contract", "kind", "source", "outcome", "sort", "team"), pl.Categorical
)


def area_words(areas: Ints) -> pl.Series:
    """Codes of areas, each spelled once."""
    used, index = spelled_once(areas)
    return pl.Series([area_code(int(n)) for n in used], dtype=pl.Categorical).gather(
        index
    )


def spelled_once(numbers: Ints) -> tuple[Ints, Ints]:
    """Which numbers there are, and for each row the place of its own among them."""
    there = np.bincount(numbers) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


def _moment(name: str) -> pl.Expr:
    return (pl.col(name) * 1000).cast(pl.Datetime("ms", "UTC"))


def _numbers(
    values: Ints | None, dtype: pl.DataType | type[pl.DataType]
) -> pl.Series | pl.Expr:
    if values is None:
        return pl.lit(None, dtype=dtype)
    kept = np.where(values == NONE, 0, values)
    empty = pl.Series([None] * len(values), dtype=dtype)
    return pl.Series(kept).cast(dtype).zip_with(pl.Series(values != NONE), empty)


def _words(words: Words | None) -> pl.Series | pl.Expr:
    if words is None:
        return pl.lit(None, dtype=pl.String)
    if isinstance(words, str):
        return pl.lit(words)
    index, names = words
    return pl.Series([name or None for name in names], dtype=pl.String).gather(index)
