"""What the other agencies saw: contacts, police, health, schools, adult services."""

from __future__ import annotations

import numpy as np

from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth.data import calendar
from goldenthread.engine.synth.draw import (
    Ints,
    World,
    bounds,
    day_of,
    months,
    without,
    years,
)
from goldenthread.engine.synth.log import NONE
from goldenthread.engine.synth.people import day
from goldenthread.engine.synth.statutory import ADULTS, SOURCES, State


# Of contacts that become no referral. Assumed, tag ?: police send the most.
CONTACT_SOURCES = {
    "POLICE": 0.42,
    "SCHOOL": 0.2,
    "HEALTH": 0.14,
    "INDIVIDUAL": 0.1,
    "EARLY_HELP": 0.04,
    "OTHER": 0.1,
}
CONTACT_OUTCOMES = {"NFA": 0.48, "ADVICE": 0.32, "EARLY_HELP": 0.2}
RHYTHM = {"POLICE": "POLICE", "SCHOOL": "SCHOOL"}
POLICE_SORTS = {"DOMESTIC_ABUSE": 0.46, "VICTIM": 0.2, "CONCERN": 0.24, "SUSPECT": 0.1}
# Health visitors' five reviews: days after birth (Healthy Child Programme, tag M).
VISITS = {
    "ANTENATAL": (-75, -20),
    "NEW_BIRTH": (10, 20),
    "SIX_WEEKS": (42, 60),
    "ONE_YEAR": (330, 400),
    "TWO_YEARS": (740, 900),
}
ADULT_SORTS = {
    "MENTAL_HEALTH": 0.4,
    "SUBSTANCE": 0.33,
    "HOUSING": 0.15,
    "DOMESTIC_ABUSE": 0.12,
}
EXPLOITED = {"CSE": 0.4, "CCE": 0.5, "SLAVERY": 0.1}
HEALTH_VISITORS = 0.5  # of what health sends; assumed, tag ?
MARKED = {"CSE": 0.42, "CSA": 0.28, "CCE": 0.3}


def tell(world: World, state: State) -> None:
    _referred(world, state)
    for year in years():
        _contacts(world, state, year)
        _missing(world, year)
        _school(world, year)
        _exploitation(world, year)
    _visits(world)


def _aged(world: World, on: int, least: float, under: float) -> Ints:
    age = (on - world.people.born) / 365.2425
    return np.flatnonzero((age >= least) & (age < under))


def _referred(world: World, state: State) -> None:
    """The contact each referral began with: the same day, or the day before."""
    kept = state.referrals
    child, on, source = (
        np.concatenate(part) for part in (kept.child, kept.on, kept.source)
    )
    newest = [bounds(year)[0] for year in years()]
    before = world.rng.integers(0, 2, len(on)) * ~np.isin(on, newest)
    on = np.maximum(on - before, world.people.born[child])
    for index, name in enumerate(SOURCES):
        rows = source == index
        _contact(world, child[rows], on[rows], name, True)


def _contact(world: World, child: Ints, on: Ints, source: str, referred: bool) -> None:
    """A contact, and what the agency it came from wrote down of it."""
    # Of those that led to no referral, some ended with advice. Assumed, tag ?.
    advised = 1 + ((child * 7 + on) % 10 < 6)
    outcome = np.where(referred, 0, advised), ("REFERRED", "NFA", "ADVICE")
    world.log.add(Kind.CONTACT, child, on, source=source, outcome=outcome)
    if source == "POLICE":
        at = world.moments(on)
        world.log.add(
            Kind.POLICE_CONTACT,
            child,
            on,
            at=at,
            sort=world.words(len(child), POLICE_SORTS),
        )
    if source == "HEALTH":
        by = world.split(len(child), HEALTH_VISITORS)
        world.log.add(
            Kind.HEALTH_REFERRAL,
            child[by],
            on[by],
            source="HEALTH",
            outcome="REFERRED"
            if referred
            else world.words(int(by.sum()), CONTACT_OUTCOMES),
            sort="HEALTH_VISITOR",
        )
    if source == SOURCES[ADULTS]:
        world.log.add(
            Kind.ADULT_REFERRAL,
            child,
            on,
            source="ADULT_SERVICES",
            outcome="REFERRED"
            if referred
            else world.words(len(child), CONTACT_OUTCOMES),
            sort=world.words(len(child), ADULT_SORTS),
        )


def _contacts(world: World, state: State, year: int) -> None:
    """Contacts that became no referral, each source in its own rhythm."""
    first, last = bounds(year)
    done = sum(int(((on >= first) & (on <= last)).sum()) for on in state.referrals.on)
    adult = sum(
        int(((on >= first) & (on <= last) & (source == ADULTS)).sum())
        for on, source in zip(state.referrals.on, state.referrals.source, strict=True)
    )
    more = world.of("contacts_adult", year) - adult
    left = world.of("contacts", year) - done - max(more, 0)
    counts = {name: round(left * share) for name, share in CONTACT_SOURCES.items()}
    for name, count in (counts | {SOURCES[ADULTS]: more}).items():
        able = _aged(world, first, 4.2 if name == "SCHOOL" else 0.01, 16.9)
        child = able[_often(world, able, max(count, 0))]
        on = world.days(RHYTHM.get(name, "OFFICE"), first, last, len(child))
        _contact(world, child, on, name, False)


def _often(world: World, able: Ints, count: int) -> Ints:
    """Rows drawn by risk, some more than once."""
    if not len(able):
        return able
    sums = np.cumsum(world.people.risk[able])
    return np.searchsorted(sums, world.rng.uniform(0, sums[-1], count))


def _missing(world: World, year: int) -> None:
    """Missing episodes in hours, and interviews after the return."""
    first, last = bounds(year)
    able = _aged(world, first, 9, 16.9)
    child = able[_often(world, able, world.of("missing", year))]
    on = world.days("POLICE", first, last, len(child))
    at = world.moments(on)
    until_at = (
        at + (world.rng.gamma(1.2, 14, len(child)) * 3600).astype(np.int64) + 1800
    )
    share = world.figures.of("return_interviews", year)
    quick = world.split(len(child), share)
    late = ~quick & (world.rng.random(len(child)) < 0.5)
    seen = quick | late
    world.log.add(
        Kind.MISSING,
        child,
        on,
        until=day_of(until_at),
        at=at,
        until_at=until_at,
        source="POLICE",
        outcome=(seen.astype(np.int64), ("NO", "YES")),
        sort=world.words(len(child), {"MISSING": 0.86, "ABSENT": 0.14}),
    )
    hours = np.where(
        quick,
        world.rng.integers(3, 72, len(child)),
        world.rng.integers(73, 300, len(child)),
    )
    met = (until_at + hours * 3600)[seen]
    world.log.add(
        Kind.RETURN_INTERVIEW, child[seen], day_of(met), at=met, outcome="HELD"
    )


def _school(world: World, year: int) -> None:
    """Persistent absence term by term, and suspensions."""
    share = world.figures.of("persistent_absence", year)
    first, last = bounds(year)
    pupils = _aged(world, first, 4.7, 15.7)
    often = world.pick(
        pupils, round(len(pupils) * share), world.people.risk[pupils] ** 0.5
    )
    for span in (months(year)[:3], months(year)[5:9], months(year)[9:]):
        on, until = (np.full(len(often), edge) for edge in (span[0][0], span[-1][1]))
        missed = np.clip(world.rng.gamma(3, 5, len(often)) + 10, 10, 100).astype(
            np.int64
        )
        world.log.add(
            Kind.ABSENCE, often, on, until=until, sort="PERSISTENT", number=missed
        )
    old = _aged(world, first, 6, 15.7)
    child = old[_often(world, old, world.of("suspensions", year))]
    on = world.days("SCHOOL", first, last - 10, len(child))
    sort = world.words(len(child), {"SUSPENSION": 0.97, "PERMANENT": 0.03})
    length = np.where(sort[0] == 0, world.rng.integers(1, 6, len(child)), NONE)
    world.log.add(Kind.EXCLUSION, child, on, sort=sort, number=length)


def _exploitation(world: World, year: int) -> None:
    """Assessments, and markers with and without one."""
    first, last = bounds(year)
    able = _aged(world, first, 10, 16.9)
    child = world.pick(able, world.of("exploitation", year), world.people.risk[able])
    on = world.days("OFFICE", first, last, len(child))
    outcome = world.rng.integers(0, 3, len(child))
    sort = world.words(len(child), EXPLOITED)
    words = ("LOW", "MEDIUM", "HIGH")
    world.log.add(
        Kind.EXPLOITATION_ASSESSMENT,
        child,
        on,
        outcome=(outcome, words),
        sort=sort,
        source="COUNCIL",
    )
    total = world.of("markers", year)
    bare = round(total * world.figures.of("markers_unassessed", year))
    with_one = world.pick(np.arange(len(child)), total - bare)
    others = without(able, child)
    unassessed = world.pick(others, bare, world.people.risk[others])
    marked = np.concatenate([child[with_one], unassessed])
    set_on = np.concatenate(
        [
            np.maximum(on[with_one] - 7, first),
            world.days("OFFICE", first, last, len(unassessed)),
        ]
    )
    ended = np.where(world.rng.random(len(marked)) < 0.4, set_on + 150, NONE)
    ended = np.where(ended > day(calendar().last), NONE, ended)
    world.log.add(
        Kind.MARKER, marked, set_on, until=ended, sort=world.words(len(marked), MARKED)
    )


def _visits(world: World) -> None:
    """Health visitors' reviews, each at its age, where the calendar and the share allow."""
    first, last = day(calendar().first), day(calendar().last)
    for name, (least, most) in VISITS.items():
        on = world.people.born + world.rng.integers(least, most + 1, len(world.people))
        child = np.flatnonzero((on >= first) & (on <= last))
        share = np.zeros(len(child))
        for year in years():
            low, high = bounds(year)
            inside = (on[child] >= low) & (on[child] <= high)
            share[inside] = world.figures.of("visits_done", year)
        child = child[world.rng.random(len(child)) < share]
        world.log.add(Kind.HEALTH_VISIT, child, on[child], sort=name, outcome="SEEN")
