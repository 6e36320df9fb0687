"""The kept table of words, and a text's numbers from it.

`words.npz` gives each of some twenty thousand English words a place in a space where
words of like meaning lie near one another, and a weight that is small for common words.
It was drawn once, by `scripts/make_likeness.py`: so that the middle of a text's words
lies as near as can be to where a published sentence model (all-MiniLM-L6-v2, Apache 2.0)
puts the text. Nothing of that model is needed to use it. A word the table does not know
gets a place of its own by chance of its letters, so that two texts that share it still
meet.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import shake_128
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from goldenthread.core.likeness.words import stem_of, words_of


Numbers = NDArray[np.float32]

# Raised when the table or the way of reading a text changes. Numbers of another edition
# are not compared; a migration of the room that keeps them makes them anew.
EDITION = 3
FILE = Path(__file__).parent / "words.npz"
LENGTH = 192
# What a word nobody knows weighs: as much as a rare one, for it is rare.
UNKNOWN = 1.0


@cache
def _table() -> tuple[dict[str, int], Numbers, Numbers]:
    with np.load(FILE, allow_pickle=False) as kept:
        words = bytes(kept["words"]).decode("ascii").split("\n")
        places = kept["places"].astype(np.float32) * np.float32(kept["step"])
        weights = kept["weights"].astype(np.float32)
    return {word: at for at, word in enumerate(words)}, places, weights


@lru_cache(maxsize=20_000)
def _word(word: str) -> tuple[Numbers, float]:
    """A word's place and weight."""
    index, places, weights = _table()
    at = index.get(word, index.get(stem_of(word)))
    if at is None:
        return _by_letters(stem_of(word)) * _usual_length(), UNKNOWN
    return places[at], float(weights[at])


@cache
def _usual_length() -> np.float32:
    """How far from the middle words lie as a rule: so far lies an unknown one too."""
    return np.float32(np.linalg.norm(_table()[1], axis=1).mean())


def _by_letters(word: str) -> Numbers:
    drawn = np.frombuffer(shake_128(word.encode()).digest(LENGTH), dtype=np.uint8)
    place = drawn.astype(np.float32) - np.float32(127.5)
    return place / np.linalg.norm(place)


def numbers_of(text: str) -> bytes:
    """A text's numbers, one byte each; empty if it has no word that says anything."""
    whole = np.zeros(LENGTH, dtype=np.float32)
    for word in dict.fromkeys(words_of(text)):
        place, weight = _word(word)
        whole += place * weight
    length = float(np.linalg.norm(whole))
    if not length:
        return b""
    scaled = whole / np.abs(whole).max() * 127
    return bytes(np.rint(scaled).astype(np.int8).tobytes())


def closeness(one: str, other: str) -> float:
    """How near two words lie: 1 the same, about 0 nothing to do with each other."""
    first, second = _word(one)[0], _word(other)[0]
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / lengths if lengths else 0.0


def words() -> list[str]:
    """Every word the table knows."""
    return list(_table()[0])


def weight_of(word: str) -> float:
    return _word(word)[1]
