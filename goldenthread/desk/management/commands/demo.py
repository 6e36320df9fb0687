"""Load the example partnership into a new database."""

import time
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from goldenthread.core.access import Refused
from goldenthread.desk.example import load_example


class Command(BaseCommand):
    help = "Load the example partnership, 2024-25, into a new database."
    group = "run"
    examples = ("GOLDENTHREAD_EXAMPLE=1 goldenthread demo",)

    def handle(self, **options: Any) -> None:
        if not settings.EXAMPLE:
            raise CommandError(
                "The example is loaded only where GOLDENTHREAD_EXAMPLE=1 is set, so "
                "that invented people never meet real ones."
            )
        started = time.monotonic()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("reference_load", stdout=StringIO())
        try:
            load_example(at=timezone.now(), tell=self._tell)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        seconds = time.monotonic() - started
        self.stdout.write(f"The example partnership is loaded ({seconds:.0f} s).")

    def _tell(self, room: str) -> None:
        self.stdout.write(f"  {room} …")
        self.stdout.flush()
