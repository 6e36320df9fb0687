"""Which passwords do not hold (rule U3): no composition rules, only guessability.

Django's list has under 200 entries of 12 or more signs, and 15 are asked for here, so
the list alone stops almost nothing. What people do is string common passwords
together; that is what is looked for, besides our own words and a list of leaked
passwords where the operator keeps one.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from goldenthread.partnership.models import Agency, Partnership


OWN_WORDS = ("goldenthread", "golden", "thread", "safeguarding", "partnership")
# Numbers and signs people write for letters.
LOOK_ALIKES = str.maketrans("0134578@$!", "oieastbasi")
KEYBOARD = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
)
SHORTEST_WALK = 4
MOST_WORDS = 2


class EasyPasswordValidator:
    """Refuses a password made of at most two common words, walks or own words.

    Four words taken at random hold; “password” twice with a year behind does not.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if _words_needed(password, _own_words(user)) <= MOST_WORDS:
            raise ValidationError(
                "This password is too easy to guess: it is made of common words, names "
                "or rows of keys. Four words that have nothing to do with one another "
                "are better.",
                code="password_too_easy",
            )

    def get_help_text(self) -> str:
        return "Several words that have nothing to do with one another."


def _own_words(user: Any) -> frozenset[str]:
    """Our own words, those of partnerships and agencies, and the person's own."""
    names = [
        *OWN_WORDS,
        *Partnership.objects.values_list("name", flat=True),
        *Partnership.objects.values_list("area_name", flat=True),
        *Agency.objects.values_list("name", flat=True),
    ]
    if user is not None:
        names += [user.email, user.person.name]
    words = re.findall(r"[a-z]{3,}", " ".join(names).lower())
    return frozenset(words)


@cache
def _common() -> frozenset[str]:
    """Django's list of common passwords of three signs or more."""
    return frozenset(one for one in CommonPasswordValidator().passwords if len(one) > 2)


def _words_needed(password: str, own: frozenset[str]) -> int:
    """The fewest guessable words the password can be cut into.

    Digits, signs and repetitions of one sign between them cost nothing; a sign that
    belongs to no such word costs a word of its own.
    """
    text = password.lower()
    plain = text.translate(LOOK_ALIKES)
    fewest = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        fewest[end] = fewest[end - 1] + (0 if _is_free(text, end - 1) else 1)
        for start in range(max(0, end - 24), end - 2):
            if _is_easy(text[start:end], plain[start:end], own):
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1]


def _is_free(text: str, place: int) -> bool:
    sign = text[place]
    return not sign.isalpha() or (place > 0 and text[place - 1] == sign)


def _is_easy(word: str, plain: str, own: frozenset[str]) -> bool:
    common = _common()
    if word in common or plain in common or word in own or plain in own:
        return True
    return len(word) >= SHORTEST_WALK and any(
        word in row or word[::-1] in row for row in KEYBOARD
    )


class LeakedPasswordValidator:
    """Refuses a password on the operator's list of leaked ones, where there is a list.

    The list is a file of SHA-1 digests in order, one a line, as the public collections
    of leaked passwords are published; nothing is sent anywhere.
    """

    def __init__(self, path: str = "") -> None:
        self.path = path

    def validate(self, password: str, user: Any = None) -> None:
        path = Path(self.path or settings.LEAKED_PASSWORDS or "")
        if not path.is_file():
            return
        digest = hashlib.sha1(password.encode(), usedforsecurity=False)
        if _is_listed(path, digest.hexdigest().upper().encode()):
            raise ValidationError(
                "This password has been leaked somewhere before, so it would be tried "
                "early. Choose another one.",
                code="password_leaked",
            )

    def get_help_text(self) -> str:
        return "Not a password that was ever leaked."


def _is_listed(path: Path, digest: bytes) -> bool:
    """Search a sorted file by halves: about 30 reads for a thousand million lines."""
    with path.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            line = _line_at(lines, middle)
            found = line[:40].upper()
            if found == digest:
                return True
            if line and found < digest:
                low = middle + 1
            else:
                high = middle
    return False


def _line_at(lines: Any, place: int) -> bytes:
    """The first whole line that begins at or after a place."""
    lines.seek(max(0, place - 1))
    if place:
        lines.readline()
    return lines.readline()
