"""`goldenthread engine take`: agencies' files to a release, in one step."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from goldenthread.engine.contracts.commands import add_folder, add_spellings
from goldenthread.engine.taking import removals


DESCRIPTION = """\
Take a folder of agencies' files in: check every row, link the records, build a release
with its figures, and swap it in. All files are taken, or none. A row that can be read
and cannot be true (before birth, older than 25) is set aside, counts in no figure, and
is listed by `goldenthread engine faults`.

FOLDER holds one folder for each agency with files named after their contract, such as
police/police_contacts.csv. HOME then holds
  store/   releases: events by child, and figures
  vault/   identities, sealed; and links, which record is which child
The key (--key-file, 32 bytes as 64 hexadecimal digits) makes tokens and seals the vault.
It is made when the file is not there; whoever loses it loses the identities. Keep it
apart from HOME.

What agencies write for codes and the contracts do not know can be said in a file of
your own, HOME/spellings.toml, or one named with --spellings.
"""
EXAMPLES = """\
Examples:
  goldenthread engine synth --children 3000 --seed 7 --out county
  goldenthread engine take county/files --home engine --key-file engine.key
  goldenthread engine indicator contacts --store engine/store --every year
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "take",
        help="take agencies' files in: check, link, build a release",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--home", type=Path, required=True, metavar="HOME")
    parser.add_argument("--key-file", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--made-at", type=datetime.fromisoformat, help="the moment (now, if not given)"
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, help="no day may lie after it"
    )
    parser.add_argument(
        "--decisions", type=Path, metavar="FILE", help="what people decided (see link)"
    )
    parser.add_argument("--areas", type=Path, help="CSV: area and its larger areas")
    add_folder(parser)
    add_spellings(parser)
    parser.set_defaults(run=run)
    removals.add(commands)


def run(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.link import files as link_files
    from goldenthread.engine.store import Store, Vault
    from goldenthread.engine.store.commands import areas_in, cube_maker
    from goldenthread.engine.taking import folder, noticing, release

    # The console is the edge: the only place that may ask what time it is.
    made_at = wanted.made_at or datetime.now().astimezone()
    key = key_of(wanted.key_file, wanted.home / "vault")
    places = release.Places(
        Store(wanted.home / "store"),
        Vault(wanted.home / "vault", key),
        wanted.home / "vault" / "links",
    )
    sent = folder.read(
        wanted.folder,
        wanted.today or made_at.date(),
        own=wanted.contracts,
        spellings=spellings_of(wanted),
        tell=_tell,
    )
    made, linked = release.keep(
        sent,
        folder.handed(sent, key),
        places,
        made_at,
        decisions=link_files.decisions(wanted.decisions) if wanted.decisions else (),
        makers={"cube": cube_maker(wanted.areas)},
        areas=areas_in(wanted.areas) if wanted.areas else None,
        tell=_tell,
    )
    counts = made.manifest.counts
    print(
        f"Release {made.name}: {len(sent)} files, {linked.mapping.num_rows:,} records, "
        f"{counts['children']:,} children, {counts['events']:,} events; "
        f"{linked.doubts.num_rows:,} pairs of records in doubt."
    )
    _tell_faults(made.manifest, noticing.rows_aside(sent), wanted.home)


def _tell_faults(facts: Any, rows: int, home: Path) -> None:
    """What was set aside and what else is wrong, so that agencies can correct it."""
    if not facts.faults:
        return
    events = facts.counts.get("aside", 0)
    told = ", ".join(f"{count:,} {fault}" for fault, count in facts.faults.items())
    if rows or events:
        print(
            f"{rows:,} rows and {events:,} events cannot be true and count in no figure."
        )
    print(
        f"To correct: {told}; `goldenthread engine faults {home}` lists them by agency."
    )


def spellings_of(wanted: argparse.Namespace) -> Any:
    """A partnership's own spellings: of the file named, or of HOME; none without."""
    from goldenthread.engine.contracts import own

    path = wanted.spellings or wanted.home / own.FILE
    if wanted.spellings or path.exists():
        return own.read(path, wanted.contracts)
    return None


def key_of(path: Path, vault: Path) -> bytes:
    """The key of a file, which is made if it is not there and nothing is sealed yet."""
    import os
    import secrets

    from goldenthread.engine.errors import StoreError
    from goldenthread.engine.store.commands import key_in

    if not path.exists():
        if any(vault.glob("*.sealed")):
            raise StoreError(
                f"There is no key {path}, and {vault} is sealed with one: a new key "
                "would know nobody again."
            )
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
    return key_in(path)


def _tell(words: str) -> None:
    import sys

    if sys.stderr.isatty():
        print(f"  … {words}", file=sys.stderr)
