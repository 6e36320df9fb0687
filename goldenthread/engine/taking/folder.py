"""A folder of agencies' files, read by their contracts: all of them, or none.

The folder holds one folder for each agency, and in it files named after their contract:
`police/police_contacts.csv`, `local_authority/annex_a_1.xlsx`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from goldenthread.engine import contracts, intake
from goldenthread.engine.contracts.own import Spellings
from goldenthread.engine.errors import FileRefused, IntakeRefused
from goldenthread.engine.intake import Intake
from goldenthread.engine.shapes import CHILDREN, EVENTS, IDENTITIES
from goldenthread.engine.store import Input


AGENCY = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")
# What file managers leave in folders.
LEFT = frozenset({"thumbs.db", "desktop.ini"})
ENDINGS = frozenset({".csv", ".xlsx", ".parquet", ".zip"})
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Sent:
    """One accepted file: whose it is, as events name agencies, and what it held."""

    agency: str
    contract: contracts.Contract
    intake: Intake

    @property
    def name(self) -> str:
        return f"{self.agency}/{self.intake.file}"

    @property
    def input(self) -> Input:
        rows = sum(one.table.height for one in self.intake.taken)
        return Input(self.name, self.intake.sha256, rows)


@dataclass(frozen=True)
class Handed:
    """What all files hold, by token: shapes EVENTS, CHILDREN and IDENTITIES."""

    events: pa.Table
    children: pa.Table
    identities: pa.Table


def files_of(folder: Path) -> list[tuple[str, Path]]:
    """Agency and path of each file, in order; what is not a file to read is refused."""
    if not folder.is_dir():
        raise IntakeRefused(f"There is no folder {folder}.")
    found: list[tuple[str, Path]] = []
    for agency in _sent(folder):
        if not agency.is_dir() or agency.is_symlink():
            raise IntakeRefused(
                f"{agency.name} stands beside the agencies’ folders: put it into the "
                "folder of the agency that sent it."
            )
        if not AGENCY.fullmatch(agency.name):
            raise IntakeRefused(
                f"{agency.name!r} is no name for an agency’s folder: letters, figures, "
                "spaces, - and _, up to 40."
            )
        found += [(agency.name, _regular(path)) for path in _sent(agency)]
    if not found:
        raise IntakeRefused(f"{folder} holds no file of any agency.")
    _once(found)
    return found


def _sent(folder: Path) -> list[Path]:
    """What stands in a folder, in order, without what systems leave there unasked."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~$")) and path.name.lower() not in LEFT
    ]


def _regular(path: Path) -> Path:
    """A file; a link could lead to what nobody sent, a pipe or device never ends."""
    name = f"{path.parent.name}/{path.name}"
    if path.is_symlink():
        raise IntakeRefused(f"{name} is a link: put the file itself there.")
    if not path.is_file():
        raise IntakeRefused(f"{name} is not a file.")
    return path


def _once(found: list[tuple[str, Path]]) -> None:
    """One file for each agency and contract: two would count their events twice."""
    seen: dict[tuple[str, str], Path] = {}
    for agency, path in found:
        key = agency.upper(), path.stem.lower()
        other = seen.setdefault(key, path)
        if other != path:
            raise IntakeRefused(
                f"{other.parent.name}/{other.name} and {path.parent.name}/{path.name} "
                "are of one agency and one contract: leave one."
            )


def _differ(sent: list[Sent]) -> None:
    """No two files are the same, byte for byte, under two names."""
    seen: dict[str, Sent] = {}
    for one in sent:
        other = seen.setdefault(one.intake.sha256, one)
        if other is not one and sum(each.table.height for each in one.intake.taken):
            raise IntakeRefused(
                f"{other.name} and {one.name} are the same file: leave the one of the "
                "agency that sent it."
            )


def read(
    folder: Path,
    today: date,
    *,
    own: Path | None = None,
    spellings: Spellings | None = None,
    tell: Tell = lambda words: None,
) -> list[Sent]:
    """Every file of a folder, checked. `own` is a folder of contracts of one's own,
    `spellings` what agencies write for codes.

    `tell` hears each file's name when it is begun. IntakeRefused names every file that
    has errors and how many, and every one no contract is named like: then nothing is
    taken.
    """
    own = own or contracts.CONTRACTS_FOLDER
    known = contracts.names(own)
    sent, wrong = [], []
    for agency, path in files_of(folder):
        name, called = f"{agency}/{path.name}", path.stem.lower()
        if path.suffix.lower() not in ENDINGS or called not in known:
            wrong.append(f"{name} (no contract is called “{path.stem}”)")
            continue
        tell(name)
        contract = contracts.load(called, own)
        if spellings:
            contract = spellings.applied(contract, agency)
        try:
            found = intake.check(path, contract, today=today)
        except FileRefused as why:
            wrong.append(f"{agency}/{str(why).rstrip('.')}")
            continue
        sent.append(Sent(agency.upper(), contract, found))
        if not found.accepted:
            wrong.append(f"{name} ({found.errors.height:,} errors)")
    if wrong:
        raise IntakeRefused(
            f"Nothing is taken in: {', '.join(wrong)}. `goldenthread engine check` "
            "tells every fault of a file."
        )
    _differ(sent)
    return sent


def handed(sent: list[Sent], key: bytes) -> Handed:
    """The rows of all files with tokens in place of persons; `key` makes the tokens."""
    parts = [Handed(*(one.empty_table() for one in (EVENTS, CHILDREN, IDENTITIES)))]
    for one in sent:
        tables = one.intake.tables().values()
        parts += [_of(one, joined(table, one, sent), key) for table in tables]
    return Handed(
        pa.concat_tables(part.events for part in parts),
        pa.concat_tables(part.children for part in parts),
        pa.concat_tables(part.identities for part in parts),
    )


def joined(table: pl.DataFrame, one: Sent, sent: list[Sent]) -> pl.DataFrame:
    """Rows of a table that names no child, with what another of the agency's says.

    IntakeRefused where that is not there, or no row of it fits; rows of which none fits
    make no event.
    """
    join = one.contract.join
    if join is None or table.is_empty():
        return table
    others = [
        each
        for other in sent
        if (other.agency, other.contract.name) == (one.agency, join.contract)
        for each in other.intake.tables().values()
    ]
    if not others:
        raise IntakeRefused(
            f"{one.name} names no child: send {join.contract} of the same agency with it."
        )
    known = pl.concat(others).select(
        pl.col(join.key).alias(join.on),
        *(pl.col(theirs).alias(f"{own} there") for own, theirs in join.takes),
    )
    found = table.join(
        known.drop_nulls(join.on).unique(join.on, keep="last", maintain_order=True),
        on=join.on,
        how="left",
        maintain_order="left",
    )
    filled = found.with_columns(
        pl.coalesce(own, f"{own} there").alias(own) for own, _ in join.takes
    )
    if filled[join.takes[0][0]].null_count() == filled.height:
        raise IntakeRefused(f"{one.name}: none of its rows is of {join.contract}.")
    return filled.select(table.columns)


def _of(one: Sent, table: pl.DataFrame, key: bytes) -> Handed:
    tokens = intake.tokens_of(table, one.contract, one.agency, key)
    known: dict[str, Any] = {"agency": one.agency, "key": key, "tokens": tokens}
    return Handed(
        intake.events(table, one.contract, **known),
        intake.children(table, one.contract, **known),
        intake.identities(table, one.contract, **known),
    )
