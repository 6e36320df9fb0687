"""What must not reach the public: small numbers, names, quotes without consent.

A name that was found is never repeated here: that it is a retired pseudonym, or a name
of the vault, is itself identity. The place is told, not the word (rules N3, N5).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec

from django.utils import timezone
from rapidfuzz.distance import DamerauLevenshtein

from goldenthread.core.figures import State
from goldenthread.core.viewer import system
from goldenthread.report import registry
from goldenthread.report.assemble import Assembly, Problem, words_in
from goldenthread.report.document import Part
from goldenthread.report.models import Edition
from goldenthread.subjects.models import fold
from goldenthread.subjects.rules import CHECK_TASK
from goldenthread.subjects.services import names_for_check


# Hidden by default in public output: the range of the national publications.
SMALLEST, LARGEST = 1, 5
WORD = re.compile(r"[^\W_]+", re.UNICODE)
# A short name is compared as it stands: one letter more or less makes another word.
NEAR_FROM, NEARER_FROM, MOST = 6, 10, 2


def problems(edition: Edition, assembly: Assembly) -> Iterator[Problem]:
    """Everything guarded that nobody has decided may be published."""
    decided = set(edition.decisions.values_list("what", flat=True))
    yield from small_numbers(assembly, decided)
    yield from names(edition, assembly, decided)
    yield from unconsented_quotes(edition, assembly)


def small_numbers(assembly: Assembly, decided: set[str]) -> Iterator[Problem]:
    """Figures that count people and lie between 1 and 5."""
    for key, figure in registry.figures().items():
        if not figure.people or key in decided:
            continue
        result = assembly.answers[key]
        known = result.state is State.KNOWN
        if known and SMALLEST <= result.value <= LARGEST:
            yield Problem(
                f"Figure {key}",
                f"It counts people and lies between {SMALLEST} and {LARGEST}. Decide "
                f"whether “{key}” may be published.",
            )


def names(edition: Edition, assembly: Assembly, decided: set[str]) -> Iterator[Problem]:
    """Lines that hold a retired pseudonym, a name of the vault, or a near spelling."""
    checker = system(CHECK_TASK, partnership_id=edition.partnership_id)
    hunted = names_for_check(by=checker, at=timezone.now())
    hunt = Hunt({tuple(_words(one.value)) for one in hunted} - {()})
    for part in assembly.document.parts:
        for number, line in enumerate(_lines(part), start=1):
            code = f"line-{hashlib.sha256(line.encode()).hexdigest()[:12]}"
            if code not in decided and hunt.finds(line):
                yield Problem(
                    f"Section {part.number}, {part.title}",
                    f"Line {number} holds a name that may not be published, or one "
                    f"spelled nearly like it. Change it, or decide on “{code}”.",
                )


def _lines(part: Part) -> Iterator[str]:
    yield part.title
    for node in part.nodes:
        yield from words_in(node)


def _words(text: str) -> list[str]:
    return [folded for word in WORD.findall(text) if (folded := fold(word))]


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
        words = _words(line)
        return any(
            self._is_name(length, "".join(words[start : start + length]))
            for length in self._names
            for start in range(len(words) - length + 1)
        )

    def _is_name(self, length: int, found: str) -> bool:
        asked = (length, found)
        if asked not in self._compared:
            self._compared[asked] = found in self._names[length] or any(
                near(found, name) for name in self._as_long(length, len(found))
            )
        return self._compared[asked]

    def _as_long(self, length: int, letters: int) -> Iterator[str]:
        """Names long enough to be misspelled, and about as long as what was found."""
        for long in range(max(NEAR_FROM, letters - MOST), letters + MOST + 1):
            yield from self._by_length.get((length, long), ())


def holds_any(line: str, wanted: Iterable[tuple[str, ...]]) -> bool:
    """Whether one line holds one of the names."""
    return Hunt(wanted).finds(line)


def near(found: str, name: str) -> bool:
    """One letter wrong in a longer name, two in a long one; short ones exactly."""
    most = 0 if len(name) < NEAR_FROM else 1 if len(name) < NEARER_FROM else MOST
    if most == 0 or abs(len(found) - len(name)) > most:
        return found == name
    return DamerauLevenshtein.distance(found, name, score_cutoff=most) <= most


def unconsented_quotes(edition: Edition, assembly: Assembly) -> Iterator[Problem]:
    """Words of a quote that nobody agreed to publish, wherever they stand in the text."""
    if find_spec("goldenthread.training") is None:
        return
    queries = import_module("goldenthread.training.queries")
    withheld = [
        fold(one.words)
        for one in queries.quotes_without_consent(edition.partnership_id)
    ]
    for part in assembly.document.parts:
        text = fold(" ".join(_lines(part)))
        if any(words and words in text for words in withheld):
            yield Problem(
                f"Section {part.number}, {part.title}",
                "It holds a quote whose speaker has not agreed to it.",
            )
