"""Write a verified copy of the encrypted database file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from goldenthread.config import environment
from goldenthread.config.sqlcipher.backup import CannotCopy, write_copy


class Command(BaseCommand):
    help = "Write a whole, verified, encrypted copy of the database file."
    group = "care"
    examples = ("goldenthread backup /backups/record-2026-01-31.sqlite3",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the copy to write")
        parser.add_argument(
            "--new-key-file",
            type=Path,
            help="encrypt the copy under the key in this file instead",
        )

    def handle(self, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError(
                "This copies the SQLite file; back up PostgreSQL with pg_basebackup "
                "and its write-ahead log."
            )
        new_key_file: Path | None = options["new_key_file"]
        try:
            size = write_copy(
                connection=connection,
                target=options["file"].absolute(),
                key=environment.key("database"),
                new_key=new_key_file.read_text().strip() if new_key_file else None,
            )
        except (CannotCopy, OSError) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Wrote and verified {options['file']} ({size:,} bytes).")
