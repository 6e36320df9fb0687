"""`goldenthread engine faults`: what agencies can correct, by agency."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from typing import Any


DESCRIPTION = """\
List what is wrong in what agencies sent, by agency, so that each can correct its own:
rows and events that cannot be true and were set aside (they count in no figure), two
plans at once, dates of birth that differ between agencies, areas nobody knows.

HOME is what `goldenthread engine take` filled. With --key-file the vault is opened and
each agency's own number of the record is named; without it only the child's number in
the release. With --to a CSV file for each agency is written into a folder.
"""
EXAMPLES = """\
Examples:
  goldenthread engine faults engine
  goldenthread engine faults engine --agency POLICE --key-file engine.key --to faults
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "faults",
        help="what agencies can correct",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("home", type=Path, metavar="HOME")
    parser.add_argument("--release", help="another release than the current one")
    parser.add_argument("--agency", type=str.upper, help="only one agency's")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="opens the vault")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="a CSV an agency")
    parser.add_argument("--most", type=int, default=20, help="lines an agency (20)")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.faults.telling import lines
    from goldenthread.engine.store import Store

    store = Store(wanted.home / "store")
    release = store.release(wanted.release) if wanted.release else store.current()
    found = _of(release.faults(), wanted.agency)
    records = _records(wanted, release.name, found) if wanted.key_file else None
    agencies: dict[str, list[tuple[str, ...]]] = {}
    for agency, cells in lines(found, records):
        agencies.setdefault(agency, []).append(cells)
    print(f"Release {release.name}: {_sum(release.manifest)}")
    for agency, rows in agencies.items():
        _tell(agency, rows, wanted.most)
        if wanted.to:
            name = re.sub(r"[^a-z0-9_]+", "-", agency.lower()) or "nobody"
            _write(wanted.to / f"{name}.csv", rows)


def _of(faults: Any, agency: str | None) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if agency is None:
        return faults
    return faults.filter(pc.equal(faults["agency"].cast(pa.string()), agency))


def _sum(facts: Any) -> str:
    events = facts.counts["events"]
    return f"{events:,} events, {facts.counts.get('aside', 0):,} set aside."


def _records(wanted: argparse.Namespace, name: str, found: Any) -> Any:
    import pyarrow.parquet as pq

    from goldenthread.engine.errors import StoreError
    from goldenthread.engine.faults.telling import Records
    from goldenthread.engine.store import Vault
    from goldenthread.engine.store.commands import key_in

    vault = Vault(wanted.home / "vault", key_in(wanted.key_file))
    links = wanted.home / "vault" / "links" / name / "mapping.parquet"
    if not links.is_file():
        raise StoreError(f"The links of release {name} are not in {wanted.home}.")
    return Records.of(vault.open(name), pq.read_table(links), found)


def _tell(agency: str, rows: list[tuple[str, ...]], most: int) -> None:
    from goldenthread.engine.faults.telling import HEADING, rule

    print(f"\n{agency or 'Of no agency'}")
    counts: Counter[tuple[str, str]] = Counter()
    for cells in rows:
        counts[cells[0], cells[1]] += int(cells[HEADING.index("count")])
    for (fault, counted), count in sorted(counts.items()):
        where = "counted" if counted == "yes" else "set aside"
        said = rule(fault)
        print(f"  {count:,} {fault} ({where}): {said.says} {said.do}")
    for cells in rows[:most]:
        print("    " + _short(dict(zip(HEADING, cells, strict=True))))
    if len(rows) > most:
        print(f"    … and {len(rows) - most:,} more (--most, or --to)")


def _short(cells: dict[str, str]) -> str:
    where = [
        cells["fault"],
        cells["file"] or cells["contract"],
        *([f"sheet {cells['sheet']}"] if cells["sheet"] else []),
        *([f"row {cells['row']}"] if cells["row"] else []),
        *([f"column {cells['column']}"] if cells["column"] else []),
        *(cells[name] for name in ("record", "kind", "day", "value") if cells[name]),
    ]
    return ", ".join(where)


def _plain(cell: str) -> str:
    """What an agency wrote as text, also for a spreadsheet: nothing of it is a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    import csv
    import io

    from goldenthread.engine import private
    from goldenthread.engine.faults.telling import HEADING

    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADING, *(map(_plain, cells) for cells in rows)])
    private.make_folder(path.parent)
    private.write(path, text.getvalue())
