"""Print every figure of an edition, worked out from the records now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from goldenthread.core.figures import State
from goldenthread.report import checks, presenters, queries


class Command(BaseCommand):
    help = "Print every figure of a year's report: value, what was printed, verdict."
    group = "report"
    examples = (
        "goldenthread figures 2024-25",
        "goldenthread figures 2024-25 --json",
        "goldenthread figures 2024-25 --verdict DIFFERS",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("label", metavar="YEAR", help="such as 2024-25")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--verdict",
            choices=("MATCH", "ROUNDING", "DIFFERS", "NOT_PRINTED"),
            help="only the figures with this verdict",
        )

    def handle(self, **options: Any) -> None:
        edition = queries.edition_by_label(None, options["label"])
        if edition is None:
            raise CommandError(f"There is no edition for {options['label']}.")
        rows = [
            as_values(row)
            for row in queries.every_figure(edition, timezone.localdate())
            if options["verdict"] in (None, row["verdict"].kind)
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['key']:<56} {row['shown']:>18}  "
                f"{'; '.join(row['printed']) or '-':<32} {row['verdict']}"
            )
        self.stdout.write(f"{len(rows)} figures")


def as_values(row: dict[str, Any]) -> dict[str, Any]:
    """One figure as plain values for JSON; the full value as text, never a float."""
    figure, result = row["figure"], row["result"]
    return {
        "key": figure.key,
        "label": figure.label,
        "value": checks.stored(result) if result.state is State.KNOWN else None,
        "shown": presenters.figure_shown(figure, result),
        "state": result.state,
        "reason": result.reason,
        "unit": figure.unit,
        "definition": figure.definition,
        "definition_version": figure.version,
        "caveats": list(result.caveats),
        "printed": [claim.printed for claim, _ in row["judged"]],
        "verdict": row["verdict"].kind,
        "why": row["verdict"].sentence,
        "rows": None if result.rows is None else result.rows.count(),
        "inputs": list(result.inputs),
    }
