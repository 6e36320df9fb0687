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
    # Seconds of processor time of the best run, which other work disturbs less.
    cpu: float = 0.0


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
    seconds, cpu, megabytes, note = json.loads(done.stdout.splitlines()[-1])
    # Told at once too: all of them take long.
    print(f"{what} | {how} | {seconds:.2f} s | {note}", file=sys.stderr, flush=True)
    return Row(what, how, seconds, megabytes, ours, note, cpu)


def one(asked: str) -> str:
    """Inside the process: the best runs by clock and processor, memory, what was said."""
    name, words, runs = json.loads(asked)
    module, _, function = name.partition(":")
    call = getattr(import_module(module), function)
    taken, worked, said = [], [], ""
    for _ in range(runs):
        began, work = time.perf_counter(), time.process_time()
        said = call(*words)
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - work)
    return json.dumps([min(taken), min(worked), _peak(), said or ""])


def _peak() -> float:
    """Greatest resident memory of this process in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def table(rows: list[Row]) -> str:
    """All rows, each beside ours, by the clock and by processor time."""
    lines = [
        "| What | How | s | CPU s | MB | times ours | CPU | |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        base = next((r for r in rows if r.what == row.what and r.ours), None)
        times = f"{row.seconds / base.seconds:.2f}" if base else ""
        work = f"{row.cpu / base.cpu:.2f}" if base and base.cpu else ""
        how = f"**{row.how}**" if row.ours else row.how
        lines.append(
            f"| {row.what} | {how} | {row.seconds:.2f} | {row.cpu:.2f} "
            f"| {row.megabytes:,.0f} | {times} | {work} | {row.note} |"
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
