"""`goldenthread files verify`."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from goldenthread.core import files


class Command(BaseCommand):
    help = "Check that every stored file is on disk as it was stored."
    group = "care"
    examples = ("goldenthread files verify --sweep",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sweep",
            action="store_true",
            help="remove content that has had no row for a day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = files.verify()
        self.stdout.write(
            f"{found.rows} files, {len(found.without_row)} left without a row"
        )
        if options["sweep"]:
            yesterday = timezone.now() - timedelta(days=1)
            swept = files.sweep(found.without_row, before=yesterday)
            self.stdout.write(f"{swept} of them removed")
        faults = [f"{key} is missing" for key in found.lost]
        faults += [f"{key} has changed" for key in found.spoiled]
        if faults:
            raise CommandError("; ".join(faults))
