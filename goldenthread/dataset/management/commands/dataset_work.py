"""Check what agencies sent, and build the releases that were asked for."""

import fcntl
import os
import select
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from goldenthread.core.viewer import system
from goldenthread.dataset import services


class Command(BaseCommand):
    help = "Check submissions and build releases, one after another, until stopped."
    group = "run"
    examples = ("goldenthread dataset work", "goldenthread dataset work --once")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="stop when nothing waits any more"
        )
        parser.add_argument(
            "--every", type=float, default=2, help="seconds between looks"
        )
        parser.add_argument(
            "--beside",
            type=int,
            metavar="NUMBER",
            help="stop when the process of this number is gone",
        )

    def handle(self, **options: Any) -> None:
        settings.ENGINE.mkdir(mode=0o700, parents=True, exist_ok=True)
        watched = _watched(options["beside"])
        with (settings.ENGINE / "worker.lock").open("a") as lock, _stoppable():
            if not _alone(lock, settings.ENGINE, watched):
                return
            by = system("dataset")
            services.take_up(by=by, at=timezone.now())
            while True:
                worked = services.work_off(by=by, moment=timezone.now, tell=self._tell)
                if not worked:
                    if options["once"]:
                        return
                    close_old_connections()
                if _ends(watched, within=0 if worked else options["every"]):
                    return

    def _tell(self, words: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"  {words}")


def _alone(lock: Any, folder: Path, watched: int | None) -> bool:
    """One worker at a time: what another left half done is certainly left.

    Beside a server it waits for the one of the server before, which may still build a
    release; no when the own server ended meanwhile.
    """
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if watched is None:
                raise CommandError(f"Another worker is at work in {folder}.") from None
            if _ends(watched, within=1):
                return False
        else:
            return True


def _watched(process: int | None) -> int | None:
    """What is told when a process ends, whoever has or has not waited for it."""
    if process is None:
        return None
    try:
        return os.pidfd_open(process)
    except ProcessLookupError:
        raise CommandError(f"There is no process {process} to work beside.") from None


def _ends(watched: int | None, within: float) -> bool:
    """Rest for so many seconds; whether the process that is watched has ended."""
    found, *_ = select.select([watched] if watched else [], [], [], within)
    return bool(found)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Signals end the work between two steps' clean-ups; afterwards they are as before.

    Whoever called the command goes on, and must be able to be stopped in its own way.
    """
    before = {
        told: signal.signal(told, _stop) for told in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for told, handler in before.items():
            signal.signal(told, handler)


def _stop(*_: object) -> None:
    raise SystemExit(0)
