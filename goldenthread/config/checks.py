"""Start-up refuses a database that can lose a record (rule R1)."""

from collections.abc import Callable
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections


OLDEST_SQLITE = (3, 51, 3)
FULL = 2
# Each makes a committed row survive a power cut, or shows that it did not.
POSTGRESQL_PROMISES = ("fsync", "full_page_writes", "data_checksums")

Ask = Callable[[str], Any]


@register(Tags.database)
def database_keeps_records(databases: Any = None, **_: Any) -> list[CheckMessage]:
    return [
        Error(sentence, id=f"config.E{number:03}")
        for alias in databases or []
        for number, sentence in enumerate(faults(alias), start=1)
    ]


def refuse_unsafe(alias: str = "default") -> None:
    """Raise with every reason when the database may lose a record."""
    found = faults(alias)
    if found:
        raise ImproperlyConfigured(" ".join(found))


def faults(alias: str = "default") -> list[str]:
    """What the database does not promise, one sentence each."""
    connection = connections[alias]
    ask = _asker(connection)
    if connection.vendor == "postgresql":
        return postgresql_faults(lambda name: ask(f"SHOW {name}"))
    version = tuple(connection.Database.sqlite_version_info)
    return sqlite_faults(version, lambda name: ask(f"PRAGMA {name}"))


def sqlite_faults(version: tuple[int, ...], ask: Ask) -> list[str]:
    """Journal in memory is allowed: such a database is a test's own."""
    found = []
    if version < OLDEST_SQLITE:
        found.append(
            f"SQLite {_dotted(version)} can lose commits in write-ahead mode; "
            f"{_dotted(OLDEST_SQLITE)} or newer is needed."
        )
    journal, synchronous = str(ask("journal_mode")).lower(), int(ask("synchronous"))
    needed = FULL if journal in {"wal", "memory"} else FULL + 1
    if synchronous < needed:
        found.append(
            f"SQLite's synchronous is {synchronous} with a {journal} journal; "
            f"at least {needed} is needed, or a power cut can lose commits."
        )
    return found


def postgresql_faults(ask: Ask) -> list[str]:
    found = [
        f"PostgreSQL has {name} off; records could be lost unseen."
        for name in POSTGRESQL_PROMISES
        if ask(name) != "on"
    ]
    if ask("synchronous_commit") == "off":
        found.append(
            "PostgreSQL has synchronous_commit off; the last commits could be lost."
        )
    return found


def _asker(connection: Any) -> Ask:
    def ask(statement: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    return ask


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
