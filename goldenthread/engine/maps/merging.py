"""Areas too small to be shown are joined with a neighbour, until they are not."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence


def merge(
    sizes: Mapping[str, int],
    beside: Mapping[str, Sequence[str]],
    least: int,
    *,
    nought_is_small: bool = True,
) -> tuple[tuple[str, ...], ...]:
    """Groups of codes, each of at least `least`; every code is in exactly one.

    The smallest group that is too small (of equals the first by code) joins the
    smallest group beside it, again and again. Where nothing lies beside it, or
    everything together is too small, a group stays small: see `too_small`. Unless
    `nought_is_small`, an area of nought stays alone: it tells of nobody.
    """
    groups: dict[str, tuple[str, ...]] = {code: (code,) for code in sizes}
    total = dict(sizes)
    near = {code: set(beside[code]) & set(sizes) for code in sizes}
    waiting = [
        (size, code)
        for code, size in sizes.items()
        if size < least and _counts(size, nought_is_small)
    ]
    heapq.heapify(waiting)
    while waiting:
        size, code = heapq.heappop(waiting)
        if code not in total or total[code] != size or not near[code]:
            continue
        other = min(near[code], key=lambda one: (total[one], one))
        joined = _join(code, other, groups, total, near)
        if total[joined] < least and _counts(total[joined], nought_is_small):
            heapq.heappush(waiting, (total[joined], joined))
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def _counts(size: int, nought_is_small: bool) -> bool:
    return size > 0 or nought_is_small


def _join(
    one: str,
    other: str,
    groups: dict[str, tuple[str, ...]],
    total: dict[str, int],
    near: dict[str, set[str]],
) -> str:
    """Make one group of two; it goes by the first of their codes."""
    kept, gone = sorted((one, other))
    groups[kept] += groups.pop(gone)
    total[kept] += total.pop(gone)
    for code in near.pop(gone):
        near[code].discard(gone)
        if code != kept:
            near[code].add(kept)
            near[kept].add(code)
    return kept


def too_small(
    groups: Sequence[Sequence[str]], sizes: Mapping[str, int], least: int
) -> tuple[tuple[str, ...], ...]:
    """The groups that are still small, and more than nought."""
    return tuple(
        tuple(group)
        for group in groups
        if 0 < sum(sizes[code] for code in group) < least
    )
