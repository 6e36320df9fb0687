"""`goldenthread engine check`: is this file as its contract says?"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from goldenthread.engine.contracts.commands import add_folder, add_spellings


DESCRIPTION = """\
Checks every row of an agency's file (xlsx, csv, parquet, or a zip of these) by its
contract. Every fault is told with sheet, row, column, value, what is wrong and what to
do. Errors refuse the whole file: the exit code is 1. A row that can be read and cannot
be true (older than 25, before birth) is set aside, and the rest taken. Warnings refuse
nothing.

Nothing is kept of the file. What is printed may name people: it is for the sender.
"""
EXAMPLES = """\
Examples:
  goldenthread engine check contacts.csv --contract police_contacts
  goldenthread engine check annex-a.xlsx --contract annex_a --marked marked.xlsx
  goldenthread engine check contacts.csv --contract police_contacts --unknown spell.toml
  goldenthread engine check contacts.csv --contract police_contacts --spellings spell.toml
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="check an agency's file by its contract, row by row",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--contract",
        action="append",
        required=True,
        metavar="NAME",
        help="a contract or a set of contracts; may be given several times",
    )
    parser.add_argument(
        "--marked", type=Path, metavar="OUT", help="write a copy with faults marked"
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="DAY",
        help="no day may lie after it (the day it is, if not given)",
    )
    parser.add_argument(
        "--most", type=int, default=200, help="print so many faults (0: all)"
    )
    add_folder(parser)
    add_spellings(parser)
    parser.add_argument(
        "--agency",
        default="",
        help="whose spellings count (the contract's, if not given)",
    )
    parser.add_argument(
        "--unknown",
        type=Path,
        metavar="OUT",
        help="write texts that mean no code, to be filled in for --spellings",
    )
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    from goldenthread.engine import contracts, intake

    # The console is the edge: the only place that may ask what day it is.
    today = wanted.today or date.today()  # noqa: DTZ011
    folder = wanted.contracts or contracts.CONTRACTS_FOLDER
    chosen = {
        one.name: one
        for name in wanted.contract
        for one in contracts.load_set(name, folder)
    }
    if wanted.spellings:
        from goldenthread.engine.contracts import own

        spelt = own.read(wanted.spellings, wanted.contracts)
        chosen = {n: spelt.applied(one, wanted.agency) for n, one in chosen.items()}
    found = intake.check(wanted.file, list(chosen.values()), today=today)
    _print(found, wanted.most or found.faults.height)
    if wanted.marked:
        intake.mark(found, wanted.marked)
        print(f"Marked copy: {wanted.marked}")
    if wanted.unknown:
        _write_unknown(found, wanted.unknown)
    return 0 if found.accepted else 1


def _write_unknown(found: Any, out: Path) -> None:
    """Each text once, under its list; the file is made, never written over."""
    import os

    from goldenthread.engine.contracts import own

    wrong = found.faults.filter(found.faults["rule"] == "NOT_A_CODE")
    lists = {
        (taken.sheet.name, taken.header.names[place]): one.codes
        for taken in found.taken
        if taken.header
        for one in taken.contract.fields
        for place in taken.header.places.get(one.name, ())
        if one.codes
    }
    rows = wrong.select("sheet", "column", "value").unique(maintain_order=True).rows()
    texts = [(lists[sheet, column], value) for sheet, column, value in rows]
    with os.fdopen(
        os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
    ) as file:
        file.write(own.skeleton(texts))
    print(f"Texts that mean no code: {len(texts)}, in {out}")


def _print(found: Any, most: int) -> None:
    import polars as pl

    columns = ("severity", "sheet", "row", "column", "value", "rule", "says", "do")
    order = pl.col("severity").replace_strict({"ERROR": 0, "ASIDE": 1}, default=2)
    errors_first = found.faults.sort(order, maintain_order=True)
    for one in errors_first.head(most).select(columns).iter_rows(named=True):
        print(_line(one))
    if found.faults.height > most:
        print(f"… and {found.faults.height - most:,} more")
    for taken in found.taken:
        print(f"{taken.contract.name}: {taken.table.height:,} rows")
    for name in found.without:
        print(f"{name}: no sheet")
    verdict = "accepted" if found.accepted else "refused"
    print(
        f"{found.file}: {verdict}, {found.errors.height:,} errors, "
        f"{found.aside.height:,} for which rows are set aside, "
        f"{found.warnings.height:,} warnings"
    )


def _line(one: dict[str, Any]) -> str:
    where = [
        *([f"sheet {one['sheet']}"] if one["sheet"] else []),
        *([f"row {one['row']}"] if one["row"] else []),
        *([f"column {one['column']}"] if one["column"] else []),
    ]
    value = f" {one['value']!r}:" if one["value"] else ""
    words = f"{one['says']} {one['do']} [{one['rule']}]"
    return f"{one['severity'].lower()}: {', '.join(where)}:{value} {words}"
