"""Children and their families: who they are, where they live, when they move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from goldenthread.engine.synth.county import POSTCODES_PER_AREA, County
from goldenthread.engine.synth.data import calendar, read
from goldenthread.engine.synth.numbers import nhs_numbers, upns


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

SEXES = ("F", "M", "X")
ETHNICITIES = ("WHITE", "MIXED", "ASIAN", "BLACK", "OTHER", "NOT_KNOWN")
# 93.0% white as the report prints for Shropshire; the others assumed.
ETHNICITY_SHARES = (0.930, 0.026, 0.021, 0.008, 0.006, 0.009)
YEARS_OF_CHILDHOOD = 18
# Assumed, tag ?: children in a family, from one to four.
FAMILY_SIZES = (0.45, 0.38, 0.13, 0.04)
TWIN = 0.035  # of later children, born with the one before
MOVES = 0.24  # of families, in three years


def day(when: date) -> int:
    """Days since 1 January 1970."""
    return (when - date(1970, 1, 1)).days


@dataclass
class People:
    """Children of one piece of the county; every column has one value a child.

    Days count from 1970. `place` and `later` are numbers of postcodes, the second from
    the day `moved` on; an area is a postcode divided by POSTCODES_PER_AREA.
    """

    first: int
    family: Ints
    born: Ints
    sex: Ints
    ethnicity: Ints
    disabled: Bools
    twin: Bools
    forename: Ints
    surname: Ints
    place: Ints
    later: Ints
    moved: Ints
    risk: Floats

    def __len__(self) -> int:
        return len(self.born)

    def area_on(self, child: Ints, on: Ints) -> Ints:
        return self.postcode_on(child, on) // POSTCODES_PER_AREA

    def postcode_on(self, child: Ints, on: Ints) -> Ints:
        return np.where(on >= self.moved[child], self.later[child], self.place[child])

    def age(self, child: Ints, on: Ints) -> Floats:
        """Years as a fraction: near enough to choose by, never printed."""
        return (on - self.born[child]) / 365.2425

    @cached_property
    def eighteenth(self) -> Ints:
        """The last day as a child: the day before the eighteenth birthday."""
        births = self.born.astype("datetime64[D]")
        months = births.astype("datetime64[M]")
        later = (months + 12 * YEARS_OF_CHILDHOOD).astype("datetime64[D]")
        return np.asarray((later + (births - months)).astype(np.int64) - 1)


def births_between() -> tuple[int, int]:
    """First and last birth of those who are under 18, or awaited, within the calendar."""
    first, last = calendar().first, calendar().last
    return day(first.replace(year=first.year - 18)), day(last) + 91


def persons(children: int) -> int:
    """How many there are in all, for so many aged 0-17 at one time."""
    first, last = births_between()
    return round(children * (last - first + 1) / 365.2425 / YEARS_OF_CHILDHOOD)


def people(county: County, seed: int, first: int, count: int) -> People:
    """`count` children from number `first` on; families do not cross pieces."""
    rng = np.random.default_rng([seed, 3, first])
    family, order = _families(rng, count)
    gap = np.where(
        rng.random(count) < TWIN, 0, rng.gamma(6, 170, count).astype(int) + 300
    )
    gap[order == 0] = 0
    surnames, forenames = len(surname_table()), len(forename_table(0))
    one = rng.choice(surnames, family[-1] + 1, p=_zipf(surnames, 0.75))
    own = rng.choice(surnames, count, p=_zipf(surnames, 0.75))
    place, later, moved = _homes(rng, county, family[-1] + 1)
    born = _births(rng, family, order, gap)
    hardship = rng.lognormal(0, 0.9, family[-1] + 1)[family]
    return People(
        first=first,
        family=family + first,
        born=born,
        sex=rng.choice(3, count, p=(0.487, 0.512, 0.001)),
        ethnicity=rng.choice(6, family[-1] + 1, p=ETHNICITY_SHARES)[family],
        disabled=rng.random(count) < 0.045,
        twin=_twins(order, gap),
        forename=_unlike_siblings(
            rng.choice(forenames, count, p=_zipf(forenames, 0.8)), order
        ),
        surname=np.where(rng.random(count) < 0.05, own, one[family]),
        place=place[family],
        later=later[family],
        moved=moved[family],
        risk=hardship * county.need[place[family] // POSTCODES_PER_AREA],
    )


def _families(rng: np.random.Generator, count: int) -> tuple[Ints, Ints]:
    """Each child's family, from nought, and its order in it."""
    sizes = rng.choice(4, count, p=FAMILY_SIZES) + 1
    ends = np.minimum(np.cumsum(sizes), count)
    families = int(np.searchsorted(ends, count)) + 1
    starts = np.concatenate([[0], ends[: families - 1]])
    family = np.searchsorted(starts, np.arange(count), side="right") - 1
    return family, np.arange(count) - starts[family]


def _births(rng: np.random.Generator, family: Ints, order: Ints, gap: Ints) -> Ints:
    """Births spread evenly; who would fall outside the years is mirrored back in."""
    first, last = births_between()
    width = last - first + 1
    eldest = rng.integers(0, width, family[-1] + 1)[family]
    total = np.cumsum(gap)
    starts = np.flatnonzero(order == 0)
    since = total - total[starts][family]
    # As many families grow backwards from the day drawn as forwards: births stay even.
    forwards = rng.choice(np.array([-1, 1]), family[-1] + 1)[family]
    offset = (eldest + forwards * since) % (2 * width)
    offset = np.where(offset >= width, 2 * width - 1 - offset, offset)
    return np.asarray(first + offset, dtype=np.int64)


def _twins(order: Ints, gap: Ints) -> Bools:
    later = (order > 0) & (gap == 0)
    twin = later.copy()
    twin[:-1] |= later[1:]
    return twin


def _unlike_siblings(names: Ints, order: Ints) -> Ints:
    """No two in a family have the same name: each keeps clear of those before."""
    for back in (1, 2, 3):
        same = (order[back:] >= back) & (names[back:] == names[:-back])
        names[back:][same] = (names[back:][same] + 7 * back) % len(forename_table(0))
    return names


def _homes(
    rng: np.random.Generator, county: County, families: int
) -> tuple[Ints, Ints, Ints]:
    """Postcode, later postcode and the day of the move of each family."""
    places = county.areas * POSTCODES_PER_AREA
    place = rng.integers(0, places, families)
    near = place + rng.integers(
        -2 * POSTCODES_PER_AREA, 2 * POSTCODES_PER_AREA + 1, families
    )
    later = np.where(
        rng.random(families) < 0.6, near % places, rng.integers(0, places, families)
    )
    first, last = day(calendar().first), day(calendar().last)
    moved = rng.integers(first, last + 1, families)
    moved[rng.random(families) >= MOVES] = last + 10_000
    return place, later, moved


@cache
def _zipf(count: int, power: float) -> Floats:
    """The first names are the more frequent, as names are."""
    weights = 1 / np.arange(6, count + 6) ** power
    return np.asarray(weights / weights.sum())


@cache
def forename_table(sex: int) -> list[str]:
    """Forenames by frequency; girls' for 0, boys' otherwise."""
    names = read("names.toml")
    tails = names["forename_tails_f" if sex == 0 else "forename_tails_m"]
    return _mixed(
        [f"{head}{tail}" for head in names["forename_heads"] for tail in tails]
    )


@cache
def surname_table() -> list[str]:
    names = read("names.toml")
    heads, tails = names["surname_heads"], names["surname_tails"]
    links = ("", "en", "er", "a", "ing", "el", "o", "s")
    made = {
        f"{head}{link}{tail}": 0 for link in links for head in heads for tail in tails
    }
    return _mixed(list(made))


def _mixed(names: list[str]) -> list[str]:
    """The same names in an order without alphabet, the same in every county."""
    order = np.random.default_rng(7).permutation(len(names))
    return [names[n] for n in order]


def identity(people: People, moment: int) -> pl.DataFrame:
    """The truth about who each child is: one row a child, names as they are spelled."""
    count = len(people)
    names = [pl.Series(forename_table(sex)).gather(people.forename) for sex in (0, 1)]
    girl = pl.Series(people.sex == 0)
    number = np.arange(people.first, people.first + count)
    known = pl.Series(people.born <= moment)
    return pl.DataFrame(
        {
            "child": pl.Series(number + 1, dtype=pl.UInt64),
            "family": pl.Series(people.family + 1, dtype=pl.UInt64),
            "twin": people.twin,
            "forename": names[0].zip_with(girl, names[1]),
            "surname": pl.Series(surname_table()).gather(people.surname),
            "born": pl.Series(people.born.astype(np.int32)).cast(pl.Date),
            "sex": pl.Series(list(SEXES)).gather(people.sex),
            "ethnicity": pl.Series(list(ETHNICITIES)).gather(people.ethnicity),
            "nhs_number": _where(known, nhs_numbers(people.first, count)),
            "upn": _where(pl.Series(people.born <= moment - 4 * 365), upns(number)),
        }
    )


def _where(mask: pl.Series, values: pl.Series) -> pl.Series:
    return values.zip_with(mask, pl.Series([None] * len(values), dtype=pl.String))
