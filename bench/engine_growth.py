"""From one to a hundred million events: does an event cost more among more?

The same things at three sizes: plain indicators, all indicators put into the cube, the
events and children into a release, journeys, and one figure from the cube. Beside each
size stands the time of one event, how much that is of one among the fewest, and how
much a sort would allow (the logarithm of the number). The events are written straight
in the shape of a release (`bench/events.py`), not handed in as agencies' files.

A hundred million take some twenty minutes on two cores, 3 GB of disk and 4 GB of memory.
"""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

from bench.engine import Row, measure
from bench.engine_store import BY, PLAIN
from bench.events import made


SIZES = {"small": (100_000, 1_000_000), "full": (1_000_000, 10_000_000, 100_000_000)}
HERE, STORE = "bench.engine_growth", "bench.engine_store"
THINGS = {
    f"{len(PLAIN)} plain indicators by {len(BY)} breakdowns": (
        f"{STORE}:indicators",
        tuple(PLAIN),
    ),
    "all indicators into the cube": (f"{HERE}:cubed", ()),
    "a release without its cube": (f"{STORE}:store", ()),
    "journeys": (f"{STORE}:journeys", ()),
    "floor of journeys: scan, sort, write": (f"{STORE}:floor_sort", ()),
}


def rows(scale: str) -> list[Row]:
    found = []
    for thing, (function, words) in THINGS.items():
        fewest: Row | None = None
        for many in SIZES[scale]:
            one = measure(
                f"growth: {thing}",
                f"{many:,} events",
                function,
                str(made(many)),
                *words,
                runs=1,
                ours=many == SIZES[scale][0],
            )
            fewest = fewest or one
            found.append(replace(one, note=growth(many, one, SIZES[scale][0], fewest)))
    for many in SIZES[scale]:
        folder = str(made(many))
        what = "growth: one figure from the cube"
        asked = measure(what, f"{many:,} events", f"{STORE}:answers", folder, runs=1)
        found.append(asked)
    return found


def growth(many: int, one: Row, few: int, first: Row) -> str:
    """By processor time, which other work disturbs less."""
    each, before = one.cpu / many, first.cpu / few
    allowed = log(many) / log(few)
    return (
        f"{each * 1e6:.2f} µs an event; {each / before:.2f} × that of {few:,} "
        f"(a sort: {allowed:.2f})"
    )


def cubed(folder: str) -> str:
    """All indicators, sorted and written, as a release carries them."""
    from goldenthread.engine.indicators import cube, load

    path = cube.make(Path(folder), load())
    return f"{path.stat().st_size >> 20} MB"
