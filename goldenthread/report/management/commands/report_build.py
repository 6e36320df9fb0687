"""Build a year's report from the records: web pages, PDF and Word."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from goldenthread.core.calendars import long_date
from goldenthread.report import queries
from goldenthread.report.exports import build


class Command(BaseCommand):
    help = (
        "Build a year's report as web pages, PDF and Word; stops where a check fails."
    )
    group = "report"
    examples = (
        "goldenthread report build 2024-25 --out build",
        "goldenthread report build 2024-25 --out build --as-at 2025-06-30",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("label", metavar="YEAR", help="such as 2024-25")
        parser.add_argument(
            "--out", required=True, type=Path, help="folder to write to"
        )
        parser.add_argument(
            "--as-at", type=date.fromisoformat, help="a day, such as 2025-06-30"
        )

    def handle(self, **options: Any) -> None:
        edition = queries.edition_by_label(None, options["label"])
        if edition is None:
            raise CommandError(f"There is no edition for {options['label']}.")
        now = timezone.now()
        as_at = options["as_at"] or timezone.localdate(now)
        if as_at < edition.starts_on:
            raise CommandError(
                f"{long_date(as_at)} lies before the year of the {edition.label} edition."
            )
        started = time.monotonic()
        built = build.build(edition, at=now, as_at=as_at, folder=options["out"])
        for one in built.problems:
            mark = "STOPS" if one.stops else "note "
            self.stderr.write(f"{mark}  {one.where}: {one.sentence}")
        if built.stopped:
            stops = sum(one.stops for one in built.problems)
            self.stderr.write(f"Nothing was built: {stops} to put right.")
            sys.exit(1)
        for path in built.files:
            self.stdout.write(str(path))
        self.stdout.write(f"Built in {time.monotonic() - started:.1f} s.")
