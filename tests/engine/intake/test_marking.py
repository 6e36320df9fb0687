"""The marked copy: what was sent, with each faulty cell coloured and explained."""

from __future__ import annotations

import re
import stat
import zipfile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from goldenthread.engine import contracts, intake
from goldenthread.engine.intake import marking
from goldenthread.engine.intake.sheets import Sheet
from tests.engine.intake import factories as make


ROWS = [
    ["P1", "=1+1", "2015-01-01", "Malevolent", *[""] * 3, "R1", "2024-05-01 10:00"],
    ["P2", "@x", "31/02/2015", "F", *[""] * 3, "R2", "2024-05-01 10:00"],
]


def marked(folder, data=None, name="x.csv", contract=make.EVERY):
    data = data or make.csv_bytes([["Title"], make.LABELS, *ROWS])
    found = intake.check(make.saved(folder, name, data), contract, today=make.TODAY)
    return found, intake.mark(found, folder / "marked.xlsx")


def sheet_of(path, name):
    book = CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def coloured(path, part="xl/worksheets/sheet2.xml") -> set[str]:
    """Addresses of cells that have a colour of their own."""
    with zipfile.ZipFile(path) as held:
        xml = held.read(part).decode()
        styles = held.read("xl/styles.xml").decode()
    fills = re.findall(r"<xf [^>]*fillId=\"(\d+)\"", styles.partition("<cellXfs")[2])
    cells = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', xml)
    return {address for address, style in cells if int(fills[int(style)]) > 1}


def test_exactly_the_faulty_cells_are_coloured(tmp_path):
    found, path = marked(tmp_path)
    assert make.found_faults(found) == [
        ("NOT_A_CODE", 3, "D3"),
        ("NOT_A_DATE", 4, "C4"),
    ]
    assert coloured(path) == {"D3", "C4"}


def test_the_copy_is_what_was_sent(tmp_path):
    _, path = marked(tmp_path)
    cells = sheet_of(path, "every")
    assert cells[0][0] == "Title"
    assert cells[1] == make.LABELS
    assert [row[:9] for row in cells[2:]] == ROWS


def test_nothing_that_was_sent_becomes_a_formula(tmp_path):
    _, path = marked(tmp_path)
    with zipfile.ZipFile(path) as held:
        sheets = [held.read(n).decode() for n in held.namelist() if "sheets/" in n]
    assert not any("<f" in sheet for sheet in sheets)


def test_the_first_sheet_lists_every_fault(tmp_path):
    found, path = marked(tmp_path)
    listed = sheet_of(path, "Faults")
    assert tuple(listed[0]) == marking.LIST
    wanted = found.faults.select("row", "cell", "value").rows()
    assert [(int(row[1]), row[3], row[4]) for row in listed[1:]] == wanted


def test_only_its_owner_may_read_it_and_nothing_else_is_left(tmp_path):
    _, path = marked(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["marked.xlsx", "x.csv"]


def test_a_copy_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def fail(*words):
        raise RuntimeError("No.")

    monkeypatch.setattr(marking, "_list", fail)
    with pytest.raises(RuntimeError):
        marked(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["x.csv"]


def test_of_a_long_sheet_only_faulty_rows_are_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "WHOLE", 2)
    _, path = marked(tmp_path, make.csv_bytes([make.LABELS, ROWS[0], ROWS[1]]))
    good = [*ROWS[1][:2], "2015-01-01", *ROWS[1][3:7], "R3", ROWS[1][8]]
    data = make.csv_bytes([make.LABELS, good, ROWS[1]])
    _, path = marked(tmp_path, data)
    cells = sheet_of(path, "every")
    assert [row[0] for row in cells] == ["Row 1", "Row 3"]
    assert coloured(path) == {"D2"}


def test_a_long_list_is_cut_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "LISTED", 1)
    found, path = marked(tmp_path)
    assert sheet_of(path, "Faults")[-1][0] == f"and {found.faults.height - 1} more"


def test_a_workbook_has_its_sheets_marked_each_by_its_own_faults(tmp_path):
    lists = contracts.load_set("annex_a")[:2]
    row = ["A1", "M", "WBRI", "01/02/2015", "10"]
    sheets = {
        "List 1": [[f.label for f in lists[0].fields], [*row, "x", "6"]],
        "List 2": [[f.label for f in lists[1].fields], [*row, "", "", ""]],
    }
    _, path = marked(tmp_path, make.xlsx_bytes(sheets), "x.xlsx", lists)
    assert coloured(path) == {"F2"}
    assert coloured(path, "xl/worksheets/sheet3.xml") == {"F2"}
    assert sheet_of(path, "List 1")[1][5] == "x"


def test_the_mended_copy_is_accepted(tmp_path):
    _, path = marked(tmp_path)
    cells = sheet_of(path, "every")
    cells[2][3], cells[3][2] = "M", "28/02/2015"
    data = make.xlsx_bytes({"every": cells})
    mended = intake.check(
        make.saved(tmp_path, "y.xlsx", data), make.EVERY, today=make.TODAY
    )
    assert mended.accepted
    assert mended.tables()["every"]["surname"].to_list() == ["=1+1", "@x"]


def test_sheets_of_one_name_are_told_apart():
    used = {"faults"}
    sheet = Sheet("x", "A/B: a very long name of a sheet indeed", None)
    taken = intake.Taken(make.EVERY, sheet, None, pl.DataFrame(), pl.Series())
    first, second = marking._title(taken, used), marking._title(taken, used)
    assert first == "A B  a very long name of a shee"
    assert second == "A B  a very long name of a 2"
