"""Bytes that agencies sent, sealed on disk piece by piece.

A submission's pieces lie in a folder named after its random key. Each is sealed for its
place, so that a piece moved or taken from another submission does not open, and each is
whole or not there: an upload that was cut off goes on after the last whole piece.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from goldenthread.engine import private


NONCE, TAG = 12, 16
PIECE = 4 * 1024 * 1024


class Damaged(Exception):
    """A sealed piece does not open: another key, or the file was altered."""


class SealedFile:
    """What was sent under one key, in pieces."""

    def __init__(self, folder: Path, name: str, key: bytes) -> None:
        self.folder = folder / name
        self._name = name
        self._cipher = AESGCM(key)

    @property
    def size(self) -> int:
        """How many bytes are there, whole."""
        return sum(one.stat().st_size - NONCE - TAG for one in self._pieces())

    def add(self, offset: int, piece: bytes) -> None:
        """Put a piece down, on disk when this returns; the same one again is no harm."""
        private.make_folder(self.folder)
        sealed = _seal(piece, self._place(offset), self._cipher)
        private.write(self.folder / f"{offset:015d}.piece", sealed)

    def read(self) -> Iterator[bytes]:
        """The bytes in order. Damaged where a piece does not open."""
        for path in self._pieces():
            place = self._place(int(path.stem))
            yield _open(path.read_bytes(), place, self._cipher, "What was sent does")

    @contextmanager
    def opened(self, name: str) -> Iterator[Path]:
        """A plain copy under a name of its own, which is gone after the block."""
        with TemporaryDirectory(prefix="open-", dir=self.folder) as folder:
            path = Path(folder) / name
            with path.open("xb") as plain:
                os.fchmod(plain.fileno(), 0o600)
                plain.writelines(self.read())
            yield path

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove plain copies left by a process that was killed."""
        for left in self.folder.glob("open-*"):
            shutil.rmtree(left, ignore_errors=True)

    def keep(self, what: str, content: bytes) -> None:
        """Seal something told of the file beside it, such as its faults."""
        sealed = _seal(content, self._said(what), self._cipher)
        private.write(self.folder / f"{what}.sealed", sealed)

    def kept(self, what: str) -> bytes | None:
        """What was sealed beside the file, if it was."""
        path = self.folder / f"{what}.sealed"
        if not path.is_file():
            return None
        place = self._said(what)
        return _open(path.read_bytes(), place, self._cipher, f"The {what} of a file do")

    def _pieces(self) -> list[Path]:
        return sorted(self.folder.glob("*.piece"))

    def _place(self, offset: int) -> bytes:
        return f"{self._name}:{offset}".encode()

    def _said(self, what: str) -> bytes:
        return f"{self._name}/{what}".encode()


def seal_words(words: str, place: str, key: bytes) -> bytes:
    """A few words sealed for one row: they do not open in another's place."""
    return _seal(words.encode(), place.encode(), AESGCM(key))


def open_words(sealed: bytes, place: str, key: bytes) -> str:
    """The words again. Damaged where they were sealed elsewhere, or altered."""
    given = bytes(sealed)
    return _open(given, place.encode(), AESGCM(key), "A sealed number does").decode()


def _seal(content: bytes, place: bytes, cipher: AESGCM) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher.encrypt(nonce, content, place)


def _open(sealed: bytes, place: bytes, cipher: AESGCM, words: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place)
    except InvalidTag:
        raise Damaged(f"{words} not open: another key, or altered.") from None
