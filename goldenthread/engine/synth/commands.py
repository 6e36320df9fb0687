"""`goldenthread engine synth`: invent a county."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


DESCRIPTION = """\
Invent a county: areas with boundaries, postcodes and children; what happened to the
children in three years; and how six agencies wrote it down, with the faults agencies'
files have. Nobody in it lives. Figures follow public ones for Shropshire, in proportion
to the size asked for. The same size, seed and dirt make the same files.

DIR then holds
  county/   areas, wards and divisions as GeoJSON; areas and postcodes as CSV
  truth/    children, events, people, and which record is which child (Parquet)
  files/    the agencies' own files, CSV and sheets, in the fields of the contracts
  sent/     what these files hold: identities, and events by their tokens (Parquet)
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "synth",
        help="invent a county: children, histories, agencies' files, the truth",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--children",
        type=int,
        required=True,
        metavar="N",
        help="aged 0-17: 1,000 to 12,000,000",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="0 or more (1)"
    )
    parser.add_argument(
        "--dirt",
        default="middling",
        metavar="LEVEL",
        help="clean, middling or heavy (middling)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="a place where nothing is yet",
    )
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.progress import bar
    from goldenthread.engine.synth.writing import write

    with bar("children") as told:
        about = write(wanted.out, wanted.children, wanted.seed, wanted.dirt, told=told)
    rows = about["rows"]
    print(
        f"{about['name']}: {rows['truth/children']:,} children "
        f"({about['population_0_17']:,} aged 0-17), {rows['truth/events']:,} events, "
        f"{rows['sent/identities']:,} records of six agencies in {wanted.out}."
    )
    return 0
