"""Tables as csv files: one column for each dimension, and the count in the last one.

The last column bears the name of what is counted. Its values are whole numbers or the
signs of a profile. A cell that is left out is refused: an absent row could be a nought
or a thing nobody knows, and the difference matters.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from goldenthread.engine import private
from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.ratios import Ratio
from goldenthread.engine.disclosure.tables import Dimension, Key, Mark, Table, Value
from goldenthread.engine.errors import DisclosureError


WHOLE = "ALL"
NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,59}")
MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Sums:
    """Which members of which dimension add up to which, as a toml file says."""

    totals: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(
        default_factory=dict
    )
    wholes: Mapping[str, str] = field(default_factory=dict)

    def dimension(self, name: str, members: Sequence[str]) -> Dimension:
        """A dimension of a file; without a word on it, ALL is the total of the others."""
        if name in self.totals:
            return Dimension(name, self.totals[name], self.wholes.get(name))
        whole = self.wholes.get(name, WHOLE)
        if whole not in members:
            return Dimension(name, (), None)
        return Dimension.flat(name, tuple(m for m in members if m != whole), whole)


def read_sums(path: Path) -> Sums:
    """Rows `[[sums]]` with dimension, total and parts, and `[whole]`, from a file."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        totals: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for row in given.get("sums", []):
            parts = tuple(map(str, row["parts"]))
            totals.setdefault(row["dimension"], []).append((row["total"], parts))
        wholes = {str(name): str(one) for name, one in given.get("whole", {}).items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise DisclosureError(f"{path.name} cannot be read: {why}.") from None
    except (KeyError, TypeError, AttributeError):
        raise DisclosureError(
            f"{path.name}: each [[sums]] needs a dimension, a total and its parts."
        ) from None
    return Sums({name: tuple(rows) for name, rows in totals.items()}, wholes)


RATIO = {"name", "numerator", "denominator", "per", "places", "share", "population"}


def read_ratios(path: Path, profile: Profile, sums: Sums = Sums()) -> tuple[Ratio, ...]:
    """Rows `[[ratios]]` of a toml file; `population` is a csv file beside it.

    Raises `DisclosureError` with what is missing or means nothing.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["ratios"]
        return tuple(_ratio(path, row, profile, sums) for row in rows)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise DisclosureError(f"{path.name} cannot be read: {why}.") from None
    except (KeyError, TypeError) as why:
        raise DisclosureError(
            f"{path.name}: each [[ratios]] needs a name, a numerator and a denominator "
            f"({why})."
        ) from None


def _ratio(path: Path, row: dict[str, Any], profile: Profile, sums: Sums) -> Ratio:
    for name in row.keys() - RATIO:
        raise DisclosureError(f"{path.name}: {name} means nothing here.")
    if not NAMED.fullmatch(row["name"]):
        raise DisclosureError(
            f"{path.name}: “{row['name']}” is no name for a file: letters, figures, "
            "spaces, - and _."
        )
    public = row.get("population")
    return Ratio(
        row["name"],
        row["numerator"],
        row["denominator"],
        int(row.get("per", 100)),
        int(row.get("places", 1)),
        bool(row.get("share", not public)),
        read_table(path.parent / public, profile, sums) if public else None,
    )


def ratio_lines(
    ratio: Ratio,
    table: Table,
    values: Mapping[Key, Decimal | Mark],
    profile: Profile,
) -> Iterator[list[Any]]:
    """The rows of a csv file of a ratio, headings first; `table` is its numerator's."""
    yield [*(one.name for one in table.dimensions), ratio.name]
    for key, value in values.items():
        yield [*key, profile.sign(value) if isinstance(value, Mark) else value]


def read_table(path: Path, profile: Profile, sums: Sums = Sums()) -> Table:
    """One table from a csv file. Raises `DisclosureError` with the line of the fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(itertools.islice(csv.reader(file), MOST_CELLS + 2))
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise DisclosureError(f"{path.name} cannot be read: {why}.") from None
    if len(rows) < 2 or len(rows[0]) < 1 or len(rows) > MOST_CELLS + 1:
        raise DisclosureError(
            f"{path.name} must hold a line of headings and 1 to {MOST_CELLS:,} cells."
        )
    *names, count = rows[0]
    cells: dict[Key, Value] = {}
    for line, row in enumerate(rows[1:], 2):
        if row:
            key, value = _cell(f"{path.name} line {line}", row, len(names), profile)
            if key in cells:
                raise DisclosureError(
                    f"{path.name} line {line} gives {' / '.join(key)} again."
                )
            cells[key] = value
    dimensions = tuple(
        sums.dimension(name, list(dict.fromkeys(key[place] for key in cells)))
        for place, name in enumerate(names)
    )
    _all_there(path, cells, len(names))
    return Table(count, dimensions, cells)


def _cell(
    where: str, row: list[str], dimensions: int, profile: Profile
) -> tuple[Key, Value]:
    if len(row) != dimensions + 1:
        raise DisclosureError(f"{where} has {len(row)} values for {dimensions + 1}.")
    *key, word = (one.strip() for one in row)
    marks = {profile.sign(mark): mark for mark in Mark}
    if word in marks:
        return tuple(key), marks[word]
    try:
        return tuple(key), int(word)
    except ValueError:
        raise DisclosureError(
            f"{where}: “{word}” is neither a whole number nor one of "
            f"{', '.join(marks)}."
        ) from None


def _all_there(path: Path, cells: Mapping[Key, Value], dimensions: int) -> None:
    members = [list(dict.fromkeys(key[i] for key in cells)) for i in range(dimensions)]
    wanted = 1
    for one in members:
        wanted *= len(one)
    if wanted == len(cells):
        return
    for key in itertools.product(*members):
        if key not in cells:
            raise DisclosureError(
                f"{path.name} has no line for {' / '.join(key)}: "
                "give 0, or the sign for not available or not applicable."
            )


def lines(table: Table, profile: Profile) -> Iterator[list[Any]]:
    """The rows of a csv file, headings first."""
    yield [*(one.name for one in table.dimensions), table.count]
    for key, value in table.cells.items():
        yield [*key, profile.sign(value) if isinstance(value, Mark) else value]


def write_table(table: Table, profile: Profile, path: Path) -> None:
    """Write a table in one move; readable by its owner only."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows(lines(table, profile))
    private.write(path, made.getvalue())
