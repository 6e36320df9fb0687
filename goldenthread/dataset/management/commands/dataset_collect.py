"""Take in the files that lie in a folder, as if their agencies had sent them."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer, system
from goldenthread.dataset import queries, services, shelf
from goldenthread.dataset.models import Supply
from goldenthread.dataset.states import SentBy
from goldenthread.partnership.models import Partnership


CHUNK = 1024 * 1024


class Command(BaseCommand):
    help = (
        "Take in files from a folder: FOLDER/<agency's name in the data>/<contract>.csv "
        "(or .xlsx, .parquet, .zip), for one period. A workbook or zip of several lists "
        "is called as their set is, such as annex_a.xlsx. They are checked by the "
        "worker. A file that was received is removed from the folder; one that was not "
        "stays."
    )
    group = "record"
    examples = ("goldenthread dataset collect /srv/drop 2026-04-01 2026-06-30",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("first", type=date.fromisoformat, help="first day")
        parser.add_argument("last", type=date.fromisoformat, help="last day")
        parser.add_argument(
            "--keep", action="store_true", help="leave files where they are"
        )

    def handle(self, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        partnership = Partnership.objects.order_by("pk").first()
        by = system("dataset collect", partnership_id=partnership and partnership.pk)
        left = 0
        for path in _files(folder):
            try:
                _receive(path, options["first"], options["last"], by)
            except (Refused, ValidationError) as refusal:
                left += 1
                words = " ".join(getattr(refusal, "messages", [str(refusal)]))
                self.stderr.write(f"{path.parent.name}/{path.name}: {words}")
                continue
            if not options["keep"]:
                path.unlink()
            self.stdout.write(f"{path.parent.name}/{path.name}: received")
        if left:
            raise CommandError(f"{left} files were left where they are.")


def _files(folder: Path) -> Iterator[Path]:
    """Plain files one folder down; a link could lead anywhere and is no file here."""
    for agency in sorted(folder.iterdir()):
        if agency.is_dir() and not agency.is_symlink():
            for path in sorted(agency.iterdir()):
                if path.is_file() and not path.is_symlink():
                    yield path


def _receive(path: Path, first: date, last: date, by: Viewer) -> None:
    services.send_together(
        by=by,
        at=timezone.now(),
        supplies=_supplies(path, by),
        starts_on=first,
        ends_on=last,
        file=services.Given(path.name, path.stat().st_size, lambda: _chunks(path)),
        sent_by=SentBy.FOLDER,
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")


def _supplies(path: Path, by: Viewer) -> list[Supply]:
    """Those whose agency's name in the data is the folder's, whatever its case."""
    of_agency = queries.supplies(by).filter(code__iexact=path.parent.name)
    called = [one for one in of_agency if path.stem in (one.contract, _set_of(one))]
    if not called:
        raise Refused(
            f"No agreement opens “{path.stem}” to an agency called {path.parent.name}."
        )
    # Of each list the first that is still open, if there is one.
    found: dict[str, Supply] = {}
    for one in sorted(called, key=lambda one: one.ends_on is not None):
        found.setdefault(one.contract, one)
    return list(found.values())


def _set_of(supply: Supply) -> str:
    return shelf.contract(supply.contract).set
