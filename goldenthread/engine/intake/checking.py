"""A file checked by its contracts: typed tables, or every fault.

An error anywhere and nothing is taken. Rows that can be read and cannot be true are set
aside, and told; too many of them are an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import polars as pl

from goldenthread.engine.contracts.model import Contract, Field, Severity
from goldenthread.engine.errors import FileRefused, IntakeRefused
from goldenthread.engine.intake import faults as told
from goldenthread.engine.intake import files, reading, rowwise
from goldenthread.engine.intake.faults import Place
from goldenthread.engine.intake.limits import Limits
from goldenthread.engine.intake.sheets import Header, Sheet, header, rows_of


T = TypeVar("T")
# Rows under which columns are worked on one after another.
ALONE = 20_000


@dataclass(frozen=True)
class Taken:
    """One sheet as read by its contract. `table` has a column for each field, typed,
    and a row for each row that is not blank; what cannot be read is null in it."""

    contract: Contract
    sheet: Sheet
    header: Header | None
    table: pl.DataFrame
    # The row in the sheet, counted from 1, of each row of the table.
    rows: pl.Series
    # Fields whose columns were not there.
    absent: tuple[str, ...] = ()
    # The rows (as in `rows`) that can be read and cannot be true.
    aside: frozenset[int] = frozenset()

    @property
    def kept(self) -> pl.DataFrame:
        """The table without the rows that are set aside."""
        if not self.aside:
            return self.table
        return self.table.filter(~self.rows.is_in(list(self.aside)))


@dataclass(frozen=True)
class Intake:
    """All of a file. It is accepted whole, or not at all."""

    file: str
    sha256: str
    taken: tuple[Taken, ...]
    # Columns of `faults.FAULTS`.
    faults: pl.DataFrame
    # Contracts of a set that the file has no sheet for.
    without: tuple[str, ...] = ()

    @property
    def errors(self) -> pl.DataFrame:
        return self.faults.filter(pl.col("severity") == Severity.ERROR.value)

    @property
    def aside(self) -> pl.DataFrame:
        """Faults of rows that cannot be true; the file is taken without those rows."""
        return told.aside(self.faults)

    @property
    def warnings(self) -> pl.DataFrame:
        return self.faults.filter(pl.col("severity") == Severity.WARNING.value)

    @property
    def accepted(self) -> bool:
        return self.errors.is_empty()

    def tables(self) -> dict[str, pl.DataFrame]:
        """The typed table of each contract, without the rows that are set aside.

        IntakeRefused where there is any error.
        """
        if not self.accepted:
            count = self.errors.height
            raise IntakeRefused(f"{self.file}: refused, {count:,} errors in it.")
        return {one.contract.name: one.kept for one in self.taken}


def check(
    path: Path | str,
    contracts: Sequence[Contract] | Contract,
    *,
    today: date,
    limits: Limits | None = None,
    only: Contract | None = None,
) -> Intake:
    """Check every row of a file (xlsx, csv, parquet, or a zip of these).

    Of several contracts each sheet finds its own by title, number or columns. `today`
    bounds days that cannot lie ahead. With `only` one of the contracts is checked, and
    the others only keep their sheets from being taken for its own. FileRefused where
    the file is not read at all, IntakeRefused without any contract.
    """
    path, limits = Path(path), limits or Limits()
    wanted = [contracts] if isinstance(contracts, Contract) else list(contracts)
    if not wanted:
        raise IntakeRefused(f"{path.name}: no contract says what it should hold.")
    data = files.load(path, limits)
    taken: dict[str, Taken] = {}
    found: list[pl.DataFrame] = []
    for contract, sheet in files.sheets(path.name, data, wanted, limits):
        if only and contract != only:
            continue
        if contract is None or contract.name in taken:
            found.append(_beside(contract or wanted[0], sheet, contract is None))
            continue
        _bounded(sheet, limits)
        taken[contract.name], own = take(sheet, contract, today)
        found.append(own)
    wanted = [only] if only else wanted
    without = tuple(one.name for one in wanted if one.name not in taken)
    found += _missing(path.name, wanted, without)
    return Intake(
        path.name,
        sha256(data).hexdigest(),
        tuple(taken.values()),
        pl.concat(found) if found else told.none(),
        without,
    )


def _bounded(sheet: Sheet, limits: Limits) -> None:
    """FileRefused for a cell nobody wrote; an open quotation mark is told as such."""
    if sheet.frame.is_empty() or any(rule == "QUOTE_OPEN" for rule, *_ in sheet.faults):
        return
    longest = sheet.frame.select(pl.all().str.len_bytes().max()).row(0)
    for place, length in enumerate(longest):
        if length and length > limits.cell:
            raise FileRefused(
                f"{sheet.file}: a cell in column {told.letters(place)} holds "
                f"{length:,} bytes; a cell may hold {limits.cell:,}."
            )


def _beside(contract: Contract, sheet: Sheet, unknown: bool) -> pl.DataFrame:
    where = Place(sheet.file, sheet.name, contract)
    return told.tell("SHEET_UNKNOWN" if unknown else "SHEET_TWICE", where, [0])


def _missing(
    file: str, wanted: list[Contract], without: tuple[str, ...]
) -> list[pl.DataFrame]:
    """A set may come in part, and is then partial; one contract may not be missing."""
    if len(without) < len(wanted):
        return []
    names = ", ".join(one.title for one in wanted)
    return [told.tell("SHEET_MISSING", Place(file, names, wanted[0]), [0])]


def take(sheet: Sheet, contract: Contract, today: date) -> tuple[Taken, pl.DataFrame]:
    """A sheet by its contract, and its faults in the order of rows."""
    where = Place(sheet.file, sheet.name, contract)
    top = rows_of(sheet.frame)
    head = header(top, contract)
    if head is None:
        schema = {one.name: reading.TYPES[one.type] for one in contract.fields}
        nothing = pl.Series("row", [], dtype=pl.UInt32)
        empty = Taken(contract, sheet, None, pl.DataFrame(schema=schema), nothing)
        return empty, told.tell("HEADER_MISSING", where, [0])
    found = [*_of_header(head, where), *_of_cells(sheet, head, where)]
    raw, rows = _raw(sheet, head, contract)
    table, own = _typed(raw, rows, head, where, today)
    found += own
    found += rowwise.check(table, raw, rows, head, where, today)
    if not len(rows):
        found.append(told.tell("NO_ROWS", where, [head.row]))
    aside = frozenset(row for one in found for row in told.aside(one)["row"])
    if told.too_many(len(aside), len(rows)):
        found.append(told.tell("TOO_MANY_ASIDE", where, [0]))
    absent = tuple(
        f.name
        for f in contract.fields
        if f.name not in head.places and f.name not in contract.joined
    )
    taken = Taken(contract, sheet, head, table, rows, absent, aside)
    return taken, told.together(found)


def _of_header(head: Header, where: Place) -> list[pl.DataFrame]:
    found = []
    meant = {place for places in head.places.values() for place in places}
    for field in where.contract.fields:
        places = head.places.get(field.name, ())
        if not places and field.name not in where.contract.joined:
            rule = "COLUMN_MISSING" if field.required else "COLUMN_ABSENT"
            found.append(
                told.tell(rule, where.at(field.label, -1), [head.row], None, field)
            )
        for place in places[1:]:
            at = where.at(head.names[place], place)
            found.append(told.tell("COLUMN_TWICE", at, [head.row], None, field))
    for place, name in enumerate(head.names):
        if place not in meant and name.strip():
            at = where.at(name, place)
            found.append(told.tell("COLUMN_UNKNOWN", at, [head.row], [name]))
    return found


def _of_cells(sheet: Sheet, head: Header, where: Place) -> list[pl.DataFrame]:
    """Formulas, error cells and rows out of shape, wherever they stand."""
    found = []
    for rule, row, place, value in sheet.faults:
        named = 0 <= place < len(head.names)
        at = where.at(head.names[place] if named else "", place)
        found.append(told.tell(rule, at, [row], [value]))
    return found


def _raw(
    sheet: Sheet, head: Header, contract: Contract
) -> tuple[pl.DataFrame, pl.Series]:
    """Cleaned texts by field, without blank rows, and the row of each in the sheet."""
    below = sheet.frame.slice(head.row)
    raw = reading.cleaned(
        below,
        {
            str(head.places[field.name][0]): field
            for field in contract.fields
            if field.name in head.places
        },
    )
    rows = pl.int_range(
        head.row + 1, head.row + 1 + below.height, dtype=pl.UInt32, eager=True
    ).alias("row")
    if all(column.has_nulls() for column in raw):
        filled = raw.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        # A row that is blank for the contract and not for its sender is no blank row.
        others = pl.any_horizontal((pl.all().str.strip_chars() != "").fill_null(False))
        filled |= below.select(others).to_series()
        raw, rows = raw.filter(filled), rows.filter(filled)
    return raw, rows


def _side_by_side(
    work: Callable[[Field], T | None], contract: Contract, height: int
) -> list[T]:
    """Work done for each field, in order, on all the cores there are.

    Polars works on one column on one core; it lets go of Python while it does. Short
    columns are done before another core has begun.
    """
    if height < ALONE:
        done = [work(field) for field in contract.fields]
    else:
        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            done = list(pool.map(work, contract.fields))
    return [one for one in done if one is not None]


def _typed(
    raw: pl.DataFrame, rows: pl.Series, head: Header, where: Place, today: date
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    done = _side_by_side(
        lambda field: _column(raw, rows, head, where, field, today),
        where.contract,
        raw.height,
    )
    found = [fault for _, faults in done for fault in faults]
    return pl.DataFrame([values for values, _ in done]), found


def _column(
    raw: pl.DataFrame,
    rows: pl.Series,
    head: Header,
    where: Place,
    field: Field,
    today: date,
) -> tuple[pl.Series, list[pl.DataFrame]]:
    """One field's values and the faults of its cells."""
    if field.name not in head.places:
        empty = pl.Series(field.name, [], dtype=reading.TYPES[field.type])
        return empty.extend_constant(None, raw.height), []
    texts, place = raw[field.name], head.places[field.name][0]
    values, problems = reading.read(texts, field, today)
    at = where.at(head.names[place], place)
    found = [
        told.tell(rule, at, rows.filter(mask), texts.filter(mask), field)
        for rule, mask in problems
    ]
    return values.alias(field.name), found
