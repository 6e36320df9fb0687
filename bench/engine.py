"""The data engine beside its peers and the physical floor, in one table of one run.

`python -m bench.engine [PART …] [--scale small|full]`. Each row is measured in a process
of its own, so that its greatest memory is its own: the best of a few runs, with what
others take for the same beside it. The floor is what reading the same bytes takes.

A part adds `bench/engine_<part>.py` with `rows(scale) -> list[Row]`; `measure` runs one
of its functions by name.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


HERE = Path(__file__).parent
HOME = HERE.parent / "var" / "bench" / "engine"


@dataclass(frozen=True)
class Row:
    """One thing done in one way. `ours` marks what the others stand beside."""

    what: str
    how: str
    seconds: float
    megabytes: float
    ours: bool = False
    note: str = ""


def parts() -> list[str]:
    """Names of the parts that have rows."""
    return sorted(one.stem.removeprefix("engine_") for one in HERE.glob("engine_*.py"))


def measure(
    what: str, how: str, function: str, *words: str, runs: int = 3, ours: bool = False
) -> Row:
    """Run `bench.module:function` on words in a process of its own; the best of runs."""
    asked = json.dumps([function, list(words), runs])
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.engine", "--one", asked],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{what}, {how}:\n{done.stderr}")
    seconds, megabytes, note = json.loads(done.stdout.splitlines()[-1])
    return Row(what, how, seconds, megabytes, ours, note)


def one(asked: str) -> str:
    """Inside the process: seconds of the best run, greatest memory, what was said."""
    name, words, runs = json.loads(asked)
    module, _, function = name.partition(":")
    call = getattr(import_module(module), function)
    best, said = float("inf"), ""
    for _ in range(runs):
        began = time.perf_counter()
        said = call(*words)
        best = min(best, time.perf_counter() - began)
    return json.dumps([best, _peak(), said or ""])


def _peak() -> float:
    """Greatest resident memory of this process in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def table(rows: list[Row]) -> str:
    """All rows, each with how many times ours takes less than it."""
    lines = ["| What | How | s | MB | times ours | |", "|---|---|---:|---:|---:|---|"]
    for row in rows:
        base = next((r.seconds for r in rows if r.what == row.what and r.ours), None)
        times = f"{row.seconds / base:.2f}" if base else ""
        how = f"**{row.how}**" if row.ours else row.how
        lines.append(
            f"| {row.what} | {how} | {row.seconds:.2f} | {row.megabytes:,.0f} "
            f"| {times} | {row.note} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """What it was run on, and how busy that was."""
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {platform.system()}, "
        f"{os.cpu_count()} cores, load before {load:.1f}"
    )


def _rows(wanted: list[str], scale: str) -> Iterator[Row]:
    for part in wanted:
        yield from import_module(f"bench.engine_{part}").rows(scale)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", help=f"of {', '.join(parts())}; all if none"
    )
    parser.add_argument("--scale", choices=("small", "full"), default="full")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    wanted: Any = parser.parse_args()
    if wanted.one:
        print(one(wanted.one))
        return
    print(machine())
    print()
    print(table(list(_rows(wanted.parts or parts(), wanted.scale))))


if __name__ == "__main__":
    main()
