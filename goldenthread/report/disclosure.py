"""What must not reach the public: small numbers, names, quotes without consent.

A name that was found is never repeated here: that it is a retired pseudonym, or a name
of the vault, is itself identity. The place is told, not the word (rules N3, N5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.utils import timezone

from goldenthread.core.documents.nodes import Part
from goldenthread.core.documents.reading import words_in
from goldenthread.core.figures import State
from goldenthread.report import registry
from goldenthread.report.assemble import Assembly, Problem
from goldenthread.report.models import Edition
from goldenthread.subjects.models import fold
from goldenthread.subjects.services import hunt_for


# Hidden by default in public output: the range of the national publications.
SMALLEST, LARGEST = 1, 5


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
    """Lines that hold a retired pseudonym, a name of the vault, or a near spelling.

    The cover is read too: its lines are all that the files themselves say about
    themselves (their metadata), and are printed on every page.
    """
    hunt = hunt_for(edition.partnership_id, at=timezone.now())
    for where, number, line in _places(assembly):
        code = f"line-{hashlib.sha256(line.encode()).hexdigest()[:12]}"
        if code not in decided and hunt.finds(line):
            yield Problem(
                where,
                f"Line {number} holds a name that may not be published, or one "
                f"spelled nearly like it. Change it, or decide on “{code}”.",
            )


def _places(assembly: Assembly) -> Iterator[tuple[str, int, str]]:
    """Every line of the report with where it stands, from the cover on."""
    document = assembly.document
    cover = (document.title, document.subtitle, document.publisher)
    yield from (("The cover", number, one) for number, one in enumerate(cover, 1))
    for part in document.parts:
        where = f"Section {part.number}, {part.title}"
        yield from ((where, number, one) for number, one in enumerate(_lines(part), 1))


def _lines(part: Part) -> Iterator[str]:
    yield part.title
    for node in part.nodes:
        yield from words_in(node)


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
