"""Files that only their owner reads, and that are whole or not there."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


BESIDE = ".beside"


def make_folder(path: Path) -> None:
    """A folder and those above it, where they are not there yet."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


def flush(path: Path) -> None:
    """Have a file's bytes, or a folder's list of names, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make(path: Path, content: bytes = b"") -> None:
    """Begin a file, private from its first byte on; one that is there is emptied."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)


def write(path: Path, content: bytes | str) -> None:
    """Put a file in the place of an earlier one; a reader sees the one or the other.

    Of several who write at once one comes last, and none mixes with another.
    """
    data = content.encode() if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{BESIDE}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush(path.parent)


@contextmanager
def new_folder(place: Path) -> Iterator[Path]:
    """A folder to fill, given its name in one move at the end; gone if it goes wrong."""
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}{BESIDE}")
    try:
        beside.mkdir(parents=True, mode=0o700)
        yield beside
        os.replace(beside, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
