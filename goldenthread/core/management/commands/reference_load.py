"""`goldenthread reference load`."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
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
        for name, loader in room_loaders():
            added = loader(by=by, at=timezone.now())
            self.stdout.write(f"{name}: {added} added")


def room_loaders() -> Iterator[tuple[str, Callable[..., int]]]:
    """Rooms that keep reference rows in tables of their own, in a `guidance` module."""
    for app in apps.get_app_configs():
        name = f"{app.name}.guidance"
        if app.name.startswith("goldenthread.") and find_spec(name):
            yield f"{app.label} guidance", import_module(name).load_reference
