"""Texts alike in meaning: a text as a short row of numbers, and the nearest of many.

A text's numbers follow from its own words and the kept table of words alone, never from
other texts: what one person may not see cannot move what another is shown.
"""

from goldenthread.core.likeness.memory import Memory, Row
from goldenthread.core.likeness.table import EDITION, LENGTH, closeness, numbers_of
from goldenthread.core.likeness.words import Shared, shared_words, words_of


__all__ = [
    "EDITION",
    "LENGTH",
    "Memory",
    "Row",
    "Shared",
    "closeness",
    "numbers_of",
    "shared_words",
    "words_of",
]
