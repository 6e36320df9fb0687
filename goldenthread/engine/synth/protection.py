"""Child protection: strategy discussions, enquiries, conferences, plans."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth.data import calendar
from goldenthread.engine.synth.draw import Bools, Ints, World, bounds, without
from goldenthread.engine.synth.log import NONE
from goldenthread.engine.synth.people import day
from goldenthread.engine.synth.spells import FAR, Spells, close_year


# Assumed, tag ?: categories of plans.
CATEGORIES = {"NEG": 0.5, "EMO": 0.33, "PHY": 0.08, "SAB": 0.05, "MUL": 0.04}
NOT_YET, PLAN, NO_PLAN = -1, 0, 1


@dataclass
class Enquiries:
    """Section 47 enquiries: child, day, and what conference came of each."""

    child: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    on: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    conference: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    result: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def add(self, child: Ints, on: Ints) -> None:
        empty = np.full(len(child), NONE)
        self.child, self.on = np.append(self.child, child), np.append(self.on, on)
        self.conference = np.append(self.conference, empty)
        self.result = np.append(self.result, np.full(len(child), NOT_YET))


def working_days_after(on: Ints, count: Ints) -> Ints:
    """The day so many working days later; a day without work counts from the one before."""
    off = np.array([np.datetime64(when, "D") for when in calendar().not_worked])
    days: npt.NDArray[np.datetime64] = on.astype("datetime64[D]")
    later = np.busday_offset(days, count, roll="backward", holidays=off)
    return later.astype(np.int64)


def year(
    world: World,
    made: Enquiries,
    need: Spells,
    plan: Spells,
    care: Spells,
    floor: Ints,
    when: int,
) -> None:
    """One year's enquiries, conferences and plans; needs may not end before them."""
    first, _ = bounds(when)
    child, on = _enquiries(world, need, care, when)
    np.maximum.at(floor, child, on)
    made.add(child, on)
    _conferences(world, made, need, plan, care, when)
    held = made.conference != NONE
    np.maximum.at(floor, made.child[held], made.conference[held])
    taken = np.flatnonzero(plan.lasting & (care.start >= first))
    plan.finish(taken, care.start[taken])
    free = np.zeros(len(world.people), dtype=np.bool_)
    stock = world.of("plan_stock", when)
    close_year(world, plan, when, stock, least=60, floor=plan.start, held=free)


def _enquiries(
    world: World, need: Spells, care: Spells, when: int
) -> tuple[Ints, Ints]:
    first, last = bounds(when)
    grown = world.people.eighteenth
    earliest = np.maximum(need.start, first)
    latest = np.minimum(grown - 1, np.where(care.start >= first, care.start, last))
    able = need.lasting & (earliest <= latest)
    among = np.flatnonzero(able)
    weight = world.people.risk[among] * np.where(care.start[among] >= first, 100.0, 1.0)
    child = world.pick(among, world.of("section_47", when), weight)
    return child, world.days("ENQUIRY", earliest[child], latest[child], len(child))


def _conferences(
    world: World, made: Enquiries, need: Spells, plan: Spells, care: Spells, when: int
) -> None:
    """Conferences held in the year, in time and late as the figures say; and their plans."""
    quick = working_days_after(made.on, world.rng.integers(5, 16, len(made.on)))
    slow = working_days_after(made.on, world.rng.integers(16, 31, len(made.on)))
    total, in_time = (
        world.of("conferences", when),
        world.of("conferences_in_time", when),
    )
    able = _able(world, made, need, plan, care)
    for days, count in ((slow, total - in_time), (quick, in_time)):
        first, last = bounds(when)
        among = np.flatnonzero(able & (days >= first) & (days <= last))
        chosen = world.pick(among, count)
        made.conference[chosen] = days[chosen]
        able[np.isin(made.child, made.child[chosen])] = False
    held = np.flatnonzero((made.conference != NONE) & (made.result == NOT_YET))
    made.result[held] = NO_PLAN
    _plans(world, made, plan, held, when)


def _able(
    world: World, made: Enquiries, need: Spells, plan: Spells, care: Spells
) -> Bools:
    """Enquiries that may still lead to a conference: the last of a child, no plan, no care."""
    child = made.child
    able = (made.result == NOT_YET) & need.lasting[child] & ~plan.lasting[child]
    able &= (
        ~care.lasting[child] & (care.end[child] < made.on) & (plan.end[child] < made.on)
    )
    able &= world.people.eighteenth[child] > made.on + 100
    latest = np.full(len(world.people), -1, dtype=np.int64)
    latest[child] = np.arange(len(child))
    return able & (latest[child] == np.arange(len(child)))


def _plans(world: World, made: Enquiries, plan: Spells, held: Ints, when: int) -> None:
    """Of the conferences, so many plans; so many of them a second or later one."""
    wanted, repeat = world.of("plans", when), world.of("plans_repeat", when)
    child = made.child[held]
    start = day(calendar().first)
    known = plan.ever[child] > 0
    old = world.people.born[child] < start - 3 * 365
    second = world.pick(
        np.flatnonzero(known | old), repeat, np.where(known, 1e9, 1.0)[known | old]
    )
    invented = child[second][~known[second]]
    length = world.rng.integers(90, 400, len(invented))
    end = world.between(
        world.people.born[invented] + 500, np.full(len(invented), start - 40)
    )
    plan.add_past(
        invented, np.maximum(end - length, world.people.born[invented] + 1), end
    )
    others = without(np.flatnonzero(~known), second)
    first = world.pick(others, wanted - len(second))
    rows = held[np.concatenate([second, first])]
    made.result[rows] = PLAN
    plan.begin(made.child[rows], made.conference[rows])


def log(world: World, made: Enquiries, plan: Spells) -> None:
    """Everything about protection, each enquiry after its strategy discussion."""
    held = made.conference != NONE
    outcome, words = np.where(held, 0, 1), ("CONFERENCE", "NO_CONFERENCE")
    team = (made.child % 3, ("Protection East", "Protection West", "Protection South"))
    world.log.add(Kind.STRATEGY_DISCUSSION, made.child, made.on, team=team)
    world.log.add(
        Kind.SECTION_47, made.child, made.on, outcome=(outcome, words), team=team
    )
    world.log.add(
        Kind.CONFERENCE,
        made.child[held],
        made.conference[held],
        outcome=(made.result[held], ("PLAN", "NO_PLAN")),
        # A few for plans moved in from another council. Assumed, tag ?.
        sort=((made.child[held] % 25 == 0).astype(np.int64), ("NO", "YES")),
        team="Conferences",
    )
    child, start, end = plan.rows()
    world.log.add(
        Kind.PLAN,
        child,
        start,
        until=np.where(end == FAR, NONE, end),
        sort=world.words(len(child), CATEGORIES),
        team=(child % 3, ("Protection East", "Protection West", "Protection South")),
    )
