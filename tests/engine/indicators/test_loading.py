"""Definitions: enough of them, whole, and refused word by word where they are not."""

from __future__ import annotations

import pytest

from goldenthread.engine.errors import IndicatorError
from goldenthread.engine.indicators import load
from goldenthread.engine.indicators.loading import RULES, indicator
from goldenthread.engine.indicators.model import Basis, Unit
from goldenthread.engine.shapes import Kind


ALL = load()
PLAIN = {
    "key": "contacts",
    "label": "Contacts",
    "definition": "Contacts in the period.",
    "version": 1,
    "unit": "COUNT",
    "basis": "FLOW",
    "polarity": "NEITHER",
    "of": "CONTACT",
    "by": ["age"],
    "contracts": ["annex_a_1"],
    "standard": "Annex A list 1",
    "owner": "Head",
}


def test_there_are_at_least_sixty_and_every_kind_is_placed():
    assert len(ALL.indicators) >= 300
    assert set(ALL.order) == set(Kind)


def test_every_definition_says_what_it_must():
    for one in ALL.indicators:
        assert one.definition.endswith("."), one.key
        assert one.standard, one.key
        assert one.owner, one.key
        assert {"area", "age", "sex", "ethnicity", "agency"} <= set(one.by), one.key


def test_a_stock_says_that_it_is_of_the_last_day():
    for one in ALL.indicators:
        if one.basis == Basis.STOCK:
            assert "last day" in one.definition, one.key


LINK = {"way": "FOLLOWED", "by": "PLAN"}


@pytest.mark.parametrize(
    ("further", "sentence"),
    [
        ({"unit": "PERCENT"}, "x.toml: contacts: PERCENT is not one of COUNT, SHARE"),
        ({"of": "PARTY"}, "there is no kind of event PARTY"),
        ({"by": ["colour"]}, "a breakdown is one of"),
        ({"key": "Con tacts"}, "a key is small letters"),
        ({"version": 0}, "versions count from 1"),
        ({"version": "one"}, "invalid literal"),
        ({"contracts": []}, "no contract feeds it"),
        ({"nonsense": 1}, "nonsense means nothing here"),
        ({"where": {"colour": ["RED"]}}, "colour means nothing here"),
        ({"where": {"age": ["0-99"]}}, "an age is one of"),
        ({"where": {"length": [5, 1]}}, "5 to 1 holds nothing"),
        ({"where": {"links": [{"way": "BESIDE", "by": "PLAN"}]}}, "BESIDE is not one"),
        ({"where": {"links": [{"way": "FOLLOWED"}]}}, "by is missing"),
        (
            {"where": {"links": [LINK | {"sort": ["NOT_KNOWN"]}]}},
            "asked for by a sort that is known",
        ),
        ({"where": {"links": [{"way": "FOLLOWED", "by": "X"}]}}, "'X' is not a valid"),
        ({"basis": "STOCK", "at": "END"}, "a stock has no day"),
        ({"basis": "STOCK", "unit": "MEDIAN_DAYS"}, "days are measured over flows"),
        ({"basis": "STOCK", "where": {"ended": True}}, "known when it began"),
        ({"open_for": 3}, "only a stock can be open"),
        ({"open_below": 3}, "only a stock can be open"),
        ({"recent": {"by": "PLAN", "days": 3}}, "only a stock can be open"),
        ({"basis": "STOCK", "recent": {"by": "PLAN"}}, "days is missing"),
        ({"basis": "STOCK", "recent": {"by": "PLAN", "days": -1}}, "of no days"),
        ({"basis": "STOCK", "open_for": 9, "open_below": 9}, "open for less than"),
        ({"least": 2}, "only children are counted"),
        ({"unit": "CHILDREN", "least": 0}, "children have at least one"),
        ({"unit": "CHILDREN", "at": "END"}, "counted by the first days"),
        ({"pairs": ["age"]}, "a pair is two of its breakdowns"),
        ({"pairs": ["age,sex"]}, "a pair is two of its breakdowns"),
        ({"where": {"known": ["colour"]}}, "what is known is one of"),
        ({"where": {"either": [{"known": ["colour"]}]}}, "what is known is one of"),
        ({"unit": "MEAN"}, "a mean, and only a mean"),
        ({"unit": "MEAN_DAYS", "value": "number"}, "a mean, and only a mean"),
        ({"unit": "RATE"}, "names its population"),
        ({"population": "0-17"}, "names its population"),
        ({"unit": "SHARE"}, "a share needs what its part is"),
        (
            {"unit": "MEAN_DAYS", "where": {"source": ["A"]}},
            "days are those of the whole",
        ),
        ({"unit": "MEDIAN_DAYS", "value": "wait"}, "a wait needs its link"),
        ({"unit": "MEDIAN_DAYS", "value": "weight"}, "a value is length or wait"),
    ],
)
def test_wrong_definition_is_refused_with_what_is_wrong(further, sentence):
    assert indicator(PLAIN, "x.toml").unit == Unit.COUNT
    with pytest.raises(IndicatorError) as why:
        indicator(PLAIN | further, "x.toml")
    assert sentence in str(why.value)


def test_missing_word_is_named():
    with pytest.raises(IndicatorError, match="contacts: unit is missing"):
        indicator({k: v for k, v in PLAIN.items() if k != "unit"}, "x.toml")


def test_same_key_twice_and_unreadable_file_are_named(tmp_path):
    (tmp_path / RULES).write_text("year_starts_in = 4\norder = []\n")
    text = "\n".join(
        f"{name} = {value!r}".replace("'", '"') for name, value in PLAIN.items()
    )
    (tmp_path / "a.toml").write_text(
        f"[[indicators]]\n{text}\n[[indicators]]\n{text}\n"
    )
    with pytest.raises(IndicatorError, match=r"a\.toml: contacts is defined twice"):
        load(tmp_path)
    (tmp_path / "a.toml").write_text("[[indicators")
    with pytest.raises(IndicatorError, match=r"a\.toml cannot be read"):
        load(tmp_path)


def test_unknown_key_is_named():
    with pytest.raises(IndicatorError, match="There is no indicator nothing"):
        ALL["nothing"]
