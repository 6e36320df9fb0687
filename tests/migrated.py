"""A database with every migration run, kept for the next run of the tests.

To migrate takes as long as hundreds of tests. The copy is used only while nothing has
changed that a migration reads, and Django runs what may be missing all the same.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from django.db import connection


HOUSE = Path(__file__).parent.parent
# Migrations read models, code lists and the triggers of append-only tables.
READ = (
    "goldenthread/*/migrations/*.py",
    "goldenthread/*/models.py",
    "goldenthread/*/models/*.py",
    "goldenthread/**/*.toml",
    "goldenthread/core/append_only.py",
    "goldenthread/config/settings.py",
    "tests/settings.py",
    "requirements-dev.txt",
)


def is_possible() -> bool:
    """Only a file can be copied; PostgreSQL migrates each time."""
    return "sqlcipher" in connection.settings_dict["ENGINE"]


def copy_of(folder: Path) -> Path:
    """Where the copy lies that fits the code as it stands."""
    digest = hashlib.sha256()
    for path in sorted({one for found in READ for one in HOUSE.glob(found)}):
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return folder / f"{digest.hexdigest()[:32]}.sqlite3"


def take(kept: Path, name: str) -> bool:
    """Put the copy where the tests' database will be; whether there was one."""
    if not kept.is_file():
        return False
    shutil.copyfile(kept, name)
    return True


def keep(kept: Path) -> None:
    """Keep what was just migrated, in one move; older copies go."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(connection.settings_dict["NAME"], made)
    for older in kept.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    os.replace(made, kept)
