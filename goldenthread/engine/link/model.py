"""A model of linking as data: what is compared, how much it weighs, from where on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from pathlib import Path
from typing import Any

from goldenthread.engine.errors import LinkError


COLUMNS = frozenset(
    (
        *("agency", "local_id", "forename", "surname", "alias", "born", "sex"),
        *("postcode", "upn", "nhs_number", "born_year", "born_day", "forename_first"),
    )
)
LATEST = "1"


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison; `sql` of the last is empty: all that is left.

    `m` and `u` are chances of it in pairs that are one child, and that are not; `tf`
    names the column whose commonness weighs the agreement up or down.
    """

    says: str
    sql: str
    m: float
    u: float
    tf: str | None = None

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Thresholds:
    link: float
    doubtful: float
    same_table: float


@dataclass(frozen=True)
class Model:
    version: str
    source: str
    confidence: str
    thresholds: Thresholds
    links_per_record: float
    exact: tuple[tuple[str, ...], ...]
    blocking: tuple[tuple[str, ...], ...]
    crossed: tuple[tuple[tuple[str, str], ...], ...]
    comparisons: tuple[Comparison, ...]


@cache
def load(version: str = LATEST) -> Model:
    """A model of this package by its version; LinkError names those there are."""
    folder = files(__package__).joinpath("models")
    known = sorted(
        p.name.removesuffix(".toml")
        for p in folder.iterdir()
        if p.name.endswith(".toml")
    )
    if version not in known:
        raise LinkError(
            f"There is no model {version!r}; there are: {', '.join(known)}."
        )
    return from_table(
        tomllib.loads(folder.joinpath(f"{version}.toml").read_text("utf-8"))
    )


def text_of(named: str) -> str:
    """The text of a model of this package by its version, or of a file (`….toml`)."""
    if not named.endswith(".toml"):
        load(named)
        folder = files(__package__).joinpath("models")
        return folder.joinpath(f"{named}.toml").read_text("utf-8")
    try:
        return Path(named).read_text("utf-8")
    except (OSError, ValueError) as why:
        raise LinkError(f"The model {named} cannot be read: {why}.") from why


def load_file(path: Path) -> Model:
    """A model kept elsewhere; LinkError if it cannot be read or does not say all."""
    try:
        return from_table(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as why:
        raise LinkError(f"The model {path} cannot be read: {why}.") from why


def from_table(table: dict[str, Any]) -> Model:
    """A model checked: chances between 0 and 1, thresholds in order, columns that exist."""
    try:
        model = _model(table)
    except (KeyError, TypeError, ValueError) as why:
        raise LinkError(
            f"The model does not say what a model must say: {why}."
        ) from why
    _check(model)
    return model


def _model(table: dict[str, Any]) -> Model:
    return Model(
        version=str(table["version"]),
        source=str(table["source"]),
        confidence=str(table["confidence"]),
        thresholds=Thresholds(**table["thresholds"]),
        links_per_record=float(table["prior"]["links_per_record"]),
        exact=tuple(tuple(row["columns"]) for row in table["exact"]),
        blocking=tuple(tuple(rule) for rule in table["blocking"]["rules"]),
        crossed=tuple(
            tuple(_pair(text) for text in rule) for rule in table["blocking"]["crossed"]
        ),
        comparisons=tuple(_comparison(row) for row in table["comparison"]),
    )


def _pair(text: str) -> tuple[str, str]:
    left, right = text.split("=")
    return left, right


def _comparison(row: dict[str, Any]) -> Comparison:
    levels = tuple(
        Level(each["says"], each.get("sql", ""), each["m"], each["u"], each.get("tf"))
        for each in row["levels"]
    )
    return Comparison(row["name"], levels)


def _check(model: Model) -> None:
    limits = model.thresholds
    if not 0 < limits.doubtful <= limits.link <= limits.same_table < 1:
        raise LinkError(
            "The model's thresholds must rise from doubtful over link to same_table, "
            "between 0 and 1."
        )
    used = {column for rule in (*model.exact, *model.blocking) for column in rule}
    used |= {column for rule in model.crossed for pair in rule for column in pair}
    if unknown := sorted(used - COLUMNS):
        raise LinkError(f"The model names a column records do not have: {unknown[0]}.")
    for comparison in model.comparisons:
        if any(
            not (0 < level.m < 1 and 0 < level.u < 1) for level in comparison.levels
        ):
            raise LinkError(
                f"The model's chances of {comparison.name} are not between 0 and 1."
            )
        if comparison.levels[-1].sql or not all(
            level.sql for level in comparison.levels[:-1]
        ):
            raise LinkError(
                f"The model's {comparison.name} must end in one level without sql."
            )
