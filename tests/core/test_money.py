"""Pounds and pence: reading, showing, sharing, adding up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import money
from goldenthread.core.money import MoneyError


AMOUNTS = st.decimals(-9_999_999, 9_999_999, places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£66,120", "66120.00"),
        ("1234.5", "1234.50"),
        (" £ 1,234.56 ", "1234.56"),
        ("-£12.00", "-12.00"),
        ("−£1,000,000", "-1000000.00"),
        ("0", "0.00"),
    ],
)
def test_parse_pounds_reads_what_people_write(text, amount):
    assert money.parse_pounds(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "£", "12,34", "1.234", "twelve", "1e5", "£1,2345", "NaN", "٣", "£12.", "$5"],
)
def test_parse_pounds_refuses_others(text):
    with pytest.raises(MoneyError):
        money.parse_pounds(text)


def test_parse_pounds_refuses_an_amount_that_cannot_be():
    with pytest.raises(MoneyError, match="too large"):
        money.parse_pounds("1" * 20)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("66120", "£66,120"),
        ("66120.50", "£66,120.50"),
        ("-12", "−£12"),
        ("0.005", "£0.01"),
        ("-0.001", "£0"),
        ("1234567.8", "£1,234,567.80"),
    ],
)
def test_pounds_shows_pence_only_where_there_are_some(amount, words):
    assert money.pounds(Decimal(amount)) == words


def test_pounds_shows_pence_where_asked():
    assert money.pounds(Decimal(5), pence=True) == "£5.00"
    assert money.pounds(Decimal("5.50"), pence=False) == "£6"


@given(AMOUNTS)
def test_what_is_shown_reads_back_as_the_same_amount(amount):
    assert money.parse_pounds(money.pounds(amount)) == amount
    assert money.from_pence(money.to_pence(amount)) == amount


def test_to_pence_refuses_a_fraction_of_a_penny():
    with pytest.raises(MoneyError):
        money.to_pence(Decimal("0.001"))


@pytest.mark.parametrize(
    ("amount", "places", "rounded"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.005", 2, "1.01"), ("0.125", 2, "0.13")],
)
def test_round_half_up_goes_away_from_zero(amount, places, rounded):
    assert money.round_half_up(Decimal(amount), places) == Decimal(rounded)


def test_percent_of_is_rounded_only_to_be_shown():
    assert money.percent_of(Decimal(1), Decimal(3)) == Decimal("33.33")
    assert money.percent_of(Decimal(1), Decimal(3), places=0) == Decimal("33")
    assert money.percent_of(Decimal(1), Decimal(0)) is None


def test_check_sum_says_by_how_much_a_total_is_out():
    parts = [Decimal("10.10"), Decimal("20.20")]

    assert money.check_sum(Decimal("30.30"), parts).agrees
    assert money.check_sum(Decimal("30.30"), parts).sentence == (
        "The parts add up to the total, £30.30."
    )
    assert money.check_sum(Decimal("31"), parts).sentence == (
        "The total, £31, is £0.70 more than its parts, which add up to £30.30."
    )
    assert money.check_sum(Decimal("30"), parts).sentence == (
        "The total, £30, is £0.30 less than its parts, which add up to £30.30."
    )
