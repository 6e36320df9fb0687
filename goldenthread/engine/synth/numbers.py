"""Check digits of made-up pupil and NHS numbers, for whole columns at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl


Ints = npt.NDArray[np.int64]

# Letters of the unique pupil number's check, without I, O and S (DfE, UPN guidance).
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
# An authority and school no register has, in front of year and serial.
UPN_START = 10**9 * 9  # 009 …: twelve digits begin 009
# Counted down from the top: 999 is kept for tests, 900 and above was never given out.
NHS_TOP = 999_999_999


def upns(numbers: Ints) -> pl.Series:
    """Check letter and twelve digits: weights 2 to 13, remainder by 23."""
    digits = UPN_START + numbers % 10**9
    total = np.zeros(len(digits), dtype=np.int64)
    for place in range(12):
        total += (digits // 10 ** (11 - place)) % 10 * (place + 2)
    letters = pl.Series(list(UPN_LETTERS)).gather(total % 23)
    return letters + pl.Series(digits).cast(pl.String).str.zfill(12)


def nhs_check(nine: Ints) -> Ints:
    """The tenth digit by modulus 11; 10 where nine digits have none."""
    total = np.zeros(len(nine), dtype=np.int64)
    for place in range(9):
        total += (nine // 10 ** (8 - place)) % 10 * (10 - place)
    check = 11 - total % 11
    check[check == 11] = 0
    return check


def nhs_numbers(first: int, count: int) -> pl.Series:
    """So many numbers, of the ones that have a check digit, counted down from the top.

    `first` is how many people come before; people apart never share a number.
    """
    # At most one of eleven successive bases has no check digit, so 6 in 5 suffice.
    start = first * 6 // 5
    nine = NHS_TOP - np.arange(start, start + count * 6 // 5 + 12, dtype=np.int64)
    check = nhs_check(nine)
    kept = (nine * 10 + check)[check < 10][:count]
    return pl.Series(kept).cast(pl.String)
