"""What a file is by its bytes, whatever it is called, and the sheets in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from goldenthread.engine.contracts.model import Contract
from goldenthread.engine.errors import FileRefused
from goldenthread.engine.intake import archives
from goldenthread.engine.intake.limits import Limits
from goldenthread.engine.intake.sheets import Sheet, fits, rows_of, titled


CALLED = {
    ".xlsx": "xlsx",
    ".csv": "text",
    ".txt": "text",
    ".tsv": "text",
    ".parquet": "parquet",
    ".zip": "zip",
}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Sheets are searched for a contract's columns only so far.
SEARCHED = 40
Found = tuple[Contract | None, Sheet]


def load(path: Path, limits: Limits) -> bytes:
    """The bytes of a file; FileRefused where it is no file or too large."""
    try:
        size = path.stat().st_size
        if size > limits.file:
            raise FileRefused(f"{path.name}: larger than {limits.file // 2**20} MiB.")
        if size == 0:
            raise FileRefused(f"{path.name}: the file is empty.")
        return path.read_bytes()
    except OSError as why:
        raise FileRefused(f"{path.name}: the file cannot be read.") from why


def sheets(
    name: str, data: bytes, contracts: Sequence[Contract], limits: Limits
) -> Iterator[Found]:
    """Each sheet with the contract it is of; none for a sheet nobody asked for."""
    kind = _kind(name, data, limits)
    if kind == "zip":
        yield from _in_zip(name, data, contracts, limits)
    elif kind == "xlsx":
        yield from _in_workbook(name, data, contracts, limits)
    else:
        yield _single(name, data, kind, contracts, limits)


def _kind(name: str, data: bytes, limits: Limits) -> str:
    """What the file is; FileRefused where it is called otherwise or is nothing known."""
    ending = PurePosixPath(name).suffix.lower()
    if data.startswith(OLD):
        raise FileRefused(
            f"{name}: an old or password-protected spreadsheet; save it as .xlsx "
            "without a password."
        )
    if ending in {".xlsm", ".xlsb", ".xltm", ".xls", ".ods"}:
        raise FileRefused(f"{name}: {ending} files are not taken; save it as .xlsx.")
    if ending not in CALLED:
        known = ", ".join(CALLED)
        raise FileRefused(
            f"{name}: files are taken as {known}, not {ending or 'this'}."
        )
    found = _by_bytes(name, data, limits)
    if found != CALLED[ending]:
        raise FileRefused(f"{name}: called {ending}, but the file is {_SAID[found]}.")
    return found


_SAID = {
    "xlsx": "a workbook",
    "text": "text, or nothing known",
    "parquet": "parquet",
    "zip": "a zip",
}


def _by_bytes(name: str, data: bytes, limits: Limits) -> str:
    if data.startswith(b"PK"):
        parts = archives.opened(name, data, limits).parts
        return "xlsx" if "[Content_Types].xml" in parts else "zip"
    return "parquet" if data.startswith(b"PAR1") else "text"


def _single(
    name: str, data: bytes, kind: str, contracts: Sequence[Contract], limits: Limits
) -> Found:
    # Late: who reads text does not load what reads parquet.
    from goldenthread.engine.intake import columns, texts

    sheet = (
        texts.read(name, data, contracts, limits)
        if kind == "text"
        else columns.read(name, data, limits)
    )
    if len(contracts) == 1:
        return contracts[0], sheet
    return _meant(PurePosixPath(name).stem, sheet, contracts), sheet


def _meant(title: str, sheet: Sheet, contracts: Sequence[Contract]) -> Contract | None:
    """The contract of that title, or else the one whose columns fit best."""
    named = [one for one in contracts if titled(title, one)]
    if named:
        return named[0]
    rows = rows_of(sheet.frame)
    best = max(contracts, key=lambda one: fits(rows, one), default=None)
    return best if best and fits(rows, best) >= 0.5 else None


def _in_zip(
    name: str, data: bytes, contracts: Sequence[Contract], limits: Limits
) -> Iterator[Found]:
    archive = archives.opened(name, data, limits)
    left = limits.unpacked
    for part in archive.parts:
        if PurePosixPath(part).suffix.lower() == ".zip":
            raise FileRefused(f"{name}: holds another zip ({part}).")
        # Folders that some systems pack along with what they are asked for.
        if part.startswith("__MACOSX/") or PurePosixPath(part).name.startswith("."):
            continue
        held = archive.read(part)
        if not held:
            raise FileRefused(f"{name}/{part}: the file is empty.")
        inside = f"{name}/{part}"
        if held.startswith(b"PK"):
            # What workbooks in a zip unpack to counts together.
            left -= archives.opened(inside, held, replace(limits, unpacked=left)).size
        yield from sheets(inside, held, contracts, limits)


def _in_workbook(
    name: str, data: bytes, contracts: Sequence[Contract], limits: Limits
) -> Iterator[Found]:
    from goldenthread.engine.intake.workbooks import Workbook

    book = Workbook(name, data, archives.opened(name, data, limits))
    names = book.sheets
    if not names:
        raise FileRefused(f"{name}: there is no sheet in it.")
    by_title = {
        sheet: next((one for one in contracts if titled(sheet, one)), None)
        for sheet in names
    }
    open_contracts = [one for one in contracts if one not in by_title.values()]
    for sheet in names[:SEARCHED]:
        known = by_title[sheet]
        if known:
            yield known, book.read(sheet)
        elif open_contracts:
            read = book.read(sheet)
            alone = len(contracts) == len(names) == 1
            found = contracts[0] if alone else _meant("", read, open_contracts)
            yield found, read
