"""Intake beside pandas as analysts write it, and beside reading the same bytes.

Two files, made up with a few faults in a hundred: an Annex A workbook with nine lists,
and a csv of police contacts. Both ways tell the same kinds of fault; ours also says
where each is and what to do.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from bench.engine import HOME, Row, measure


TODAY = dt.date(2025, 3, 31)
SIZES = {"small": (2_000, 50_000), "full": (20_000, 1_000_000)}
# How the rows of a workbook fall on the nine lists, in hundredths.
SHARES = (30, 8, 14, 14, 7, 12, 5, 6, 4)
SHORT = {"Y": "a) Yes", "N": "b) No", "M": "a) Male", "F": "b) Female"}


def rows(scale: str) -> list[Row]:
    few, many = SIZES[scale]
    book, text = workbook(few), csv(many)
    first = f"Annex A workbook, {few:,} rows, nine lists: every row checked"
    second = f"csv, {many:,} rows of 13 columns: every row checked"
    here = "bench.engine_intake"
    return [
        measure(first, "intake", f"{here}:ours_book", str(book), ours=True),
        measure(first, "pandas", f"{here}:pandas_book", str(book)),
        measure(first, "floor: calamine reads it", f"{here}:floor_book", str(book)),
        measure(second, "intake", f"{here}:ours_csv", str(text), ours=True),
        measure(second, "pandas", f"{here}:pandas_csv", str(text), runs=1),
        measure(second, "floor: Polars reads it", f"{here}:floor_csv", str(text)),
    ]


def ours_book(path: str) -> str:
    from goldenthread.engine import contracts, intake

    found = intake.check(Path(path), contracts.load_set("annex_a"), today=TODAY)
    return _said(found)


def ours_csv(path: str) -> str:
    from goldenthread.engine import contracts, intake

    found = intake.check(Path(path), contracts.load("police_contacts"), today=TODAY)
    return _said(found)


def _nine() -> list[Any]:
    """Lists 1 to 9 of Annex A; adoption was added later."""
    from goldenthread.engine import contracts

    return [one for one in contracts.load_set("annex_a") if one.number in range(1, 10)]


def _said(found: Any) -> str:
    return f"{found.errors.height:,} errors, {found.warnings.height:,} warnings"


def floor_book(path: str) -> str:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    return ""


def floor_csv(path: str) -> str:
    import polars as pl

    pl.read_csv(path, infer_schema=False)
    return ""


def pandas_book(path: str) -> str:
    """Each sheet: days parsed, codes looked up, blanks and ages and orders compared."""
    import pandas as pd

    wrong = 0
    for contract in _nine():
        frame = pd.read_excel(
            path, sheet_name=f"List {contract.number}", engine="calamine", dtype=str
        )
        wrong += _with_pandas(frame, contract, format="mixed")
    return f"{wrong:,} cells found wrong"


def pandas_csv(path: str) -> str:
    import pandas as pd

    from goldenthread.engine import contracts

    frame = pd.read_csv(path, dtype=str)
    return f"{_with_pandas(frame, contracts.load('police_contacts')):,} found wrong"


def _with_pandas(frame: Any, contract: Any, **style: Any) -> int:
    import pandas as pd

    wrong, days = 0, {}
    for field in contract.fields:
        if field.label not in frame:
            continue
        column = frame[field.label].str.strip()
        if field.required:
            wrong += column.isna().sum()
        if field.type in ("DATE", "MOMENT"):
            day = pd.to_datetime(column, dayfirst=True, errors="coerce", **style)
            days[field.name] = day
            wrong += (day.isna() & column.notna()).sum()
            wrong += 0 if field.future else (day > pd.Timestamp(TODAY)).sum()
        elif field.type == "CODE":
            found = column.map(field.codes.code_of, na_action="ignore")
            wrong += (found.isna() & column.notna()).sum()
        elif field.type == "NHS_NUMBER":
            wrong += (~column.dropna().apply(_nhs)).sum()
        elif field.type == "POSTCODE":
            shape = r"^[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}$"
            wrong += (~column.dropna().str.match(shape)).sum()
        if field.key:
            wrong += frame.duplicated(field.label).sum()
    born = days.get("born")
    for rule in contract.events:
        on = days[rule.on.fields[0]]
        wrong += (on < born - pd.Timedelta(days=contract.unborn_days)).sum()
        wrong += ((on - born).dt.days // 365.25 > contract.oldest).sum()
        for until in rule.columns["until"].fields if "until" in rule.columns else ():
            wrong += (days[until] < on).sum()
    return int(wrong)


def _nhs(number: str) -> bool:
    if len(number) != 10 or not number.isdigit():
        return False
    total = sum(int(number[place]) * (10 - place) for place in range(9))
    return (11 - total % 11) % 11 == int(number[9])


def workbook(count: int) -> Path:
    """An Annex A workbook of so many rows in all, one cell in 300 wrong."""
    import xlsxwriter

    path = HOME / f"annex-a-{count}.xlsx"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(count)  # noqa: S311
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for contract, share in zip(_nine(), SHARES, strict=True):
            sheet = book.add_worksheet(f"List {contract.number}")
            sheet.write_row(0, 0, [one.label for one in contract.fields])
            for row in range(1, count * share // 100 + 1):
                for place, cell in enumerate(_row(contract, row, chance)):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, place, cell, day)
                    else:
                        sheet.write(row, place, cell)
    return path


def _row(contract: Any, number: int, chance: random.Random) -> list[Any]:
    born = dt.date(2008, 1, 1) + dt.timedelta(days=chance.randrange(4500))
    began = dt.date(2024, 4, 1) + dt.timedelta(days=chance.randrange(300))
    cells: list[Any] = []
    for field in contract.fields:
        if chance.random() < 1 / 300:
            cells.append("not this")
        elif field.type == "DATE":
            later = began + dt.timedelta(days=chance.randrange(60))
            start = any(field.name in rule.on.fields for rule in contract.events)
            cells.append(born if field.name == "born" else began if start else later)
        elif field.type == "CODE":
            code = chance.choice(field.codes.codes)
            cells.append(chance.choice([code.code, f"a) {code.code}", code.label]))
        elif field.type == "INTEGER":
            cells.append(chance.randrange(5))
        elif field.type == "POSTCODE":
            cells.append(f"SY{chance.randrange(1, 9)} {chance.randrange(1, 9)}AB")
        else:
            cells.append(f"{field.name} {number}")
    return cells


def csv(count: int) -> Path:
    """Police contacts, three a child; one number in 50 and one reason in 100 wrong."""
    import numpy as np
    import polars as pl

    path = HOME / f"police-contacts-{count}.csv"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(count)
    child = np.arange(count) // 3
    born = np.datetime64("2008-01-01") + draw.integers(0, 4500, count)[child]
    at = np.datetime64("2022-01-01T00:00") + draw.integers(0, 1_600_000, count)
    figures = draw.integers(0, 10, (count, 9))
    check = (11 - (figures * np.arange(10, 1, -1)).sum(1) % 11) % 11
    figures[check == 10, 8], check[check == 10] = 0, 0
    again = (11 - (figures * np.arange(10, 1, -1)).sum(1) % 11) % 11
    wrong = draw.random(count) < 0.02
    last = np.where(wrong, (again + 1) % 10, again % 10)
    numbers = (figures * 10 ** np.arange(9, 0, -1)).sum(1) + last

    def some(*words: str, odds: list[float] | None = None) -> Any:
        return np.array(words)[draw.choice(len(words), count, p=odds)]

    pl.DataFrame(
        {
            "Person ID": [f"N{one:07d}" for one in child.tolist()],
            "Forename": some("Ada", "Ben", "Cara", "Dev", "Eli", "Faye"),
            "Surname": some("Example", "Sample", "Specimen", "Model"),
            "Alias": some("", "", "", "Pattern"),
            "Date of Birth": pl.Series(born.astype("datetime64[ms]")).dt.strftime(
                "%d/%m/%Y"
            ),
            "Sex": some("M", "F", "Male", "Female", "a) Male"),
            "Ethnicity": some("WBRI", "White British", "BAFR", "Indian", ""),
            "Postcode": [
                f"SY{one % 13 + 1} {one % 9 + 1}{end}"
                for one, end in zip(child.tolist(), some("AB", "LN", "QU"), strict=True)
            ],
            "NHS number": pl.Series(numbers).cast(str).str.zfill(10),
            "Reference": [f"R{one:08d}" for one in range(count)],
            "Date and time of contact": pl.Series(
                at.astype("datetime64[ms]")
            ).dt.strftime("%d/%m/%Y %H:%M"),
            "Reason": some(
                "Victim", "Custody", "Witness", "Misspelt", odds=[0.4, 0.3, 0.29, 0.01]
            ),
            "Policing area": some("North", "South"),
        }
    ).write_csv(path)
    return path
