"""Links on Spark: the same pairs, weights and children as on DuckDB."""

from __future__ import annotations

import random
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from goldenthread.engine.errors import LinkError
from goldenthread.engine.link import model
from goldenthread.engine.link.linking import link
from goldenthread.engine.spark import likeness, pairs
from tests.engine.link.conftest import crowd, records


__all__ = ["crowd"]
# Splink and Spark warn of what they will change.
pytestmark = pytest.mark.filterwarnings("ignore::Warning")


@pytest.fixture(scope="module")
def both(spark, crowd):
    """What six systems hold of 3,000 children at middling dirt, linked twice."""
    return link(crowd[0], score=pairs.scorer(spark)), link(crowd[0])


def test_children_are_the_same(both):
    one, other = both
    assert one.mapping.equals(other.mapping)
    assert one.differing.equals(other.differing)
    assert one.mapping.num_rows > 4_000


@pytest.mark.parametrize("name", ["links", "doubts"])
def test_pairs_are_the_same_with_their_weights(both, name):
    one, other = (getattr(found, name) for found in both)
    assert one.num_rows == other.num_rows > 0
    for column in one.column_names:
        if column in ("probability", "weights", "commons"):
            assert np.allclose(_flat(one[column]), _flat(other[column]), atol=1e-6)
        else:
            assert one[column].equals(other[column]), column


def _flat(column: pa.ChunkedArray) -> np.ndarray:
    values = column.combine_chunks()
    if pa.types.is_list(values.type):
        values = values.flatten()
    return values.to_numpy(zero_copy_only=False)


def test_every_level_of_the_model_is_reached(both):
    """Else equal answers would say nothing of a level that no pair came to."""
    known = model.load()
    weights = [tuple(row) for row in both[1].links["weights"].to_pylist() if row]
    weights += [tuple(row) for row in both[1].doubts["weights"].to_pylist()]
    for place, comparison in enumerate(known.comparisons[:5]):
        assert len({round(row[place], 3) for row in weights}) >= 2, comparison.name


def test_levels_by_hand_on_both(spark):
    """Pairs that come to levels the crowd rarely shows: swapped, alias, much alike."""
    rows = records(
        {"forename": "Jonathan", "surname": "Ashbrook", "nhs_number": "9434765919"},
        {"forename": "Jonahtan", "surname": "Ashbrook", "nhs_number": "9434765919"}
        | {"born": None, "contract": "b"},
        {"forename": "Ashbrook", "surname": "Jonathan", "contract": "c"},
        {
            "forename": "Jon",
            "alias": "Jonathan",
            "contract": "d",
            "postcode": "ZX1 1AB",
        },
        {"forename": "Jonnie", "contract": "e", "postcode": "A"},
        {"forename": "Jona", "contract": "f", "postcode": None, "sex": None},
    )
    one, other = link(rows, score=pairs.scorer(spark)), link(rows)
    floats = ("probability", "weights", "commons")
    for name in ("mapping", "links", "doubts"):
        found = getattr(one, name), getattr(other, name)
        exact = [each for each in found[0].column_names if each not in floats]
        assert found[0].select(exact).equals(found[1].select(exact))


NAMES = (
    "catherine",
    "mohammed",
    "ann",
    "alexander",
    "charlotte",
    "jayden",
    "a",
    "martha",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misspelt(chance: random.Random, name: str) -> str:
    letters = list(name)
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(letters))
        done = chance.choice(("swap", "drop", "add", "change"))
        if done == "swap":
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
        elif done == "drop" and len(letters) > 1:
            del letters[at]
        elif done == "add":
            letters.insert(at, chance.choice(LETTERS))
        else:
            letters[at] = chance.choice(LETTERS)
    return "".join(letters)


def test_names_are_as_alike_as_duckdb_says():
    chance = random.Random(3)
    rows = [
        (misspelt(chance, chance.choice(NAMES)), misspelt(chance, chance.choice(NAMES)))
        for _ in range(4_000)
    ] + [(misspelt(chance, one), one) for one in NAMES * 200]
    names = pd.DataFrame([*rows, (None, "a"), ("a", None)], columns=["l", "r"])
    found = duckdb.sql(
        "select jaro_winkler_similarity(l, r) j, damerau_levenshtein(l, r) d from names"
    ).df()
    alike = likeness.jaro_winkler(names["l"], names["r"])
    apart = likeness.damerau_levenshtein(names["l"], names["r"])
    assert np.allclose(alike, found["j"], atol=1e-12, equal_nan=True)
    assert np.allclose(apart, found["d"].astype(float), equal_nan=True)
    assert alike.isna().sum() == 2


@pytest.mark.parametrize(
    "sql, as_spark",
    [
        ("left(a_l, -2) = left(a_r, -2)", "SUBSTRING(a_l, 1, LENGTH(a_l) - 2)"),
        ("jaro_winkler_similarity(a_l, a_r) >= 0.9", "JARO_WINKLER(a_l, a_r)"),
        ("suffix(a_l, 'ie')", "ENDSWITH(a_l, 'ie')"),
        ("left(a_l, 3) = 'abc'", "LEFT(a_l, 3)"),
    ],
)
def test_conditions_are_said_as_spark_says_them(sql, as_spark):
    assert as_spark.lower() in pairs.spoken(sql).lower()


def test_a_condition_spark_does_not_know_is_named(spark):
    known = model.load()
    sex = next(one for one in known.comparisons if one.name == "sex")
    odd = replace(
        sex,
        levels=(replace(sex.levels[0], sql="hamming(sex_l, sex_r) = 0"), sex.levels[1]),
    )
    others = tuple(one for one in known.comparisons if one is not sex)
    strange = replace(known, comparisons=(*others, odd))
    rows = records({}, {"contract": "b", "postcode": "ZX9 9ZZ"})
    asked = r"^Spark cannot work out what model 1 asks: .*HAMMING.*$"
    with pytest.raises(LinkError, match=asked):
        link(rows, model=strange, score=pairs.scorer(spark))
