"""Care as it is recorded: periods, placements, leaving; and police protection."""

from __future__ import annotations

import numpy as np

from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth.data import calendar
from goldenthread.engine.synth.draw import (
    Bools,
    Ints,
    World,
    day_of,
    months,
    without,
    years,
)
from goldenthread.engine.synth.log import NONE
from goldenthread.engine.synth.people import day
from goldenthread.engine.synth.spells import FAR
from goldenthread.engine.synth.statutory import State


REASONS = ("GUARDIANSHIP", "ADOPTED", "OTHER", "ADULT", "HOME", "")
# DfE, Children looked after, Shropshire, starting 2025 and at 31 March 2025, tag V.
NEEDS = {"N1": 0.74, "N2": 0.02, "N4": 0.05, "N5": 0.09, "N8": 0.1}
PLACED = {
    "FOSTER": 0.64,
    "HOME": 0.15,
    "PARENTS": 0.11,
    "SUPPORTED": 0.05,
    "OTHER": 0.05,
}
# Placements in care a year, after the first. Assumed, tag ?.
MOVES_A_YEAR = 0.45
LONGEST = 72 * 3600  # seconds of police protection (Children Act 1989 section 46)


def tell(world: World, state: State) -> None:
    child, start, end = state.care.rows()
    _police_protection(world, child, start)
    last = day(calendar().last)
    until = np.where(end == FAR, NONE, end)
    world.log.add(
        Kind.CARE,
        child,
        start,
        until=until,
        outcome=(_reasons(state, child, start, end), REASONS),
        sort=world.words(len(child), NEEDS),
    )
    _placements(world, child, start, np.minimum(end, last), end == FAR)
    left = (end != FAR) & (world.people.eighteenth[child] == end)
    world.log.add(
        Kind.CARE_LEAVER,
        child[left],
        end[left] + 1,
        source=world.words(int(left.sum()), {"SUITABLE": 0.92, "UNSUITABLE": 0.08}),
        outcome=world.words(int(left.sum()), {"YES": 0.96, "NO": 0.04}),
        sort=world.words(int(left.sum()), {"EET": 0.5, "NEET": 0.5}),
    )


def _reasons(state: State, child: Ints, start: Ints, end: Ints) -> Ints:
    keys = np.concatenate([keys for keys, _ in state.ceased])
    reasons = np.concatenate([reasons for _, reasons in state.ceased])
    order = np.argsort(keys)
    mine = child * (FAR * 2) + start
    found = np.minimum(np.searchsorted(keys[order], mine), max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(child), 5)
    return np.where(
        (keys[order][found] == mine) & (end != FAR), reasons[order][found], 5
    )


def _placements(
    world: World, child: Ints, start: Ints, end: Ints, lasting: np.ndarray
) -> None:
    """One placement after the other, without a gap, over each period of care."""
    more = world.rng.poisson((end - start + 1) / 365.25 * MOVES_A_YEAR)
    more = np.minimum(more, np.maximum((end - start) // 2, 0))
    row = np.repeat(np.arange(len(child)), more + 1)
    begun = world.between(start[row] + 1, end[row])
    firsts = np.cumsum(more + 1) - (more + 1)
    begun[firsts] = start
    order = np.lexsort((begun, row))
    row, begun = row[order], begun[order]
    kept = np.append(True, (row[1:] != row[:-1]) | (begun[1:] != begun[:-1]))
    row, begun = row[kept], begun[kept]
    final = np.append(row[1:] != row[:-1], True)[: len(row)]
    until = np.where(final, end[row], np.append(begun[1:], 0)[: len(row)] - 1)
    until = np.where(final & lasting[row], NONE, until)
    world.log.add(
        Kind.PLACEMENT,
        child[row],
        begun,
        until=until,
        source=world.words(len(row), {"OWN": 0.6, "PRIVATE": 0.4}),
        sort=world.words(len(row), PLACED),
        number=_miles(world, len(row)),
    )


def _miles(world: World, count: int) -> Ints:
    """Whole miles from home; lots of their own, so that the others stay as they are."""
    own = np.random.default_rng([len(world.people), count, 9])
    return np.minimum(own.lognormal(2.1, 0.9, count).astype(np.int64) + 1, 300)


def _police_protection(world: World, child: Ints, start: Ints) -> None:
    """So many a month, fewer after the audit; some go straight into care."""
    for year in years():
        wanted = _monthly(world, year)
        left = world.of("care_by_police", year)
        for (first, last), count in zip(months(year), wanted, strict=True):
            new = np.flatnonzero((start >= first) & (start <= last))
            chosen = world.pick(new, min(count, -(-left // 3)))
            left -= len(chosen)
            others = _others(world, first, count - len(chosen), child[chosen])
            on = np.concatenate(
                [start[chosen], world.between(others * 0 + first, others * 0 + last)]
            )
            straight = np.arange(len(on)) < len(chosen)
            _log_protection(
                world, np.concatenate([child[chosen], others]), on, straight
            )


def _monthly(world: World, year: int) -> list[int]:
    """Children a month; from the second month of the last calendar year on, the lower level."""
    level = world.figures.of("police_protection_month", year)
    counts = [level] * 12
    if world.figures.has("police_protection_after", year):
        counts[10:] = [level * world.figures.of("police_protection_after", year)] * 2
    return world.spread(counts)


def _others(world: World, first: int, count: int, not_these: Ints) -> Ints:
    people = world.people
    young = np.flatnonzero(
        (people.born < first - 10) & (people.eighteenth > first + 40)
    )
    young = without(young, not_these)
    return world.pick(young, count, people.risk[young])


def _log_protection(world: World, child: Ints, on: Ints, straight: Bools) -> None:
    at = world.moments(on)
    until_at = at + world.rng.integers(2 * 3600, LONGEST, len(child))
    world.log.add(
        Kind.POLICE_PROTECTION,
        child,
        on,
        until=day_of(until_at),
        at=at,
        until_at=until_at,
        source="POLICE",
        outcome=(np.where(straight, 0, world.rng.integers(1, 4, len(child))), _AFTER),
    )


_AFTER = ("CARE", "HOME", "RELATIVE", "HOSPITAL")
