"""Samples that anybody can draw again: a frame, a seed, an order.

A frame is what may be drawn, each member by a whole number. The seed gives every member
a place of its own, whatever else is in the frame: a sample is the first so many, and
who is put in place of one is the next. Nobody picks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import blake2b, sha256


def order(frame: Iterable[int], seed: str) -> list[int]:
    """The members of a frame, each once, in the order this seed puts them in.

    By a keyed hash of each member alone: the same frame and seed give the same order in
    whatever order the frame is told, and members that come or go move no others.
    """
    return sorted(set(frame), key=_place(seed))


def latest(frame: Mapping[int, date], seed: str) -> list[int]:
    """The members by their day, the last day first; within a day as the seed says."""
    place = _place(seed)
    return sorted(frame, key=lambda one: (-frame[one].toordinal(), place(one)))


def digest(frame: Mapping[int, date]) -> str:
    """What names a frame: another member, or another day of one, is another digest."""
    told = ",".join(f"{one}:{frame[one].isoformat()}" for one in sorted(frame))
    return sha256(told.encode()).hexdigest()


def _place(seed: str) -> Callable[[int], tuple[bytes, int]]:
    key = sha256(seed.encode()).digest()

    def place(member: int) -> tuple[bytes, int]:
        hashed = blake2b(member.to_bytes(8, "big"), key=key, digest_size=16)
        return hashed.digest(), member

    return place
