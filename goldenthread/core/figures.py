"""A figure: one number (or date, or interval) with its definition and its rows.

Each room lists its figures in `figures.py` as `FIGURES`. A figure is computed by one
function from records, says how, and opens to the rows behind it. What a source printed
for the same thing is kept apart (in the report room) and compared there.

Values: int for COUNT, Decimal for the rest, date for DATE and MONTH, str for INTERVAL
and WORDS. A day known only to the month is a MONTH and held as its first day.
Four different answers when there is no plain number: suppressed, missing, not
applicable and zero are never mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet


class Unit(StrEnum):
    COUNT = "COUNT"
    POUNDS = "POUNDS"
    PERCENT = "PERCENT"
    RATE = "RATE"
    RATIO = "RATIO"
    DAYS = "DAYS"
    FTE = "FTE"
    NUMBER = "NUMBER"
    DATE = "DATE"
    MONTH = "MONTH"
    YEAR = "YEAR"
    INTERVAL = "INTERVAL"
    WORDS = "WORDS"


class State(StrEnum):
    KNOWN = "KNOWN"
    MISSING = "MISSING"
    SUPPRESSED = "SUPPRESSED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True)
class Scope:
    """For whom and for when: one partnership, a period, and the day it is asked as at."""

    partnership_id: int
    label: str
    start: date
    end: date
    as_at: date

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Result:
    """What a figure answers in a scope."""

    value: Any = None
    state: State = State.KNOWN
    reason: str = ""
    rows: QuerySet[Any] | None = None
    inputs: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    source: str = ""
    bound: str = ""  # ABOUT, MORE_THAN or LESS_THAN; empty when exact


def missing(reason: str, **rest: Any) -> Result:
    """No value because the records do not hold it; the reason is one sentence."""
    return Result(state=State.MISSING, reason=reason, **rest)


Compute = Callable[[Scope, "Answers"], Result]
Rows = Callable[[Scope], QuerySet[Any]]


@dataclass(frozen=True)
class Figure:
    """A figure's definition. `places` is how many decimals it is shown with."""

    key: str
    label: str
    unit: Unit
    definition: str
    compute: Compute
    version: str = "1"
    places: int = 0
    approximate: bool = False
    people: bool = False  # counts people a record is about: small values are guarded
    caveats: tuple[str, ...] = field(default=())
    # Known without working it out: the rows it is counted from, or its inputs' keys.
    rows: Rows | None = None
    inputs: tuple[str, ...] = ()


class NoSuchFigure(Exception):
    """A key that no room offers."""


class Answers:
    """Computes figures of one scope, each once, with inputs resolved by key."""

    def __init__(self, figures: Iterable[Figure], scope: Scope) -> None:
        self._figures = {figure.key: figure for figure in figures}
        self._known: dict[str, Result] = {}
        self._open: list[str] = []
        self.scope = scope

    def __contains__(self, key: str) -> bool:
        return key in self._figures

    def figure(self, key: str) -> Figure:
        """The definition; raises NoSuchFigure with a sentence naming the key."""
        if key not in self._figures:
            raise NoSuchFigure(f"There is no figure called “{key}”.")
        return self._figures[key]

    def __getitem__(self, key: str) -> Result:
        if key not in self._known:
            figure = self.figure(key)
            if key in self._open:
                raise RuntimeError(f"Figure {key} is defined by itself.")
            self._open.append(key)
            try:
                result = figure.compute(self.scope, self)
            finally:
                self._open.pop()
            self._known[key] = replace(
                result, caveats=(*figure.caveats, *result.caveats)
            )
        return self._known[key]


def counted(key: str, label: str, rows: Rows, definition: str, **rest: Any) -> Figure:
    """The number of rows; `rows` gives exactly the rows counted, no duplicates."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        return Result(value=found.count(), rows=found)

    return Figure(key, label, Unit.COUNT, definition, compute, rows=rows, **rest)


def totalled(
    key: str,
    label: str,
    rows: Rows,
    of: str,
    definition: str,
    unit: Unit = Unit.COUNT,
    **rest: Any,
) -> Figure:
    """The sum of one field over the rows; missing when there is no row at all."""
    from django.db.models import Sum

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        value = found.aggregate(total=Sum(of))["total"]
        if value is None:
            return missing("No records hold this.", rows=found)
        return Result(value=value, rows=found)

    return Figure(key, label, unit, definition, compute, rows=rows, **rest)


def measured(
    key: str,
    label: str,
    rows: Rows,
    of: str,
    definition: str,
    unit: Unit,
    **rest: Any,
) -> Figure:
    """The value a single row holds in `of`; missing when there is none."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        values = list(found.values_list(of, flat=True)[:2])
        if len(values) > 1:
            return missing("More than one record claims to hold this.", rows=found)
        if not values or values[0] is None:
            return missing("No record holds this.", rows=found)
        return Result(value=values[0], rows=found)

    return Figure(key, label, unit, definition, compute, rows=rows, **rest)


def derived(
    key: str,
    label: str,
    inputs: tuple[str, ...],
    formula: Callable[..., Any],
    definition: str,
    unit: Unit,
    **rest: Any,
) -> Figure:
    """Computed from other figures' values; missing if one of them is, or divides by 0."""

    def compute(_: Scope, answers: Answers) -> Result:
        found = [answers[name] for name in inputs]
        for name, one in zip(inputs, found, strict=True):
            if one.state is not State.KNOWN:
                reason = f"{answers.figure(name).label}: {one.reason or one.state}"
                return Result(state=one.state, reason=reason, inputs=inputs)
        try:
            value = formula(*[one.value for one in found])
        except ZeroDivisionError:
            return Result(
                state=State.NOT_APPLICABLE,
                reason="It divides by nought.",
                inputs=inputs,
            )
        return Result(value=value, inputs=inputs)

    return Figure(key, label, unit, definition, compute, inputs=inputs, **rest)


def share(
    key: str, label: str, part: str, whole: str, definition: str, **rest: Any
) -> Figure:
    """Part of a whole in per cent, both named by figure key."""
    return derived(
        key,
        label,
        (part, whole),
        lambda a, b: Decimal(a) * 100 / Decimal(b) if b else 1 / 0,
        definition,
        Unit.PERCENT,
        **rest,
    )


def change(
    key: str, label: str, before: str, after: str, definition: str, **rest: Any
) -> Figure:
    """Change from one figure to another in per cent of the first."""
    return derived(
        key,
        label,
        (before, after),
        lambda a, b: (Decimal(b) - Decimal(a)) * 100 / Decimal(a) if a else 1 / 0,
        definition,
        Unit.PERCENT,
        **rest,
    )


def rounded(value: Any, places: int) -> Decimal:
    """Round half up, the way a person does, for showing only."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def show(value: Any, unit: Unit, places: int = 0) -> str:
    """A value in words for people: 1,159; £266,680; 4.0%; 1 March 2025."""
    if isinstance(value, date):
        return f"{value:%B %Y}" if unit is Unit.MONTH else f"{value.day} {value:%B %Y}"
    if isinstance(value, str):
        return value
    number = rounded(value, places)
    if unit is Unit.YEAR:
        return str(number)
    if unit is Unit.POUNDS:
        pence = 0 if number == number.to_integral() and places == 0 else max(places, 2)
        return f"£{rounded(value, pence):,}"
    if unit is Unit.PERCENT:
        return f"{number:,}%"
    if unit is Unit.DAYS:
        return f"{number:,} day{'' if number == 1 else 's'}"
    return f"{number:,}"


# Where every figure's key can be asked. The rooms that name a figure stand below the
# one that gathers them, so that one tells where when the program starts.
_keys: list[Callable[[], Collection[str]]] = []


def gather_keys_from(source: Callable[[], Collection[str]]) -> None:
    """Say, once and at the start, who knows the keys of all figures."""
    _keys[:] = [source]


def is_known(key: str) -> bool:
    """Whether a figure is called so; any word will do where nobody gathers them."""
    return all(key in source() for source in _keys)
