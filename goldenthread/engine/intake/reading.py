"""One column of text to its contract's type, with the rule to tell of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl

from goldenthread.engine import identifiers
from goldenthread.engine.contracts.meaning import Meant
from goldenthread.engine.contracts.model import CodeList, Field, Type
from goldenthread.engine.intake import days, flags


# What a typed table holds for each type.
TYPES: dict[Type, Any] = {
    Type.TEXT: pl.String,
    Type.DATE: pl.Date,
    Type.MOMENT: days.MOMENT,
    Type.INTEGER: pl.Int32,
    Type.DECIMAL: pl.Float64,
    Type.CODE: pl.String,
    Type.CODES: pl.String,
    Type.POSTCODE: pl.String,
    Type.UPN: pl.String,
    Type.NHS_NUMBER: pl.String,
}
# A database's word for nothing. Not in texts: Null is a surname.
NOTHING = ("NULL", "null", "Null", "N/A", "n/a", "#N/A", "NaN", "nan", "NaT", "-", "--")
LONGEST_NOTHING = max(map(len, NOTHING))
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
# A number of no more figures than a cell of type INTEGER can hold.
WHOLE, NUMBER = r"^[+-]?[0-9]{1,9}(?:\.0+)?$", r"^[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?$"
# A column of more different texts than this is no column of codes: further ones are
# read whole, and not cut into parts.
MOST_IN_PARTS = 5_000
Problem = tuple[str, pl.Series]
Read = tuple[pl.Series, list[Problem]]


def cleaned(below: pl.DataFrame, places: dict[str, Field]) -> pl.DataFrame:
    """Texts by field, without spaces around them; nothing where nothing is said.

    `places` names the column of each field that is there.
    """
    stripped = below.select(
        pl.col(place).str.strip_chars().alias(field.name)
        for place, field in places.items()
    )
    if stripped.is_empty():
        return stripped
    shortest = stripped.select(pl.all().str.len_bytes().min()).row(0)
    return stripped.with_columns(
        _emptied(stripped[field.name], field)
        for field, least in zip(places.values(), shortest, strict=True)
        # Comparing texts costs more than comparing lengths: mostly none is so short.
        if least is not None and least <= _longest_nothing(field)
    )


def _longest_nothing(field: Field) -> int:
    return LONGEST_NOTHING if _has_words_for_nothing(field) else 0


def _emptied(stripped: pl.Series, field: Field) -> pl.Series:
    empty = stripped.str.len_bytes() == 0
    if _has_words_for_nothing(field):
        empty |= stripped.is_in(NOTHING)
    return stripped.set(empty.fill_null(False), None) if empty.any() else stripped


def _has_words_for_nothing(field: Field) -> bool:
    if field.codes:
        return not any(field.codes.spells(word) for word in NOTHING)
    return field.type is not Type.TEXT


def read(raw: pl.Series, field: Field, today: date) -> Read:
    """Values of the field's type and its problems: each a rule and where it holds.

    `raw` has been cleaned. A value that cannot be read is null.
    """
    values, problems = _READERS[field.type](raw, field, today)
    if field.required and raw.has_nulls():
        problems.append(("REQUIRED", raw.is_null()))
    return values, [(rule, mask) for rule, mask in problems if mask.any()]


def _by_rule(rules: pl.Series) -> list[Problem]:
    if rules.null_count() == len(rules):
        return []
    return [(str(name), (rules == name).fill_null(False)) for name in _names(rules)]


def _names(rules: pl.Series) -> Iterator[str]:
    yield from sorted(rules.drop_nulls().unique().to_list())


def _text(raw: pl.Series, field: Field, today: date) -> Read:
    long = (raw.str.len_bytes() > field.length).fill_null(False)
    if long.any():
        long &= (raw.str.len_chars() > field.length).fill_null(False)
    hidden = raw.str.contains(CONTROL).fill_null(False)
    return raw, [("TOO_LONG", long), ("CONTROL", hidden)]


def _date(raw: pl.Series, field: Field, today: date) -> Read:
    values, rules = days.days(raw, today)
    return values, _by_rule(rules)


def _moment(raw: pl.Series, field: Field, today: date) -> Read:
    values, rules = days.moments(raw, today)
    return values, _by_rule(rules)


def _integer(raw: pl.Series, field: Field, today: date) -> Read:
    good = raw.str.contains(WHOLE).fill_null(False)
    whole = raw.set(~good, None).str.replace(r"\.0+$", "").cast(pl.Int32)
    return _ranged(whole, field, [("NOT_WHOLE", raw.is_not_null() & ~good)])


def _decimal(raw: pl.Series, field: Field, today: date) -> Read:
    good = raw.str.contains(NUMBER).fill_null(False)
    number = raw.set(~good, None).cast(pl.Float64)
    return _ranged(number, field, [("NOT_A_NUMBER", raw.is_not_null() & ~good)])


def _ranged(values: pl.Series, field: Field, problems: list[Problem]) -> Read:
    kept = values
    for rule, bound, beyond in (
        ("TOO_SMALL", field.least, values.lt),
        ("TOO_LARGE", field.most, values.gt),
    ):
        if bound is not None:
            wrong = beyond(bound).fill_null(False)
            kept = kept.set(wrong, None)
            problems.append((rule, wrong))
    return kept, problems


def _code(raw: pl.Series, field: Field, today: date) -> Read:
    assert field.codes is not None  # noqa: S101 - held by the loader, for the types
    texts = raw.unique(maintain_order=True).drop_nulls()
    found = [
        _meant(text, field.codes, place) for place, text in enumerate(texts.to_list())
    ]
    # Of an object in which no flag is set there is no code, and nothing wrong.
    unset = [flags.is_object(t) and flags.codes_of(t, field.codes) == [] for t in texts]
    if any(unset):
        raw = raw.set(raw.is_in(texts.filter(pl.Series(unset)).implode()), None)
    known = pl.Series([one and one.code for one in found], dtype=pl.String)
    codes = raw.replace_strict(texts, known, default=None, return_dtype=pl.String)
    problems = [("NOT_A_CODE", raw.is_not_null() & codes.is_null())]
    partly = [one is not None and not one.whole for one in found]
    if any(partly):
        problems.append(
            (
                "CODE_IN_PART",
                raw.is_in(texts.filter(pl.Series(partly)).implode()).fill_null(False),
            )
        )
    return codes, problems


def _meant(text: str, codes: CodeList, place: int) -> Meant | None:
    """The code of a text; of an object of flags the first that is set, as listed."""
    if flags.is_object(text):
        held = flags.codes_of(text, codes)
        return Meant(held[0], True) if held else None
    return codes.meant(text, in_parts=place < MOST_IN_PARTS)


def _codes(raw: pl.Series, field: Field, today: date) -> Read:
    """Codes of a cell by commas, in the order of their list."""
    assert field.codes is not None  # noqa: S101 - held by the loader, for the types
    texts = raw.unique(maintain_order=True).drop_nulls()
    found = [flags.codes_of(text, field.codes) for text in texts.to_list()]
    said = [None if one is None else ",".join(one) for one in found]
    codes = raw.replace_strict(
        texts, pl.Series(said, dtype=pl.String), default=None, return_dtype=pl.String
    )
    wrong = raw.is_not_null() & codes.is_null()
    return codes.set((codes == "").fill_null(False), None), [("NOT_A_CODE", wrong)]


def _identifier(read: Callable[[pl.Series], identifiers.Found]) -> Any:
    def reader(raw: pl.Series, field: Field, today: date) -> Read:
        values, rules = read(raw)
        return values, _by_rule(rules)

    return reader


_READERS: dict[Type, Callable[[pl.Series, Field, date], Read]] = {
    Type.TEXT: _text,
    Type.DATE: _date,
    Type.MOMENT: _moment,
    Type.INTEGER: _integer,
    Type.DECIMAL: _decimal,
    Type.CODE: _code,
    Type.CODES: _codes,
    Type.POSTCODE: _identifier(identifiers.postcodes),
    Type.UPN: _identifier(identifiers.upns),
    Type.NHS_NUMBER: _identifier(identifiers.nhs_numbers),
}
