"""Children's numbers: kept from run to run wherever the records allow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


Ints = npt.NDArray[np.int64]
Tokens = npt.NDArray[np.uint64]


def numbers(
    tokens: Tokens, groups: Ints, known_tokens: Tokens, known_children: Tokens
) -> Tokens:
    """A child's number for each record.

    A group takes the number most of its records had (the lowest, if even); of two groups
    with a claim to one number the one with more of its records keeps it, then the one
    with the lowest token. Who has none gets the next that was never given, in order of
    lowest token. `tokens` are in rising order.
    """
    claims = _claims(tokens, groups, known_tokens, known_children)
    highest = int(known_children.max(initial=0))
    given: dict[int, int] = {}
    taken: set[int] = set()
    for _, group, child in claims:
        if group not in given and child not in taken:
            given[group] = child
            taken.add(child)
    found, first, index = np.unique(groups, return_index=True, return_inverse=True)
    result = np.zeros(len(found), dtype=np.uint64)
    if given:
        places = np.searchsorted(found, list(given))
        result[places] = list(given.values())
    new = np.flatnonzero(result == 0)
    new = new[np.argsort(first[new], kind="stable")]
    result[new] = np.arange(highest + 1, highest + 1 + len(new), dtype=np.uint64)
    return result[index]


def _claims(
    tokens: Tokens, groups: Ints, known_tokens: Tokens, known_children: Tokens
) -> list[tuple[int, int, int]]:
    """(minus count, group, child) for every group and number its records had, best first."""
    order = np.argsort(known_tokens)
    known, children = known_tokens[order], known_children[order]
    if not len(known):
        return []
    place = np.minimum(np.searchsorted(known, tokens), len(known) - 1)
    held = known[place] == tokens
    pairs = np.stack([groups[held], children[place[held]].astype(np.int64)])
    unique, count = np.unique(pairs, axis=1, return_counts=True)
    first = {int(g): n for n, g in reversed(list(enumerate(groups.tolist())))}
    rows = [
        (-int(n), first[int(g)], int(g), int(c))
        for n, g, c in zip(count, unique[0], unique[1], strict=True)
    ]
    rows.sort(key=lambda row: (row[0], row[3], row[1]))
    return [(n, g, c) for n, _, g, c in rows]
