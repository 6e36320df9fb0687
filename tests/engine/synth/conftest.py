"""One county of the size the figures are for, and a small one on disk."""

import numpy as np
import polars as pl
import pytest

from goldenthread.engine.synth.data import figures
from goldenthread.engine.synth.telling import pieces
from goldenthread.engine.synth.writing import write


@pytest.fixture(scope="session")
def piece():
    [only] = pieces(figures().county, seed=3)
    return only


@pytest.fixture(scope="session")
def events(piece):
    """Events with their year to 31 March and the family of the child."""
    rows = pl.DataFrame(piece.events)
    words = [
        pl.col(n).cast(pl.String) for n in ("kind", "source", "outcome", "sort", "team")
    ]
    year = pl.col("on").dt.year() + (pl.col("on").dt.month() >= 4)
    who = piece.who.select("child", "family", "born")
    return rows.with_columns(words).with_columns(year=year).join(who, on="child")


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Where a county of 2,000 was written, and what was told of it."""
    place = tmp_path_factory.mktemp("synth") / "county"
    return place, write(place, 2000, seed=5)


@pytest.fixture
def rng():
    return np.random.default_rng(1)
