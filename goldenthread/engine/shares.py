"""Two shares, before and after: how likely so large a difference is by chance alone.

Samples of a re-audit are small, often ten files, so no approximation will do: this is
Fisher's exact test, one-sided, in whole numbers. Given how many of all files met the
standard, it counts in how many ways at least as many of them could have fallen among
the later ones by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb


MOST = 500


@dataclass(frozen=True)
class Share:
    """So many of so many; refuses what cannot be."""

    met: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.of:
            raise ValueError(f"{self.met} of {self.of} is no share.")

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.met, self.of) if self.of else None

    @property
    def unmet(self) -> Share:
        return Share(self.of - self.met, self.of)


def chance_of_rise(before: Share, after: Share) -> Fraction:
    """The chance of at least as many met among the later ones if nothing changed."""
    met = before.met + after.met
    ways = sum(
        comb(after.of, found) * comb(before.of, met - found)
        for found in range(after.met, min(after.of, met) + 1)
        if met - found <= before.of
    )
    return Fraction(ways, comb(before.of + after.of, met))


def chance_of_fall(before: Share, after: Share) -> Fraction:
    """The chance of at most as many met among the later ones if nothing changed."""
    return chance_of_rise(before.unmet, after.unmet)


def fewest_to_show(before: Share, *, rise: bool, most_chance: Fraction) -> int | None:
    """The fewest later files that could show a change at all, were every one as hoped.

    None where even `MOST` could not: there was no room to change, or too few before.
    """
    first = before if rise else before.unmet
    for count in range(1, MOST + 1):
        if chance_of_rise(first, Share(count, count)) <= most_chance:
            return count
    return None
