"""Identities of a release, sealed with a key that the store does not hold.

AES-256-GCM in pieces, each under a number of its own that counts up and is bound to
its place, its release and whether it is the last: a piece left out, moved, or taken
from another release does not open (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from goldenthread.engine import memory, private
from goldenthread.engine.errors import StoreError
from goldenthread.engine.shapes import IDENTITIES


MARK = b"GTV1"
PIECE = 1 << 20
TAG = 16
SALT = 7
SUFFIX = ".sealed"


class Vault:
    """A folder of sealed identities, one file for each release; the key is 32 bytes."""

    def __init__(self, folder: Path, key: bytes) -> None:
        if len(key) != 32:
            raise StoreError(f"A vault’s key has 32 bytes; this one has {len(key)}.")
        self.folder = folder
        self._key = key
        self._cipher = AESGCM(key)

    def seal(self, name: str, identities: pa.Table) -> None:
        """Keep the identities of a release. Shape: IDENTITIES."""
        private.make_folder(self.folder)
        buffer = BytesIO()
        pq.write_table(shaped(identities), buffer, compression="zstd")
        salt = secrets.token_bytes(SALT)
        sealed = b"".join(self._sealed(name, buffer.getvalue(), salt))
        private.write(self._path(name), MARK + salt + sealed)

    def open(self, name: str) -> pa.Table:
        """The identities of a release; a wrong key or altered file is refused."""
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError:
            raise StoreError(f"The vault holds no identities of {name}.") from None
        try:
            plain = memory.held(self._opened(name, content))
        except (InvalidTag, ValueError):
            raise StoreError(
                f"The identities of {name} do not open: the key is another one, or the "
                "file was altered."
            ) from None
        return pq.read_table(pa.BufferReader(plain)).cast(IDENTITIES)

    def check(self, name: str) -> None:
        """StoreError where the key is another one than a release was sealed with."""
        try:
            with self._path(name).open("rb") as file:
                content = file.read(len(MARK) + SALT + PIECE + TAG + 1)
        except FileNotFoundError:
            raise StoreError(f"The vault holds no identities of {name}.") from None
        is_last = len(content) <= len(MARK) + SALT + PIECE + TAG
        salt, body = content[4 : 4 + SALT], content[4 + SALT :][: PIECE + TAG]
        try:
            self._cipher.decrypt(_nonce(salt, 0, is_last), body, name.encode())
        except (InvalidTag, ValueError):
            raise StoreError(
                f"The key is not the one that release {name} was sealed with, or the "
                "vault was altered: with another key nobody would be known again."
            ) from None

    def tombstone(self, token: int) -> str:
        """What is kept of a record that was taken out: a hash that wants the key."""
        said = token.to_bytes(8, "big")
        return blake2b(
            said, key=self._key, person=b"removed", digest_size=16
        ).hexdigest()

    def sweep(self, kept: Collection[str]) -> None:
        """Remove what belongs to no release of the store: a build was cut short."""
        if self.folder.is_dir():
            private.sweep(self.folder)
            for path in self.folder.glob(f"*{SUFFIX}"):
                if path.name.removesuffix(SUFFIX) not in kept:
                    path.unlink()

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"

    def _sealed(self, name: str, plain: bytes, salt: bytes) -> Iterator[bytes]:
        pieces = max(1, -(-len(plain) // PIECE))
        for place in range(pieces):
            piece = plain[place * PIECE : (place + 1) * PIECE]
            nonce = _nonce(salt, place, place == pieces - 1)
            yield self._cipher.encrypt(nonce, piece, name.encode())

    def _opened(self, name: str, content: bytes) -> Iterator[bytes]:
        if not content.startswith(MARK):
            raise ValueError(name)
        salt, body = content[4 : 4 + SALT], content[4 + SALT :]
        size = PIECE + TAG
        pieces = max(1, -(-len(body) // size))
        for place in range(pieces):
            piece = body[place * size : (place + 1) * size]
            nonce = _nonce(salt, place, place == pieces - 1)
            yield self._cipher.decrypt(nonce, piece, name.encode())


def _nonce(salt: bytes, place: int, is_last: bool) -> bytes:
    return salt + place.to_bytes(4, "big") + bytes([is_last])


def shaped(identities: pa.Table) -> pa.Table:
    """In the shape of IDENTITIES, or refused with what it lacks."""
    lacking = [one for one in IDENTITIES.names if one not in identities.column_names]
    if lacking:
        raise StoreError(f"The identities lack the column {lacking[0]}.")
    try:
        return identities.select(IDENTITIES.names).cast(IDENTITIES)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
        raise StoreError("The identities are not in the shape of a vault.") from None
