"""What goes wrong when people type: names, numbers, dates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from goldenthread.engine.synth.data import calendar
from goldenthread.engine.synth.people import day


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOWELS = set("aeiouy")
# Born so few days before the years told begin, or later: something may be told of birth.
NEW = 400


def misspelt(
    rng: np.random.Generator, values: pl.Series, mask: Bools, letters: str = LETTERS
) -> pl.Series:
    """Where the mask says, one letter wrong, left out, doubled or in the wrong place."""
    rows = np.flatnonzero(mask & values.is_not_null().to_numpy())
    if not len(rows):
        return values
    luck = rng.random((len(rows), 3))
    wrong = [
        typed(text, which, where, what, letters)
        for text, (which, where, what) in zip(
            values.gather(rows), luck.tolist(), strict=True
        )
    ]
    return values.scatter(rows, wrong)


def typed(text: str, which: float, where: float, what: float, letters: str) -> str:
    """One typing error in a text, chosen by three numbers from 0 up to 1.

    A number (digits for letters) keeps its length: a field for numbers counts them.
    """
    if len(text) < 3:
        return text
    at = 1 + int(where * (len(text) - 2))
    letter = letters[int(what * len(letters))]
    if letters != LETTERS:
        which = which / 2 + 0.5
    if which < 0.25:
        return text[:at] + text[at + 1 :]
    if which < 0.5:
        return text[:at] + text[at] + text[at:]
    if which < 0.75:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + letter + text[at + 1 :]


def shortened(names: pl.Series) -> pl.Series:
    """A name's familiar form: its beginning up to a consonant, with -ie."""
    kept = names.unique()
    return names.replace_strict(kept, [_short(name) for name in kept])


def _short(name: str) -> str:
    start = name[:4] if name[3:4] and name[3] not in VOWELS else name[:3]
    return f"{start}ie" if start[-1] not in VOWELS else f"{start}n"


def slipped_day(
    rng: np.random.Generator, born: Ints, swapped: Bools, slipped: Bools
) -> pl.Series:
    """Days of birth with day and month changed over, or off by a day, a month or a year."""
    dates = born.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    number = month.astype(np.int64) % 12
    in_month = (dates - month).astype(np.int64)
    year = dates.astype("datetime64[Y]").astype("datetime64[M]")
    other = (year + in_month % 12).astype("datetime64[D]") + number
    can = swapped & (in_month < 12)
    slip = rng.choice(np.array([-1, 1, -10, 10, -31, 31, -365, 365]), len(born))
    days = np.where(can, other.astype(np.int64), born + np.where(slipped, slip, 0))
    # No system takes a visit long before the birth it knows of.
    late = (days > born + 60) & (born > day(calendar().first) - NEW)
    days = np.where(late, born, days)
    return pl.Series(days.astype(np.int32)).cast(pl.Date)
