"""How far people who judged the same things apart from each other agree.

Exact fractions throughout: a table of a few dozen judgements needs no rounding, and a
measure that cannot be worked out is None, never nought.

Cohen's kappa (1960) is for two people who both judged every thing; Krippendorff's
alpha (nominal) for more people or for judgements that are missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import combinations


Judgement = Hashable | None


def cohen_kappa(
    first: Sequence[Hashable], second: Sequence[Hashable]
) -> Fraction | None:
    """Agreement of two people beyond what their own habits would give by chance.

    None where nothing was judged, or where both said the same of everything: then
    chance alone explains all, and there is nothing to measure.
    """
    things = len(first)
    if things != len(second):
        raise ValueError("Both must have judged the same things.")
    if not things:
        return None
    alike = Fraction(sum(a == b for a, b in zip(first, second, strict=True)), things)
    ours, theirs = Counter(first), Counter(second)
    chance = Fraction(sum(ours[one] * theirs[one] for one in ours), things**2)
    return None if chance == 1 else (alike - chance) / (1 - chance)


def krippendorff_alpha(things: Sequence[Sequence[Judgement]]) -> Fraction | None:
    """Agreement of any number of people; each thing is a row of their judgements.

    None stands for a judgement that is missing; a thing that fewer than two people
    judged tells nothing and is left out. The answer is None where all judgements that
    count are the same.
    """
    paired = [found for one in things if len(found := _made(one)) > 1]
    values = Counter(value for one in paired for value in one)
    total = sum(values.values())
    expected = total**2 - sum(count**2 for count in values.values())
    if not expected:
        return None
    apart = sum((_apart(one) for one in paired), Fraction(0))
    return 1 - (total - 1) * apart / expected


def _made(judgements: Sequence[Judgement]) -> list[Hashable]:
    return [one for one in judgements if one is not None]


def _apart(judgements: Sequence[Hashable]) -> Fraction:
    """Ordered pairs of one thing that differ, each worth one over the others' number."""
    pairs = sum(a != b for a, b in combinations(judgements, 2))
    return Fraction(2 * pairs, len(judgements) - 1)
