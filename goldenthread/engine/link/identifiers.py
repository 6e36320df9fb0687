"""Pupil and NHS numbers: which can be right, by their check digits."""

from __future__ import annotations


# The check letters of a unique pupil number, without I, O and S (DfE, UPN guidance).
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def nhs_number(text: str) -> str | None:
    """The ten digits if the check digit is right, or nothing.

    Modulus 11 over the first nine, weights 10 to 2; a remainder of 10 is never given
    out (NHS Data Dictionary, NHS NUMBER). Spaces and hyphens are left out.
    """
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return None
    total = sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False))
    return digits if (11 - total % 11) % 11 == int(digits[9]) else None


def upn(text: str) -> str | None:
    """The thirteen signs if the check letter is right, or nothing.

    Letter, then twelve digits weighted 2 to 13, modulus 23; the last of a temporary
    number is a letter and counts by its place in the same row (DfE, UPN guidance).
    """
    signs = text.strip().upper()
    if len(signs) != 13 or not (signs[1:12].isascii() and signs[1:12].isdigit()):
        return None
    last = signs[12]
    value = int(last) if last.isdigit() and last.isascii() else UPN_LETTERS.find(last)
    if value < 0:
        return None
    total = sum(int(d) * w for d, w in zip(signs[1:12], range(2, 13), strict=True))
    return signs if UPN_LETTERS[(total + value * 13) % 23] == signs[0] else None


def nhs_number_sql(column: str) -> str:
    """The same as `nhs_number` for a column, for DuckDB: the digits, or NULL."""
    digits = f"regexp_replace({column}, '[ -]', '', 'g')"
    total = " + ".join(_digit(digits, n + 1, 10 - n) for n in range(9))
    check = f"(11 - ({total}) % 11) % 11 = {_digit(digits, 10, 1)}"
    return f"CASE WHEN regexp_full_match({digits}, '[0-9]{{10}}') AND {check} THEN {digits} END"


def upn_sql(column: str) -> str:
    """The same as `upn` for a column, for DuckDB."""
    signs = f"upper(trim({column}))"
    total = " + ".join(_digit(signs, n, n) for n in range(2, 13))
    last = f"substr({signs}, 13, 1)"
    value = (
        f"CASE WHEN {last} BETWEEN '0' AND '9' THEN TRY_CAST({last} AS INTEGER) "
        f"ELSE strpos('{UPN_LETTERS}', {last}) - 1 END"
    )
    letter = f"substr('{UPN_LETTERS}', CAST(({total} + ({value}) * 13) % 23 + 1 AS INTEGER), 1)"
    shape = f"regexp_full_match({signs}, '[A-Z][0-9]{{11}}[0-9{UPN_LETTERS}]')"
    return f"CASE WHEN {shape} AND {letter} = substr({signs}, 1, 1) THEN {signs} END"


def _digit(text: str, place: int, weight: int) -> str:
    return f"TRY_CAST(substr({text}, {place}, 1) AS INTEGER) * {weight}"
