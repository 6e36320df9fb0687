"""Faults as a table: where, what stands there, which rule, and what to do.

A file may have hundreds of thousands, so they are columns and not objects.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from goldenthread.engine.contracts.model import CodeList, Contract, Field, Severity


# One row per fault. `row` counts as a spreadsheet does, from 1; nought is the whole
# sheet. `cell` is C17, or the column's letter; empty for a whole row or sheet.
FAULTS: dict[str, Any] = {
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.UInt32,
    "column": pl.String,
    "cell": pl.String,
    "value": pl.String,
    "rule": pl.String,
    "severity": pl.String,
    "says": pl.String,
    "do": pl.String,
    # Where in the sheet, counted from nought; -1 for none: for the marked copy.
    "place": pl.Int32,
}
LONGEST_VALUE = 200
# Rules whose words depend on the text that stands there, and for how many texts.
OF_CODES, MOST_NEAR = ("NOT_A_CODE", "CODE_IN_PART"), 300


@dataclass(frozen=True)
class Rule:
    name: str
    severity: Severity
    says: str
    do: str


@cache
def _facts() -> dict[str, Any]:
    path = Path(__file__).parent / "rules.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its name, from `rules.toml`."""
    return {
        name: Rule(name, Severity(one["severity"]), one["says"], one["do"])
        for name, one in _facts()["rules"].items()
    }


@cache
def earliest() -> date:
    """The first day that can be meant."""
    found = _facts()["earliest"]
    assert isinstance(found, date)  # noqa: S101 - for the types; toml knows days
    return found


def too_many(aside: int, rows: int) -> bool:
    """Whether so many rows set aside mean that a column is wrong."""
    return aside > _facts()["aside_few"] and aside > rows * _facts()["aside_share"]


def aside(found: pl.DataFrame) -> pl.DataFrame:
    """Those faults for which a row is set aside."""
    return found.filter(pl.col("severity") == Severity.ASIDE.value)


def letters(place: int) -> str:
    """The letters of a column counted from nought: A, …, Z, AA, …"""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def none() -> pl.DataFrame:
    return pl.DataFrame(schema=FAULTS)


def together(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Faults of one sheet in the order of rows, then of columns."""
    if not found:
        return none()
    return pl.concat(found).sort(["row", "place"], maintain_order=True)


@dataclass(frozen=True)
class Place:
    """A sheet in a file, and a column of it."""

    file: str
    sheet: str
    contract: Contract
    column: str = ""
    place: int = -1

    def at(self, column: str, place: int) -> Place:
        return Place(self.file, self.sheet, self.contract, column, place)


# What cannot be right in a field that need not be filled is left out with a warning;
# where the field must be filled the same refuses the file.
_AS_REQUIRED = frozenset(
    {"NHS_SHAPE", "NHS_CHECK", "UPN_SHAPE", "UPN_CHECK", "POSTCODE_SHAPE"}
)
# What is told of the whole table, whatever a field says of itself.
_FIXED = frozenset({"REQUIRED", "KEY_TWICE", "COLUMN_MISSING", "FORMULA"})


def severity(rule: Rule, field: Field | None) -> Severity:
    if field is None or rule.name in _FIXED:
        return rule.severity
    if rule.name in _AS_REQUIRED and field.required:
        return Severity.ERROR
    if field.severity and rule.severity is Severity.ERROR:
        return field.severity
    return rule.severity


def tell(
    name: str,
    where: Place,
    rows: pl.Series | list[int],
    values: pl.Series | list[str | None] | None = None,
    field: Field | None = None,
) -> pl.DataFrame:
    """Faults of one rule in one column, in the columns of FAULTS."""
    rule = rules()[name]
    words = _words(where.contract, field, where.column)
    says, do = pl.lit(rule.says.format_map(words)), pl.lit(rule.do.format_map(words))
    frame = pl.DataFrame([pl.Series("row", rows, dtype=pl.UInt32)])
    value, cell = pl.lit(""), pl.lit("")
    if values is not None:
        frame = frame.with_columns(pl.Series("value", values, dtype=pl.String))
        value = pl.col("value").str.slice(0, LONGEST_VALUE).fill_null("")
    if where.place >= 0:
        cell = pl.lit(letters(where.place)) + pl.col("row").cast(pl.String)
    if name in OF_CODES and field and field.codes and values is not None:
        says, do = _of_codes(rule, words, field.codes, frame["value"])
    return frame.select(
        file=pl.lit(where.file),
        sheet=pl.lit(where.sheet),
        row=pl.col("row"),
        column=pl.lit(where.column),
        cell=cell,
        value=value,
        rule=pl.lit(name),
        severity=pl.lit(str(severity(rule, field))),
        says=says,
        do=do,
        place=pl.lit(where.place, dtype=pl.Int32),
    )


def _of_codes(
    rule: Rule, words: dict[str, object], codes: CodeList, values: pl.Series
) -> tuple[pl.Expr, pl.Expr]:
    """What is said of each text: the codes nearest to it, or the one it was read as.

    Of very many different texts (a column in the wrong place) only the first are looked
    at for what is near them.
    """
    texts = values.drop_nulls().unique(maintain_order=True).head(MOST_NEAR)
    told = [words | _near(rule, codes, text) for text in texts.to_list()]
    return tuple(  # type: ignore[return-value]
        pl.col("value").replace_strict(
            texts,
            pl.Series([said.format_map(one) for one in told], dtype=pl.String),
            default=said.format_map(words),
            return_dtype=pl.String,
        )
        for said in (rule.says, rule.do)
    )


def _near(rule: Rule, codes: CodeList, text: str) -> dict[str, object]:
    labels = {one.code: f"{one.code} ({one.label})" for one in codes.codes}
    if rule.name == "CODE_IN_PART":
        return {"code": labels.get(codes.code_of(text) or "", "")}
    near = " or ".join(labels[code] for code in codes.near(text))
    return {"nearest": f"Did you mean {near}? " if near else ""}


def _words(contract: Contract, field: Field | None, column: str) -> dict[str, object]:
    codes = field.codes.codes if field and field.codes else ()
    return {
        "label": field.label if field else column,
        "codes": ", ".join(
            f"{one.code} ({one.label})" if len(codes) < 9 else one.code for one in codes
        ),
        "nearest": "",
        "code": "one of them",
        "least": field.least if field else "",
        "most": field.most if field else "",
        "length": field.length if field else "",
        "unborn": contract.unborn_days,
        "oldest": contract.oldest,
        "share": round(_facts()["aside_share"] * 100),
    }
