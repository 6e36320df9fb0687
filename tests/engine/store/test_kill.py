"""A build killed at any moment leaves the last good release, and the next one heals."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from goldenthread.engine.store import Store, Vault
from tests.engine.store import dying
from tests.engine.store.examples import build, identities


ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def deaths(tmp_path_factory) -> list[dict]:
    folder = tmp_path_factory.mktemp("dying")
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.store.dying", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_steps_on_the_disk_were_died_at(deaths):
    assert [one["ended"] for one in deaths[:-1]] == [-signal.SIGKILL] * (
        len(deaths) - 1
    )
    assert deaths[-1]["ended"] == 0
    assert len(deaths) > 20


def test_last_good_release_stands_whole_and_the_swap_is_one_step(deaths):
    old, new = [[10, 2]], [[20, 4], [10, 2]]
    found = [one["after"] for one in deaths]
    swapped = found.index(new)
    assert found == [old] * swapped + [new] * (len(found) - swapped)
    assert swapped > 15


def test_next_build_comes_through_and_leaves_nothing_behind(deaths):
    for one in deaths:
        assert one["healed"] == [[20, 4], [10, 2]], one
        assert one["left"] == ["current", "lock", "releases", "2", "2"], one


ENDLESS = """
import sys
from datetime import timedelta
from pathlib import Path
from goldenthread.engine.store import Store, Vault
from tests.engine.store.examples import build, identities
folder = Path(sys.argv[1])
store, vault = Store(folder / "store"), Vault(folder / "vault", bytes(32))
began = len(list(store.releases()))
print("ready", flush=True)
for one in range(began, 10_000):
    build(store, one + 1, hours=one, identities=identities(one + 1), vault=vault)
    print("built", flush=True)
"""


def test_killed_from_outside_at_moments_nobody_chose(tmp_path):
    store, vault = Store(tmp_path / "store"), Vault(tmp_path / "vault", dying.KEY)
    build(store, 1, identities=identities(1), vault=vault)
    chance, many = random.Random(7), 1
    for _ in range(4):
        running = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        assert running.stdout.readline() == b"built\n"
        time.sleep(chance.random() / 4)
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
        found = list(store.releases())
        for release in found:
            release.verify()
            assert vault.open(release.name).num_rows == release.events().num_rows
        counts = [one.manifest.counts["events"] for one in found]
        assert counts == list(range(len(found), 0, -1))
        assert len(found) > many
        many = len(found)
