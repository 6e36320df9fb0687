"""Cells that hold several codes: objects of flags, lists, codes by commas."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from goldenthread.engine.contracts import load, load_codes
from goldenthread.engine.intake import flags, reading


FACTORS = load_codes("factors")
CONTACTS = load_codes("contact_flags")
TODAY = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("['1A','11A']", ["1A", "11A"]),
        ('["11A", "1A"]', ["1A", "11A"]),
        ("1A, 11A; 1A", ["1A", "11A"]),
        ("21", ["21"]),
        ('{"1A": "Yes", "11A": "No", "16A": true}', ["1A", "16A"]),
        ("{'1A': 'Y', '11A': ''}", ["1A"]),
        ("[]", []),
        ("{}", []),
        ("1A, 99Z", None),
        ('{"1A": "perhaps"}', None),
        ('{"99Z": "Y"}', None),
        ("{", None),
        ("[" * 2000, None),
        ('{"a":' * 2000, None),
    ],
)
def test_codes_of_a_cell(text, codes):
    assert flags.codes_of(text, FACTORS) == codes


def test_a_comment_or_total_beside_the_flags_is_none_of_them():
    text = json.dumps({"NFA_FLAG": "N", "ADVICE_FLAG": "1", "COMMENTS": "Y"})
    assert flags.codes_of(text, CONTACTS) == ["ADVICE_FLAG"]


def read(field, *texts):
    values, problems = reading.read(pl.Series(texts, dtype=pl.String), field, TODAY)
    return values.to_list(), {rule: mask.to_list() for rule, mask in problems}


def test_of_several_outcomes_the_first_of_the_list_counts():
    field = load("ssd_contacts").field("outcome")
    both = json.dumps({"NFA_FLAG": "Y", "NEW_REFERRAL_FLAG": "Y"})
    none = json.dumps({"NFA_FLAG": "", "NEW_REFERRAL_FLAG": "N"})
    values, problems = read(field, both, none, None, "{x}")
    assert values == ["NEW_REFERRAL_FLAG", None, None, None]
    assert problems == {"NOT_A_CODE": [False, False, False, True]}


def test_a_list_of_factors_is_kept_by_commas():
    field = load("ssd_assessment_factors").field("factors")
    values, problems = read(field, "['16A', '3A']", "[]", None, "17A,x")
    assert values == ["3A,16A", None, None, None]
    assert problems == {"NOT_A_CODE": [False, False, False, True]}


@settings(derandomize=True, max_examples=60)
@given(
    some.sets(some.sampled_from([one.code for one in FACTORS.codes])), some.booleans()
)
def test_any_codes_come_back_in_the_order_of_their_list(held, as_object):
    text = json.dumps(dict.fromkeys(held, "Y") if as_object else sorted(held))
    order = [one.code for one in FACTORS.codes]
    assert flags.codes_of(text, FACTORS) == sorted(held, key=order.index)
