"""Words of a text that say something, and the words two texts share or nearly share."""

from __future__ import annotations

import re
from dataclasses import dataclass


WORD = re.compile(r"[a-z][a-z]+|[a-z]*\d+[a-z\d]*")
# Words of grammar: they tell nothing of what a text is about.
_EMPTY = """a about above across after again against all almost along already also although
    always am among an and another any anybody anyone anything are around as at away
    back be because become been before being below between both but by can cannot
    could did do does doing done down during each either else enough even ever every
    everybody everyone everything few for from further had has have having he her here
    hers herself him himself his how however if in instead into is it its itself just
    least less let like made make many may me meanwhile might more most much must my
    neither never no nobody none nor not nothing now of off often on once one only or
    other others our ours out over own per put rather same seldom several shall she
    should since so some somebody someone something soon still such than that the
    their theirs them themselves then there these they thing things this those though
    three through to together too two under until up upon us very was we well were
    what when where whether which while who whom whose why will with within without
    would yet you your"""
EMPTY = frozenset(_EMPTY.split())
NEAR = 0.5


def words_of(text: str) -> list[str]:
    """Words in order, in small letters, without those of grammar."""
    plain = text.lower().replace("’", "'").replace("'s", "")
    return [word for word in WORD.findall(plain) if word not in EMPTY]


def stem_of(word: str) -> str:
    """A word without the ending of its plural: enough to meet its singular."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@dataclass(frozen=True)
class Shared:
    """Words in both texts, and pairs that mean nearly the same, the telling ones first."""

    same: tuple[str, ...]
    near: tuple[tuple[str, str], ...]


def shared_words(one: str, other: str, most: int = 6) -> Shared:
    """Why two texts are alike: from these two texts and the kept table alone."""
    ours, theirs = _distinct(one), _distinct(other)
    same = [word for stem, word in ours.items() if stem in theirs]
    near = _near(
        [word for stem, word in ours.items() if stem not in theirs],
        [word for stem, word in theirs.items() if stem not in ours],
    )
    same.sort(key=_telling)
    return Shared(tuple(same[:most]), tuple(near[:most]))


def _distinct(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words_of(text):
        found.setdefault(stem_of(word), word)
    return found


def _near(ours: list[str], theirs: list[str]) -> list[tuple[str, str]]:
    """Each word with its nearest in the other text, if that is near enough."""
    from goldenthread.core.likeness.table import closeness

    pairs = []
    for word in ours:
        close, nearest = max(
            ((closeness(word, other), other) for other in theirs), default=(0.0, "")
        )
        if close >= NEAR:
            pairs.append((close, word, nearest))
    return [(word, nearest) for _, word, nearest in sorted(pairs, reverse=True)]


def _telling(word: str) -> float:
    from goldenthread.core.likeness.table import weight_of

    return -weight_of(word)
