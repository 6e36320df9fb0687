"""`goldenthread engine delete` and `readmit`: a child out of everything that is kept."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any


DELETE = """\
Take a child out of every release, the vault and the links: erasure, or the end of the
time a record may be kept. Each release that holds the child is written anew beside the
old one, with its figures; then all are swapped in one move and the old ones removed.
Killed at any moment, the child is in all of them or in none; run it again then.

Who is meant: the child's number in the current release, or an agency and its own number
of the record; with it go all records linked to it. Without --yes nothing is done, and
what would be is told. The reason is one of a few words and the reference the number of
a case, so that no name stands in a release. The records leave a keyed hash each: when
they are sent again they are left out and told (`goldenthread engine faults`), until
`goldenthread engine readmit` lets one in.

What lies elsewhere is not reached: copies and backups of HOME, the files agencies sent,
lists and journeys written out, tables that were published. Blocks of removed files are
left to the disk.
"""
READMIT = """\
Let a record that was taken out be taken in again, from the next files on. Nothing of
what was taken out comes back.
"""
EXAMPLES = """\
Examples:
  goldenthread engine delete engine --key-file engine.key --agency POLICE \\
      --record P1234 --reason ERASURE --reference IG-2025-014 --yes
"""


def add(commands: Any) -> None:
    parser = _parser(commands, "delete", "take a child out of every release", DELETE)
    parser.epilog = EXAMPLES
    parser.add_argument("--child", type=int, help="its number in the current release")
    parser.add_argument("--reason", required=True, help="ERASURE, RETENTION, …")
    parser.add_argument("--reference", required=True, help="number of the case")
    parser.add_argument("--areas", type=Path, help="CSV: as figures were made with")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="the moment (now, if not given)"
    )
    parser.add_argument("--yes", action="store_true", help="do it")
    parser.set_defaults(run=delete)
    again = _parser(commands, "readmit", "let a record in again", READMIT)
    again.set_defaults(run=readmit)


def _parser(
    commands: Any, name: str, what: str, description: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=what,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("home", type=Path, metavar="HOME")
    made.add_argument("--key-file", type=Path, required=True, metavar="FILE")
    made.add_argument("--agency", help="whose number --record is")
    made.add_argument("--record", metavar="NUMBER", help="an agency's own number")
    return made


def _places(wanted: argparse.Namespace, key: bytes) -> Any:
    from goldenthread.engine.store import Store, Vault
    from goldenthread.engine.taking.release import Places

    links = wanted.home / "vault" / "links"
    store = Store(wanted.home / "store")
    store.current()
    return Places(store, Vault(wanted.home / "vault", key), links)


def _token(wanted: argparse.Namespace, key: bytes) -> int | None:
    from goldenthread.engine.taking.removing import record

    if wanted.agency and wanted.record:
        return record(wanted.agency, wanted.record, key)
    return None


def delete(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.errors import StoreError
    from goldenthread.engine.store.commands import key_in
    from goldenthread.engine.taking import removing

    key = key_in(wanted.key_file)
    token = _token(wanted, key)
    if (token is None) == (wanted.child is None):
        raise StoreError("Say who is meant: --child, or --agency with --record.")
    places = _places(wanted, key)
    if wanted.yes:
        removing.tidy(places)
    who = removing.meant(places, child=wanted.child, token=token)
    holding = [name for name, found in who.children.items() if found]
    print(f"{len(who.tokens):,} records in {len(holding):,} releases.")
    if who.others:
        print(
            f"Earlier releases held {who.others:,} records of other children for this "
            "one: there all events of that child are taken out."
        )
    if not wanted.yes:
        print("Nothing was done; with --yes they are taken out for good.")
        return
    made = removing.delete(
        places,
        who,
        at=wanted.at or datetime.now().astimezone(),
        reason=wanted.reason,
        reference=wanted.reference,
        refigure=removing.figures(wanted.areas),
    )
    for release in made:
        said = release.manifest.removals[-1:] if who.children.get(_old(release)) else ()
        for one in said:
            print(f"{release.name}: {one.rows:,} events of {one.children:,} children.")
    print(f"Taken out; {len(made):,} releases were written anew.")


def _old(release: Any) -> str:
    """The name a release had before it was last written anew."""
    made, _, number = str(release.name).partition(".r")
    return made if number == "1" else f"{made}.r{int(number) - 1}"


def readmit(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.errors import StoreError
    from goldenthread.engine.store.commands import key_in
    from goldenthread.engine.taking import removing

    key = key_in(wanted.key_file)
    token = _token(wanted, key)
    if token is None:
        raise StoreError("Say which record: --agency with --record.")
    made = removing.readmit(_places(wanted, key), token)
    print(f"The record is taken in again from the next files on ({made.name}).")
