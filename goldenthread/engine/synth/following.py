"""What follows on need, plans and care: visits, reviews, checks, orders, adoption.

Told after everything else, by lots of its own: what was told before stays as it was.
How often and how late is assumed (tag ?): no publication says it by council.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth.data import calendar
from goldenthread.engine.synth.draw import Bools, Ints, World
from goldenthread.engine.synth.log import NONE
from goldenthread.engine.synth.people import day
from goldenthread.engine.synth.spells import FAR
from goldenthread.engine.synth.statutory import State


ALONE = {"SEEN_ALONE": 0.72, "NOT_ALONE": 0.28}
TOOK_PART = {
    "SPOKE": 0.35,
    "SPOKEN_FOR": 0.2,
    "SENT_VIEWS": 0.15,
    "UNDER_FOUR": 0.2,
    "ABSENT": 0.1,
}
PERMANENCE = {
    "FOSTERING": 0.45,
    "HOME": 0.25,
    "GUARDIANSHIP": 0.1,
    "ADOPTION": 0.08,
    "RESIDENTIAL": 0.08,
    "SUPPORTED": 0.04,
}
FACTORS = {
    "3A": 0.1,
    "3B": 0.2,
    "4A": 0.07,
    "4B": 0.14,
    "1B": 0.07,
    "2B": 0.07,
    "16A": 0.1,
    "17A": 0.1,
    "18C": 0.04,
    "19C": 0.02,
    "11A": 0.02,
    "24A": 0.02,
    "15A": 0.03,
    "5A": 0.03,
    "7A": 0.02,
}
Spans = tuple[Ints, Ints, Ints]


def tell(world: World, state: State) -> None:
    """Log all of it; draws of its own leave everybody else's lots as they are."""
    own = replace(world, rng=np.random.default_rng([len(world.people), 7]))
    need, plan, care = (
        _told(one.rows()) for one in (state.need, state.plan, state.care)
    )
    _need(own, need)
    _plans(own, plan)
    _care(own, care)
    _orders(own, care, plan)
    _leavers(own, state)
    _adoption(own, state.care.rows())
    factors(own, world.notes["assessed"], world.notes["assessed_until"])


def _told(rows: Spans) -> Spans:
    """Spans as far as the calendar goes; those that were over before it left out."""
    child, start, end = rows
    first, last = day(calendar().first), day(calendar().last)
    kept = end >= first
    return child[kept], start[kept], np.minimum(end[kept], last)


def _open(end: Ints) -> Ints:
    """Last days, not known where they are the calendar's own."""
    return np.where(end >= day(calendar().last), NONE, end)


def _repeated(
    world: World, spans: Spans, first: tuple[int, int], every: tuple[int, int]
) -> tuple[Ints, Ints]:
    """Row and day of what comes again and again within spans, from the calendar on."""
    _, start, end = spans
    most = np.maximum((end - start) // every[0] + 1, 0)
    row = np.repeat(np.arange(len(start)), most)
    begins = np.cumsum(most) - most
    place = np.arange(len(row)) - begins[row]
    steps = world.rng.integers(every[0], every[1] + 1, len(row))
    steps = np.where(
        place == 0, world.rng.integers(first[0], first[1] + 1, len(row)), steps
    )
    sums = np.cumsum(steps)
    before = np.where(begins[row] > 0, sums[begins[row] - 1], 0)
    on = start[row] + sums - before
    kept = (on <= end[row]) & (on >= day(calendar().first))
    return row[kept], on[kept]


def _visits(world: World, spans: Spans, sort: str, every: tuple[int, int]) -> None:
    row, on = _repeated(world, spans, (3, every[0]), every)
    world.log.add(
        Kind.VISIT, spans[0][row], on, sort=sort, outcome=world.words(len(row), ALONE)
    )


def _need(world: World, need: Spans) -> None:
    child, start, end = need
    _visits(world, need, "NEED", (20, 60))
    planned = world.split(len(child), 0.7) & (end - start > 40)
    begun = start[planned] + 25
    world.log.add(Kind.NEED_PLAN, child[planned], begun, until=_open(end[planned]))
    row, on = _repeated(world, need, (0, 3), (90, 500))
    following = np.append(on[1:], 0)
    last = np.append(row[1:] != row[:-1], True)[: len(row)]
    until = np.where(last, _open(end[row]), following - 1)
    until = np.where((until != NONE) & (until < on), on, until)
    team = (child[row] % 3, ("Family East", "Family West", "Family South"))
    world.log.add(Kind.INVOLVEMENT, child[row], on, until=until, sort="CW", team=team)


def _plans(world: World, plan: Spans) -> None:
    child = plan[0]
    _visits(world, plan, "PLAN", (7, 32))
    row, on = _repeated(world, plan, (60, 105), (140, 200))
    world.log.add(
        Kind.REVIEW,
        child[row],
        on,
        sort="PLAN",
        outcome=world.words(len(row), {"CONTINUES": 0.62, "ENDS": 0.38}),
        source=world.words(len(row), TOOK_PART),
    )
    quorate = world.words(len(row), {"YES": 0.92, "NO": 0.08})
    world.log.add(Kind.QUORUM, child[row], on, outcome=quorate)


def _care(world: World, care: Spans) -> None:
    child, start, end = care
    _visits(world, care, "CARE", (21, 56))
    row, on = _repeated(world, care, (12, 34), (80, 190))
    took = world.words(len(row), TOOK_PART)
    world.log.add(Kind.REVIEW, child[row], on, sort="CARE", source=took)
    for sort, first, every in (
        ("HEALTH_ASSESSMENT", (12, 45), (300, 430)),
        ("DENTAL", (30, 200), (250, 480)),
        ("IMMUNISATION", (20, 120), (330, 400)),
    ):
        row, on = _repeated(world, care, first, every)
        words = (
            {"YES": 0.86, "NO": 0.14}
            if sort == "IMMUNISATION"
            else {"COMPLETED": 0.94, "REFUSED": 0.06}
        )
        said = world.words(len(row), words)
        world.log.add(Kind.HEALTH_CHECK, child[row], on, sort=sort, outcome=said)
    row, on = _repeated(world, care, (60, 300), (330, 420))
    score = np.clip(world.rng.normal(14, 7, len(row)).astype(np.int64), 0, 40)
    world.log.add(Kind.HEALTH_CHECK, child[row], on, sort="SDQ", number=score)
    first = start + np.minimum(10, end - start)
    permanent = world.words(len(child), PERMANENCE)
    world.log.add(Kind.CARE_PLAN, child, first, until=_open(end), sort=permanent)


def _orders(world: World, care: Spans, plan: Spans) -> None:
    child, start, end = care
    under = world.words(len(child), {"V2": 0.4, "C1": 0.5, "C2": 0.1})
    then = start + world.rng.integers(120, 300, len(child))
    interim = (under[0] == 1) & (then < end)
    until = np.where(interim, then - 1, _open(end))
    world.log.add(Kind.LEGAL_STATUS, child, start, until=until, sort=under)
    full = world.words(int(interim.sum()), {"C2": 0.85, "E1": 0.15})
    world.log.add(
        Kind.LEGAL_STATUS,
        child[interim],
        then[interim],
        until=_open(end[interim]),
        sort=full,
    )
    few = world.pick(np.arange(len(plan[0])), -(-len(plan[0]) // 30))
    on = np.maximum(plan[1][few], day(calendar().first))
    on = world.between(on, np.maximum(plan[2][few] - 8, on))
    world.log.add(Kind.LEGAL_STATUS, plan[0][few], on, until=on + 7, sort="L2")
    old = np.flatnonzero(world.people.age(child, start) >= 14)
    alone = world.pick(old, -(-len(old) // 6))
    world.log.add(Kind.IMMIGRATION, child[alone], start[alone], sort="UASC")


def _leavers(world: World, state: State) -> None:
    """Pathway plans of care leavers, most of them reviewed by the day of the contact."""
    child, _, end = state.care.rows()
    left = np.flatnonzero((end != FAR) & (world.people.eighteenth[child] == end))
    seen = world.pick(left, round(len(left) * 0.7))
    world.log.add(Kind.REVIEW, child[seen], end[seen] + 1, sort="PATHWAY")


STEPS = ("DECIDED", "ORDERED", "MATCHED", "PLACED", "ADOPTED")


def _adoption(world: World, care: Spans) -> None:
    """Of young children in care some are to be adopted; a few decisions are taken back."""
    child, start, end = care
    last = day(calendar().last)
    young = (world.people.age(child, start) < 6) & (end >= day(calendar().first))
    few = world.pick(np.flatnonzero(young), -(-int(young.sum()) // 4))
    on = start[few]
    world.log.add(Kind.ADOPTION, child[few], on, sort="ENTERED_CARE")
    back = world.split(len(few), 0.15)
    for place, step in enumerate(STEPS):
        on = on + world.rng.integers(40, 160, len(few))
        done = _reached(on, end[few], last) & ~(back & (place > 1))
        world.log.add(Kind.ADOPTION, child[few][done], on[done], sort=step)
        if step == "ORDERED":
            given_up = back & _reached(on + 90, end[few], last)
            why = world.words(int(given_up.sum()), {"NO_ADOPTERS": 0.5, "NEEDS": 0.5})
            world.log.add(
                Kind.ADOPTION,
                child[few][given_up],
                on[given_up] + 90,
                sort="REVERSED",
                outcome=why,
            )
        if step == "MATCHED":
            early = done & world.split(len(few), 0.3)
            world.log.add(
                Kind.ADOPTION, child[few][early], on[early], sort="PLACED_EARLY"
            )
    others = world.pick(
        np.flatnonzero((end != FAR) & (end >= day(calendar().first)) & ~young),
        1 + int(young.sum()) // 6,
    )
    world.log.add(Kind.ADOPTION, child[others], start[others], sort="ENTERED_CARE")
    world.log.add(Kind.ADOPTION, child[others], end[others], sort="GUARDIANSHIP")


def _reached(on: Ints, end: Ints, last: int) -> Bools:
    return (on <= np.minimum(end, last)) & (on >= day(calendar().first))


def factors(world: World, child: Ints, until: Ints) -> None:
    """One to three factors found at the end of assessments that have ended."""
    known = np.flatnonzero(until != NONE)
    count = world.rng.integers(1, 4, len(known))
    row = np.repeat(known, count)
    sort, names = world.words(len(row), FACTORS)
    pairs = np.unique(np.stack([row, sort]), axis=1)
    world.log.add(Kind.FACTOR, child[pairs[0]], until[pairs[0]], sort=(pairs[1], names))
