"""A sheet as text, and where in it a contract's columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from goldenthread.engine.contracts.model import Contract, Field
from goldenthread.engine.contracts.spelling import plain


# A title and some lines on it may stand above the names of the columns.
HEADER_WITHIN = 10


@dataclass(frozen=True)
class Sheet:
    """All cells as text, from the first row on; columns are called 0, 1, 2, …

    `faults` are cells that are wrong whatever the contract: rule, row from 1, column
    from nought (-1: the whole row), and what stands there.
    """

    file: str
    name: str
    frame: pl.DataFrame
    faults: tuple[tuple[str, int, int, str], ...] = ()


@dataclass(frozen=True)
class Header:
    """Where the names of the columns stand, and which column each field has."""

    row: int
    names: tuple[str, ...]
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def found(self) -> int:
        return len(self.places)


def rows_of(frame: pl.DataFrame) -> list[tuple[str, ...]]:
    """The first rows, in which a header may stand."""
    return [
        tuple(cell or "" for cell in row) for row in frame.head(HEADER_WITHIN).rows()
    ]


def header(rows: Sequence[Sequence[str]], contract: Contract) -> Header | None:
    """The row that names most of the contract's columns; none where none does."""
    found = [_named(number, row, contract) for number, row in enumerate(rows, 1)]
    best = max(found, key=lambda one: one.found, default=None)
    return best if best and best.found else None


def _named(number: int, row: Sequence[str], contract: Contract) -> Header:
    known = {text: one for one in contract.fields for text in one.headers}
    places: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(row):
        meant: Field | None = known.get(plain(name)) if name else None
        if meant:
            places[meant.name] = (*places.get(meant.name, ()), place)
    return Header(number, tuple(row), places)


def fits(rows: Sequence[Sequence[str]], contract: Contract) -> float:
    """How much of the contract's needed columns the best row names, from 0 to 1."""
    found = header(rows, contract)
    needed = [one.name for one in contract.fields if one.required]
    if not found:
        return 0.0
    held = sum(name in found.places for name in needed) / max(len(needed), 1)
    # Of two contracts whose needed columns are all there, the one that says more.
    return held * 0.9 + 0.1 * found.found / len(contract.fields)


def titled(name: str, contract: Contract) -> bool:
    """Whether a sheet or file of that name is the contract's by its title."""
    return plain(name) in contract.sheet_titles
