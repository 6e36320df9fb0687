"""A csv file of two columns: where, and how many."""

from __future__ import annotations

import csv
from pathlib import Path

from goldenthread.engine.errors import MapError


def read(path: Path) -> tuple[str, dict[str, int]]:
    """The heading of the numbers, and the numbers by where. Raises `MapError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise MapError(f"{path.name} cannot be read: {why}.") from None
    if not rows or len(rows[0]) != 2:
        raise MapError(f"{path.name} must have two columns: where, and how many.")
    found: dict[str, int] = {}
    for line, row in enumerate(rows[1:], 2):
        if not row:
            continue
        if len(row) != 2 or not row[1].strip().isdecimal():
            raise MapError(f"{path.name} line {line} has no whole number from nought.")
        if row[0].strip() in found:
            raise MapError(f"{path.name} line {line} gives {row[0].strip()} again.")
        found[row[0].strip()] = int(row[1])
    return rows[0][1].strip(), found
