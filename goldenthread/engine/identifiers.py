"""NHS number, UPN and postcode: shape and check, a million at a time.

NHS number: ten figures, the tenth a check by modulus 11 (NHS data dictionary).
UPN: a check letter, then eleven figures and a figure, or a letter while it is temporary;
the letter is the remainder by 23 of the weighted signs (Department for Education, guide
to unique pupil numbers; known from memory). Postcode: shape only (BS 7666).
"""

from __future__ import annotations

import polars as pl


# No I, O or S: they look like figures.
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_SHAPE = rf"^[{UPN_LETTERS}][0-9]{{11}}[0-9{UPN_LETTERS}]$"
POSTCODE_SHAPE = (
    r"^(?:GIR0AA|ZZ99[0-9][A-Z]{2}|[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{2})$"
)
# Already as it is kept.
WRITTEN_SHAPE = r"^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}$"
Found = tuple[pl.Series, pl.Series]


def _bare(raw: pl.Series) -> pl.Series:
    """Without the spaces and dashes people write for the eye, in capitals."""
    return raw.str.replace_all(r"[\s\-\x{2010}-\x{2015}]", "").str.to_uppercase()


def _told(
    raw: pl.Series, shaped: pl.Series, checked: pl.Series, name: str
) -> pl.Series:
    return pl.select(
        pl.when(raw.is_null())
        .then(None)
        .when(~shaped)
        .then(pl.lit(f"{name}_SHAPE"))
        .when(~checked)
        .then(pl.lit(f"{name}_CHECK"))
        .alias(raw.name)
    ).to_series()


def _kept(values: pl.Series, rules: pl.Series) -> pl.Series:
    return values.set(rules.is_not_null(), None)


def nhs_numbers(raw: pl.Series) -> Found:
    """Ten figures without spaces, and the rule to tell of each, or null."""
    shaped = raw.str.contains(r"^[0-9]{10}$").fill_null(False)
    bare = raw
    if not (shaped | raw.is_null()).all():
        bare = _bare(raw)
        shaped = bare.str.contains(r"^[0-9]{10}$").fill_null(False)
    number = bare.set(~shaped, None).cast(pl.Int64)
    total = number * 0
    for place in range(9):
        total += (number // 10 ** (9 - place) % 10) * (10 - place)
    # A remainder of 1 would need a check digit of ten: such numbers are not given.
    check = (11 - total % 11) % 11
    checked = (check == number % 10).fill_null(False)
    rules = _told(raw, shaped, checked, "NHS")
    return _kept(bare, rules), rules


def upns(raw: pl.Series) -> Found:
    """Thirteen signs in capitals, and the rule to tell of each, or null."""
    bare = _bare(raw)
    shaped = bare.str.contains(UPN_SHAPE).fill_null(False)
    good = bare.set(~shaped, None)
    figures = good.str.slice(1, 11).cast(pl.Int64)
    total = figures * 0
    for place in range(11):
        total += (figures // 10 ** (10 - place) % 10) * (place + 2)
    signs = {
        **{str(n): n for n in range(10)},
        **{s: n for n, s in enumerate(UPN_LETTERS)},
    }
    last = good.str.slice(12, 1).replace_strict(
        signs, default=None, return_dtype=pl.Int64
    )
    letter = good.str.slice(0, 1).replace_strict(
        {sign: number for number, sign in enumerate(UPN_LETTERS)},
        default=None,
        return_dtype=pl.Int64,
    )
    checked = ((total + last * 13) % 23 == letter).fill_null(False)
    rules = _told(raw, shaped, checked, "UPN")
    return _kept(bare, rules), rules


def postcodes(raw: pl.Series) -> Found:
    """As `SY2 6ND`, and the rule to tell of each, or null."""
    written = (raw.str.contains(WRITTEN_SHAPE) | raw.is_null()).fill_null(False)
    left = raw.filter(~written)
    nothing = pl.Series(raw.name, [], dtype=pl.String).extend_constant(None, len(raw))
    if left.is_empty():
        return raw, nothing
    values, rules = _postcodes(left)
    places = (~written).arg_true()
    # `scatter` writes into the column it is called on.
    return raw.clone().scatter(places, values), nothing.scatter(places, rules)


def _postcodes(raw: pl.Series) -> Found:
    bare = _bare(raw)
    shaped = bare.str.contains(POSTCODE_SHAPE).fill_null(False)
    spaced = pl.select(
        pl.concat_str(bare.str.head(-3), pl.lit(" "), bare.str.tail(3)).alias(raw.name)
    ).to_series()
    rules = _told(raw, shaped, shaped, "POSTCODE")
    return _kept(spaced, rules), rules
