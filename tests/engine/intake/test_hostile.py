"""Hostile files: refused in one sentence, fast, and without filling the memory."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import textwrap
import time

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import intake
from goldenthread.engine.errors import EngineError, FileRefused
from goldenthread.engine.intake import workbooks
from goldenthread.engine.intake.limits import Limits
from tests.engine.intake import factories as make


PLAIN = make.xlsx_bytes({"S": [make.LABELS]})
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(rows: str, prefix: str = "") -> bytes:
    """A sheet's own bytes around rows."""
    if prefix:
        spaced = MAIN.replace("xmlns=", f"xmlns:{prefix}=")
        tag = f"{prefix}:"
    else:
        spaced, tag = MAIN, ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{tag}worksheet {spaced}>'
        f"<{tag}sheetData>{rows}</{tag}sheetData></{tag}worksheet>"
    ).encode()


def workbook(rows: str, prefix: str = "", **changes) -> bytes:
    return make.repacked(PLAIN, {SHEET: sheet_xml(rows, prefix), **changes})


def cell(address: str, text: str = "x") -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def refused(folder, name: str, data: bytes, limits: Limits | None = None) -> str:
    path = make.saved(folder, name, data)
    began = time.process_time()
    with pytest.raises(FileRefused) as why:
        intake.check(path, make.EVERY, today=make.TODAY, limits=limits)
    assert time.process_time() - began < 2
    said = str(why.value)
    assert said.startswith(name)
    assert said.endswith(".")
    return said


def bomb(size: int) -> bytes:
    return make.zip_bytes({"a.csv": b"0" * size}, compresslevel=9)


def test_a_zip_bomb(tmp_path):
    assert "more than 200 times" in refused(tmp_path, "x.zip", bomb(30_000_000))


def test_a_zip_that_unpacks_to_too_much(tmp_path):
    data = make.zip_bytes({f"{n}.csv": random.randbytes(1000) for n in range(9)})
    said = refused(tmp_path, "x.zip", data, Limits(unpacked=8000))
    assert "unpacks to more than" in said


def test_a_zip_that_lies_about_its_sizes(tmp_path):
    data = bytearray(make.zip_bytes({"a.csv": b"0" * 5_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert "is damaged" in refused(tmp_path, "x.zip", bytes(data))


def test_a_zip_whose_parts_lie_over_one_another(tmp_path):
    data = bytearray(make.zip_bytes({"a.csv": b"a" * 99, "b.csv": b"b" * 99}))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert "over one another" in refused(tmp_path, "x.zip", bytes(data))


def test_a_zip_in_a_zip(tmp_path):
    data = make.zip_bytes({"b.zip": make.zip_bytes({"a.csv": b"a"})})
    assert "another zip" in refused(tmp_path, "x.zip", data)


def test_workbooks_in_a_zip_count_together(tmp_path):
    inside = make.xlsx_bytes({"S": [make.LABELS, ["x" * 9000]]})
    data = make.zip_bytes({f"{n}.xlsx": inside for n in range(4)})
    path = make.saved(tmp_path, "x.zip", data)
    limits = Limits(unpacked=40_000)
    with pytest.raises(FileRefused, match="unpacks to more than"):
        intake.check(path, make.EVERY, today=make.TODAY, limits=limits)


def test_too_many_parts(tmp_path):
    data = make.zip_bytes({f"{n}.csv": b"a" for n in range(501)})
    assert "more than 500 parts" in refused(tmp_path, "x.zip", data)


def test_a_protected_zip(tmp_path):
    data = bytearray(make.zip_bytes({"a.csv": b"a"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password" in refused(tmp_path, "x.zip", bytes(data))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sst>&b;</sst>"""


@pytest.mark.parametrize(
    "part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml"]
)
def test_an_xml_bomb(tmp_path, part):
    data = make.repacked(PLAIN, {part: BOMB})
    assert "defines words of its own" in refused(tmp_path, "x.xlsx", data)


def test_an_xml_bomb_in_another_encoding(tmp_path):
    data = make.repacked(PLAIN, {SHEET: BOMB.decode().encode("utf-16")})
    assert "encoding" in refused(tmp_path, "x.xlsx", data)


@pytest.mark.parametrize(
    "part",
    ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.bin"],
)
def test_what_runs(tmp_path, part):
    data = make.repacked(PLAIN, {part: b"Sub Auto_Open()"})
    said = refused(tmp_path, "x.xlsx", data)
    assert "macros" in said or "run code" in said


def test_files_inside_a_workbook(tmp_path):
    data = make.repacked(PLAIN, {"xl/embeddings/oleObject1.bin": b"MZ"})
    assert "other files inside" in refused(tmp_path, "x.xlsx", data)


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{cell("A1")}{cell("XFD1")}</row>',
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("ZZ1048576")}</row>',
        # A cell that names another row than the one it stands in.
        f'<row r="1">{cell("A1")}{cell("ZZ1048576")}</row>',
        # Cells that name nothing count on from the last.
        f"<row>{'<c/>' * 800}</row>",
        # Small letters, an end of line or other marks where a space and these stand.
        f'<row r="1">{cell("A1")}{cell("xfd1048576")}</row>',
        '<row r="1"><c\nr="XFD1048576" t="str"><v>x</v></c></row>',
        "<row r='1'><c r='XFD1048576' t='str'><v>x</v></c></row>",
        # A row of five figures in columns of two letters.
        f'<row r="1">{cell("A1")}{cell("ZZ99999")}</row>',
        # Another order of attributes.
        '<row r="1"><c t="inlineStr" r="XFD1048576"><is><t>x</t></is></c></row>',
    ],
)
def test_a_grid_too_large_to_unfold(tmp_path, rows):
    said = refused(tmp_path, "x.xlsx", workbook(rows))
    assert "too many" in said or "beyond column" in said


@pytest.mark.parametrize("address", ["AAAAAAAA99999999", "A&#88;FD1", "", "1A"])
def test_an_address_that_is_none(tmp_path, address):
    rows = f'<row r="1">{cell("A1")}{cell(address)}</row>'
    assert "not readable" in refused(tmp_path, "x.xlsx", workbook(rows))


def test_a_far_cell_under_another_prefix(tmp_path):
    rows = '<x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    assert "beyond column" in refused(tmp_path, "x.xlsx", workbook(rows, "x"))


def test_a_long_text_shown_in_many_cells(tmp_path):
    row = "".join(f'<c r="{x}1" t="s"><v>0</v></c>' for x in "ABCDEFGHIJ")
    shared = f"<sst {MAIN}><si><t>{'x' * 30_000}</t></si></sst>".encode()
    data = workbook(f'<row r="1">{row}</row>', **{"xl/sharedStrings.xml": shared})
    said = refused(tmp_path, "x.xlsx", data, Limits(texts=200_000))
    assert "texts unfold" in said


def test_formulas_are_told_cell_by_cell(tmp_path):
    labels = "".join(
        cell(f"{chr(65 + place)}1", label) for place, label in enumerate(make.LABELS)
    )
    formula = '<c r="B2"><f>HYPERLINK("http://a.example","x")</f><v>1</v></c>'
    shared = '<c r="B3" t="str"><f t="shared" si="0"/><v>y</v></c>'
    rows = (
        f'<row r="1">{labels}</row><row r="2">{cell("A2")}{formula}</row>'
        f'<row r="3">{shared}</row>'
    )
    turned = rows.replace("<f>", "<v>1</v><f>").replace("</f><v>1</v>", "</f>")
    for prefix, held in (("", rows), ("x", rows), ("", turned)):
        named = held if not prefix else rows_with(held, prefix)
        path = make.saved(tmp_path, "x.xlsx", workbook(named, prefix))
        found = intake.check(path, make.EVERY, today=make.TODAY)
        told = found.errors.filter(pl.col("rule") == "FORMULA")
        assert told.select("row", "cell", "column").rows() == [
            (2, "B2", "Surname"),
            (3, "B3", "Surname"),
        ]
        assert not found.accepted


def rows_with(rows: str, prefix: str) -> str:
    import re

    return re.sub(r"<(/?)(\w+)", rf"<\1{prefix}:\2", rows)


def test_error_cells_are_told(tmp_path):
    data = make.xlsx_bytes({"S": [make.LABELS, ["P1", "#REF!"], ["P2", "#hash"]]})
    path = make.saved(tmp_path, "x.xlsx", data)
    found = intake.check(path, make.EVERY, today=make.TODAY)
    told = found.errors.filter(pl.col("rule") == "ERROR_CELL")
    assert told.select("cell", "value").rows() == [("B2", "#REF!")]


def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path):
    row = ["P1", '=HYPERLINK("http://a.example")', "2015-01-01", *[""] * 4, "R1"]
    data = make.xlsx_bytes({"S": [make.LABELS, [*row, "2024-01-01 10:00"]]})
    path = make.saved(tmp_path, "x.xlsx", data)
    found = intake.check(path, make.EVERY, today=make.TODAY)
    assert found.tables()["every"]["surname"].to_list() == [row[1]]


def test_quick_and_slow_looks_at_a_sheet_agree():
    rows = "".join(
        f'<row r="{n}">{cell(f"A{n}")}<c r="AB{n}"><f>1</f><v>1</v></c></row>'
        for n in (1, 7, 20)
    )
    data = sheet_xml(rows)
    quick, slow = workbooks._quick(data), workbooks._slow("x", data)
    assert quick == slow == (20, 28, [(1, 27), (7, 27), (20, 27)])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.csv", PLAIN, "called .csv, but the file is a workbook"),
        ("x.xlsx", b"a,b\n", "called .xlsx, but the file is text"),
        ("x.parquet", b"a,b\n", "called .parquet, but"),
        ("x.zip", PLAIN, "called .zip, but the file is a workbook"),
        ("x.xlsx", make.zip_bytes({"a": b"b"}), "called .xlsx, but the file is a zip"),
        ("x.xlsm", PLAIN, ".xlsm files are not taken"),
        (
            "x.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99,
            "an old or password",
        ),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "an old or passw"),
        ("x.exe", b"MZ", "files are taken as .xlsx"),
        ("x", b"a", "files are taken as .xlsx"),
        ("x.csv", b"", "the file is empty"),
        ("x.csv", b"MZ\x90\x00\x03\x00\x00", "neither UTF-8"),
        ("x.csv", b"a,b\n" + b"c" * 5000 + b"\0", "not a text file"),
        ("x.csv", b"a,\x81\xff\n", "neither UTF-8"),
        ("x.zip", b"PK\x03\x04 and no more", "damaged"),
        ("x.parquet", b"PAR1" + b"\x15" * 99 + b"PAR1", "not readable as parquet"),
        ("x.csv", b"," * 999_999 + b"\n", "columns are too many"),
        ("x.csv", b"," * 3_000_000, "the first line is longer"),
        ("x.xlsx", make.repacked(PLAIN, {"xl/workbook.xml": None}), "as a workbook"),
        ("x.xlsx", make.repacked(PLAIN, {SHEET: b"<worksheet><c"}), "not readable"),
    ],
)
def test_what_is_not_what_it_is_called(tmp_path, name, data, said):
    assert said in refused(tmp_path, name, data)


def test_no_file(tmp_path):
    with pytest.raises(FileRefused, match="cannot be read"):
        intake.check(tmp_path / "x.csv", make.EVERY, today=make.TODAY)


def test_sizes_are_bounded(tmp_path):
    rows = make.csv_bytes([make.LABELS, *[["a"]] * 20])
    assert "larger than" in refused(tmp_path, "x.csv", rows, Limits(file=100))
    assert "too many" in refused(tmp_path, "x.csv", rows, Limits(rows=10))
    assert "too many" in refused(tmp_path, "x.csv", rows, Limits(cells=99))


def parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("frame", "limits", "said"),
    [
        (pl.DataFrame({"a": [1] * 50}), Limits(rows=10), "too many"),
        (pl.DataFrame({str(n): [1] for n in range(800)}), None, "too many"),
        (pl.DataFrame({"a": [[1, 2]]}), None, "lists or tables"),
        (pl.DataFrame({"a": [b"x"]}), None, "bytes"),
        (pl.DataFrame({"a": ["x" * 40_000] * 3000}), None, "a text is longer"),
        (pl.DataFrame({"a": list(range(5000))}), Limits(unpacked=99), "unpacks"),
    ],
)
def test_parquet_is_bounded(tmp_path, frame, limits, said):
    assert said in refused(tmp_path, "x.parquet", parquet(frame), limits)


def test_damage_anywhere_is_a_refusal_or_a_fault_and_never_a_crash(tmp_path):
    rows = [[*make.LABELS], *[["P1", "x", "2015-01-01"]] * 30]
    frame = pl.DataFrame({"Person": ["P1"] * 30, "Born": ["2015-01-01"] * 30})
    whole = {
        "x.xlsx": make.xlsx_bytes({"S": rows}),
        "x.csv": make.csv_bytes(rows),
        "x.parquet": parquet(frame),
        "x.zip": make.zip_bytes({"a.csv": make.csv_bytes(rows)}),
    }
    chance = random.Random(4)
    for name, data in whole.items():
        for _ in range(60):
            hurt = bytearray(data)
            for _ in range(chance.randint(1, 6)):
                hurt[chance.randrange(len(hurt))] = chance.randrange(256)
            cut = chance.randint(1, len(hurt)) if chance.random() < 0.3 else None
            path = make.saved(tmp_path, name, bytes(hurt[:cut]))
            try:
                intake.check(path, make.EVERY, today=make.TODAY)
            except EngineError as why:
                assert str(why).endswith(".")  # noqa: PT017


def repeated(size: int, rows: int) -> bytes:
    """Parquet that keeps one long text once and shows it in every row."""
    held, one = io.BytesIO(), pa.array(["x" * size])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), one)
    pq.write_table(
        pa.table({"a": column}), held, dictionary_pagesize_limit=2 * size, version="2.6"
    )
    return held.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's own account")
def test_memory_stays_small(tmp_path):
    """All the worst in one process of its own, with its greatest memory measured."""
    far = f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("ZZ1048576")}</row>'
    for name, data in {
        "bomb.zip": bomb(100_000_000),
        "bomb.xlsx": make.repacked(PLAIN, {SHEET: b" " * 100_000_000}),
        "far.xlsx": workbook(far),
        "wide.csv": b"," * 20_000_000,
        "texts.parquet": repeated(1_000_000, 30_000),
    }.items():
        make.saved(tmp_path, name, data)
    code = textwrap.dedent("""
        import datetime, pathlib, sys
        from goldenthread.engine import contracts, intake
        from goldenthread.engine.errors import FileRefused
        contract = contracts.load("annex_a_1")
        for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
            try:
                intake.check(path, contract, today=datetime.date(2025, 3, 31))
                print("taken", path.name)
            except FileRefused:
                print("refused")
        status = pathlib.Path("/proc/self/status").read_text()
        print(status.partition("VmHWM:")[2].split()[0])
    """)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    *said, kilobytes = done.stdout.split()
    assert said == ["refused"] * 5
    assert int(kilobytes) < 400_000


def test_a_cell_nobody_wrote(tmp_path):
    header = ",".join(make.LABELS)
    row = ",".join(["P1", "x" * 30_000_000, "01/02/2015", *[""] * 9])
    path = make.saved(tmp_path, "x.csv", f"{header}\n{row}\n".encode())
    with pytest.raises(FileRefused, match="a cell in column B holds 30,000,000 bytes"):
        intake.check(path, make.EVERY, today=make.TODAY)


def test_a_long_text_in_place_of_a_code_is_no_code_at_once(tmp_path):
    header = ",".join(make.LABELS)
    row = ",".join(["P1", "", "01/02/2015", "male " * 15_000, *[""] * 8])
    path = make.saved(tmp_path, "x.csv", f"{header}\n{row}\n".encode())
    begun = time.monotonic()
    found = intake.check(path, make.EVERY, today=make.TODAY)
    assert "NOT_A_CODE" in found.faults["rule"].to_list()
    assert time.monotonic() - begun < 2
