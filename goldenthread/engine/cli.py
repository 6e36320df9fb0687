"""`goldenthread engine …`: the engine from the shell, without Django or a database.

A part that has commands keeps them in its `commands.py`, as

    def add(commands) -> None:
        parser = commands.add_parser("synth", help="…", description="…")
        parser.add_argument(…)
        parser.set_defaults(run=function)

where `run` takes what was read and returns the exit code (nothing is nought). What the
engine refuses is said in one sentence, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec

from goldenthread.engine.errors import EngineError


PARTS = (
    "contracts",
    "intake",
    "taking",
    "store",
    "faults",
    "link",
    "journeys",
    "indicators",
    "benchmarks",
    "disclosure",
    "maps",
    "signals",
    "synth",
)
DESCRIPTION = "From agencies’ files to figures that can be defended, on one machine."


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="goldenthread engine", description=DESCRIPTION, allow_abbrev=False
    )
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for part in PARTS:
        where = f"goldenthread.engine.{part}"
        if find_spec(where) and find_spec(f"{where}.commands"):
            import_module(f"{where}.commands").add(commands)
    return made


def main(words: list[str]) -> int:
    """Run one command; the exit code."""
    wanted = parser().parse_args(words)
    try:
        return int(wanted.run(wanted) or 0)
    except EngineError as why:
        print(f"goldenthread engine: {why}", file=sys.stderr)
        return 1
