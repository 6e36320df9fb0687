"""Workbooks (xlsx): looked through as bytes first, then read by calamine.

calamine runs nothing and follows nothing, but unfolds a sheet into a grid as wide and
as long as its outermost cells. So before it sees a sheet, the sheet's own bytes say how
large that grid would be, which cells are formulas, and whether any part defines words
of its own (as an XML bomb does; no spreadsheet has a reason to).
"""

from __future__ import annotations

import html
import io
import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from goldenthread.engine.errors import FileRefused
from goldenthread.engine.intake.archives import Archive
from goldenthread.engine.intake.limits import Limits
from goldenthread.engine.intake.sheets import Sheet


ACTIVE = (
    ("vbaproject", "holds macros"),
    ("macrosheets/", "holds macros"),
    ("activex", "holds controls that run code"),
    ("embeddings/", "holds other files inside"),
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*["\']([^"\']*)["\']')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[\s/>]')
_FORMULA_TAG = re.compile(rb"<f[\s/>]")
_STRING = re.compile(rb't="s"[^>]*>\s*<v>(\d{1,9})<')
ERROR_CELL = re.compile(r"^#(?:REF|N/A|NAME|VALUE|DIV/0|NUM|NULL)[!?]?$")


class Workbook:
    """A workbook found harmless; sheets are read one by one."""

    def __init__(self, name: str, data: bytes, archive: Archive) -> None:
        self.name, self._data, self._archive = name, data, archive
        self._parts = self._looked_through()
        self._paths = self._sheet_paths()
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError as why:
            raise FileRefused(f"{name}: protected by a password.") from why
        except (CalamineError, ValueError, OSError) as why:
            raise FileRefused(f"{name}: not readable as a workbook.") from why

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets that hold cells, in their order."""
        return [name for name in self._book.sheet_names if name in self._paths]

    def read(self, sheet: str) -> Sheet:
        """One sheet as text; FileRefused where it would be too large to unfold."""
        data = self._archive.read(self._paths[sheet])
        limits = self._archive.limits
        formulas = _bounded(f"{self.name}, {sheet}", data, self._shared(), limits)
        try:
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, ValueError, OSError) as why:
            raise FileRefused(f"{self.name}, {sheet}: not readable.") from why
        frame = _frame(rows)
        faults = [("FORMULA", row, place, "") for row, place in formulas]
        return Sheet(self.name, sheet, frame, (*faults, *_errors(frame)))

    def _shared(self) -> bytes:
        found = [
            one for one in self._parts if one.lower().endswith("sharedstrings.xml")
        ]
        return self._archive.read(found[0]) if found else b""

    def _looked_through(self) -> list[str]:
        """Refuse what runs, and any part that defines words of its own."""
        parts = self._archive.parts
        for part in parts:
            for sign, what in ACTIVE:
                if sign in part.lower():
                    raise FileRefused(
                        f"{self.name}: {what}; save it as a plain workbook (.xlsx)."
                    )
        for part in parts:
            if part.lower().endswith((".xml", ".rels")):
                _harmless(f"{self.name}: {part}", self._archive.read(part))
        return parts

    def _sheet_paths(self) -> dict[str, str]:
        """The part that holds each sheet, by the sheet's name."""
        book = next((p for p in self._parts if p.endswith("xl/workbook.xml")), None)
        links = next((p for p in self._parts if p.endswith("workbook.xml.rels")), None)
        if book is None or links is None:
            raise FileRefused(f"{self.name}: not readable as a workbook.")
        folder = posixpath.dirname(book)
        targets = {
            held.get("Id", ""): _part(folder, held.get("Target", ""))
            for held in _attributes(_RELATION, self._archive.read(links))
        }
        found = {}
        for held in _attributes(_SHEET, self._archive.read(book)):
            link = next((held[key] for key in held if key.endswith(":id")), "")
            if targets.get(link) in self._parts and "worksheets" in targets[link]:
                found[held.get("name", "")] = targets[link]
        return found


def _part(folder: str, target: str) -> str:
    whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(whole)


def _attributes(pattern: re.Pattern[bytes], data: bytes) -> Iterator[dict[str, str]]:
    for found in pattern.finditer(data):
        yield {
            name.decode(): html.unescape(value.decode("utf-8", "replace"))
            for name, value in _ATTRIBUTE.findall(found.group(1))
        }


def _harmless(where: str, data: bytes) -> None:
    if b"\0" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(f"{where}: written in an encoding no spreadsheet uses.")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FileRefused(f"{where}: defines words of its own, as hostile files do.")


def _bounded(
    where: str, data: bytes, shared: bytes, limits: Limits
) -> list[tuple[int, int]]:
    """Refuse a grid too large to unfold; else the formula cells by row and column."""
    found = _quick(data)
    rows, columns, formulas = found if found else _slow(where, data)
    if columns > limits.columns:
        raise FileRefused(f"{where}: cells beyond column {limits.columns:,}.")
    if rows > limits.rows or rows * columns > limits.grid:
        raise FileRefused(
            f"{where}: {rows:,} rows by {columns:,} columns are too many."
        )
    _texts_bounded(where, data, shared, limits)
    return formulas


Grid = tuple[int, int, list[tuple[int, int]]]


def _quick(data: bytes) -> Grid | None:
    """Rows, columns and formula cells, where every cell is written as nearly all are.

    None where one is not: without an address, in small letters, with another prefix or
    order of attributes. Those are read one by one, as nothing may be passed over.
    """
    first, last = data.find(b"<sheetData"), data.rfind(b"</sheetData>")
    inside = data[first + 10 : last]
    found = _CELL.findall(inside)
    # Among cells no other tag begins so; a text may, and is then read the slow way.
    unusual = inside.count(b"<c") != len(found) or b":c" in inside
    if unusual or _CELL_TAG.search(data[: first + 10]) or _CELL_TAG.search(data[last:]):
        return None
    columns = max((_column(one) for one in {name for name, _ in found}), default=-1) + 1
    rows = max((int(one) for one in {row for _, row in found}), default=0)
    if b"<f" not in data:
        return rows, columns, []
    formulas = [(int(row), _column(name)) for name, row in _FORMULA.findall(data)]
    # One that does not stand first in its cell is found the slow way.
    told = len(_FORMULA_TAG.findall(data)) == len(formulas)
    return (rows, columns, formulas) if told else None


def _column(letters: bytes) -> int:
    number = 0
    for sign in letters[:8]:
        number = number * 26 + sign - 64
    return number - 1


class _Counter:
    """Counts rows and columns of a sheet as a reader does that trusts no address."""

    def __init__(self) -> None:
        self.row = self.place = -1
        self.rows = self.columns = 0
        self.formulas: list[tuple[int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.place = -1
        elif name == "c":
            self._cell(attributes.get("r"))
        elif name == "f":
            self.formulas.append((self.row + 1, self.place))

    def _cell(self, address: str | None) -> None:
        self.place += 1
        if address is not None:
            found = _ADDRESS.fullmatch(address.upper())
            if found is None:
                raise ValueError(address)
            self.place = _column(found[1].encode())
            self.row = int(found[2]) - 1
        self.rows = max(self.rows, self.row + 1)
        self.columns = max(self.columns, self.place + 1)


def _slow(where: str, data: bytes) -> Grid:
    counter, parser = _Counter(), expat.ParserCreate()
    parser.StartElementHandler = counter.start
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as why:
        raise FileRefused(f"{where}: not readable.") from why
    return counter.rows, counter.columns, counter.formulas


def _texts_bounded(where: str, data: bytes, shared: bytes, limits: Limits) -> None:
    """A long text kept once may be shown in a million cells."""
    if data.count(b't="s"') * len(shared) <= limits.texts:
        return
    lengths = [len(one) for one in re.split(rb"</(?:\w+:)?si>", shared)]
    if data.count(b't="s"') * max(lengths) <= limits.texts:
        return
    shown = (int(one) for one in _STRING.findall(data))
    if sum(lengths[one] for one in shown if one < len(lengths)) > limits.texts:
        raise FileRefused(f"{where}: its texts unfold to more than memory holds.")


def _frame(rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    """Cells of any type as text, by column."""
    columns = list(zip(*rows, strict=True)) if rows else []
    return pl.DataFrame(
        [pl.Series(str(place), _texts(one)) for place, one in enumerate(columns)]
    )


def _texts(cells: tuple[object, ...]) -> pl.Series:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return pl.Series([one or None for one in cells], dtype=pl.String)
    if bool in kinds:
        # True equals 1: told apart one by one.
        return pl.Series([_text(one) or None for one in cells], dtype=pl.String)
    known = {one: _text(one) or None for one in set(cells)}
    return pl.Series([known[one] for one in cells], dtype=pl.String)


def _text(cell: object) -> str:
    """As somebody would have typed it: whole numbers without a point, days as ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        # Spreadsheets keep moments as parts of a day, a few microseconds off.
        return (cell + timedelta(milliseconds=500)).isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _errors(frame: pl.DataFrame) -> Iterator[tuple[str, int, int, str]]:
    if frame.is_empty():
        return
    some = frame.select(pl.all().str.starts_with("#").any()).row(0)
    for place, suspect in enumerate(some):
        for row, text in enumerate(frame[str(place)].to_list() if suspect else (), 1):
            if text and ERROR_CELL.match(text):
                yield "ERROR_CELL", row, place, text
