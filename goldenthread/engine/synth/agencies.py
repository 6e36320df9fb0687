"""How six systems of five agencies wrote the same children down: records, tokens, faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from goldenthread.engine.shapes import EVENTS, IDENTITIES, Kind
from goldenthread.engine.synth.county import postcode
from goldenthread.engine.synth.data import calendar, dirt, homes, systems
from goldenthread.engine.synth.faults import misspelt, shortened, slipped_day
from goldenthread.engine.synth.log import spelled_once
from goldenthread.engine.synth.people import SEXES, day, surname_table
from goldenthread.engine.synth.telling import Piece


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Which of the systems (homes.toml, in order) write which number down as their own, and
# which sometimes have it; whom health visitors and schools hold without any event.
HEALTH, SCHOOL = 3, 4
OWN_UPN, SOME_UPN = (SCHOOL,), (0, 1)
OWN_NHS, SOME_NHS = (HEALTH,), (0,)
# How much rarer an agency lacks a number that is its own.
OWN_MISSING = 0.02
# Events whose day may be written down late: instants without a clock in hours.
SLIPPING = (
    Kind.CONTACT,
    Kind.HEALTH_VISIT,
    Kind.HEALTH_REFERRAL,
    Kind.EXCLUSION,
    Kind.ADULT_REFERRAL,
)


@dataclass(frozen=True)
class Sent:
    """What agencies hold of a piece: IDENTITIES, EVENTS by token, and whose record it is.

    `records` has token, system, agency, local_id and the true child, a row a record.
    """

    identities: pa.Table
    events: pa.Table
    records: pl.DataFrame


def sent(piece: Piece, seed: int, level: str) -> Sent:
    """The agencies' view of a piece at a level of dirt (LEVELS), the same for a seed."""
    rng = np.random.default_rng([seed, 5, piece.people.first])
    shares = dirt(level)
    child, agency, copy = _members(rng, piece, shares["recorded_twice"])
    token = tokens(piece.people.first + child, agency, copy)
    identities = _identities(rng, piece, shares, child, agency, copy, token)
    records = pl.DataFrame(
        {
            "token": token,
            "system": _of_system("name", agency),
            "agency": _of_system("agency", agency),
            "local_id": local_ids(piece.people.first + child, agency, copy),
            "child": pl.Series(piece.people.first + child + 1, dtype=pl.UInt64),
        }
    )
    twice = np.zeros((len(systems()), len(piece.people)), dtype=np.bool_)
    twice[agency[copy == 1], child[copy == 1]] = True
    return Sent(identities, _events(rng, piece, shares["late"], twice), records)


def tokens(child: Ints, agency: Ints, copy: Ints) -> npt.NDArray[np.uint64]:
    """A number of its own for each record that says nothing of whose it is (splitmix64)."""
    mixed = ((child * 2 + copy) * 8 + agency + 1).astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed


def local_ids(child: Ints, agency: Ints, copy: Ints) -> pl.Series:
    """An agency's own number for the person: its letters and nine digits."""
    number = (child * 2 + copy) * 7_919_003 % 10**9
    digits = pl.Series(number).cast(pl.String).str.zfill(9)
    return _of_system("prefix", agency) + digits


def _of_system(what: str, system: Ints) -> pl.Series:
    return pl.Series([getattr(each, what) for each in systems()]).gather(system)


def _members(
    rng: np.random.Generator, piece: Piece, twice: float
) -> tuple[Ints, Ints, Ints]:
    """Child, agency and copy of every record: whom an agency knows, some of them twice."""
    known = np.zeros((len(systems()), len(piece.people)), dtype=np.bool_)
    agency = _systems_of(piece.events)
    child = (
        piece.events.column("child").to_numpy().astype(np.int64)
        - piece.people.first
        - 1
    )
    known[agency, child] = True
    age = (day(calendar().last) - piece.people.born) / 365.2425
    known[HEALTH] |= (age >= 0) & (age < 5.2)
    known[SCHOOL] |= (age >= 4.4) & (age < 16.6) & (rng.random(len(age)) < 0.94)
    agency, child = np.nonzero(known)
    again = rng.random(len(child)) < twice
    copy = np.concatenate([np.zeros(len(child)), np.ones(int(again.sum()))]).astype(
        np.int64
    )
    return np.append(child, child[again]), np.append(agency, agency[again]), copy


def _systems_of(events: pa.Table) -> Ints:
    """The number of the system that holds each event."""
    kinds = events.column("kind").combine_chunks()
    index = np.array([homes()[kind][0] for kind in kinds.dictionary.to_pylist()])
    return index[kinds.indices.to_numpy()]


def _identities(
    rng: np.random.Generator,
    piece: Piece,
    shares: dict[str, float],
    child: Ints,
    agency: Ints,
    copy: Ints,
    token: npt.NDArray[np.uint64],
) -> pa.Table:
    """Records as they were typed in: the truth with faults laid over it, each by its share."""

    def hit(name: str) -> Bools:
        return rng.random(len(child)) < shares[name]

    who = piece.who[child]
    forename, surname, alias = _names(rng, piece, who, child, hit)
    upn, nhs = _numbers(rng, who, agency, shares)
    rows = pl.DataFrame(
        {
            "token": token,
            "agency": _of_system("agency", agency),
            "contract": _of_system("contract", agency),
            "local_id": local_ids(piece.people.first + child, agency, copy),
            "forename": forename,
            "surname": surname,
            "alias": alias,
            "born": slipped_day(
                rng, piece.people.born[child], hit("born_swapped"), hit("born_slip")
            ),
            "sex": _blank(_sexes(rng, who["sex"]), hit("sex_missing")),
            "ethnicity": who["ethnicity"],
            "postcode": _postcodes(
                piece, child, hit("postcode_old"), hit("postcode_missing")
            ),
            "upn": upn,
            "nhs_number": nhs,
        }
    )
    words = [
        pl.col(name).cast(pl.Categorical)
        for name in ("agency", "contract", "sex", "ethnicity")
    ]
    return rows.with_columns(words).sort("token").to_arrow().cast(IDENTITIES)


def _sexes(rng: np.random.Generator, sex: pl.Series) -> pl.Series:
    wrong = pl.Series(rng.random(len(sex)) < 0.002)
    other = pl.Series(list(SEXES)).gather((sex == "F").cast(pl.UInt32))
    return other.zip_with(wrong, sex)


def _names(
    rng: np.random.Generator,
    piece: Piece,
    who: pl.DataFrame,
    child: Ints,
    hit: Callable[[str], Bools],
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Forename, surname and alias: short forms, new surnames, typing errors, swaps."""
    short = shortened(who["forename"])
    forename = short.zip_with(pl.Series(hit("forename_short")), who["forename"])
    changed = hit("surname_changed")
    # A child's other surname is always the same one: the family it might have had.
    table = pl.Series(surname_table())
    other = table.gather(
        (piece.people.surname[child] * 13 + piece.people.family[child]) % len(table)
    )
    surname = other.zip_with(pl.Series(changed), who["surname"])
    alias = _blank(short, rng.random(len(child)) >= 0.06)
    alias = who["surname"].zip_with(
        pl.Series(changed & (rng.random(len(child)) < 0.3)), alias
    )
    forename = misspelt(rng, forename, hit("forename_typo"))
    surname = misspelt(rng, surname, hit("surname_typo"))
    swapped = pl.Series(hit("names_swapped"))
    return (
        surname.zip_with(swapped, forename),
        forename.zip_with(swapped, surname),
        alias,
    )


def _numbers(
    rng: np.random.Generator, who: pl.DataFrame, agency: Ints, shares: dict[str, float]
) -> tuple[pl.Series, pl.Series]:
    made = []
    for column, own, some, rate in (
        ("upn", OWN_UPN, SOME_UPN, shares["upn_missing"]),
        ("nhs_number", OWN_NHS, SOME_NHS, shares["nhs_missing"]),
    ):
        missing = np.where(
            np.isin(agency, own),
            rate * OWN_MISSING,
            np.where(np.isin(agency, some), rate, 1.0),
        )
        values = _blank(who[column], rng.random(len(agency)) < missing)
        made.append(
            misspelt(
                rng,
                values,
                rng.random(len(agency)) < shares["number_typo"],
                "0123456789",
            )
        )
    return made[0], made[1]


def _postcodes(piece: Piece, child: Ints, old: Bools, missing: Bools) -> pl.Series:
    on = np.where(old, day(calendar().first) - 1, day(calendar().last))
    used, index = spelled_once(piece.people.postcode_on(child, on))
    return _blank(pl.Series([postcode(int(n)) for n in used]).gather(index), missing)


def _blank(values: pl.Series, mask: Bools) -> pl.Series:
    return values.zip_with(
        pl.Series(~mask), pl.Series([None] * len(values), dtype=values.dtype)
    )


def _events(
    rng: np.random.Generator, piece: Piece, late: float, twice: npt.NDArray[np.bool_]
) -> pa.Table:
    """The same events under each agency's own token, some days written down late."""
    rows = pl.DataFrame(piece.events)
    child = rows["child"].to_numpy().astype(np.int64) - piece.people.first - 1
    agency = _systems_of(piece.events)
    # Which of two records of a child an event went to: the same all year, so that what
    # belongs together stays together.
    year = rows["on"].dt.year().to_numpy()
    copy = (twice[agency, child] & ((child + year) % 5 < 2)).astype(np.int64)
    slips = (
        rows["kind"].cast(pl.String).is_in([str(kind) for kind in SLIPPING]).to_numpy()
    )
    later = np.where(
        slips & (rng.random(len(rows)) < late), rng.integers(1, 15, len(rows)), 0
    )
    on = np.minimum(rows["on"].to_physical().to_numpy() + later, day(calendar().last))
    on = np.maximum(on, rows["on"].to_physical().to_numpy())
    token = pl.Series(tokens(piece.people.first + child, agency, copy))
    sent_on = pl.Series(on.astype(np.int32)).cast(pl.Date)
    return rows.with_columns(child=token, on=sent_on).to_arrow().cast(EVENTS)
