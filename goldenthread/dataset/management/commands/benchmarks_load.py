"""Published statistics beside a partnership's own figures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from goldenthread.dataset import shelf
from goldenthread.dataset.showing import benchmarks
from goldenthread.partnership.models import Partnership


class Command(BaseCommand):
    help = "Keep published statistics (CSV) to be drawn beside dashboards' charts."
    group = "data"
    examples = (
        "goldenthread benchmarks load c1_referrals.csv d3_plans.csv",
        "goldenthread benchmarks load c1_referrals.csv --neighbours neighbours.csv",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--neighbours", type=Path, help="CSV of the area's statistical neighbours"
        )
        parser.add_argument("--partnership", default="", help="its short name, of many")

    def handle(self, **options: Any) -> None:
        from goldenthread.engine.benchmarks import neighbours_from
        from goldenthread.engine.errors import EngineError

        here = self._partnership(options["partnership"])
        near = options["neighbours"]
        try:
            codes = neighbours_from(near) if near else ()
            made = benchmarks.keep(
                shelf.of(here.pk), options["files"], here.area_code, codes
            )
        except EngineError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{made} indicators have a published line beside them.")

    def _partnership(self, name: str) -> Partnership:
        found = Partnership.objects.order_by("pk")
        one = (found.filter(short_name=name) if name else found).first()
        if one is None:
            raise CommandError("There is no such partnership.")
        return one
