"""A copy of what was sent with its faulty cells marked, to be put right and sent again.

Every cell is written as text: nothing that was sent can run as a formula. Of a long
sheet only the rows with faults are copied, with their numbers in front.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from goldenthread.engine import private
from goldenthread.engine.contracts.model import Severity
from goldenthread.engine.intake.checking import Intake, Taken


# Beyond this many rows the copy holds the faulty ones only; beyond this many faults
# the list of them is cut and says so. A sheet ends at row 1,048,576.
WHOLE, LISTED, NOTED = 100_000, 500_000, 20_000
HARDEST = [one.value for one in Severity]
LIST = ("Sheet", "Row", "Column", "Cell", "Value", "Severity", "What is wrong", "Do")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def mark(intake: Intake, out: Path) -> Path:
    """Write the marked copy (xlsx, mode 0600) in one move; the path it was written to.

    First a sheet that lists every fault, then each sheet as it was sent: errors red,
    warnings yellow, each with a note of what is wrong and what to do.
    """
    with private.beside(out) as made:
        _write(intake, str(made))
    return out


def _write(intake: Intake, name: str) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(name, options) as book:
        formats = {
            Severity.ERROR.value: book.add_format({"bg_color": "#f3b0a8"}),
            Severity.ASIDE.value: book.add_format({"bg_color": "#f7cfa0"}),
            Severity.WARNING.value: book.add_format({"bg_color": "#ffe9a8"}),
            "": book.add_format(),
        }
        _list(book.add_worksheet("Faults"), intake, formats)
        used = {"faults"}
        for taken in intake.taken:
            title = _title(taken, used)
            _sheet(book.add_worksheet(title), taken, intake.faults, formats)


def _list(sheet: Any, intake: Intake, formats: dict[str, Any]) -> None:
    for place, title in enumerate(LIST):
        sheet.write_string(0, place, title)
    sheet.set_column(4, 7, 40)
    columns = ("sheet", "row", "column", "cell", "value", "severity", "says", "do")
    told = intake.faults.select(columns).head(LISTED)
    for number, row in enumerate(told.iter_rows(), 1):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, str(cell), formats[row[5]])
    left = intake.faults.height - told.height
    if left:
        sheet.write_string(LISTED + 1, 0, f"and {left:,} more")


def _title(taken: Taken, used: set[str]) -> str:
    """A name a sheet may have: at most 31 signs, none of a few, and not used yet."""
    bare = _NOT_IN_NAMES.sub(" ", taken.sheet.name or taken.contract.name).strip()
    title, number = bare[:31] or "Sheet", 1
    while title.casefold() in used:
        number += 1
        title = f"{bare[:26]} {number}"
    used.add(title.casefold())
    return title


Marks = dict[int, dict[int, list[tuple[str, str]]]]


def _marks(taken: Taken, faults: pl.DataFrame) -> Marks:
    """Severity and words of each fault, by row from nought and by column (-1: all)."""
    own = faults.filter(
        (pl.col("file") == taken.sheet.file) & (pl.col("sheet") == taken.sheet.name)
    )
    marks: Marks = defaultdict(lambda: defaultdict(list))
    wanted = own.select("row", "place", "severity", "says", "do")
    for row, place, severity, says, do in wanted.iter_rows():
        if row:
            marks[row - 1][place].append((severity, f"{says} {do}"))
    return marks


def _sheet(
    sheet: Any, taken: Taken, faults: pl.DataFrame, formats: dict[str, Any]
) -> None:
    marks, notes = _marks(taken, faults), NOTED
    frame = taken.sheet.frame
    long = frame.height > WHOLE
    for number, (place, row) in enumerate(_rows(taken, marks, long)):
        if long:
            sheet.write_string(number, 0, f"Row {place + 1:,}")
        for column, cell in enumerate(row):
            here = marks[place][column] + marks[place][-1] if place in marks else []
            kind = min((each for each, _ in here), key=HARDEST.index, default="")
            sheet.write_string(number, column + long, cell or "", formats[kind])
            if here and notes:
                notes -= 1
                text = "\n".join(dict.fromkeys(words for _, words in here))
                sheet.write_comment(number, column + long, text[:1000])


def _rows(
    taken: Taken, marks: Marks, long: bool
) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    top = taken.header.row if taken.header else 1
    for place, row in enumerate(taken.sheet.frame.iter_rows()):
        if not long or place < top or place in marks:
            yield place, row
