"""Texts as numbers, the nearest of many, and the words two texts share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.core import likeness
from goldenthread.core.likeness import (
    Memory,
    Row,
    closeness,
    numbers_of,
    shared_words,
    table,
)
from goldenthread.core.likeness.words import stem_of, words_of


def direction(numbers):
    row = np.frombuffer(numbers, dtype=np.int8).astype(float)
    return row / np.linalg.norm(row)


def near(one, other):
    return float(direction(numbers_of(one)) @ direction(numbers_of(other)))


def test_words_of_grammar_say_nothing():
    assert words_of("The mother’s plan was not kept by them") == [
        "mother",
        "plan",
        "kept",
    ]
    assert numbers_of("It was not so.") == b""
    assert numbers_of("") == b""


def test_numbers_follow_from_the_words_alone():
    text = "The stepfather was never assessed."
    assert numbers_of(text) == numbers_of("was never ASSESSED – the stepfather")
    assert len(numbers_of(text)) == likeness.LENGTH


@pytest.mark.parametrize(
    "one, other, unlike",
    [
        ("Fathers were unknown", "Nobody asked about dad", "The budget was spent"),
        ("A baby was bruised", "Injury of an infant", "Minutes came late"),
        ("The school excluded him", "He lost his place with teachers", "Damp housing"),
    ],
)
def test_other_words_of_like_meaning_are_nearer_than_other_matters(one, other, unlike):
    assert near(one, other) > near(one, unlike) + 0.1


def test_a_word_nobody_knows_still_meets_itself():
    assert closeness("zxqvord", "zxqvords") == pytest.approx(1)
    assert abs(closeness("zxqvord", "wqzblim")) < 0.5
    assert near("the Zxqvord was late", "no Zxqvord was used") > 0.3


@pytest.mark.parametrize(
    "word, stem",
    [
        ("fathers", "father"),
        ("agencies", "agency"),
        ("news", "new"),
        ("stress", "stress"),
        ("status", "status"),
        ("gas", "gas"),
    ],
)
def test_stem_takes_off_a_plural_and_no_more(word, stem):
    assert stem_of(word) == stem


def test_shared_words_tell_same_and_near_ones_apart():
    shared = shared_words(
        "Fathers were missing from the assessment.",
        "The stepfather was left out of assessments.",
    )
    assert shared.same == ("assessment",)
    assert ("fathers", "stepfather") in shared.near


def test_the_table_is_of_the_length_and_size_the_code_says():
    places, weights = table._table()[1:]
    assert places.shape == (len(table.words()), likeness.LENGTH)
    assert ((weights > 0) & (weights <= 1)).all()
    assert table.FILE.stat().st_size < 4_000_000


def test_sums_of_the_comparison_stay_whole():
    """Below two to the power of 24 a float of 32 bits holds every whole number."""
    assert likeness.LENGTH * 127 * 127 < 2**24


@pytest.mark.parametrize(
    "short, meant, other",
    [
        ("GP", "the family doctor", "a racing driver"),
        ("LADO", "an officer for allegations", "the lads"),
        ("MASH", "the safeguarding hub", "potatoes"),
    ],
)
def test_short_words_of_the_field_mean_what_they_stand_for(short, meant, other):
    assert near(short, meant) > near(short, other) + 0.2


# --- The nearest of many ---------------------------------------------------------------


def rows_of(vectors, owners=None, days=None):
    return [
        Row(
            at + 1,
            (owners or [0] * len(vectors))[at],
            (days or [10] * len(vectors))[at],
            bytes(np.array(vector, dtype=np.int8).tobytes()),
        )
        for at, vector in enumerate(vectors)
    ]


VECTOR = some.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(-127, 128, likeness.LENGTH)
)


def slow_nearest(rows, question, allowed, most):
    """One row after the other, in plain Python."""
    asked = np.frombuffer(question, dtype=np.int8).astype(float)
    found = []
    for row, may in zip(rows, allowed, strict=True):
        if may:
            held = np.frombuffer(row.numbers, dtype=np.int8).astype(float)
            lengths = np.linalg.norm(held) * np.linalg.norm(asked)
            found.append((row.key, float(held @ asked / lengths)))
    return sorted(found, key=lambda one: -one[1])[:most]


@given(some.lists(VECTOR, min_size=1, max_size=12), VECTOR, some.data())
def test_nearest_is_what_the_slow_twin_says(vectors, asked, data):
    rows = rows_of(vectors)
    memory = Memory(room=2)
    memory.put(rows)
    allowed = np.array([data.draw(some.booleans()) for _ in rows])
    question = bytes(np.array(asked, dtype=np.int8).tobytes())
    found = memory.nearest(question, allowed, 5)
    expected = slow_nearest(rows, question, allowed, 5)
    assert [near for _, near in found] == pytest.approx(
        [near for _, near in expected], abs=1e-5
    )
    assert len({key for key, _ in found}) == len(found)


@given(some.lists(VECTOR, min_size=2, max_size=8), VECTOR)
def test_rows_that_are_not_allowed_change_nothing_for_the_others(vectors, asked):
    """Order and nearness are as if the others were not there at all."""
    question = bytes(np.array(asked, dtype=np.int8).tobytes())
    rows = rows_of(vectors, owners=[at % 2 for at in range(len(vectors))])
    both, alone = Memory(), Memory()
    both.put(rows)
    alone.put([row for row in rows if row.owner == 0])
    inside = both.nearest(question, both.outside([1]), 5)
    assert inside == alone.nearest(question, alone.outside([]), 5)


def test_equally_near_rows_come_in_the_order_of_their_keys():
    memory = Memory()
    one = [1] * likeness.LENGTH
    memory.put(rows_of([one] * 5))
    question = bytes(np.array(one, dtype=np.int8).tobytes())
    found = memory.nearest(question, memory.outside([]), 3)
    assert [key for key, _ in found] == [1, 2, 3]


def test_a_row_put_again_takes_the_place_of_the_one_before():
    memory = Memory()
    up = np.ones(likeness.LENGTH, dtype=np.int8)
    memory.put([Row(1, 0, 5, up.tobytes()), Row(2, 0, 9, up.tobytes())])
    memory.put([Row(1, 0, 7, (-up).tobytes())])
    assert memory.length == 2
    found = memory.nearest(up.tobytes(), memory.outside([]), 1)
    assert found == [(2, pytest.approx(1))]
    memory.put([Row(2, 0, 9, b"")])  # nothing is left to compare
    found = dict(memory.nearest(up.tobytes(), memory.outside([]), 2))
    assert found[2] == 0


def test_rows_before_a_day_and_before_a_key_on_it():
    memory = Memory()
    up = np.ones(likeness.LENGTH, dtype=np.int8).tobytes()
    memory.put([Row(key, 0, day, up) for key, day in ((1, 4), (2, 5), (3, 5), (4, 6))])
    assert memory.before(5).tolist() == [True, True, True, False]
    assert memory.before(5, 3).tolist() == [True, True, False, False]
