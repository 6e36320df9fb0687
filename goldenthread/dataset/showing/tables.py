"""True counts of a release as one table for each kind of event, with all their sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenthread.dataset.showing.counts import (
    JOINT,
    KNOWN,
    OPEN,
    PERIOD,
    WHOLE,
    Counted,
    counted,
)
from goldenthread.dataset.showing.offered import Offered
from goldenthread.dataset.showing.periods import (
    Days,
    Period,
    Window,
    days_sent,
    whole,
)
from goldenthread.engine.errors import DisclosureError


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.tables import Dimension, Key, Table, Value
    from goldenthread.engine.indicators.model import Catalogue, Indicator

NOT_KNOWN = "NOT_KNOWN"
Figures = Mapping[tuple[date, str], tuple[int, int, float | None]]


class Place(NamedTuple):
    """One figure to be shown, and the cells it is made of."""

    indicator: str
    every: str
    start: date
    by: str
    value: str
    upper: Key
    lower: Key | None
    # What is true, for what is neither a count nor made of counts: a median of days.
    figure: float | None


@dataclass
class Family:
    """All counts of one kind of event. `cells` are true."""

    name: str
    dimensions: tuple[str, ...]
    sums: dict[str, dict[str, list[tuple[str, ...]]]]
    places: list[Place] = field(default_factory=list)
    cells: dict[Key, Value] = field(default_factory=dict)

    def key(self, period: str, members: Mapping[str, str]) -> Key:
        return (period, *(members.get(one, WHOLE) for one in self.dimensions))

    def put(self, key: Key, value: Value) -> None:
        if self.cells.setdefault(key, value) != value:
            raise DisclosureError(
                f"Two indicators differ at one cell of {self.name}, {' / '.join(key)}: "
                f"{self.cells[key]} and {value}."
            )

    def table(self) -> Table:
        from goldenthread.engine.disclosure.tables import Table

        named = (PERIOD, *self.dimensions)
        return Table(
            self.name, tuple(self._dimension(one) for one in named), self.cells
        )

    def _dimension(self, name: str) -> Dimension:
        from goldenthread.engine.disclosure.tables import Dimension

        found = self.sums.get(name, {})
        sums = tuple((total, parts) for total, ways in found.items() for parts in ways)
        return Dimension(name, sums, None if name == PERIOD else WHOLE)


@dataclass(frozen=True)
class Source:
    """What a family is made from: the cube, the definitions and what was sent."""

    cube: Mapping[tuple[str, str, str], Figures]
    catalogue: Catalogue
    window: Window
    covered: Mapping[str, Sequence[Days]]
    wanted: tuple[Offered, ...]

    def sent(self, one: Indicator) -> list[Days]:
        return days_sent(one.contracts, self.covered)

    def figures(self, one: Indicator, every: str, by: str) -> Figures:
        return self.cube.get((one.key, every, by), {})


def families(source: Source) -> Iterator[Family]:
    """One for each kind of event that an offered indicator of this release counts."""
    groups: dict[str, list[tuple[Offered, Indicator, Counted]]] = {}
    for each in source.wanted:
        one = source.catalogue[each.indicator]
        if source.sent(one):
            at = counted(one)
            groups.setdefault(at.family, []).append((each, one, at))
    for name, group in groups.items():
        yield _family(name, group, source)


def _family(
    name: str, group: list[tuple[Offered, Indicator, Counted]], source: Source
) -> Family:
    members = _codes(group, source)
    narrowed = {dim for _, _, at in group for dim, _ in (*at.upper, *(at.lower or ()))}
    made = Family(name, tuple(sorted(narrowed | set(members))), {})
    made.sums[PERIOD] = _period_sums(source.window)
    for dim in made.dimensions:
        made.sums[dim] = _sums(dim, members.get(dim, ()), [at for _, _, at in group])
    for each, one, at in group:
        _fill(made, each, one, at, members, source)
    return made


def _codes(
    group: list[tuple[Offered, Indicator, Counted]], source: Source
) -> dict[str, tuple[str, ...]]:
    """Every member of each breakdown that some figure of the family has."""
    found: dict[str, set[str]] = {}
    for each, one, _ in group:
        for by in each.by:
            for every in each.every(by):
                rows = source.figures(one, every, by)
                held = {
                    code
                    for (start, code), _ in rows.items()
                    if source.window.first <= start < source.window.end
                }
                found.setdefault(by, set()).update(held)
    return {by: tuple(sorted(codes)) for by, codes in found.items()}


def _period_sums(window: Window) -> dict[str, list[tuple[str, ...]]]:
    """Flows of a quarter are those of its months, of a year those of its quarters."""
    sums: dict[str, list[tuple[str, ...]]] = {}
    for every, finer in (("quarter", "month"), ("year", "quarter")):
        for period in window.periods(every):
            parts = tuple(
                one.member
                for one in window.periods(finer)
                if period.start <= one.start <= period.end
            )
            for moment in ("START", "END"):
                names = tuple(f"{moment} {part}" for part in parts)
                sums[f"{moment} {period.member}"] = [names]
    return sums


def _sums(
    dim: str, codes: Sequence[str], all_counted: list[Counted]
) -> dict[str, list[tuple[str, ...]]]:
    """What adds up to what: the breakdown, and whatever an indicator narrows it to."""
    sums: dict[str, list[tuple[str, ...]]] = {}

    def add(total: str, parts: tuple[str, ...]) -> None:
        if parts and parts not in sums.setdefault(total, []):
            sums[total].append(parts)

    add(WHOLE, tuple(codes))
    for at in all_counted:
        upper, lower = dict(at.upper).get(dim), dict(at.lower or ()).get(dim)
        for member, within in ((lower, WHOLE), (upper, lower or WHOLE)):
            if member and member != within:
                if member not in codes or within != WHOLE:
                    add(within, (member, f"{within} less {member}"))
                held = _held(member, codes)
                if held != (member,):
                    add(member, held)
    return sums


def _held(member: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Which codes of a breakdown lie within a member; none where it is not broken down."""
    if member == KNOWN:
        return tuple(one for one in codes if one != NOT_KNOWN)
    wanted = member.split(JOINT)
    return tuple(one for one in codes if one in wanted) if codes else ()


def _fill(
    made: Family,
    each: Offered,
    one: Indicator,
    at: Counted,
    members: Mapping[str, tuple[str, ...]],
    source: Source,
) -> None:
    sent = source.sent(one)
    for by in ("all", *each.by):
        if by in dict(at.upper):
            raise DisclosureError(f"{one.key} is narrowed by {by} already.")
        values = ("ALL",) if by == "all" else members[by]
        for every in each.every(by):
            rows = source.figures(one, every, by)
            for period in source.window.periods(every):
                known = _known(period, at, sent)
                for value in values:
                    found = rows.get((period.start, value))
                    _place(made, one, at, period, (by, value), found, known)


def _known(period: Period, at: Counted, sent: Sequence[Days]) -> bool:
    return whole(period.last_month if at.moment == OPEN else period, sent)


def _place(
    made: Family,
    one: Indicator,
    at: Counted,
    period: Period,
    cut: tuple[str, str],
    found: tuple[int, int, float | None] | None,
    known: bool,
) -> None:
    from goldenthread.engine.disclosure.tables import Mark
    from goldenthread.engine.indicators.model import Unit

    upper, lower, figure = found or (0, 0, None)
    name = _member(period, at)
    own = dict([cut]) if cut[0] != "all" else {}
    above = made.key(name, {**dict(at.upper), **own})
    below = made.key(name, {**dict(at.lower), **own}) if at.lower is not None else None
    if one.unit == Unit.MEDIAN_DAYS:
        upper = lower
    made.put(above, upper if known else Mark.NOT_AVAILABLE)
    if below is not None:
        made.put(below, lower if known else Mark.NOT_AVAILABLE)
    days = figure if one.unit == Unit.MEDIAN_DAYS else None
    made.places.append(
        Place(one.key, period.every, period.start, *cut, above, below, days)
    )


def _member(period: Period, at: Counted) -> str:
    """A stock of a quarter or a year is that of its last month: the same cell."""
    return f"{at.moment} {(period.last_month if at.moment == OPEN else period).member}"


def read_cube(path: Path, wanted: Iterable[Offered]) -> Mapping[Any, Figures]:
    """What the cube holds of what is offered, by indicator, period and breakdown."""
    import pyarrow.parquet as pq

    wanted = list(wanted)
    kept = [
        ("indicator", "in", [one.indicator for one in wanted]),
        ("by", "in", sorted({"all", *(by for one in wanted for by in one.by)})),
    ]
    names = ["indicator", "every", "by", "period", "value"]
    names += ["numerator", "denominator", "figure"]
    held = pq.read_table(path, columns=names, filters=kept)
    found: dict[Any, dict[Any, Any]] = {}
    # By numpy: a list of days one by one takes ten times as long.
    periods = held["period"].to_numpy().astype(object).tolist()
    columns = [periods if one == "period" else held[one].to_pylist() for one in names]
    for key, every, by, start, value, upper, lower, figure in zip(
        *columns, strict=True
    ):
        cut = found.setdefault((key, every, by), {})
        cut[start, "ALL" if by == "all" else value] = (upper or 0, lower or 0, figure)
    return found
