"""`goldenthread reference load`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from goldenthread.core.reference import load
from goldenthread.core.viewer import system


class Command(BaseCommand):
    help = "Load bank holidays, clock rules and school terms; safe to repeat."
    group = "care"
    examples = ("goldenthread reference load",)

    def handle(self, *args: Any, **options: Any) -> None:
        by = system("reference load")
        try:
            done = load.load_all(by=by, at=timezone.now())
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        for one in done:
            self.stdout.write(
                f"{one.name}: {one.added} added, {one.replaced} replaced, "
                f"{one.unchanged} unchanged"
            )
            for kept in one.kept:
                self.stdout.write(f"  left as changed here: {kept}")
