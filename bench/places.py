"""The databases that are compared, and how one process changes between them.

On SQLite they are encrypted files in `var/bench/`; where DATABASE_URL names a
PostgreSQL, databases beside the one it names. Nothing else is ever written to.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from goldenthread.config import environment


ONE, MANY, LONG, TRIAL = "one", "many", "long", "trial"
Tell = Callable[[str], None]


def set_up(home: Path | None) -> None:
    """Choose the bench's own home, make its keys, and start Django there."""
    folder = home or environment.ROOT / "var" / "bench"
    os.environ["GOLDENTHREAD_HOME"] = str(folder)
    os.environ["GOLDENTHREAD_EXAMPLE"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    environment.make_keys()
    import django  # late: settings read the variables above

    django.setup()


def make(larger: str, copies: int, tell: Tell) -> None:
    """Make the example anew, and beside it the larger one it is compared with.

    MANY is the example `copies` times over. LONG is twenty years of a busy partnership:
    two thousand reviews, more than thirty thousand findings, sixty thousand actions.
    """
    from bench import scale

    _remove(ONE)
    _remove(larger)
    began = time.perf_counter()
    _create(ONE)
    with using(ONE):
        load_example()
        _gather_statistics()
    tell(f"the example: {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    _copy_one_to(larger)
    with using(larger):
        size = scale.LONG if larger == LONG else scale.Size.of(copies)
        rows = scale.multiply(size)
        _gather_statistics()
    tell(f"{larger}: {rows:,} rows in {time.perf_counter() - began:.0f} s")


def load_example() -> None:
    """Tables, reference rows and the example partnership, in whatever is in use."""
    from django.core.management import call_command
    from django.utils import timezone

    from goldenthread.desk.example import load_example as load

    call_command("migrate", verbosity=0, interactive=False)
    call_command("reference_load", verbosity=0, stdout=StringIO())
    load(at=timezone.now())


@contextmanager
def fresh() -> Iterator[None]:
    """An empty database that is used inside and then gone."""
    _remove(TRIAL)
    _create(TRIAL)
    try:
        with using(TRIAL):
            yield
    finally:
        _remove(TRIAL)


def made(larger: str) -> bool:
    """Whether both are there, with the tables of today."""
    return all(_exists(name) and _up_to_date(name) for name in (ONE, larger))


def _up_to_date(name: str) -> bool:
    from django.db.migrations.executor import MigrationExecutor

    with using(name) as connection:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def using(name: str) -> Iterator[Any]:
    """Everything inside speaks to that database, over one connection."""
    from django.db import connections

    before = connections["default"]
    connection = connections["default"] = connection_to(name)
    try:
        yield connection
    finally:
        connection.close()
        connections["default"] = before


def connection_to(name: str) -> Any:
    """A connection of its own to one of the two, for `connections["default"]`."""
    from django.db import connections
    from django.db.utils import load_backend

    values = {**connections.databases["default"], "NAME": _name(name)}
    return load_backend(values["ENGINE"]).DatabaseWrapper(values, "default")


# --- The two kinds of database ------------------------------------------------


def on_postgresql() -> bool:
    from django.conf import settings

    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def _name(name: str) -> str:
    from django.conf import settings

    if on_postgresql():
        return f"{settings.DATABASES['default']['NAME']}_bench_{name}"
    return str(settings.HOME / f"{name}.sqlite3")


def _remove(name: str) -> None:
    if on_postgresql():
        _ask_server(f'DROP DATABASE IF EXISTS "{_name(name)}"')
    else:
        for ending in ("", "-wal", "-shm"):
            Path(_name(name) + ending).unlink(missing_ok=True)


def _create(name: str) -> None:
    if on_postgresql():
        _ask_server(f'CREATE DATABASE "{_name(name)}"')


def _copy_one_to(larger: str) -> None:
    if on_postgresql():
        template = f'TEMPLATE "{_name(ONE)}"'
        _ask_server(f'CREATE DATABASE "{_name(larger)}" {template}')
    else:
        shutil.copyfile(_name(ONE), _name(larger))


def _exists(name: str) -> bool:
    if not on_postgresql():
        return Path(_name(name)).exists()
    asked = "SELECT count(*) FROM pg_database WHERE datname = %s"
    return bool(_ask_server(asked, [_name(name)]))


def _gather_statistics() -> None:
    """What PostgreSQL does by itself within a minute, and SQLite at each `prepare`."""
    from django.db import connection

    from goldenthread.config.management.commands.prepare import refresh_statistics

    refresh_statistics()
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _ask_server(statement: str, values: list[Any] | None = None) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None
