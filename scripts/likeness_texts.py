"""Texts from which the table of words is learned: a dictionary's and the field's own.

The dictionary is WordNet 3.0 (Princeton University, free to use), as the Debian package
wordnet-base lays it down. The field's words are in `data/likeness.toml`: sentences are
made of them at random, always the same ones.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path


WORDNET = Path("/usr/share/wordnet")
FIELD = Path(__file__).parent / "data" / "likeness.toml"
# Animals, places, substances and plants, by the number of their file: not our matter.
LEFT_OUT = {"05", "15", "20", "27"}
SEED, SENTENCES = 7, 40_000
EXAMPLE = re.compile(r'"([^"]+)"')
EXAMPLES_OUT = re.compile(r'[;:,]?\s*"[^"]*"')
PATTERNS = (
    "{work} {fault}.",
    "{matter} of {family} {fault}.",
    "{who} {fault} {about} {matter}.",
    "{work} by {who} {fault}.",
    "{who} and {other} spoke of {matter} {about} {work}.",
    "{family}: {matter}, {another}. {work} {fault}.",
    "{who} {good}. {work} {fault} {about} {matter}.",
    "{family} {fault} {about} {matter}.",
    "{work} of {family} {good} by {who}.",
    "{term}: {work} {fault}.",
    "{who} {fault} {about} {term}.",
    "{term} of {family} {about} {matter}.",
)


def meanings() -> list[str]:
    """What words mean: “escalation, step-up: an increase …”."""
    found = (
        f"{', '.join(words[:3])}: {EXAMPLES_OUT.sub('', told).strip(' ;')}"
        for words, told in _entries()
    )
    return _of_common_words(found)


def examples() -> list[str]:
    """Sentences in which the dictionary shows its words in use."""
    found = (
        example
        for _, told in _entries()
        for example in EXAMPLE.findall(told)
        if len(example.split()) > 3
    )
    return _of_common_words(found)


def _of_common_words(found: Iterable[str]) -> list[str]:
    """Each once, without those in which a short word of the field means another thing."""
    return [text for text in dict.fromkeys(found) if not _short().search(text)]


def _entries() -> Iterator[tuple[list[str], str]]:
    for part in ("noun", "verb", "adj", "adv"):
        lines = (WORDNET / f"data.{part}").read_text(encoding="latin-1").split("\n")
        for line in lines:
            facts, bar, told = line.partition(" | ")
            # The head of the file, and entries of one person or place each.
            if not bar or facts.startswith("  ") or " @i " in facts:
                continue
            row = facts.split()
            if part == "noun" and row[1] in LEFT_OUT:
                continue
            words = row[4 : 4 + 2 * int(row[3], 16) : 2]
            yield [re.sub(r"\(.*?\)", "", one).replace("_", " ") for one in words], told


def terms() -> list[str]:
    """The field's terms, what they mean, and both."""
    told = _field()["terms"]
    both = [f"{term}: {meaning}" for term, meaning in told.items()]
    return list(dict.fromkeys([*both, *told.values(), *told]))


def short() -> dict[str, str]:
    """What the field's short words stand for."""
    return dict(_field()["short"])


def spelled(some: list[str]) -> list[str]:
    """Texts with what short words stand for in their place."""
    stands_for = short()
    return [
        _short().sub(lambda found: stands_for[found.group().lower()], text)
        for text in some
    ]


@cache
def _short() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(short())})\b", re.IGNORECASE)


def sentences() -> list[str]:
    """Who did what about which matter: the field's words side by side, at random."""
    field = _field()
    lists = {
        name: [one.strip() for one in words.split(";")]
        for name, words in field.items()
        if isinstance(words, str)
    }
    lists |= {"other": lists["who"], "another": lists["matter"]}
    lists["term"] = list(field["terms"])
    chance = random.Random(SEED)  # noqa: S311
    made = []
    for _ in range(SENTENCES):
        pattern = chance.choice(PATTERNS)
        drawn = {name: chance.choice(words) for name, words in lists.items()}
        text = pattern.format(**drawn)
        made.append(text[0].upper() + text[1:])
    return made


def _field() -> dict:
    return tomllib.loads(FIELD.read_text(encoding="utf-8"))
