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
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, piece, self._place(offset))
        write_whole(self.folder / f"{offset:015d}.piece", sealed)

    def read(self) -> Iterator[bytes]:
        """The bytes in order. Damaged where a piece does not open."""
        for path in self._pieces():
            sealed = path.read_bytes()
            try:
                yield self._cipher.decrypt(
                    sealed[:NONCE], sealed[NONCE:], self._place(int(path.stem))
                )
            except InvalidTag:
                raise Damaged("What was sent does not open: it was altered.") from None

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
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, content, self._said(what))
        write_whole(self.folder / f"{what}.sealed", sealed)

    def kept(self, what: str) -> bytes | None:
        """What was sealed beside the file, if it was."""
        path = self.folder / f"{what}.sealed"
        if not path.is_file():
            return None
        sealed = path.read_bytes()
        try:
            return self._cipher.decrypt(
                sealed[:NONCE], sealed[NONCE:], self._said(what)
            )
        except InvalidTag:
            raise Damaged(f"The {what} of a file do not open.") from None

    def _pieces(self) -> list[Path]:
        return sorted(self.folder.glob("*.piece"))

    def _place(self, offset: int) -> bytes:
        return f"{self._name}:{offset}".encode()

    def _said(self, what: str) -> bytes:
        return f"{self._name}/{what}".encode()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is whole or not there, for its owner only."""
    waiting = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with waiting.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal_words(words: str, place: str, key: bytes) -> bytes:
    """A few words sealed for one row: they do not open in another's place."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, words.encode(), place.encode())


def open_words(sealed: bytes, place: str, key: bytes) -> str:
    """The words again. Damaged where they were sealed elsewhere, or altered."""
    given = bytes(sealed)
    try:
        opened = AESGCM(key).decrypt(given[:NONCE], given[NONCE:], place.encode())
    except InvalidTag:
        raise Damaged("A sealed number does not open.") from None
    return opened.decode()
