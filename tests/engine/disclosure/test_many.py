"""Very many small random tables, protected and attacked, by themselves and after others.

Two thousand in every run; `ENGINE_MANY=20000` tries that many.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from goldenthread.engine.disclosure import profile, protect
from tests.engine.disclosure import twins
from tests.engine.disclosure.test_protecting import NAMES, exposed


MANY = int(os.environ.get("ENGINE_MANY", "2000"))
# In parts, so that parallel workers share them.
PARTS = 20
SHAPES = (
    (twins.flat("a", 2), twins.flat("b", 2)),
    (twins.flat("a", 3),),
    (twins.levels("t", (2, 2)),),
    (twins.flat("a", 3), twins.flat("b", 2)),
    (twins.flat("a", 2), twins.flat("b", 2), twins.flat("c", 2)),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_small_can_be_worked_out_of_very_many_tables(part):
    found = []
    for seed in range(part, MANY, PARTS):
        random = np.random.default_rng(seed)
        every, one = SHAPES[seed % len(SHAPES)], profile(NAMES[seed % len(NAMES)])
        counts = twins.random_leaves(random, every, float(random.choice([1, 3, 6, 12])))
        wide, narrow = (
            twins.table("n", every, counts, by) for by in (every, every[:1])
        )
        tables = [wide, narrow] if random.random() < 0.5 else [wide]
        earlier = []
        if random.random() < 0.4:
            # Another cut of the same counts went out before.
            before = narrow if random.random() < 0.5 else wide
            earlier = [protect([before], one, name="first").edition]
        done = protect(tables, one, published=earlier)
        if lost := exposed(done, tables, every, counts, earlier):
            found.append((seed, lost))
    assert found == []
