"""`goldenthread files scan`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from goldenthread.core import files
from goldenthread.core.viewer import system


class Command(BaseCommand):
    help = "Ask the malware scanner about files that wait in quarantine."
    group = "care"
    examples = ("goldenthread files scan",)

    def handle(self, *args: Any, **options: Any) -> None:
        by, accepted, waiting = system("files scan"), 0, 0
        for file in files.waiting_files():
            scanned = files.scan_file(file, by=by, at=timezone.now())
            accepted += scanned.is_served
            waiting += not scanned.is_served
        self.stdout.write(f"{accepted} accepted, {waiting} still in quarantine")
