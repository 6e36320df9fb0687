"""`goldenthread draw states`: writes docs/states.md from the rooms' tables of moves."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from goldenthread.core.states import MoveTable, write_all


PAGE = Path(__file__).parents[4] / "docs" / "states.md"


def tables() -> dict[str, tuple[MoveTable, ...]]:
    """The tables of moves of every room that has some, by room."""
    found = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.states"
        if config.name.startswith("goldenthread.") and find_spec(module):
            of_room = getattr(import_module(module), "TABLES", ())
            if of_room:
                found[config.label] = tuple(of_room)
    return found


class Command(BaseCommand):
    help = "Draw the states of records, and the moves between them, for the docs."
    group = "care"
    examples = ("goldenthread draw states --check",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail when the page is out of step",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        page = write_all(tables())
        if not options["check"]:
            PAGE.write_text(page, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            raise CommandError(
                "docs/states.md is out of step: run “goldenthread draw states”."
            )
