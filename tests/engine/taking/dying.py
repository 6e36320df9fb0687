"""A run of taking that is killed at a step it takes on the disk.

Run as a program with a folder of files, a home, a moment, and the number of the step (0:
none); prints the steps taken. A process of its own: threads of the libraries that read
and link do not survive a fork.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from goldenthread.engine.store import Store, Vault
from goldenthread.engine.taking import folder, release
from tests.engine.store.dying import die_at


KEY = bytes(range(32))


def main(sent: Path, home: Path, made_at: datetime, place: int) -> None:
    vault = home / "vault"
    places = release.Places(Store(home / "store"), Vault(vault, KEY), vault / "links")
    files = folder.read(sent, made_at.date())
    handed = folder.handed(files, KEY)
    taken = die_at(place)
    release.keep(files, handed, places, made_at)
    sys.stdout.write(f"{taken()}\n")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        datetime.fromisoformat(sys.argv[3]),
        int(sys.argv[4]),
    )
