"""Which code a text means: found whole, or agreed on by the parts it is made of.

People write `WBRI`, `White British`, `a) White - British`, `White British [WBRI]`,
`A1 - White - British`. Every one is a known spelling, with a code, a heading or a
number of a system's own beside it. So a text is cut at its dashes, colons, brackets and
slashes; a part is never cut further, and parts that mean different things mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from goldenthread.engine.contracts.spelling import loose, plain, without_letter


# Where a text is cut: at dashes with space around them, colons, brackets and the like.
_CUTS = re.compile(r"\s[-–—]+\s|[:;>\]\n|]|(?<!\(s)\)|(?<!\w)[(\[]|(?<!\w)'|'(?!\w)")
# Not so surely: slashes between words (not N/A), any dash.
_SLASHES = re.compile(_CUTS.pattern + r"|(?<=\w{3})/(?=\w{3})|\s/|/\s")
_DASHES = re.compile(_SLASHES.pattern + r"|[-–—]|(?<=\w)[(\[](?!s\b)")
# A system's own number in front: `A.A41)`, `A4.1 `, `1d `. With a bracket it is a place
# in a list (`32) …`) and never a code.
_NUMBER = re.compile(
    r"^\s*\(?((?:[A-Za-z]{1,3}\.)?[A-Za-z]{0,3}\d{1,3}(?:\.\d{1,2})?[A-Za-z]?)([\s).:]+)"
)
_FIGURE, _FINER = (
    re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]?"),
    re.compile(r"([A-Z]{1,2}\d{1,2})[A-Za-z]{1,3}\d?"),
)
_OWN = re.compile(r"[A-Z0-9_.]{1,10}[a-z]?|\d+[a-z]?")
# What stands between several codes in one cell.
_BETWEEN = re.compile(r"[,;/&+\n|]|\band\b|\s{2,}", re.IGNORECASE)


# A longer text is a note, and of so many parts none is a code.
LONGEST, MOST_PARTS = 400, 8


@dataclass(frozen=True)
class Meant:
    """A code, and whether every part of the text said so."""

    code: str
    whole: bool


@dataclass(frozen=True)
class Known:
    """Spellings of a list: as they stand, and without small words and endings."""

    exact: Mapping[str, str]
    near: Mapping[str, str]
    # The word of events for each code; its keys are the codes themselves.
    words: Mapping[str, str]

    @cached_property
    def _own(self) -> dict[str, str]:
        return {plain(code): code for code in self.words}

    def own(self, text: str) -> str | None:
        """The code that a text is, by its own name."""
        return self._own.get(plain(text))

    def has_figure(self, text: str) -> bool:
        """Whether a text is a code of a letter and a figure, as no word of a label is."""
        return _FIGURE.fullmatch(text) is not None and self.own(text) is not None

    def below(self, text: str) -> str | None:
        """The code that a text is a finer one of: `N1a` and `N1SD` of N1."""
        found = _FINER.fullmatch(text)
        return self.own(found.group(1)) if found else None

    @classmethod
    def of(cls, spelt: Iterable[tuple[str, str]], words: Mapping[str, str]) -> Known:
        """From spelling and code, the more binding first. What without its small words
        would mean two codes is not known so."""
        exact: dict[str, str] = {}
        for text, code in spelt:
            for one in (text, without_letter(text)):
                exact.setdefault(plain(one), code)
        near: dict[str, str | None] = {}
        for text, code in exact.items():
            bare = loose(text)
            near[bare] = code if near.get(bare, code) == code else None
        kept = {text: code for text, code in near.items() if text and code}
        return cls(exact, kept, words)

    def find(self, text: str) -> str | None:
        wanted = plain(text)
        return self.exact.get(wanted) or self.near.get(loose(wanted))


def meant(
    text: str, known: Known, *, partly: bool, several: str | None
) -> Meant | None:
    """The code that a text means, or none.

    `partly` takes a text of which one part is known and the others are not; `several`
    is the code for a cell that names more than one.
    """
    if len(text) > LONGEST:
        return None
    for whole in (text, without_letter(text)):
        if code := known.find(whole):
            return Meant(code, True)
    bare = without_letter(text)
    for cuts in (_CUTS, _SLASHES, _DASHES):
        if found := _agreed(list(_parts(bare, known, cuts)), known):
            return found
    code = _several(text, known, several) if several else None
    if (
        code is None
        and partly
        and (code := _headed(list(_parts(bare, known, _CUTS)), known))
    ):
        return Meant(code, False)
    return Meant(code, True) if code else None


def _parts(text: str, known: Known, cuts: re.Pattern[str]) -> Iterator[str]:
    number, first = _NUMBER.match(text), text.split(" ", 1)
    if number:
        in_list = number.group(2).startswith(")") and not text.lstrip().startswith("(")
        yield number.group(1) + (")" if in_list else "")
        text = text[number.end() :]
    elif (
        len(first) == 2
        and len(first[0]) > 2
        and first[0].isupper()
        and known.own(first[0])
    ):
        yield from first[:1]
        text = first[1]
    for part in filter(None, (part.strip(" .*-–") for part in cuts.split(text))):
        head, _, label = part.partition(" ")
        yield from (head, label) if label and known.has_figure(head) else (part,)


def _says_nothing(part: str, known: Known) -> bool:
    """A number or short name of a system's own: `A4.1`, `32)`, `LEG`."""
    return not known.find(part) and _OWN.fullmatch(part.removesuffix(")")) is not None


def _agreed(parts: list[str], known: Known) -> Meant | None:
    """A code by its own name, first or last; or what all parts mean alike.

    The longest run of parts that is known together is the most exact.
    """
    parts = [part for part in parts if not part.endswith(")")]
    named = {code for part in (*parts[:1], *parts[-1:]) if (code := known.own(part))}
    if named:
        return Meant(named.pop(), True) if len(named) == 1 else None
    if parts and (known.below(parts[0]) or known.below(parts[-1])):
        return None
    parts = [part for part in parts if not _says_nothing(part, known)][:MOST_PARTS]
    runs = [
        (last - first, first, code)
        for first, last in combinations(range(len(parts) + 1), 2)
        if (code := known.find(" ".join(parts[first:last])))
    ]
    if not runs:
        return None
    length, first, code = max(runs)
    beside = [known.find(part) for part in (*parts[:first], *parts[first + length :])]
    alike = all(other and known.words[other] == known.words[code] for other in beside)
    return Meant(code, True) if alike else None


def _headed(parts: list[str], known: Known) -> str | None:
    """The code of a known heading before parts that are not known: `Police (JDST)`.

    A known part further on may stand in a sentence that says no (`not under …`).
    """
    if parts and (finer := known.below(parts[0]) or known.below(parts[-1])):
        return finer
    parts = [part for part in parts if not _says_nothing(part, known)]
    codes = [known.find(part) for part in parts]
    if not codes or codes[0] is None:
        return None
    alike = {known.words[code] for code in codes if code} == {known.words[codes[0]]}
    return codes[0] if alike else None


def _several(text: str, known: Known, several: str) -> str | None:
    found = [
        known.find(part)
        for part in _BETWEEN.split(text.replace(":", ","))
        if part.strip()
    ]
    codes = set(found) - {several}
    if not codes or None in codes:
        return None
    return several if len(codes) > 1 else next(iter(codes))


def nearest(text: str, codes: Mapping[str, Iterable[str]], most: int = 3) -> list[str]:
    """The codes with a spelling most like a text, the likest first; none far from it."""
    from rapidfuzz import fuzz, process, utils

    if len(text) > LONGEST:
        return []
    spelt = {f"{code}\n{one}": one for code, every in codes.items() for one in every}
    found = process.extract(
        text, spelt, scorer=fuzz.WRatio, processor=utils.default_process,
        score_cutoff=70, limit=most * 5,
    )  # fmt: skip
    return list(dict.fromkeys(key.split("\n")[0] for _, _, key in found))[:most]
