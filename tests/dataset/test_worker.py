"""One worker for a folder of data, also where one server follows another."""

from __future__ import annotations

import fcntl
import os
import subprocess
import threading

import pytest
from django.core.management.base import CommandError

from goldenthread.dataset.management.commands import dataset_work


@pytest.fixture
def held(tmp_path):
    """The lock of a folder in somebody else's hand, and ours on the same folder."""
    path = tmp_path / "worker.lock"
    with path.open("a") as theirs, path.open("a") as ours:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        yield theirs, ours


def test_a_second_worker_is_refused(held, tmp_path):
    _, ours = held
    with pytest.raises(CommandError, match="Another worker is at work"):
        dataset_work._alone(ours, tmp_path, None)


def test_beside_a_server_it_waits_for_the_one_before(held, tmp_path):
    theirs, ours = held
    running = os.pidfd_open(os.getpid())
    ends = threading.Timer(0.3, fcntl.flock, (theirs, fcntl.LOCK_UN))
    ends.start()
    try:
        assert dataset_work._alone(ours, tmp_path, running)
        with pytest.raises(BlockingIOError):
            fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        ends.join()
        os.close(running)


def test_it_waits_no_longer_than_its_own_server_runs(held, tmp_path):
    _, ours = held
    with subprocess.Popen(["/bin/true"]) as short:
        watched = os.pidfd_open(short.pid)
    try:
        assert not dataset_work._alone(ours, tmp_path, watched)
    finally:
        os.close(watched)
