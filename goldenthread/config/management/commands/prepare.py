"""Everything a copy needs before it can serve, done only where it is missing."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from goldenthread.config.checks import refuse_unsafe


class Command(BaseCommand):
    help = "Bring tables, reference rows and static files up to date; safe to repeat."
    group = "run"
    examples = ("goldenthread prepare && goldenthread serve",)

    def handle(self, **options: Any) -> None:
        refuse_unsafe()
        gather_static(self.say)
        update_tables(self.say)
        # Clocks and calendars are rows: without them no deadline can be worked out.
        call_command("reference_load", stdout=io.StringIO())
        refresh_statistics()

    def say(self, words: str) -> None:
        self.stdout.write(f"  … {words}")


def update_tables(say: Any) -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Bringing the tables up to date ({len(plan)} steps)")
        call_command("migrate", interactive=False, verbosity=0)


def refresh_statistics() -> None:
    """Let SQLite see how large its tables have become; PostgreSQL does so by itself.

    Without it the planner guesses, and guesses wrong once tables differ much in size.
    Only what has changed much is looked at, and of that a sample.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize = 0x10002")


def gather_static(say: Any) -> None:
    """Copy static files, compressed and named by content, to where they are served."""
    stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Gathering the static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Changes when a static file is added, removed, resized or touched."""
    digest = hashlib.sha256()
    for path in sorted(static_files()):
        facts = path.stat()
        digest.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))
