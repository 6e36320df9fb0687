"""Inventing counties: how long, and whether a child costs more in a large one.

The floor is writing the same number of bytes.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.engine import Row, measure


SIZES = {"small": (10_000, 60_000), "full": (60_000, 600_000)}
HERE = "bench.engine_synth"


def rows(scale: str) -> list[Row]:
    made = []
    for children in SIZES[scale]:
        what = f"a county of {children:,} children, written with its files"
        made.append(
            measure(what, "synth", f"{HERE}:ours", str(children), runs=1, ours=True)
        )
        made.append(
            measure(
                what, "floor: write as much", f"{HERE}:floor", str(children), runs=1
            )
        )
    return made


def ours(children: str) -> str:
    from goldenthread.engine.synth.writing import write

    with TemporaryDirectory() as place:
        about = write(Path(place) / "county", int(children), 1)
    return f"{about['rows']['truth/events']:,} events"


def floor(children: str) -> str:
    """About 560 bytes a child, as seen on disk."""
    with TemporaryDirectory() as place:
        path = Path(place) / "bytes"
        with path.open("wb") as out:
            for _ in range(0, int(children) * 560, 1 << 20):
                out.write(bytes(1 << 20))
    return ""
