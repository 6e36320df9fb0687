"""Put the areas of a partnership's place on its shelf: boundaries, and who lives where."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from goldenthread.core.viewer import system
from goldenthread.dataset import services
from goldenthread.engine.errors import EngineError
from goldenthread.partnership.models import Partnership


class Command(BaseCommand):
    help = (
        "Load areas for maps and rates: the table of small areas with the larger ones "
        "they lie in and how many children live there (csv), and the boundaries of each "
        "level (GeoJSON in longitude and latitude). Maps are drawn with them from the "
        "next release on."
    )
    group = "data"
    examples = (
        "goldenthread geography load areas.csv --area-column lsoa21_code "
        "--larger ward=ward25_code --people-column pop_0_17 --year 2022",
        "goldenthread geography load lsoa.geojson --level lsoa "
        "--code-property lsoa21cd --name-property lsoa21nm",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .csv table or a .geojson file")
        parser.add_argument(
            "--partnership", help="its short name, where there are more"
        )
        parser.add_argument("--level", help="of the boundaries: lsoa, ward, division …")
        parser.add_argument("--code-property", default="code")
        parser.add_argument("--name-property", default="name")
        parser.add_argument("--area-column", default="area")
        parser.add_argument(
            "--larger",
            action="append",
            default=[],
            metavar="LEVEL=COLUMN",
            help="a larger area that each small one lies in; may be given again",
        )
        parser.add_argument("--people-column", default="population")
        parser.add_argument("--population", default="0-17", help="whom rates are for")
        parser.add_argument("--year", type=int, help="of the numbers of people")

    def handle(self, **options: Any) -> None:
        partnership = _partnership(options["partnership"])
        load = _boundaries if options["level"] else _table
        try:
            self.stdout.write(load(partnership, options))
        except EngineError as refusal:
            raise CommandError(str(refusal)) from None


def _partnership(name: str | None) -> Partnership:
    found = Partnership.objects.order_by("pk")
    if name:
        found = found.filter(short_name=name)
    if len(found) != 1:
        known = ", ".join(one.short_name for one in Partnership.objects.order_by("pk"))
        raise CommandError(f"Say for which partnership (--partnership): {known}.")
    return found[0]


def _boundaries(partnership: Partnership, options: dict[str, Any]) -> str:
    number = services.load_boundaries(
        partnership,
        options["file"],
        by=system("dataset"),
        at=timezone.now(),
        level=options["level"],
        code=options["code_property"],
        name=options["name_property"],
    )
    return f"{number} boundaries of level {options['level']} are on the shelf."


def _table(partnership: Partnership, options: dict[str, Any]) -> str:
    if not options["year"]:
        raise CommandError("Say of which year the numbers of people are (--year).")
    pairs = [one.partition("=") for one in options["larger"]]
    if not all(level and column for level, _, column in pairs):
        raise CommandError("Larger areas are given as LEVEL=COLUMN.")
    number = services.load_areas(
        partnership,
        options["file"],
        by=system("dataset"),
        at=timezone.now(),
        area=options["area_column"],
        larger={level: column for level, _, column in pairs},
        people=options["people_column"],
        population=options["population"],
        year=options["year"],
    )
    return f"{number} small areas, and who lives there, are on the shelf."
