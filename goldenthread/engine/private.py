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


def make(path: Path, content: bytes | str = b"") -> None:
    """Begin a file, private from its first byte on; one that is there is emptied."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A private file to fill that takes its place in one move, or is gone.

    A reader sees the earlier file or this one, whole. Of several who write at once one
    comes last, and none mixes with another.
    """
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}{BESIDE}")
    os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield made
        flush(made)
        os.replace(made, path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    flush(path.parent)


def write(path: Path, content: bytes | str) -> None:
    """Put a file in the place of an earlier one, in one move; text as UTF-8."""
    with beside(path) as made:
        made.write_bytes(content.encode() if isinstance(content, str) else content)


def sweep(folder: Path) -> None:
    """Remove what writers left that were killed; nobody may be writing there."""
    for path in folder.glob(f".*{BESIDE}"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


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


@contextmanager
def other_folder(place: Path) -> Iterator[Path]:
    """A new folder in the place of an earlier one, which goes when this one is filled."""
    with new_folder(place) as beside:
        yield beside
        shutil.rmtree(place, ignore_errors=True)
