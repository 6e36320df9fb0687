"""Files of people who are no children: adopters, and posts of social workers.

They stand in no history: their numbers are shaped by assumption (tag ?), in proportion
to the county.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from goldenthread.engine import contracts
from goldenthread.engine.synth.data import calendar


# For so many children there is one enquiry about adopting a year, and one post.
ADOPTER_OF, POST_OF = 900, 450
STAGES: tuple[str, ...] = (
    "enquired",
    "stage_1",
    "stage_1_end",
    "stage_2",
    "stage_2_end",
    "applied",
)
STAGES += ("approved", "matched", "placed", "adopted")
WHY = ("1", "2", "3")


def sheets(
    children: int, seed: int
) -> Iterator[tuple[contracts.Contract, pl.DataFrame]]:
    """Each contract with its rows, headed; days are dates."""
    rng = np.random.default_rng([seed, 8])
    for name, rows in (
        ("annex_a_11", _adopters(rng, children)),
        ("workforce", _posts(rng, children)),
    ):
        contract = contracts.load(name)
        labels = {f.name: f.label for f in contract.fields if f.name in rows.columns}
        yield contract, rows.rename(labels)


def _adopters(rng: np.random.Generator, children: int) -> pl.DataFrame:
    """One after another stage, as far as the calendar goes; some leave on the way."""
    first, last = (
        np.datetime64(one, "D") for one in (calendar().first, calendar().last)
    )
    count = max(6, children * 3 // ADOPTER_OF)
    day = first + rng.integers(0, int((last - first).astype(int)), count)
    gone = rng.random(count) < 0.3
    columns: dict[str, object] = {"adopter": [f"AD-{n + 1:05d}" for n in range(count)]}
    columns["family"] = [f"AF-{n // 2 + 1:05d}" for n in range(count)]
    for place, name in enumerate(STAGES):
        kept = (day <= last) & ~(gone & (place > 2))
        columns[name] = [
            one if yes else None for one, yes in zip(day.tolist(), kept, strict=True)
        ]
        day = day + rng.integers(10, 90, count)
    left = [
        one.item() + np.timedelta64(40, "D").item() if yes else None
        for one, yes in zip(first + rng.integers(0, 700, count), gone, strict=True)
    ]
    begun = columns["stage_1_end"]
    assert isinstance(begun, list)  # noqa: S101 - for the types
    columns["left"] = [
        max(b, w) if w and b else None for b, w in zip(begun, left, strict=True)
    ]
    why = rng.integers(0, 3, count)
    columns["why"] = [
        WHY[n] if w else None
        for n, w in zip(why, columns["left"], strict=True)  # type: ignore[call-overload]
    ]
    return pl.DataFrame(columns)


def _posts(rng: np.random.Generator, children: int) -> pl.DataFrame:
    """Every post as it stands on the last day of each month."""
    count = max(8, children // POST_OF)
    days = pl.date_range(
        calendar().first, calendar().last, "1mo", eager=True
    ).dt.month_end()
    parts = [_month(rng, count, one) for one in days.to_list()]
    return pl.concat(parts)


def _month(rng: np.random.Generator, count: int, day: date) -> pl.DataFrame:
    filled = rng.choice(4, count, p=(0.66, 0.04, 0.15, 0.15))
    names = ("PERMANENT", "FIXED", "AGENCY", "VACANT")
    cases = rng.poisson(16, count)
    vacant = filled == 3
    return pl.DataFrame(
        {
            "post": [f"POST-{n + 1:05d}" for n in range(count)],
            "day": [day] * count,
            "filled": [names[n] for n in filled],
            "caseload": [
                None if no else int(n) for n, no in zip(cases, vacant, strict=True)
            ],
            "team": [("East", "West", "South")[n % 3] for n in range(count)],
        }
    )
