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
import os
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
    except BrokenPipeError:
        # Who reads the list has seen enough (`| head`); nothing is left to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as why:
        # A full disk, a folder that is not there, a right that is missing: each write
        # is whole or not at all, so the sentence is all there is to say.
        named = f" ({why.filename})" if why.filename else ""
        print(f"goldenthread engine: {why.strerror or why}{named}.", file=sys.stderr)
    except Exception as why:
        if not _of_the_machine(why):
            raise
        print(f"goldenthread engine: {str(why).splitlines()[0]}", file=sys.stderr)
    return 1


def _of_the_machine(why: Exception) -> bool:
    """Whether the database ran out of disk or memory; it has errors of its own."""
    duckdb = sys.modules.get("duckdb")
    return duckdb is not None and isinstance(
        why, duckdb.IOException | duckdb.OutOfMemoryException
    )
