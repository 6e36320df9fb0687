"""Names that must not leave, hunted in a text word by word, exactly and nearly spelled.

A name that was found is never repeated: that it is a retired pseudonym, or a name of
the vault, is itself identity. Whoever asks learns that a line holds one (rules N3, N5).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from goldenthread.core.viewer import system
from goldenthread.subjects.models import fold
from goldenthread.subjects.rules import CHECK_TASK
from goldenthread.subjects.services.vault import names_for_check


POSSESSIVE = re.compile(r"[’']s\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+", re.UNICODE)
# A short name is compared as it stands: one letter more or less makes another word.
NEAR_FROM, NEARER_FROM, MOST = 6, 10, 2


def hunt_for(partnership_id: int | None, *, at: datetime) -> Hunt:
    """The hunt for every name a partnership may not publish, ready to be put to lines.

    Retired pseudonyms and the names of the vault; that the vault was opened for the
    check goes into the history (rule L4).
    """
    hunted = names_for_check(
        by=system(CHECK_TASK, partnership_id=partnership_id), at=at
    )
    return Hunt({tuple(words(one.value)) for one in hunted} - {()})


def words(text: str) -> list[str]:
    """The words of a text as they are compared: folded, without signs.

    “A child’s” is a child, and not Child S.
    """
    plain = POSSESSIVE.sub("", text)
    return [folded for word in WORD.findall(plain) if (folded := fold(word))]


class Hunt:
    """The names that are looked for, by how many words each has.

    A text says most of its words again and again: each run of words is compared once.
    """

    def __init__(self, wanted: Iterable[tuple[str, ...]]) -> None:
        self._names: dict[int, set[str]] = defaultdict(set)
        self._by_length: dict[tuple[int, int], list[str]] = defaultdict(list)
        for name in set(wanted):
            joined = "".join(name)
            self._names[len(name)].add(joined)
            self._by_length[len(name), len(joined)].append(joined)
        self._compared: dict[tuple[int, str], bool] = {}

    def finds(self, line: str) -> bool:
        """Whether a line holds one of the names, word by word, exactly or nearly."""
        said = words(line)
        return any(
            self._is_name(length, "".join(said[start : start + length]))
            for length in self._names
            for start in range(len(said) - length + 1)
        )

    def _is_name(self, length: int, found: str) -> bool:
        asked = (length, found)
        if asked not in self._compared:
            self._compared[asked] = found in self._names[length] or self._is_near(
                length, found
            )
        return self._compared[asked]

    def _is_near(self, length: int, found: str) -> bool:
        """Whether a name about as long differs by no more letters than it may.

        All names of one length are compared in one call: one by one, a large vault
        would be felt.
        """
        letters = len(found)
        return any(
            process.extractOne(
                found,
                self._by_length.get((length, long), ()),
                scorer=DamerauLevenshtein.distance,
                score_cutoff=may_differ(long),
            )
            for long in range(max(NEAR_FROM, letters - MOST), letters + MOST + 1)
            if abs(long - letters) <= may_differ(long)
        )


def holds_any(line: str, wanted: Iterable[tuple[str, ...]]) -> bool:
    """Whether one line holds one of the names."""
    return Hunt(wanted).finds(line)


def may_differ(letters: int) -> int:
    """One letter wrong in a longer name, two in a long one; short ones none."""
    return 0 if letters < NEAR_FROM else 1 if letters < NEARER_FROM else MOST
