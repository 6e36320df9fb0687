"""Check digits, a column at a time, against the same rules one sign at a time."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine.identifiers import UPN_LETTERS, nhs_numbers, upns


FEW = settings(derandomize=True, max_examples=60, deadline=None)


def nhs_number(text: str) -> str | None:
    return nhs_numbers(pl.Series([text], dtype=pl.String))[0][0]


def upn(text: str) -> str | None:
    return upns(pl.Series([text], dtype=pl.String))[0][0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("943 476 5919", "9434765919"),  # the example of the NHS Data Dictionary
        ("943-476-5919", "9434765919"),
        ("943\N{EN DASH}476\N{EN DASH}5919", "9434765919"),
        ("9434765918", None),
        ("943476591", None),
        ("94347659190", None),
        ("943476591X", None),
        ("٩434765919", None),
        ("", None),
    ],
)
def test_nhs_numbers(text, wanted):
    assert nhs_number(text) == wanted


@FEW
@given(st.integers(0, 10**9 - 1))
def test_at_most_one_tenth_digit_is_right_and_never_after_one_slip(nine):
    good = [d for d in range(10) if nhs_number(f"{nine:09d}{d}")]
    assert len(good) <= 1
    for digit in good:
        text = f"{nine:09d}{digit}"
        total = sum(int(d) * w for d, w in zip(text, range(10, 1, -1), strict=False))
        assert (total + digit) % 11 == 0
        for place in range(10):
            slip = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
            assert nhs_number(slip) is None


@FEW
@given(st.integers(0, 10**11 - 1), st.sampled_from("0123456789" + UPN_LETTERS))
def test_exactly_one_letter_is_right_for_a_pupil_number(eleven, last):
    rest = f"{eleven:011d}{last}"
    right = [text for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if (text := upn(c + rest))]
    assert len(right) == 1
    assert upn(right[0].lower()) == right[0]
    total = sum(int(d) * w for d, w in zip(rest[:11], range(2, 13), strict=True))
    value = int(last) if last.isdigit() else UPN_LETTERS.index(last)
    assert right[0][0] == UPN_LETTERS[(total + value * 13) % 23]


@pytest.mark.parametrize(
    "text", ["A80120000100", "A8012000010011", "I801200001001", ""]
)
def test_what_has_not_the_shape_of_a_pupil_number_is_none(text):
    assert upn(text) is None
