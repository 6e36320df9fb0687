"""Builds that are killed at every step they take on the disk, one after the other.

Run as a program with an empty folder: prints one line of JSON for each death, and one
for the build that was let through. Every build and every look is a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - loaded once, here, and not by every process anew
import pyarrow.parquet  # noqa: F401

from goldenthread.engine.store import Store, Vault
from tests.engine.store.examples import build, identities


KEY = bytes(32)
NEVER = 1_000_000
LAST = 16
STEPS = ("open", "fsync", "rename", "replace", "unlink", "rmdir", "mkdir", "chmod")


def apart(work: Callable[[], object]) -> tuple[int, Any]:
    """Do it in a process of its own; how that ended, and what it answered."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writing, json.dumps(work()).encode())
        except BaseException as why:
            os.write(writing, json.dumps(repr(why)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(said or "null")


def die_at(place: int) -> Callable[[], int]:
    """Have this process killed as it takes the step of that number; the steps taken."""
    taken = 0

    def watched(step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*given: Any, **named: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == place:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*given, **named)

        return take

    for name in STEPS:
        setattr(os, name, watched(getattr(os, name)))
    return lambda: taken


def second(folder: Path, place: int) -> object:
    vault = Vault(folder / "vault", KEY)
    taken = die_at(place)
    build(Store(folder / "store"), 20, hours=1, identities=identities(4), vault=vault)
    return taken()


def look(folder: Path) -> object:
    store, vault = Store(folder / "store"), Vault(folder / "vault", KEY)
    rows = []
    for release in store.releases():
        release.verify()
        known = vault.open(release.name).num_rows
        rows.append([release.events().num_rows, known])
    return rows


def first(folder: Path) -> object:
    vault = Vault(folder / "vault", KEY)
    build(Store(folder / "store"), 10, identities=identities(2), vault=vault)
    return None


def leftovers(folder: Path) -> list[str]:
    store = sorted(one.name for one in (folder / "store").iterdir())
    kept = sorted((folder / "store" / "releases").iterdir())
    sealed = sorted((folder / "vault").iterdir())
    return [*store, str(len(kept)), str(len(sealed))]


def tried(folder: Path, place: int) -> dict[str, Any]:
    """One death, what stands after it, and what the next build makes of it."""
    ended, steps = apart(lambda: second(folder, place))
    _, after = apart(lambda: look(folder))
    _, healed = apart(lambda: [second(folder, NEVER), look(folder)][1])
    left = leftovers(folder)
    shutil.rmtree(folder)
    found = {"place": place, "ended": ended, "steps": steps}
    return found | {"after": after, "healed": healed, "left": left}


def main(folder: Path) -> None:
    """Die at each of the last steps, and at every fourth of those before them."""
    apart(lambda: first(folder / "good"))
    shutil.copytree(folder / "good", folder / "whole")
    whole = tried(folder / "whole", NEVER)
    last = whole["steps"]
    places = [*range(1, last - LAST, 4), *range(last - LAST, last + 1)]
    for place in places:
        shutil.copytree(folder / "good", folder / str(place))
        sys.stdout.write(json.dumps(tried(folder / str(place), place)) + "\n")
    sys.stdout.write(json.dumps(whole) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
