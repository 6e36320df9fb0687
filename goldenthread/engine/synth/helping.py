"""Early help: targeted help to families, advice, contacts, hubs."""

from __future__ import annotations

import numpy as np

from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth.draw import Floats, Ints, World, bounds, months, years
from goldenthread.engine.synth.log import NONE


TEAMS = ("North", "Central", "South East", "South West")
ADVICE = "Advice and support"
FAR = 10**7


def tell(world: World) -> None:
    """Early help of every year; leaves in `notes` who was helped and who stepped up."""
    world.notes["helped_from"] = np.full(len(world.people), FAR, dtype=np.int64)
    world.notes["stepped_up"] = np.zeros(0, dtype=np.int64)
    world.notes["stepped_on"] = np.zeros(0, dtype=np.int64)
    _targeted(world)
    for year in years():
        _contacts(world, year)
        if world.figures.has("advice_families", year):
            _advice(world, year)
        if world.figures.has("hub_first", year):
            _hubs(world, year)


class Families:
    """Families of a piece, with a child to stand for each and what makes help likelier."""

    def __init__(self, world: World) -> None:
        people = world.people
        self.number, self.first = np.unique(people.family, return_index=True)
        self.of_child = np.searchsorted(self.number, people.family)
        self.weight: Floats = people.risk[self.first]
        self.young = np.zeros(len(self.number), dtype=np.int64) - 10**6
        np.maximum.at(self.young, self.of_child, people.born)
        order = np.lexsort((people.born, self.of_child))
        last = np.append(np.diff(self.of_child[order]) > 0, True)
        self.youngest: Ints = order[last]

    def with_child(self, day: int, under: float = 17.5) -> Ints:
        """Families whose youngest is born and younger than so many years."""
        ages = (day - self.young) / 365.2425
        return np.flatnonzero((ages >= 0) & (ages < under))

    def children(
        self, world: World, families: Ints, on: Ints, most: float = 18
    ) -> tuple[Ints, Ints]:
        """Children under age of those families on their day: (child, row of family)."""
        count = np.bincount(self.of_child, minlength=len(self.number))[families]
        its = np.repeat(np.arange(len(families)), count)
        within = np.arange(len(its)) - np.repeat(np.cumsum(count) - count, count)
        child = self.first[families][its] + within
        age = world.people.age(child, on[its])
        kept = (age >= 0) & (age < most - 0.02)
        return child[kept], its[kept]


def _targeted(world: World) -> None:
    """Families worked with, year by year, so that those carried over are counted in."""
    families = Families(world)
    busy = np.zeros(len(families.number), dtype=np.int64) - FAR
    spells: list[tuple[Ints, Ints, Ints]] = []
    for year in years():
        first, last = bounds(year)
        carried = int((busy >= first).sum())
        free = families.with_child(first, 16.9)
        free = free[busy[free] < first]
        wanted = world.of("help_families", year) - carried
        chosen = world.pick(free, wanted, families.weight[free])
        starts = world.days("OFFICE", first, last, len(chosen))
        length = world.rng.gamma(
            5, world.figures.of("help_days", year) / 5, len(chosen)
        )
        ends = starts + np.maximum(length.astype(np.int64), 14) - 1
        busy[chosen] = ends
        spells.append((chosen, starts, ends))
    chosen, starts, ends = (np.concatenate(part) for part in zip(*spells, strict=True))
    _log_targeted(world, families, chosen, starts, _fitted(world, starts, ends))


def _fitted(world: World, starts: Ints, ends: Ints) -> Ints:
    """Ends moved so that what closed in the last year lasted as long as its figure says."""
    year = years()[-1]
    first, last = bounds(year)
    for _ in range(6):
        closed = (ends >= first) & (ends <= last)
        if not closed.any():
            break
        mean = (ends - starts + 1)[closed].mean()
        moved = closed & (starts >= first - 90)
        scale = world.figures.of("help_days", year) / mean
        length = ((ends - starts + 1)[moved] * scale).round().astype(np.int64)
        ends[moved] = np.minimum(starts[moved] + np.maximum(length, 14) - 1, last)
    return ends


def _log_targeted(
    world: World, families: Families, chosen: Ints, starts: Ints, ends: Ints
) -> None:
    child, row = families.children(world, chosen, starts)
    up = _step_ups(world, child, row, starts, ends)
    rating, outcome = np.full(len(chosen), NONE), np.zeros(len(chosen), dtype=np.int64)
    kept = np.ones(len(chosen), dtype=np.bool_)
    kept[row[up]] = False
    for year in years():
        first, last = bounds(year)
        closed = (ends >= first) & (ends <= last)
        count, share = int(closed.sum()), world.figures.of("help_satisfied", year)
        rating[closed] = _ratings(world, count, share)
        outcome[closed] = world.rng.integers(3, 6, count)
        paid = world.pick(np.flatnonzero(closed & kept), world.of("help_grant", year))
        outcome[paid] = 2
    words = np.where(up, 1, outcome[row])
    until = ends[row]
    last = bounds(years()[-1])[1]
    world.log.add(
        Kind.EARLY_HELP,
        child,
        starts[row],
        until=np.where(until > last, NONE, until),
        source=world.words(len(child), _SOURCES),
        outcome=(words, ("", "STEP_UP", "MET", "DISENGAGED", "STEP_DOWN", "OTHER")),
        number=np.where(until > last, NONE, rating[row]),
        team=(families.number[chosen][row] % 4, TEAMS),
    )
    np.minimum.at(world.notes["helped_from"], child, starts[row])
    world.notes["stepped_up"], world.notes["stepped_on"] = child[up], until[up]


_SOURCES = {
    "SCHOOL": 0.34,
    "HEALTH": 0.27,
    "INDIVIDUAL": 0.17,
    "COUNCIL": 0.12,
    "OTHER": 0.1,
}


def _ratings(world: World, count: int, share: float) -> Ints:
    """Parents' ratings at closing, 0 to 10; exactly the share says 9 or 10."""
    high = world.split(count, share)
    return np.where(
        high, world.rng.integers(9, 11, count), world.rng.integers(3, 9, count)
    )


def _step_ups(
    world: World, child: Ints, row: Ints, starts: Ints, ends: Ints
) -> np.ndarray:
    """Of the children open in each quarter, the share that closes by stepping up in it."""
    up = np.zeros(len(child), dtype=np.bool_)
    for year in years():
        share = world.figures.of("help_step_up", year)
        for quarter in range(4):
            span = months(year)[quarter * 3 : quarter * 3 + 3]
            first, last = span[0][0], span[-1][1]
            open_then = (starts[row] <= last) & (ends[row] >= first)
            closing = open_then & (ends[row] <= last) & ~up
            age = world.people.age(child, ends[row])
            closing &= age < 17.8
            up[world.pick(np.flatnonzero(closing), round(open_then.sum() * share))] = (
                True
            )
    return up


def _contacts(world: World, year: int) -> None:
    """Children with an early help contact, so many in each quarter, each once in it."""
    for quarter in range(4):
        span = months(year)[quarter * 3 : quarter * 3 + 3]
        first, last = span[0][0], span[-1][1]
        young = _aged(world, first, 0, 17.5)
        child = world.pick(
            young, world.of("help_contacts_quarter", year), world.people.risk[young]
        )
        world.log.add(
            Kind.EARLY_HELP_CONTACT,
            child,
            world.days("OFFICE", first, last, len(child)),
            source=world.words(len(child), _SOURCES),
            outcome=world.words(
                len(child), {"ADVICE": 0.5, "OTHER_AGENCY": 0.3, "EARLY_HELP": 0.2}
            ),
            team="Early help",
        )


def _advice(world: World, year: int) -> None:
    """Short advice to families, of whom a few step up to targeted help."""
    families = Families(world)
    first, last = bounds(year)
    free = families.with_child(first)
    chosen = world.pick(free, world.of("advice_families", year), families.weight[free])
    starts = world.days("OFFICE", first, last - 30, len(chosen))
    days = world.figures.of("advice_days", year)
    length = np.clip(world.rng.poisson(days, len(chosen)), 1, 30)
    up = np.zeros(len(chosen), dtype=np.int64)
    up[: world.of("advice_step_up", year)] = 1
    child = families.youngest[chosen]
    world.log.add(
        Kind.EARLY_HELP_CONTACT,
        child,
        starts,
        source=world.words(len(child), _SOURCES),
        outcome=(up, ("ADVICE", "EARLY_HELP")),
        team=ADVICE,
        number=length,
    )


def _hubs(world: World, year: int) -> None:
    """Families attending a hub in each month, from the first figure to the last, evenly."""
    families = Families(world)
    low, high = world.of("hub_first", year), world.of("hub_last", year)
    for index, (first, last) in enumerate(months(year)):
        wanted = round(low * (high / max(low, 1)) ** (index / 11)) if low else 0
        free = families.with_child(first, 12)
        chosen = world.pick(free, wanted, families.weight[free] ** 0.5)
        on = world.days("OFFICE", first, last, len(chosen))
        world.log.add(
            Kind.HUB_ATTENDANCE,
            families.youngest[chosen],
            on,
            sort=world.words(
                len(chosen), {"PLAY": 0.5, "PARENTING": 0.3, "ADVICE": 0.2}
            ),
            number=world.rng.integers(1, 5, len(chosen)),
            team=(families.number[chosen] % 4, TEAMS),
        )


def _aged(world: World, day: int, least: float, under: float) -> Ints:
    age = (day - world.people.born) / 365.2425
    return np.flatnonzero((age >= least) & (age < under))
