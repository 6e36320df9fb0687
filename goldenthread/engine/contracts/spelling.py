"""One spelling for what people write in many: headers, titles of sheets, codes.

Letters and digits count; case, marks and runs of spaces do not. So `Date of Contact`,
`date_of_contact` and `DATE OF CONTACT:` are one, and so are `N1 - Abuse` and `n1: abuse`.
"""

from __future__ import annotations

import re
import unicodedata


_NOT_WORD = re.compile(r"[\W_]+")
# Annex A puts a letter before a code so that lists sort: `a) Male`, `p1) 5D: …`.
_LETTER = re.compile(r"^\s*[a-z](?:\d?\)\s*|\.\s+)", re.IGNORECASE)
# Words that may stand or not, in what is otherwise the same label.
_SMALL = frozenset(
    [
        "a",
        "an",
        "any",
        "as",
        "by",
        "eg",
        "for",
        "inc",
        "including",
        "of",
        "or",
        "the",
        "to",
        "with",
        "background",
        "heritage",
        "british",
    ]
)


def plain(text: str) -> str:
    """Lower case, words parted by single spaces, no accents and no marks."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign))
    flat = flat.replace("&", " and ").replace("+", " and ").replace("\u2019", "'")
    return _NOT_WORD.sub(" ", flat.replace("'", "")).strip()


def loose(spelt: str) -> str:
    """A plain text without small words and endings of the plural: for labels alone."""
    words = (one for one in spelt.split() if one not in _SMALL)
    return " ".join(one.removesuffix("s") if len(one) > 3 else one for one in words)


def without_letter(text: str) -> str:
    """`a) Male` as `Male`."""
    return _LETTER.sub("", text)
