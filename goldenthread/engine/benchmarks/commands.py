"""`goldenthread engine benchmarks`: published statistics beside one's own figures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


LOAD = """\
Read published tables (CSV) and keep their values in one file, to be drawn beside one's
own figures. Which column is which indicator is said in data files, one for each
published table; `goldenthread engine benchmarks sources` lists them. A suppressed value
stays suppressed. A table loaded again replaces its earlier values, year by year. Files
are all kept, or none.
"""
SHOW = """\
Print the published lines of an indicator: of the authority, the median of its
statistical neighbours, its region and England; counts of the authority only. Shares are
printed in percent.
"""
EXAMPLES = """\
Examples:
  goldenthread engine benchmarks load c1_referrals.csv --into benchmarks.parquet
  goldenthread engine benchmarks show re_referral --from benchmarks.parquet \\
      --authority E06000051 --neighbours neighbours.csv
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "benchmarks",
        help="published statistics beside one's own figures",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_load(verbs)
    _add_show(verbs)
    listed = verbs.add_parser("sources", help="which published tables are known")
    listed.set_defaults(run=listing)


def _add_load(verbs: Any) -> None:
    made = verbs.add_parser("load", help="keep published values", description=LOAD)
    made.add_argument("files", nargs="+", type=Path, metavar="FILE")
    made.add_argument("--into", type=Path, required=True, metavar="PARQUET")
    made.add_argument("--source", help="which table it is (told by its columns)")
    made.set_defaults(run=load)


def _add_show(verbs: Any) -> None:
    made = verbs.add_parser("show", help="print lines", description=SHOW)
    made.add_argument("indicator", help="as `goldenthread engine indicators` lists it")
    made.add_argument(
        "--from", dest="kept", type=Path, required=True, metavar="PARQUET"
    )
    made.add_argument("--authority", required=True, metavar="CODE", help="E06000051")
    made.add_argument(
        "--neighbours", type=Path, metavar="CSV", help="area, la_code or la_name"
    )
    made.set_defaults(run=show)


def load(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.benchmarks import keep, read

    tables = [read(path, wanted.source) for path in wanted.files]
    kept = keep(wanted.into, tables)
    for path, table in zip(wanted.files, tables, strict=True):
        hidden = len(table["mark"]) - table["mark"].null_count
        print(f"{path.name}: {table.num_rows:,} values, {hidden:,} of them marks.")
    print(f"{wanted.into} keeps {kept.num_rows:,} values.")


def show(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.benchmarks import kept, lines, neighbours_from
    from goldenthread.engine.indicators import load as catalogue

    one = catalogue()[wanted.indicator]
    near = neighbours_from(wanted.neighbours) if wanted.neighbours else ()
    found = lines(kept(wanted.kept), one, wanted.authority, near)
    print(f"{one.label}: {one.definition}")
    for line in found:
        print(f"\n{line.name} ({line.cited})\n{line.match}: {line.definition}")
        if line.caveat:
            print(line.caveat)
        for point in line.points:
            print(f"{_year(point)}\t{_figure(point, one.unit)}")
    if not found:
        print("Nothing is published of it in what was loaded.")


def _year(point: Any) -> str:
    return f"{point.period.year}-{(point.period.year + 1) % 100:02}"


def _figure(point: Any, unit: str) -> str:
    if point.figure is None:
        return str(point.mark)
    scale = 100 if unit == "SHARE" else 1
    of = f"\tof {point.of}" if point.of else ""
    return f"{point.figure * scale:.6g}{'%' if scale == 100 else ''}{of}"


def listing(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.benchmarks import sources

    for source in sources.load():
        print(f"{source.key}\t{source.cited}")
        for line in source.lines:
            print(f"  {line.indicator}\t{line.match}\t{line.definition}")
