"""Files that are whole or not there: written beside, flushed, moved in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from goldenthread.engine.errors import StoreError


BESIDE = ".beside"


def make_folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


def flush(path: Path) -> None:
    """Have a file's bytes, or a folder's list of names, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: Path) -> None:
    """Every file of a folder made private and flushed, then the folder itself."""
    for path in sorted(folder.iterdir()):
        path.chmod(0o600)
        flush(path)
    flush(folder)


def write(path: Path, content: bytes) -> None:
    """Put a file in the place of an earlier one; a reader sees the one or the other."""
    beside = path.with_name(path.name + BESIDE)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    flush(path.parent)


def move(path: Path, to: Path) -> None:
    """Give a finished file or folder its name, for good."""
    os.rename(path, to)
    flush(to.parent)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when its holder dies."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StoreError(
            f"Another release is being built in {path.parent}; try again once it is."
        ) from None
    finally:
        os.close(handle)
