"""`goldenthread engine signals`: a chart's limits and signals from a file of points."""

from __future__ import annotations

import argparse
import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any


GOOD = {"up": "UP", "down": "DOWN", "neither": None}
EXAMPLE = """
FILE has two columns, a day (2024-04-01) and a value; an empty value is a gap.

  goldenthread engine signals starts.csv --good down
  goldenthread engine signals starts.csv --good up --target 90 \\
      --rebase 2025-01-06 --by "Sam Example, analyst" --reason "New form in use"
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "signals",
        help="Limits and signals of a series (XmR).",
        description="Limits and signals of a series, by the rules of XmR charts.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="the points, as csv")
    parser.add_argument("--good", choices=GOOD, default="neither")
    parser.add_argument("--target", type=Decimal)
    parser.add_argument("--baseline", type=int, help="limits from the first so many")
    parser.add_argument("--screened", action="store_true")
    parser.add_argument("--rebase", type=date.fromisoformat, metavar="DAY")
    parser.add_argument("--by", default="", help="who rebases")
    parser.add_argument("--reason", default="", help="why")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.signals import Options, Rebase, chart
    from goldenthread.engine.xmr import Way

    good = GOOD[wanted.good]
    options = Options(
        good=Way(good) if good else None,
        target=wanted.target,
        baseline=wanted.baseline,
        screened=wanted.screened,
    )
    rebases = [Rebase(wanted.rebase, wanted.by, wanted.reason)] if wanted.rebase else []
    tell(chart(read(wanted.file), options, rebases))


def read(path: Path) -> list[Any]:
    """The points of a file; the first line that cannot be read is named."""
    from goldenthread.engine.signals import Point
    from goldenthread.engine.signals.charts import SeriesError

    points = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            try:
                value = row[1].strip() if len(row) > 1 else ""
                point = Point(
                    date.fromisoformat(row[0]), Decimal(value) if value else None
                )
            except (ValueError, IndexError, InvalidOperation):
                if number == 1:
                    continue  # a heading
                raise SeriesError(
                    f"{path.name}, line {number}: write a day like 2024-04-01 and a "
                    "number, or nothing where there is none."
                ) from None
            points.append(point)
    if not points:
        raise SeriesError(f"{path.name} holds no points.")
    return points


def tell(found: Any) -> None:
    for number, part in enumerate(found.parts, 1):
        print(f"Part {number}: {_limits(part)}")
    for one in found.points:
        value = "gap" if one.point.value is None else f"{one.point.value}"
        words = f"{one.signal.rule.lower()}, {one.kind.lower()}" if one.signal else ""
        print(f"  {one.point.on}  {value:>10}  {words}".rstrip())
    print(f"Latest point: {(found.variation or 'no value').lower()}")
    if found.assurance:
        print(f"Target: {found.assurance.lower()}")


def _limits(part: Any) -> str:
    limits = part.limits
    if limits is None or limits.upper is None:
        return "no limits: the values never move"
    words = f"mean {float(limits.mean):.2f}, limits {float(limits.lower):.2f} "
    words += f"to {float(limits.upper):.2f}"
    return f"{words} (on trial, {limits.points} points)" if part.on_trial else words
