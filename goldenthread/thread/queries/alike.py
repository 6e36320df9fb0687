"""Actions that may say the same, by the words they share.

A simple measure, explained by its words: rare words weigh more than common ones, and
what is shared is set against all that either says.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action
from goldenthread.thread.queries.improvement import lines


LEAST = 0.2
MOST_SHOWN = 5
WORD = re.compile(r"[a-z]{4,}")
# Words that say nothing about what an action does.
EMPTY = frozenset(
    {
        *("that", "this", "with", "from", "they", "them", "their", "there", "will"),
        *("have", "been", "more", "into", "when", "which", "what", "where", "each"),
        *("every", "about", "staff", "practice", "example"),
    }
)


@dataclass(frozen=True)
class Alike:
    """An action, how alike it is (0 to 1), and the words it shares."""

    action: Action
    share: float
    words: tuple[str, ...]


def words_of(action: Action) -> frozenset[str]:
    """Its words without endings of number, without words that say nothing."""
    said = f"{action.title} {action.text} {action.practice_change}".lower()
    found = {word.rstrip("s") for word in WORD.findall(said)}
    return frozenset(found - EMPTY)


def alike(viewer: Viewer, action: Action) -> list[Alike]:
    """Live actions most like this one that it could be merged with, the nearest first.

    Only such as may be merged at all are offered: unrestricted, or of the same case.
    """
    circles = {"", action.origin.circle}
    others = [
        one
        for one in lines(viewer).exclude(pk=action.pk)
        if one.origin.circle in circles
    ]
    bags = {one.pk: words_of(one) for one in others}
    own = words_of(action)
    held = Counter(word for bag in [own, *bags.values()] for word in bag)
    weight = {word: log(1 + (len(bags) + 1) / count) for word, count in held.items()}
    found = [_compared(one, own, bags[one.pk], weight) for one in others]
    near = [one for one in found if one.share >= LEAST and len(one.words) > 1]
    return sorted(near, key=lambda one: (-one.share, one.action.pk))[:MOST_SHOWN]


def _compared(
    other: Action, own: frozenset[str], bag: frozenset[str], weight: dict[str, float]
) -> Alike:
    shared = own & bag
    whole = sum(weight[word] for word in own | bag)
    share = sum(weight[word] for word in shared) / whole if whole else 0.0
    ranked = sorted(shared, key=lambda word: (-weight[word], word))
    return Alike(other, share, tuple(ranked[:6]))
