"""Pounds and pence: decimal in, decimal out, never a binary fraction.

Shares are computed from amounts and rounded only to be shown, half away from zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext


PENNY = Decimal("0.01")
LARGEST = Decimal("999999999999.99")
PATTERN = re.compile(
    r"(?P<sign>[-−]?)£?(?P<pounds>\d+|\d{1,3}(,\d{3})+)(\.(?P<p>\d+))?"
)


class MoneyError(ValueError):
    """An amount that cannot be read; the text is for the person."""


def parse_pounds(text: str) -> Decimal:
    """Read `£66,120`, `1234.5` or `-£12.00`; refuses fractions of a penny."""
    match = PATTERN.fullmatch("".join(text.split()))
    if not match or (not text.isascii() and not _only_our_signs(text)):
        raise MoneyError(f"Write an amount of money like £1,234.56, not “{text[:40]}”.")
    pence = match["p"] or ""
    if len(pence) > 2:
        raise MoneyError(f"“{text[:40]}” has a fraction of a penny.")
    amount = Decimal(f"{match['pounds'].replace(',', '')}.{pence.ljust(2, '0')}")
    if amount > LARGEST:
        raise MoneyError(f"“{text[:40]}” is too large an amount.")
    return -amount if match["sign"] else amount


def _only_our_signs(text: str) -> bool:
    """Digits of other scripts are refused; the pound and minus signs are not."""
    return text.replace("£", "").replace("−", "").replace("\xa0", "").isascii()


def pounds(amount: Decimal, *, pence: bool | None = None) -> str:
    """`£66,120`, or `£66,120.50` where there are pence or they are asked for."""
    shown = round_half_up(amount, 2)
    with_pence = shown != shown.to_integral_value() if pence is None else pence
    words = f"{abs(shown):,.2f}" if with_pence else f"{abs(round_half_up(shown, 0)):,}"
    sign = "−" if words.strip("0.,") and amount < 0 else ""
    return f"{sign}£{words}"


def round_half_up(amount: Decimal, places: int) -> Decimal:
    """Round as people do on paper: a half goes away from zero."""
    with localcontext(prec=60):
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def to_pence(amount: Decimal) -> int:
    """Whole pence; refuses an amount with a fraction of a penny."""
    pence = amount * 100
    if pence != pence.to_integral_value():
        raise MoneyError(f"{amount:f} pounds has a fraction of a penny.")
    return int(pence)


def from_pence(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def percent_of(part: Decimal, whole: Decimal, *, places: int = 2) -> Decimal | None:
    """The share of a part in a whole, in per cent; None where the whole is nothing."""
    if not whole:
        return None
    with localcontext(prec=60):
        return round_half_up(part * 100 / whole, places)


@dataclass(frozen=True)
class SumCheck:
    """A printed total beside the sum of its parts."""

    total: Decimal
    parts: Decimal

    @property
    def agrees(self) -> bool:
        return self.total == self.parts

    @property
    def difference(self) -> Decimal:
        return self.total - self.parts

    @property
    def sentence(self) -> str:
        if self.agrees:
            return f"The parts add up to the total, {pounds(self.total)}."
        side = "more" if self.difference > 0 else "less"
        out_by = f"{pounds(abs(self.difference))} {side}"
        return (
            f"The total, {pounds(self.total)}, is {out_by} than its parts, "
            f"which add up to {pounds(self.parts)}."
        )


def check_sum(total: Decimal, parts: Iterable[Decimal]) -> SumCheck:
    """Compare a stated total with what its parts come to, to the penny."""
    return SumCheck(total, sum(parts, Decimal(0)))
