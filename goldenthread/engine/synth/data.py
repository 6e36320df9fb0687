"""What the invented county is made from: figures, calendar, syllables, faults, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from goldenthread.engine.errors import SynthError


LEVELS = ("clean", "middling", "heavy")
TAGS = frozenset("VSM?")


@dataclass(frozen=True)
class Figure:
    """One public (or assumed) figure, by the year in which 31 March falls."""

    name: str
    years: dict[int, float]
    unit: str
    source: str
    tag: str


@dataclass(frozen=True)
class Figures:
    county: int
    rows: dict[str, Figure]

    def of(self, name: str, year: int) -> float:
        """The figure of a year; the error says which is not there."""
        if name not in self.rows or year not in self.rows[name].years:
            raise SynthError(f"There is no figure {name} for the year {year}.")
        return self.rows[name].years[year]

    def has(self, name: str, year: int) -> bool:
        return name in self.rows and year in self.rows[name].years


@dataclass(frozen=True)
class Holiday:
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    first: date
    last: date
    holidays: tuple[Holiday, ...]
    not_worked: tuple[date, ...]


@cache
def read(name: str) -> dict[str, Any]:
    """One of the data files beside this; who reads it changes nothing of it."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _figure(row: dict[str, Any]) -> Figure:
    missing = {"name", "years", "unit", "source", "tag"} - row.keys()
    if missing:
        raise SynthError(
            f"A figure lacks {', '.join(sorted(missing))}: {row.get('name', row)}."
        )
    if row["tag"] not in TAGS:
        raise SynthError(
            f"Figure {row['name']}: {row['tag']!r} is no tag (V, S, M, ?)."
        )
    years = {int(year): float(value) for year, value in row["years"].items()}
    return Figure(row["name"], years, row["unit"], row["source"], row["tag"])


def figures_from(table: dict[str, Any]) -> Figures:
    """Figures checked: each named once, with unit, source and tag, and none below nought."""
    rows: dict[str, Figure] = {}
    for figure in map(_figure, table.get("figure", [])):
        if figure.name in rows:
            raise SynthError(f"Figure {figure.name} is there twice.")
        if any(value < 0 for value in figure.years.values()):
            raise SynthError(f"Figure {figure.name} is below nought.")
        rows[figure.name] = figure
    if not isinstance(table.get("county"), int) or table["county"] < 1:
        raise SynthError(
            "The figures do not say for how many children they are (county)."
        )
    return Figures(table["county"], rows)


@dataclass(frozen=True)
class System:
    """One of the six places where records are kept."""

    name: str
    agency: str
    contract: str
    prefix: str


@cache
def systems() -> tuple[System, ...]:
    rows = read("homes.toml")["systems"]
    return tuple(System(name, **row) for name, row in rows.items())


@cache
def homes() -> dict[str, tuple[int, str, str]]:
    """For each kind of event: number of its system, agency, contract."""
    order = [system.name for system in systems()]
    found = {}
    for kind, (name, contract) in read("homes.toml")["kinds"].items():
        index = order.index(name)
        found[kind] = (index, systems()[index].agency, contract)
    return found


@cache
def figures() -> Figures:
    return figures_from(read("figures.toml"))


@cache
def calendar() -> Calendar:
    table = read("calendar.toml")
    holidays = tuple(
        Holiday(row["name"], row["from"], row["until"]) for row in table["holidays"]
    )
    return Calendar(table["from"], table["until"], holidays, tuple(table["not_worked"]))


def dirt(level: str) -> dict[str, float]:
    """Shares of faulty records at a level; the error names the levels there are."""
    if level not in LEVELS:
        raise SynthError(
            f"{level!r} is no level of dirt; there are {', '.join(LEVELS)}."
        )
    return {name: float(share) for name, share in read("dirt.toml")[level].items()}
