"""Linking beside exact keys alone, pandas as analysts write it, and reading the records.

Records are those of six systems of an invented county, whose truth is known: each way's
precision and recall stand beside it. The same at three levels of dirt, and by size.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.engine import HOME, Row, measure


# Children of the county: about one and two thirds as many records.
SIZES = {"small": 60_000, "full": 605_000}
DIRTS = {"small": 12_000, "full": 60_000}
HERE = "bench.engine_link"


def rows(scale: str) -> list[Row]:
    large = county(SIZES[scale], "middling")
    what = (
        f"{count(large):,} records of six systems, middling dirt: which are one child"
    )
    made = [
        measure(what, "link", f"{HERE}:ours", str(large), runs=1, ours=True),
        measure(what, "exact keys alone, DuckDB", f"{HERE}:exact", str(large), runs=1),
        measure(what, "pandas, exact keys", f"{HERE}:pandas", str(large), runs=1),
        measure(what, "floor: read and sort", f"{HERE}:floor", str(large)),
    ]
    for level in ("clean", "middling", "heavy"):
        place = county(DIRTS[scale], level)
        what = f"{count(place):,} records, {level} dirt"
        made.append(
            measure(what, "link", f"{HERE}:ours", str(place), runs=1, ours=True)
        )
    return made


def county(children: int, dirt: str) -> Path:
    """A county kept for later runs."""
    from goldenthread.engine.synth.writing import write

    place = HOME / f"county-{children}-{dirt}"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        write(place, children, 1, dirt)
    return place


def count(place: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(place / "sent/identities.parquet").num_rows)


def ours(place: str) -> str:
    import pyarrow.parquet as pq

    from goldenthread.engine.link.linking import link

    found = link(pq.read_table(Path(place) / "sent/identities.parquet"))
    return _said(place, found.mapping.column("child").to_numpy())


def exact(place: str) -> str:
    """The first step of ours only: nothing is weighed."""
    import pyarrow.parquet as pq

    from goldenthread.engine.link import cascade, cleaning
    from goldenthread.engine.link.model import load

    with cleaning.database() as con:
        cleaning.clean(con, pq.read_table(Path(place) / "sent/identities.parquet"))
        return _said(place, cascade.parts(cascade.keys(con, load().exact)))


def pandas(place: str) -> str:
    """Merged by the numbers, then by name, birth and postcode, as it is often done."""
    import numpy as np
    import pandas as pd

    path = Path(place) / "sent/identities.parquet"
    frame = pd.read_parquet(path).sort_values("token").reset_index(drop=True)
    for name in ("forename", "surname"):
        frame[name] = frame[name].str.lower().str.replace("[^a-z]", "", regex=True)
    frame["child"] = np.arange(len(frame))
    for key in (["nhs_number"], ["upn"], ["forename", "surname", "born", "postcode"]):
        known = frame.dropna(subset=key)
        first = known.groupby(key, sort=False)["child"].transform("min")
        # Whoever had the number of one that moved moves with it.
        moved = pd.Series(first.to_numpy(), index=known["child"].to_numpy())
        moved = moved[~moved.index.duplicated()]
        frame["child"] = (
            frame["child"].map(moved).fillna(frame["child"]).astype("int64")
        )
    return _said(place, frame["child"].to_numpy())


def floor(place: str) -> str:
    import polars as pl

    frame = pl.read_parquet(Path(place) / "sent/identities.parquet")
    frame.sort("surname", "forename", "born", "postcode")
    return ""


def _said(place: str, found: Any) -> str:
    import polars as pl

    from goldenthread.engine.link.quality import quality

    truth = pl.read_parquet(Path(place) / "truth/records.parquet").sort("token")[
        "child"
    ]
    got = quality(truth.to_numpy(), found.astype("uint64"))
    return f"precision {got.precision:.4f}, recall {got.recall:.4f}"
