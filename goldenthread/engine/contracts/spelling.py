"""One spelling for what people write in many: headers, titles of sheets, codes.

Letters and digits count; case, marks and runs of spaces do not. So `Date of Contact`,
`date_of_contact` and `DATE OF CONTACT:` are one, and so are `N1 - Abuse` and `n1: abuse`.
"""

from __future__ import annotations

import re
import unicodedata


_NOT_WORD = re.compile(r"[\W_]+")
# Annex A puts a letter before a code so that lists sort: `a) Male`, `p1) 5D: …`.
_LETTER = re.compile(r"^\s*[a-z]\d?\)\s*", re.IGNORECASE)
# What comes first where a code is followed by its label: `C2: FCO`, `N1 - Abuse`.
_FIRST = re.compile(r"^\s*([A-Za-z]*\d*[A-Za-z]?)\s*[:\-–—(]")
# A code that holds a figure needs no mark after it: `RC7 Services ceased`, `[PR4] …`.
_FIGURE = re.compile(r"^\s*[(\[]?([A-Za-z]{0,3}\d{1,2}[A-Za-z]?)[)\]]?\s")


def plain(text: str) -> str:
    """Lower case, words parted by single spaces, no accents and no marks."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign))
    return _NOT_WORD.sub(" ", flat).strip()


def without_letter(text: str) -> str:
    """`a) Male` as `Male`."""
    return _LETTER.sub("", text)


def first_word(text: str) -> str | None:
    """`N1` of `N1 - Abuse or neglect`; none where the text begins with no code."""
    found = _FIRST.match(text) or _FIGURE.match(text)
    return found.group(1) if found and found.group(1) else None
