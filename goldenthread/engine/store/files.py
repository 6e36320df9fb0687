"""What a store does with files besides writing them: flush, move, remove, lock."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from goldenthread.engine.errors import StoreError
from goldenthread.engine.private import flush


def flush_all(folder: Path) -> None:
    """Every file of a folder made private and flushed, then the folder itself."""
    for path in sorted(folder.iterdir()):
        path.chmod(0o600)
        flush(path)
    flush(folder)


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
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another release is being built in {path.parent}; try again once it "
                "is."
            ) from None
        yield
    finally:
        os.close(handle)
