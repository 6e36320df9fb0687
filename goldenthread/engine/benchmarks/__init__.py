"""Published statistics as lines beside one's own figures; a mark is never a nought.

>>> values = keep(Path("benchmarks.parquet"), [read(Path("c1_referrals.csv"))])
>>> lines(values, catalogue()["re_referral"], "E06000051", neighbours)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenthread.engine.lazily import names_of


if TYPE_CHECKING:
    from goldenthread.engine.benchmarks.beside import lines, neighbours_from
    from goldenthread.engine.benchmarks.keeping import keep, kept
    from goldenthread.engine.benchmarks.reading import read
    from goldenthread.engine.benchmarks.shapes import (
        VALUES,
        Level,
        Line,
        Mark,
        Match,
        Point,
        Whose,
    )

__all__ = [
    "VALUES",
    "Level",
    "Line",
    "Mark",
    "Match",
    "Point",
    "Whose",
    "keep",
    "kept",
    "lines",
    "neighbours_from",
    "read",
]

__getattr__ = names_of(
    __name__,
    {
        "beside": ("lines", "neighbours_from"),
        "keeping": ("keep", "kept"),
        "reading": ("read",),
        "shapes": ("VALUES", "Level", "Line", "Mark", "Match", "Point", "Whose"),
    },
)
