"""What the heat map offers: rows of `offered.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


FILE = Path(__file__).parent / "offered.toml"


@dataclass(frozen=True)
class Layer:
    """One way to take an indicator apart: its parts in order, each of some values."""

    name: str
    title: str
    others: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Mapped:
    """An indicator and the layers it is offered by."""

    indicator: str
    layers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """All that is offered, and the numbers that decide how finely."""

    years: int
    least_places: int
    least_of_a_layer: int
    classes: int
    profile: str
    population: str
    indicators: tuple[Mapped, ...]
    layers: dict[str, Layer]


@cache
def offer() -> Offer:
    """The list as it stands in the file."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Offer(
        **facts["rules"],
        indicators=tuple(
            Mapped(row["key"], tuple(row.get("layers", ())))
            for row in facts["indicators"]
        ),
        layers={name: _layer(name, row) for name, row in facts["layers"].items()},
    )


def _layer(name: str, row: dict[str, Any]) -> Layer:
    parts = tuple((one["title"], tuple(one["values"])) for one in row["parts"])
    return Layer(name, row["title"], row["others"], parts)
