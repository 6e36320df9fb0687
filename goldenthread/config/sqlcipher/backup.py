"""A whole copy of the encrypted database, beside the running server (rule R7).

`VACUUM INTO` reads one snapshot and writes a new file under the same key. SQLite's
page-by-page copy is never used: reading a record writes a history row here, and each
write would start such a copy again.
"""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from sqlcipher3 import dbapi2

from .base import BAD_KEY, KEY_SHAPE


class CannotCopy(Exception):
    """Why no copy was made; nothing is left behind."""


def write_copy(
    *, connection: Any, target: Path, key: str, new_key: str | None = None
) -> int:
    """Write, re-key if asked, verify and name the copy; answers its size in bytes.

    Refuses an existing target, a folder that is not there, and a copy that does not
    open and prove whole under the key it is meant for.
    """
    if target.exists():
        raise CannotCopy(f"{target} exists; a backup never replaces another.")
    if not target.parent.is_dir():
        raise CannotCopy(f"There is no folder {target.parent}.")
    if new_key is not None and not KEY_SHAPE.fullmatch(new_key):
        raise ImproperlyConfigured(BAD_KEY.replace("GOLDENTHREAD_DATABASE_KEY", "It"))
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        _copy(connection, unfinished)
        if new_key is not None:
            _change_key(unfinished, key, new_key)
        _verify(unfinished, new_key or key)
        _name(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(connection: Any, path: Path) -> None:
    # Made first, so that nobody else may read it even for a moment.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])


def _open(path: Path, key: str) -> Any:
    copy = dbapi2.connect(str(path))
    copy.execute("PRAGMA cipher_log_level = NONE")
    copy.execute(f"PRAGMA key = \"x'{key}'\"")
    return copy


def _change_key(path: Path, key: str, new_key: str) -> None:
    copy = _open(path, key)
    copy.execute(f"PRAGMA rekey = \"x'{new_key}'\"").fetchall()
    copy.close()


def _verify(path: Path, key: str) -> None:
    copy = _open(path, key)
    try:
        changed_pages = copy.execute("PRAGMA cipher_integrity_check").fetchall()
        answer = copy.execute("PRAGMA integrity_check").fetchall()
        broken_links = copy.execute("PRAGMA foreign_key_check").fetchall()
    except dbapi2.DatabaseError as error:
        raise CannotCopy(f"The copy does not open: {error}.") from None
    finally:
        copy.close()
    if changed_pages or answer != [("ok",)] or broken_links:
        raise CannotCopy("The copy is not whole, so it was thrown away.")


def _name(unfinished: Path, target: Path) -> None:
    """The bytes reach the disk before the name does."""
    _flush(unfinished)
    unfinished.rename(target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
