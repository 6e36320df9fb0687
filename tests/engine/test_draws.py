"""Draws against a slow twin, and what holds for any frame and seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine import draws


members = some.lists(some.integers(0, 2**63), max_size=40)
seeds = some.text("0123456789abcdef", min_size=1, max_size=16)
frames = some.dictionaries(
    some.integers(1, 10_000),
    some.dates(date(2022, 4, 1), date(2022, 4, 9)),
    max_size=40,
)


def ticket(member: int, seed: str) -> int:
    """The number that a member draws, worked out step by step."""
    made = hashlib.blake2b(digest_size=16, key=hashlib.sha256(seed.encode()).digest())
    made.update(member.to_bytes(8, "big"))
    return int.from_bytes(made.digest(), "big")


def slow_order(frame, seed):
    """The lowest ticket of those left, again and again."""
    left, found = list(dict.fromkeys(frame)), []
    while left:
        lowest = left[0]
        for one in left:
            if ticket(one, seed) < ticket(lowest, seed):
                lowest = one
        left.remove(lowest)
        found.append(lowest)
    return found


def slow_latest(frame, seed):
    found = []
    day = date(2023, 1, 1)
    while day > date(2022, 1, 1):
        found += slow_order([one for one in frame if frame[one] == day], seed)
        day -= timedelta(days=1)
    return found


@given(members, seeds)
def test_the_order_is_that_of_the_slow_twin(frame, seed):
    assert draws.order(frame, seed) == slow_order(frame, seed)


@given(members, seeds, some.randoms())
def test_how_a_frame_is_told_changes_nothing(frame, seed, chance):
    shuffled = [*frame, *frame]
    chance.shuffle(shuffled)
    assert draws.order(shuffled, seed) == draws.order(frame, seed)


@given(members, seeds, some.integers(0, 2**63))
def test_a_member_that_goes_moves_no_other(frame, seed, gone):
    left = [one for one in draws.order([*frame, gone], seed) if one != gone]
    assert left == draws.order([one for one in frame if one != gone], seed)


@given(frames, seeds)
def test_the_latest_come_first_as_the_slow_twin_says(frame, seed):
    assert draws.latest(frame, seed) == slow_latest(frame, seed)


@given(frames, seeds)
def test_a_smaller_sample_is_the_beginning_of_a_larger(frame, seed):
    for size in range(len(frame)):
        assert (
            draws.order(frame, seed)[:size]
            == draws.order(frame, seed)[: size + 1][:size]
        )


@given(frames, frames)
def test_a_digest_names_one_frame(one, other):
    assert (draws.digest(one) == draws.digest(other)) == (one == other)


def test_each_member_is_drawn_as_often_as_another():
    """10,000 seeds: each of ten comes first about a thousand times (four sigma)."""
    firsts = Counter(draws.order(range(10), str(seed))[0] for seed in range(10_000))
    assert all(abs(count - 1_000) < 4 * 30 for count in firsts.values())
    assert len(firsts) == 10
