"""One piece of the county after another: its children, their histories, the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from goldenthread.engine.errors import SynthError
from goldenthread.engine.shapes import CHILDREN
from goldenthread.engine.synth import around, caring, following, helping, statutory
from goldenthread.engine.synth.county import County, draw
from goldenthread.engine.synth.data import calendar, figures
from goldenthread.engine.synth.draw import World
from goldenthread.engine.synth.log import Log, area_words
from goldenthread.engine.synth.people import People, day, identity, people, persons


LEAST, MOST = 1_000, 12_000_000
PIECE = 200_000  # children at a time: under 1.5 GiB


@dataclass(frozen=True)
class Piece:
    """Some of the county's children: the truth about them.

    `who` has a row a child (child, family, twin, names, born, sex, numbers); `children`
    and `events` have the shapes CHILDREN and EVENTS, `child` being the true number.
    """

    people: People
    who: pl.DataFrame
    children: pa.Table
    events: pa.Table


def check(children: int, seed: int) -> None:
    """Refuse a size or seed that cannot be."""
    if not LEAST <= children <= MOST:
        raise SynthError(
            f"A county has between {LEAST:,} and {MOST:,} children, not {children:,}."
        )
    if seed < 0:
        raise SynthError(f"A seed is a whole number from 0 on, not {seed}.")


def pieces(children: int, seed: int, size: int = PIECE) -> Iterator[Piece]:
    """The county's children piece by piece; the same seed and sizes tell the same.

    `children` counts those aged 0-17 at one time; those who grew up or were born in the
    years told come on top. Raises SynthError for a size or seed that cannot be.
    """
    check(children, seed)
    county, total, told = draw(children, seed), persons(children), 0
    for first in range(0, total, size):
        count = min(size, total - first)
        piece = _piece(county, children, seed, first, count, total, told)
        told += piece.events.num_rows
        yield piece


def _piece(
    county: County,
    children: int,
    seed: int,
    first: int,
    count: int,
    total: int,
    told: int,
) -> Piece:
    members = people(county, seed, first, count)
    world = World(
        people=members,
        rng=np.random.default_rng([seed, 4, first]),
        log=Log(),
        figures=figures(),
        size=children / figures().county,
        before=first / total,
        after=(first + count) / total,
    )
    helping.tell(world)
    state = statutory.tell(world)
    caring.tell(world, state)
    around.tell(world, state)
    following.tell(world, state)
    events = world.log.table(members, told + 1)
    who = identity(members, day(calendar().last))
    return Piece(members, who, _children(members, who), events)


def _children(members: People, who: pl.DataFrame) -> pa.Table:
    last = day(calendar().last)
    everybody = np.arange(len(members))
    area = members.area_on(everybody, np.full(len(members), last))
    rows = who.select(
        "child",
        pl.col("born").dt.truncate("1mo"),
        pl.col("sex").cast(pl.Categorical),
        pl.col("ethnicity").cast(pl.Categorical),
    ).with_columns(
        disabled=pl.Series(members.disabled),
        area=area_words(area),
        nhs_number=pl.lit(True),
        upn=pl.lit(True),
    )
    return rows.select(CHILDREN.names).to_arrow().cast(CHILDREN)


def population(members: People, areas: int) -> npt.NDArray[np.int64]:
    """Children aged 0-17 in each area at the last mid-year."""
    last = calendar().last
    moment = day(last.replace(year=last.year - 1, month=6, day=30))
    now = np.flatnonzero((members.born <= moment) & (members.eighteenth >= moment))
    where = members.area_on(now, np.full(len(now), moment))
    return np.bincount(where, minlength=areas)
