"""How much a file may ask of the machine. Far above any real one, below its memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds in bytes, rows, columns and cells; a file beyond one is not read."""

    file: int = 512 * 2**20
    # All that a zip or workbook unpacks to, and how many parts it may have.
    unpacked: int = 640 * 2**20
    parts: int = 500
    # How many times its packed size a part of more than `small` bytes may unpack to.
    # Real sheets stay under 60; what is made to fill a memory is near 1,000.
    ratio: int = 200
    small: int = 4 * 2**20
    # Columns up to ZZ.
    columns: int = 702
    rows: int = 5_000_000
    cells: int = 100_000_000
    # A workbook is unfolded into a grid, gaps included, before anything is read.
    grid: int = 12_000_000
    # All texts of a grid together, each counted as often as cells show it.
    texts: int = 1_000_000_000
    line: int = 1_000_000
    # Bytes of one cell: more than a spreadsheet lets anybody write into one.
    cell: int = 100_000
