"""A contract with a field of every type, valid rows for it, and files of any kind."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter
from hypothesis import strategies as st

from goldenthread.engine import contracts, identifiers
from goldenthread.engine.contracts.model import (
    Contract,
    EventRule,
    Expected,
    Field,
    Role,
    Type,
    Value,
)
from goldenthread.engine.intake import reading
from goldenthread.engine.shapes import Kind


TODAY = date(2025, 3, 31)
SEX = contracts.load_codes("sex")
FIELDS = (
    Field("person", "Person", Type.TEXT, required=True, identity=Role.LOCAL_ID),
    Field("surname", "Surname", Type.TEXT, identity=Role.SURNAME, length=40),
    Field("born", "Born", Type.DATE, identity=Role.BORN, required=True, future=True),
    Field("sex", "Sex", Type.CODE, codes=SEX, identity=Role.SEX),
    Field("home", "Postcode", Type.POSTCODE, identity=Role.POSTCODE),
    Field("upn", "UPN", Type.UPN, identity=Role.UPN),
    Field("nhs", "NHS number", Type.NHS_NUMBER, identity=Role.NHS_NUMBER),
    Field("row", "Reference", Type.TEXT, required=True, key=True),
    Field("began", "Began", Type.MOMENT, required=True),
    Field("ended", "Ended on", Type.DATE),
    Field("count", "Count", Type.INTEGER, least=0, most=1000),
    Field("miles", "Miles", Type.DECIMAL, least=0, most=500),
)
EVERY = Contract(
    name="every",
    title="Every type",
    agency="POLICE",
    edition="1",
    source="Nobody",
    confidence="?",
    fields=FIELDS,
    events=(
        EventRule(
            Kind.POLICE_CONTACT,
            Value(("began",)),
            {
                "until": Value(("ended",)),
                "at": Value(("began",)),
                "source": Value(word="POLICE"),
                "number": Value(("count",)),
            },
        ),
    ),
    expected=Expected(contracts.Every.QUARTER, 14),
    titles=("Sheet of every type",),
)
SCHEMA = {one.name: reading.TYPES[one.type] for one in FIELDS}
LABELS = [one.label for one in FIELDS]


def nhs_check(nine: str) -> int | None:
    """The tenth figure, the slow way; none where there is no such number."""
    total = sum(
        int(sign) * weight for sign, weight in zip(nine, range(10, 1, -1), strict=True)
    )
    check = {11: 0}.get(11 - total % 11, 11 - total % 11)
    return None if check == 10 else check


def upn_letter(twelve: str) -> str:
    """The check letter of eleven figures and a figure or letter, the slow way."""
    total = 0
    for weight, sign in enumerate(twelve, 2):
        value = int(sign) if sign.isdigit() else identifiers.UPN_LETTERS.index(sign)
        total += weight * value
    return identifiers.UPN_LETTERS[total % 23]


FIGURES = st.text("0123456789", min_size=9, max_size=9)
NHS = FIGURES.filter(lambda nine: nhs_check(nine) is not None).map(
    lambda nine: f"{nine}{nhs_check(nine)}"
)
UPN = st.tuples(
    st.text("0123456789", min_size=11, max_size=11),
    st.sampled_from("0123456789" + identifiers.UPN_LETTERS),
).map(lambda parts: upn_letter("".join(parts)) + "".join(parts))
POSTCODE = st.from_regex(r"\A[A-HK-Y][A-Z]?[0-9]{1,2} [0-9][ABD-HJLN]{2}\Z")
# Any sign one can see, and spaces and ends of line inside.
WORDS = (
    st.text(
        st.characters(
            codec="utf-8",
            categories=("L", "N", "P", "S", "Zs"),
            include_characters="\n\"',;=|\t",
        ),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(bool)
)
BORN = st.dates(date(2008, 1, 1), date(2020, 12, 31))
MOMENT = st.integers(0, 131_000_000).map(
    lambda seconds: datetime(2021, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@st.composite
def rows(draw, words=WORDS, least=0, most=6):
    """Rows of the contract that nothing is wrong with."""
    found = []
    for number in range(draw(st.integers(least, most))):
        began = draw(MOMENT)
        found.append(
            {
                "person": f"P{number}",
                "surname": draw(st.none() | words),
                "born": draw(BORN),
                "sex": draw(st.none() | st.sampled_from("FMXU")),
                "home": draw(st.none() | POSTCODE),
                "upn": draw(st.none() | UPN),
                "nhs": draw(st.none() | NHS),
                "row": f"R{number}",
                "began": began,
                "ended": draw(
                    st.none() | st.dates(began.date() + timedelta(1), date(2025, 3, 31))
                ),
                "count": draw(st.none() | st.integers(0, 1000)),
                "miles": draw(st.none() | st.integers(0, 4000).map(lambda n: n / 8)),
            }
        )
    return found


def table(found) -> pl.DataFrame:
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def texts(found, day="%d/%m/%Y") -> list[list[str]]:
    """Rows as somebody would have typed them."""

    def text(cell) -> str:
        if isinstance(cell, datetime):
            return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(cell, date):
            return cell.strftime(day)
        return "" if cell is None else str(cell)

    return [[text(row[one.name]) for one in FIELDS] for row in found]


def csv_bytes(cells, encoding="utf-8", delimiter=",", end="\r\n") -> bytes:
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter, lineterminator=end).writerows(cells)
    return held.getvalue().encode(encoding)


def xlsx_bytes(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook; texts stay texts, days and numbers keep their kind."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for row, held_row in enumerate(cells):
                for column, cell in enumerate(held_row):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, int | float):
                        sheet.write_number(row, column, cell)
                    elif cell:
                        sheet.write_string(row, column, str(cell))
    return held.getvalue()


def zip_bytes(parts: dict[str, bytes], **how) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, **how) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return held.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """A workbook with some of its parts exchanged, added, or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    parts |= {name: part for name, part in changes.items() if part is not None}
    left_out = {name for name, part in changes.items() if part is None}
    return zip_bytes({n: part for n, part in parts.items() if n not in left_out})


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def found_faults(intake) -> list[tuple[str, int, str]]:
    """Rule, row and cell of each error."""
    return intake.errors.select("rule", "row", "cell").rows()
