"""What texts mean: every shape people write a code in, and what is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine.contracts.loading import CODES_FOLDER, load_codes
from goldenthread.engine.contracts.meaning import Known, meant, nearest


LISTS = sorted(path.stem for path in CODES_FOLDER.glob("*.toml"))
SHAPES = (
    "{code}", "{label}", "a) {label}", "b. {label}", "{code} - {label}", "{code}: {label}",
    "{label} [{code}]", "{label} ({code})", "XQ - {label}", "32) {label}", "p1) {code}: {label}",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_every_code_is_known_in_every_shape(name):
    codes = load_codes(name)
    for one in codes.codes:
        for shape in SHAPES:
            text = shape.format(code=one.code, label=one.label)
            found = codes.meant(text)
            assert found is not None, text
            assert found.code == one.code or codes.words[found.code] == one.word, text
            assert found.whole, text


@pytest.mark.parametrize(
    ("name", "text", "code", "whole"),
    [
        ("ethnicity", "(A.A41) White - British", "WBRI", True),
        ("ethnicity", "A1 - White - British", "WBRI", True),
        ("ethnicity", "WIRI White Irish", "WIRI", True),
        ("ethnicity", "White & Black Caribbean", "MWBC", True),
        ("ethnicity", "WENG", "WBRI", True),
        ("ethnicity", "White / Black African (B2)", "MWBA", True),
        ("ethnicity", "Mediterranean", None, None),
        ("ethnicity", "Asian - White", None, None),
        ("contact_source", "Health Services - Health Visitor", "3B", True),
        ("contact_source", "Police (JDST) *Existing Case*", "6", False),
        ("contact_source", "Not the police - a school", None, None),
        ("contact_source", "10) Housing", "4", True),
        ("primary_need", "N1SD : Neglect of a kind", "N1", False),
        ("primary_need", "N1b - Parental Mental Health", "N1", False),
        ("primary_need", "CIN - N4 Family in Acute stress", "N4", True),
        ("ceased", "Return home (not under a residence order)", "E4", False),
        ("ceased", "Something new (not a residence order)", None, None),
        ("placement_type", "Foster placement with relative or friend (IN)", "U3", True),
        ("abuse", "Neglect, Emotional; Physical abuse", "MUL", True),
        ("abuse", "Neglect and neglect", "NEG", True),
        ("abuse", "Neglect, sadness", None, None),
        ("abuse", "Multiple: Neglect, Physical Abuse", "MUL", True),
        ("yes_no", "1 - Yes", "Y", True),
        ("yes_no", "Yes - see notes", None, None),
        ("yes_no", "Y/N", None, None),
        ("disabled", "AUT", "Y", True),
    ],
)
def test_what_is_made_of_parts(name, text, code, whole):
    found = load_codes(name).meant(text)
    assert (found and found.code, found and found.whole) == (code, whole)


def test_an_ending_or_small_word_that_makes_two_codes_one_is_not_taken_off():
    known = Known.of(
        (("the cats", "A"), ("a cat", "B"), ("dogs", "C")),
        {"A": "A", "B": "B", "C": "C"},
    )
    assert known.find("The cats") == "A"
    assert known.find("cat") is None
    assert known.find("dog") == "C"


@given(text=some.text(max_size=60), name=some.sampled_from(LISTS))
def test_any_text_means_one_code_or_none(text, name):
    codes = load_codes(name)
    found = codes.meant(text)
    assert found is None or found.code in codes.words
    assert codes.near(text) == [
        code for code in codes.near(text) if code in codes.words
    ]


def test_the_nearest_codes_are_the_likest_and_none_is_far():
    spelt = {"WBRI": ("White British",), "BCRB": ("Black Caribbean",)}
    assert nearest("Whit Brittish", spelt)[0] == "WBRI"
    assert nearest("zzz qqq", spelt) == []


def test_nothing_is_read_in_part_where_the_list_does_not_say_so():
    known = Known.of((("Police", "6"),), {"6": "POLICE"})
    assert meant("Police (north)", known, partly=False, several=None) is None
    found = meant("Police (north)", known, partly=True, several=None)
    assert found is not None
    assert not found.whole
