"""What must hold between cells: keys, births, ages, order of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from goldenthread.engine.contracts.model import Contract, Field, Role, Type, Value
from goldenthread.engine.intake import faults as told
from goldenthread.engine.intake.faults import Place
from goldenthread.engine.intake.sheets import Header


@dataclass(frozen=True)
class Rows:
    """A typed table with the texts it came from and where they stand."""

    table: pl.DataFrame
    raw: pl.DataFrame
    rows: pl.Series
    head: Header
    where: Place
    today: date

    @property
    def contract(self) -> Contract:
        return self.where.contract

    def tell(self, rule: str, field: Field, mask: pl.Series) -> Iterator[pl.DataFrame]:
        """Faults of a rule in a field's column, where the mask is true."""
        if not mask.any() or field.name not in self.head.places:
            return
        place = self.head.places[field.name][0]
        at = self.where.at(self.head.names[place], place)
        texts = self.raw[field.name].filter(mask)
        yield told.tell(rule, at, self.rows.filter(mask), texts, field)

    def mask(self, true_where: pl.Expr) -> pl.Series:
        return self.days.select(true_where.fill_null(False)).to_series()

    @cached_property
    def days(self) -> pl.DataFrame:
        """The table's days, each under its field's name; of a moment, England's day."""
        return self.table.select(
            pl.col(one.name).dt.convert_time_zone("Europe/London").dt.date()
            if one.type is Type.MOMENT
            else pl.col(one.name)
            for one in self.contract.fields
            if one.type in (Type.DATE, Type.MOMENT)
        )

    def has(self, field: Field | None) -> bool:
        return field is not None and field.name in self.head.places


def check(
    table: pl.DataFrame,
    raw: pl.DataFrame,
    rows: pl.Series,
    head: Header,
    where: Place,
    today: date,
) -> list[pl.DataFrame]:
    """Faults between the cells of rows, in the columns of FAULTS."""
    all_rows = Rows(table, raw, rows, head, where, today)
    return [
        one
        for rule in (_keys, _repeats, _future, _births, _ages, _order, _same_birth)
        for one in rule(all_rows)
    ]


def _days(contract: Contract) -> list[Field]:
    """Fields that say when something happened: no birth, nothing that may lie ahead."""
    return [
        one
        for one in contract.fields
        if one.type in (Type.DATE, Type.MOMENT)
        and one.identity is not Role.BORN
        and not one.future
    ]


def _again(columns: list[pl.Series]) -> pl.Series:
    """True for rows whose values all stood in an earlier row."""
    frame = pl.DataFrame(columns)
    hashed = frame.hash_rows(seed=1)
    never = pl.zeros(frame.height, dtype=pl.Boolean, eager=True)
    if hashed.n_unique() == frame.height:
        return never
    # Two rows may have one hash by chance: what looks alike is compared whole.
    alike = hashed.is_duplicated()
    some = frame.filter(alike)
    exact = ~some.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    return never.scatter(alike.arg_true(), exact)


def _keys(all_rows: Rows) -> Iterator[pl.DataFrame]:
    fields = [one for one in all_rows.contract.key if all_rows.has(one)]
    if not fields:
        return
    values = [all_rows.table[one.name] for one in fields]
    again = _again(values)
    for one in values:
        again &= one.is_not_null()
    yield from all_rows.tell("KEY_TWICE", fields[0], again)


def _repeats(all_rows: Rows) -> Iterator[pl.DataFrame]:
    """The same row twice, where no key tells rows apart."""
    if all_rows.contract.key or all_rows.table.is_empty():
        return
    again = _again(all_rows.table.get_columns())
    if again.any():
        yield told.tell("ROW_TWICE", all_rows.where, all_rows.rows.filter(again))


def _future(all_rows: Rows) -> Iterator[pl.DataFrame]:
    for field in _days(all_rows.contract):
        ahead = all_rows.mask(pl.col(field.name) > all_rows.today)
        yield from all_rows.tell("IN_FUTURE", field, ahead)


def _births(all_rows: Rows) -> Iterator[pl.DataFrame]:
    """Born later than can be expected, and events too long before birth."""
    born = all_rows.contract.with_role(Role.BORN)
    if born is None or not all_rows.has(born):
        return
    unborn = timedelta(days=all_rows.contract.unborn_days)
    late = all_rows.mask(pl.col(born.name) > all_rows.today + unborn)
    yield from all_rows.tell("BORN_TOO_LATE", born, late)
    for field in _days(all_rows.contract):
        before = all_rows.mask(pl.col(field.name) < pl.col(born.name) - unborn)
        yield from all_rows.tell("BEFORE_BIRTH", field, before & ~late)


def _ages(all_rows: Rows) -> Iterator[pl.DataFrame]:
    """Older than the contract allows on the day an event happened."""
    born = all_rows.contract.with_role(Role.BORN)
    if born is None or not all_rows.has(born):
        return
    names = {name for rule in all_rows.contract.events for name in rule.on.fields}
    for name in sorted(names):
        old = _older(all_rows, born, pl.col(name))
        yield from all_rows.tell("TOO_OLD", all_rows.contract.field(name), old)
    if not names:
        old = _older(all_rows, born, pl.lit(all_rows.today))
        yield from all_rows.tell("TOO_OLD", born, old)


def _older(all_rows: Rows, born: Field, day: pl.Expr) -> pl.Series:
    """True where somebody has had more birthdays on that day than the contract allows."""
    oldest = all_rows.contract.oldest
    far = all_rows.mask((day - pl.col(born.name)).dt.total_days() > oldest * 365)
    if not far.any():
        return far
    years = (_number(day) - _number(pl.col(born.name))) // 10_000
    return far & all_rows.mask(years > oldest)


def _number(day: pl.Expr) -> pl.Expr:
    """A day as 20250331: of two such, the difference's ten thousands are whole years."""
    parts = day.dt.year() * 10_000, day.dt.month().cast(pl.Int32) * 100, day.dt.day()
    return parts[0] + parts[1] + parts[2]


def _order(all_rows: Rows) -> Iterator[pl.DataFrame]:
    pairs = {
        (first, last)
        for rule in all_rows.contract.events
        for one, other in _ends(rule.on, rule.columns)
        for first in one.fields
        for last in other.fields
    }
    for first, last in sorted(pairs):
        early, late = (all_rows.contract.field(name) for name in (first, last))
        if not (all_rows.has(early) and all_rows.has(late)):
            continue
        moments = early.type is Type.MOMENT and late.type is Type.MOMENT
        held = all_rows.table if moments else all_rows.days
        # A beginning in the future is told already.
        past = all_rows.days[first] <= all_rows.today
        wrong = ((held[last] < held[first]) & past).fill_null(False)
        yield from all_rows.tell("ENDS_BEFORE_START", late, wrong)


def _ends(on: Value, columns: dict[str, Value]) -> Iterator[tuple[Value, Value]]:
    if "until" in columns:
        yield on, columns["until"]
    if "at" in columns and "until_at" in columns:
        yield columns["at"], columns["until_at"]


def _same_birth(all_rows: Rows) -> Iterator[pl.DataFrame]:
    """One person, one date of birth: told at each row that differs from the first."""
    born = all_rows.contract.with_role(Role.BORN)
    person = all_rows.contract.with_role(Role.LOCAL_ID)
    if born is None or person is None or not all_rows.has(born):
        return
    if not all_rows.has(person):
        return
    pairs = all_rows.table.select(
        pl.col(person.name).hash(seed=1).alias("who"),
        pl.col(born.name).alias("day"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"),
    ).drop_nulls()
    differs = pl.zeros(len(all_rows.rows), dtype=pl.Boolean, eager=True)
    # Most files differ nowhere: the cheap question comes first.
    both = pairs["who"] ^ pairs.select(pl.col("day").hash(seed=2)).to_series()
    if both.n_unique() == pairs["who"].n_unique():
        return
    first = pl.col("day").first().over("who")
    other = pairs.filter(pl.col("day") != first)["place"]
    yield from all_rows.tell("BORN_DIFFERS", born, differs.scatter(other, True))
