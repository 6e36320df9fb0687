"""Delimited text (csv) of any common encoding and delimiter, every cell as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from goldenthread.engine.contracts.model import Contract
from goldenthread.engine.errors import FileRefused
from goldenthread.engine.intake.limits import Limits
from goldenthread.engine.intake.sheets import HEADER_WITHIN, Sheet, fits, header


DELIMITERS = (",", ";", "\t", "|")
# Excel's own first line, which it does not show and which rows are not counted from.
_SEP = re.compile(rb'\A"?sep=(.)"?\r?\n', re.IGNORECASE)
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read(
    name: str, data: bytes, contracts: Sequence[Contract], limits: Limits
) -> Sheet:
    """The cells of a text file. A row is a record, as a spreadsheet would show it."""
    data = _unified(name, data)
    told = _SEP.match(data)
    if told:
        data = data[told.end() :]
    top = _top(name, data, limits)
    delimiter = told[1].decode() if told else _delimiter(top, contracts)
    rows = _split(top, delimiter)
    width = max((len(row) for row in rows), default=0)
    lines = data.count(b"\n") + 1
    if width > limits.columns or lines > limits.rows or lines * width > limits.cells:
        raise FileRefused(f"{name}: {lines:,} rows by {width:,} columns are too many.")
    return _shifted(_parsed(name, data, delimiter, width), rows, contracts)


def _shifted(
    sheet: Sheet, rows: list[list[str]], contracts: Sequence[Contract]
) -> Sheet:
    """Told where a row goes on beyond the last named column: its cells may be shifted."""
    best = max(contracts, key=lambda one: fits(rows, one))
    found = header(rows, best)
    if found is None or len(found.names) >= sheet.frame.width:
        return sheet
    beyond = sheet.frame.slice(found.row).select(
        pl.any_horizontal((pl.col(name).str.strip_chars() != "").fill_null(False))
        for name in sheet.frame.columns[len(found.names) :]
    )
    longer = beyond.select(pl.any_horizontal(pl.all())).to_series().arg_true()
    told = (("RAGGED", found.row + 1 + place, -1, "") for place in longer.to_list())
    return replace(sheet, faults=(*sheet.faults, *told))


def _unified(name: str, data: bytes) -> bytes:
    """The same text as UTF-8 with ends of line that every reader knows."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _ended(
                name, _decoded(name, data, encoding).lstrip("\ufeff").encode()
            )
    if b"\0" in data[:4096]:
        wide = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        return _ended(name, _decoded(name, data, wide).encode())
    try:
        # Plain letters only, as most files are, is told far faster.
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError:
        # What Windows in western Europe writes.
        data = _decoded(name, data, "cp1252").encode()
    return _ended(name, data)


def _decoded(name: str, data: bytes, encoding: str) -> str:
    try:
        found = data.decode(encoding)
    except UnicodeDecodeError as why:
        raise FileRefused(
            f"{name}: neither UTF-8, UTF-16 nor Windows text; save it as csv UTF-8."
        ) from why
    return found


def _ended(name: str, data: bytes) -> bytes:
    if b"\0" in data:
        raise FileRefused(f"{name}: not a text file.")
    # Polars keeps the first of the two signs; a spreadsheet of old wrote only that one.
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _top(name: str, data: bytes, limits: Limits) -> str:
    """The first lines, enough to find the header in."""
    head = data[: limits.line]
    if len(data) > limits.line and b"\n" not in head:
        raise FileRefused(
            f"{name}: the first line is longer than {limits.line:,} bytes."
        )
    lines = head.split(b"\n")[: HEADER_WITHIN * 2]
    return b"\n".join(lines).decode("utf-8", "replace")


def _delimiter(top: str, contracts: Sequence[Contract]) -> str:
    """The one under which the file fits its contract best; a comma if none does."""

    def fit(delimiter: str) -> float:
        rows = _split(top, delimiter)
        return max((fits(rows, one) for one in contracts), default=0)

    return max(DELIMITERS, key=fit)


def _split(top: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they can be read with that delimiter."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(top, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == HEADER_WITHIN:
                break
    except csv.Error:
        # One text longer than any: not the delimiter, or a mark never closed.
        return rows
    return rows


def _parsed(name: str, data: bytes, delimiter: str, width: int) -> Sheet:
    if width == 0:
        return Sheet(name, "", pl.DataFrame())
    if b'"' not in data or data.count(b'"') % 2 == 0:
        try:
            frame = pl.read_csv(
                data,
                has_header=False,
                separator=delimiter,
                schema={str(place): pl.String for place in range(width)},
            )
        except pl.exceptions.PolarsError:
            # Too many cells in a row, or a quotation mark inside a text: told below.
            return _one_by_one(name, data, delimiter, width)
        return Sheet(name, "", frame)
    return _one_by_one(name, data, delimiter, width)


def _one_by_one(name: str, data: bytes, delimiter: str, width: int) -> Sheet:
    """As spreadsheets read it, row by row, telling each row that does not fit."""
    faults: list[tuple[str, int, int, str]] = []
    rows = list(_records(data, delimiter, width, faults))
    frame = pl.DataFrame(
        rows, schema={str(place): pl.String for place in range(width)}, orient="row"
    )
    return Sheet(name, "", frame, tuple(faults))


def _records(
    data: bytes, delimiter: str, width: int, faults: list[tuple[str, int, int, str]]
) -> Iterator[list[str]]:
    # Not by `splitlines`, which parts lines at signs that are part of texts.
    lines = [line + "\n" for line in data.decode().split("\n")]
    if lines[-1] == "\n":
        lines.pop()
    reader = csv.reader(lines, delimiter=delimiter)
    number = start = 0
    while True:
        begins = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            # A text longer than any: the mark was opened here, and far is its end.
            faults.append(("QUOTE_OPEN", number + 1, -1, ""))
            return
        number, start = number + 1, begins
        if any(cell.strip() for cell in row[width:]):
            faults.append(("RAGGED", number, -1, ""))
        yield [*row[:width], *[""] * (width - len(row))]
    if _never_closed(lines[start:], delimiter):
        faults.append(("QUOTE_OPEN", number, -1, ""))


def _never_closed(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as why:
        return "unexpected end" in str(why)
    return False
