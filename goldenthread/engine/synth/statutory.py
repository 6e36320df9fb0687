"""Children's social care year by year: referrals, need, care; protection beside it.

Totals are the figures' own; who it happens to is drawn by risk; states do not overlap
themselves, and nobody stays beyond the day before the eighteenth birthday.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth import protection
from goldenthread.engine.synth.data import calendar
from goldenthread.engine.synth.draw import Ints, World, bounds, without, years
from goldenthread.engine.synth.log import NONE
from goldenthread.engine.synth.people import day
from goldenthread.engine.synth.spells import FAR, Spells, close_year


IN_NEED, NOT_IN_NEED, NFA = 0, 1, 2
OUTCOMES = ("ACCEPTED", "ACCEPTED", "NFA")
# Shares of what is not police, school or health. Assumed, tag ?.
OTHERS = {
    "INDIVIDUAL": 0.3,
    "EARLY_HELP": 0.2,
    "OTHER": 0.28,
    "COUNCIL": 0.06,
    "ANONYMOUS": 0.16,
}
# Of assessments, within 45 working days: 68.2% in 2025 (DfE, Shropshire, tag V).
ASSESSED_IN_TIME = 0.682


@dataclass
class Referrals:
    child: list[Ints] = field(default_factory=list)
    on: list[Ints] = field(default_factory=list)
    source: list[Ints] = field(default_factory=list)
    outcome: list[Ints] = field(default_factory=list)

    def add(self, child: Ints, on: Ints, source: Ints, outcome: Ints) -> None:
        for kept, new in zip(
            (self.child, self.on, self.source, self.outcome),
            (child, on, source, outcome),
            strict=True,
        ):
            kept.append(new)


@dataclass
class State:
    """What is known of each child of a piece so far."""

    need: Spells
    plan: Spells
    care: Spells
    referred: Ints
    # A day before which need may not end: something of it still runs.
    floor: Ints
    referrals: Referrals = field(default_factory=Referrals)
    enquiries: protection.Enquiries = field(default_factory=protection.Enquiries)
    ceased: list[tuple[Ints, Ints]] = field(default_factory=list)


SOURCES = ("POLICE", "SCHOOL", "HEALTH", *OTHERS)
# What the council's own other services send is, here, all from services for adults.
ADULTS = SOURCES.index("COUNCIL")


def tell(world: World) -> State:
    """Everything children's social care did in the calendar; logged, and returned."""
    count = len(world.people)
    state = State(
        Spells(count),
        Spells(count),
        Spells(count),
        np.full(count, -FAR, dtype=np.int64),
        np.full(count, -FAR, dtype=np.int64),
    )
    _stocks(world, state)
    for year in years():
        _year(world, state, year)
    _log_referrals(world, state)
    _log_need(world, state)
    protection.log(world, state.enquiries, state.plan)
    return state


def _stocks(world: World, state: State) -> None:
    """Spells that lasted already when the calendar begins."""
    start, people = day(calendar().first), world.people
    grown = people.eighteenth
    age = people.age(np.arange(len(people)), np.full(len(people), start))
    young = np.flatnonzero((age > 0.1) & (grown > start + 30))
    year = years()[0] - 1
    need = world.pick(young, world.of("need_stock", year), people.risk[young])
    since = start - 1 - world.rng.exponential(850, len(need)).astype(np.int64)
    state.need.begin(need, np.maximum(since, people.born[need] + 1))
    care = world.pick(
        need,
        world.of("care_stock", year),
        (start - state.need.start[need] + 60).astype(np.float64),
    )
    state.care.begin(
        care, world.between(state.need.start[care], np.full(len(care), start - 1))
    )
    other = without(need, care)
    plan = world.pick(other, world.of("plan_stock", year))
    since = start - 1 - world.rng.gamma(2, 110, len(plan)).astype(np.int64)
    state.plan.begin(plan, np.maximum(since, state.need.start[plan]))


def _year(world: World, state: State, year: int) -> None:
    first, last = bounds(year)
    taken = _care_starts(world, state, year)
    again = world.of("rereferrals", year)
    again_need = _primaries(world, state, year, taken, again)
    _care_ends(world, state, year)
    protection.year(
        world, state.enquiries, state.need, state.plan, state.care, state.floor, year
    )
    held = state.care.lasting | state.plan.lasting
    for spells in (state.care, state.plan):
        late = (spells.end >= first) & (spells.end <= last)
        state.floor[late] = np.maximum(state.floor[late], spells.end[late])
    stock = world.of("need_stock", year) - again_need
    close_year(world, state.need, year, stock, least=30, floor=state.floor, held=held)
    _again(world, state, year)


def _care_starts(world: World, state: State, year: int) -> Ints:
    """Children who start to be looked after, by age and by help before; who they are."""
    total, young, old = (
        world.of(n, year) for n in ("care", "care_under_5", "care_16_17")
    )
    bare = round(young * world.figures.of("care_under_5_no_help", year))
    helped = world.notes["helped_from"]
    last = bounds(year)[1]
    parts = [
        _start_care(world, state, year, bare, 0, 4.95, helped > last, helped * 0),
        _start_care(
            world, state, year, young - bare, 0, 4.95, helped < last - 30, helped + 1
        ),
        _start_care(world, state, year, old, 16, 17.9, helped > -FAR, helped * 0),
    ]
    rest = total - sum(len(part) for part in parts)
    parts.append(
        _start_care(world, state, year, rest, 5, 15.95, helped > -FAR, helped * 0)
    )
    return np.concatenate(parts)


def _start_care(
    world: World,
    state: State,
    year: int,
    count: int,
    least: float,
    under: float,
    able: np.ndarray,
    since: Ints,
) -> Ints:
    """So many of an age on the day, not before `since`, likelier the deeper in need."""
    first, last = bounds(year)
    people, born = world.people, world.people.born
    earliest = np.maximum.reduce(
        [born + 2, since, np.full(len(people), first), born + int(least * 365.25 + 1)]
    )
    latest = np.minimum(born + int(under * 365.2425), last)
    able = able & (earliest <= latest) & (state.care.end < first - 30)
    able &= people.eighteenth > latest
    among = np.flatnonzero(able)
    weight = people.risk[among] * (
        1 + 15.0 * state.need.lasting[among] + 60.0 * state.plan.lasting[among]
    )
    child = world.pick(among, count, weight)
    state.care.begin(child, world.between(earliest[child], latest[child]))
    return child


def _primaries(world: World, state: State, year: int, taken: Ints, again: int) -> int:
    """First referrals of the year; how many of the coming re-referrals will be in need."""
    first, last = bounds(year)
    forced, days = _forced(world, state, year, taken)
    repeat = int((state.referred[forced] >= days - 365).sum())
    total, nfa, bare = (
        world.of(n, year)
        for n in ("referrals", "referrals_nfa", "referrals_not_in_need")
    )
    again = max(0, again - repeat)
    people = world.people
    age = people.age(np.arange(len(people)), np.full(len(people), last))
    able = (state.need.end < first) & (state.referred < first - 365) & (age > 0.3)
    able &= people.eighteenth > last
    able[forced] = False
    among = np.flatnonzero(able)
    free = world.pick(among, total - again - len(forced), people.risk[among])
    nfa_again, bare_again = (round(n * again / max(total, 1)) for n in (nfa, bare))
    outcome = np.zeros(len(free), dtype=np.int64)
    outcome[: nfa - nfa_again] = NFA
    outcome[nfa - nfa_again : nfa - nfa_again + bare - bare_again] = NOT_IN_NEED
    outcome = world.rng.permutation(outcome)
    source, on = _sources(world, year, free, len(forced))
    _refer(world, state, free, on, source[: len(free)], outcome)
    _refer(
        world,
        state,
        forced,
        days,
        source[len(free) :],
        np.zeros(len(forced), dtype=np.int64),
    )
    world.notes["again"] = np.array([again, nfa_again, bare_again])
    return again - nfa_again - bare_again


def _forced(world: World, state: State, year: int, taken: Ints) -> tuple[Ints, Ints]:
    """Children who must be referred this year: before care, and when help steps up."""
    first, last = bounds(year)
    new = taken[~state.need.lasting[taken]]
    lag = world.rng.integers(0, 60, len(new))
    floor = np.maximum(world.people.born[new] + 1, first)
    days = np.maximum(state.care.start[new] - lag, floor)
    up, on = world.notes["stepped_up"], world.notes["stepped_on"]
    kept = (
        (on >= first) & (on <= last) & (state.need.end[up] < first) & ~np.isin(up, new)
    )
    child = np.concatenate([new, up[kept]])
    child, index = np.unique(child, return_index=True)
    return child, np.concatenate([days, on[kept]])[index]


def _sources(world: World, year: int, free: Ints, more: int) -> tuple[Ints, Ints]:
    """Where referrals came from, by the figures' shares, and days as each source sends.

    Schools only for those of school age; the last `more` are of those whose day is set.
    """
    first, last = bounds(year)
    known = {s: world.figures.of(f"referrals_{s.lower()}", year) for s in SOURCES[:3]}
    rest = 1 - sum(known.values())
    shares = known | {s: share * rest for s, share in OTHERS.items()}
    source, _ = world.words(len(free) + more, shares)
    school = np.flatnonzero(source[: len(free)] == 1)
    old = world.people.age(free, np.full(len(free), first)) >= 4
    wrong = school[~old[school]]
    swap = world.pick(np.flatnonzero(old & (source[: len(free)] != 1)), len(wrong))
    source[wrong[: len(swap)]], source[swap] = source[swap], 1
    on = np.zeros(len(free), dtype=np.int64)
    earliest = np.maximum(first, world.people.born[free] + 1)
    for index in range(len(SOURCES)):
        rows = np.flatnonzero(source[: len(free)] == index)
        rhythm = {0: "POLICE", 1: "SCHOOL"}.get(index, "OFFICE")
        on[rows] = world.days(
            rhythm, earliest[rows], np.full(len(rows), last), len(rows)
        )
    return source, on


def _refer(
    world: World, state: State, child: Ints, on: Ints, source: Ints, outcome: Ints
) -> None:
    state.referrals.add(child, on, source, outcome)
    state.referred[child] = on
    needy = outcome == IN_NEED
    state.need.begin(child[needy], on[needy])


def _again(world: World, state: State, year: int) -> None:
    """Children referred again within twelve months of an earlier referral that is over."""
    first, last = bounds(year)
    count, nfa, bare = (int(n) for n in world.notes["again"])
    earliest = np.maximum.reduce(
        [state.referred + 31, state.need.end + 1, np.full(len(state.referred), first)]
    )
    latest = np.minimum(state.referred + 364, last)
    able = (earliest <= latest) & (world.people.eighteenth > last)
    child = world.pick(np.flatnonzero(able), count)
    outcome = np.zeros(len(child), dtype=np.int64)
    outcome[:nfa], outcome[nfa : nfa + bare] = NFA, NOT_IN_NEED
    source, _ = _sources(world, year, child, 0)
    on = world.between(earliest[child], latest[child])
    _refer(world, state, child, on, source, world.rng.permutation(outcome))


def _care_ends(world: World, state: State, year: int) -> None:
    held = np.zeros(len(world.people), dtype=np.bool_)
    floor = state.care.start * 0 - FAR
    stock = world.of("care_stock", year)
    ended = close_year(world, state.care, year, stock, least=7, floor=floor, held=held)
    grown = world.people.eighteenth[ended] == state.care.end[ended]
    reason = np.where(grown, 3, world.rng.choice(3, len(ended), p=(0.24, 0.2, 0.56)))
    home = round(len(ended) * world.figures.of("care_return_home", year))
    reason[world.pick(np.flatnonzero(~grown), home)] = 4
    state.ceased.append((ended * (FAR * 2) + state.care.start[ended], reason))


def _log_referrals(world: World, state: State) -> None:
    kept = state.referrals
    child, on, source, outcome = (
        np.concatenate(part)
        for part in (kept.child, kept.on, kept.source, kept.outcome)
    )
    world.log.add(
        Kind.REFERRAL,
        child,
        on,
        source=(source, SOURCES),
        outcome=(outcome, OUTCOMES),
        team=(child % 3, TEAMS),
    )
    looked = outcome != NFA
    length = np.where(
        world.split(int(looked.sum()), ASSESSED_IN_TIME),
        world.rng.integers(8, 46, looked.sum()),
        world.rng.integers(46, 80, looked.sum()),
    )
    until = protection.working_days_after(on[looked], length)
    last = day(calendar().last)
    world.notes["assessed"] = child[looked]
    world.notes["assessed_until"] = np.where(until > last, NONE, until)
    world.log.add(
        Kind.ASSESSMENT,
        child[looked],
        on[looked],
        until=np.where(until > last, NONE, until),
        outcome=(np.where(until > last, 2, outcome[looked]), ("SUPPORT", "NFA", "")),
        sort=world.words(int(looked.sum()), {"YES": 0.97, "NO": 0.03}),
        team=(child[looked] % 3, TEAMS),
    )


TEAMS = ("Assessment East", "Assessment West", "Assessment South")


def _log_need(world: World, state: State) -> None:
    child, start, end = state.need.rows()
    world.log.add(
        Kind.NEED,
        child,
        start,
        until=np.where(end == FAR, NONE, end),
        outcome=(_closures(world, child, end), CLOSED),
        sort=world.words(
            len(child), {"N1": 0.7, "N2": 0.06, "N3": 0.05, "N4": 0.08, "N5": 0.11}
        ),
        team=(child % 3, ("Family East", "Family West", "Family South")),
    )


# Reasons for closure as the census of children in need codes them: services for adults,
# another council, other reasons, early help.
CLOSED = ("", "RC6", "RC5", "RC7", "EARLY_HELP")


def _closures(world: World, child: Ints, end: Ints) -> Ints:
    moved = world.rng.random(len(child)) < 0.08
    grown = world.people.eighteenth[child] == end
    # Some step down to early help. Assumed, tag ?.
    other = np.where(child % 6 == 0, 4, 3)
    return np.where(end == FAR, 0, np.where(grown, 1, np.where(moved, 2, other)))
