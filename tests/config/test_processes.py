"""The server as it is run: several processes on one database, each kind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection


PROGRAM = [sys.executable, "-m", "goldenthread.config.cli"]


@pytest.fixture
def database_url(tmp_path: Path, django_db_blocker, db: None) -> Iterator[str]:
    """An empty database of the kind the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'record.sqlite3'}"
        return
    import psycopg  # only where there is PostgreSQL

    facts = connection.settings_dict
    name = f"served_{os.getpid()}"
    server = {"host": facts["HOST"], "user": facts["USER"], "dbname": "postgres"}
    with psycopg.connect(**server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
    yield f"postgresql://{facts['USER']}@/{name}?host={quote(facts['HOST'])}"
    with psycopg.connect(**server, autocommit=True) as session:
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "GOLDENTHREAD_HOME": str(tmp_path),
        "DATABASE_URL": database_url,
    }


def run(words: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [*PROGRAM, *words.split()],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def server(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Two processes that answer; gives their address and their parent's number."""
    run("keys", environment)
    first, second = run("prepare", environment), run("prepare", environment)
    assert ("Bringing the tables up to date" in first, second) == (True, "")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--port", str(port), "--workers", "2"]
    with (tmp_path / "log").open("w") as log:
        started = subprocess.Popen(
            [*PROGRAM, *words], env=environment, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}/no-such-page"
        patience = time.monotonic() + 30
        while time.monotonic() < patience and answer(address) != 404:
            assert started.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.1)
        yield address, started.pid
        started.send_signal(signal.SIGTERM)
        assert started.wait(timeout=30) == 0


def answer(address: str) -> int:
    try:
        return urllib.request.urlopen(address, timeout=20).status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(number) for number in listed.split()]


def test_two_processes_answer_and_one_that_dies_is_replaced(server):
    address, parent = server
    with ThreadPoolExecutor(8) as crowd:
        answers = set(crowd.map(answer, [address] * 40))
    workers = children(parent)
    os.kill(workers[0], signal.SIGKILL)
    patience = time.monotonic() + 20
    while time.monotonic() < patience and (
        workers[0] in children(parent) or len(children(parent)) < 2
    ):
        time.sleep(0.1)
    assert (answers, len(workers), len(children(parent))) == ({404}, 2, 2)
    assert answer(address) == 404


def beside(parent: int) -> list[int]:
    """The workers that were begun beside a server."""
    words = b"\0work\0--beside\0%d\0" % parent
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if words in (path / "cmdline").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue  # it ended meanwhile
    return found


def test_a_worker_runs_beside_the_server_and_ends_with_it(server):
    _, parent = server
    (worker,) = beside(parent)
    assert worker not in children(parent)
    os.kill(parent, signal.SIGTERM)
    patience = time.monotonic() + 40
    while time.monotonic() < patience and beside(parent):
        time.sleep(0.2)
    assert beside(parent) == []
