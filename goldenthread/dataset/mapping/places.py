"""Which areas are shown as one: for years, quarters, months and each layer, in a chain.

Each stage of the chain is made of whole places of the one before, so that every count
shown, and the difference of any two, is a sum of counts that are not small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from goldenthread.dataset.mapping.counting import EVERY, YEAR, Counted


if TYPE_CHECKING:
    from goldenthread.engine.maps.nesting import Places

# A later join may undo what an earlier one made sure of; then it is gone through again.
ROUNDS = 12


@dataclass(frozen=True)
class Ground:
    """The small areas: who lives there, who lies beside whom, in what larger areas.

    `larger` gives the area of each level that a small one lies in, the smallest level
    first.
    """

    level: str
    people: Mapping[str, int]
    beside: Mapping[str, Sequence[str]]
    larger: Mapping[str, Mapping[str, str]]


Chain = dict[str, "Places"]
Earlier = Mapping[str, "Places"]


def chain(counted: Counted, ground: Ground, least: int, earlier: Earlier) -> Chain:
    """The places of each stage, the finest stage first.

    `earlier` are those of the release before: what was shown as one stays one, or the
    difference between two releases would tell of the parts.
    """
    from goldenthread.engine.maps.nesting import settled

    made = _gathered(counted, ground, least, earlier)
    for _ in range(ROUNDS):
        before = dict(made)
        for fine, coarse, blocks in _pairs(counted, made):
            made[fine] = settled(
                made[fine],
                made[coarse],
                counted.cells[coarse],
                ground.beside,
                blocks,
                least,
            )
        _nest(made)
        if made == before:
            return made
    return made


def _gathered(counted: Counted, ground: Ground, least: int, earlier: Earlier) -> Chain:
    from goldenthread.engine.maps.nesting import gathered

    def after(start: Places, stage: str) -> Places:
        begun = common(start, earlier[stage]) if stage in earlier else start
        return gathered(
            begun,
            counted.cells[stage],
            ground.people,
            ground.beside,
            least,
            tuple(ground.larger.values()),
        )

    made = {YEAR: after(tuple((code,) for code in sorted(ground.people)), YEAR)}
    rest = [
        one for one in (*EVERY, *counted.parts) if one != YEAR and counted.over(one)
    ]
    alone = {stage: len(after(made[YEAR], stage)) for stage in rest}
    last = made[YEAR]
    for stage in sorted(rest, key=lambda one: -alone[one]):
        made[stage] = last = after(last, stage)
    return made


def common(one: Places, other: Places) -> Places:
    """The finest places made of whole places of both."""
    from goldenthread.engine.maps.nesting import together

    return together(one, {code: place[0] for place in other for code in place})


def _nest(made: Chain) -> None:
    """Each stage of whole places of the one before, again."""
    stages = list(made)
    for finer, coarser in pairwise(stages):
        made[coarser] = common(made[coarser], made[finer])


def _pairs(counted: Counted, made: Chain) -> list[tuple[str, str, tuple[slice, ...]]]:
    """What is shown of fine places as sums of what is shown singly of coarse ones."""
    found = []
    for fine, coarse in ((YEAR, "quarter"), ("quarter", "month"), (YEAR, "month")):
        if fine in made and coarse in made:
            found.append((fine, coarse, _blocks(counted, fine, coarse)))
    for layer, parts in counted.parts.items():
        if layer in made:
            size = len(parts)
            years = range(len(counted.periods[YEAR]))
            blocks = tuple(slice(at * size, (at + 1) * size) for at in years)
            found.append((YEAR, layer, blocks))
    return found


def _blocks(counted: Counted, fine: str, coarse: str) -> tuple[slice, ...]:
    """Which cells of the shorter periods make up each of the longer ones."""
    starts = [one.start for one in counted.periods[coarse]]
    found = []
    for long in counted.periods[fine]:
        inside = [at for at, day in enumerate(starts) if long.start <= day <= long.end]
        if inside:
            found.append(slice(inside[0], inside[-1] + 1))
    return tuple(found)
