"""Spark that is not there, does not answer, or goes away: named, in time, nothing left."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from goldenthread.engine.errors import NoSpark, SparkDoesNotAnswer
from goldenthread.engine.spark import sessions
from goldenthread.engine.spark.sessions import Cluster, session
from tests.engine.spark.conftest import HERE


@contextmanager
def listening():
    """A port that takes every call and says nothing."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        yield mute.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    """A port nobody listens at any more."""
    with listening() as port:
        return port


def refused(cluster: Cluster) -> str:
    with pytest.raises(SparkDoesNotAnswer) as why, session(cluster):
        pass
    return str(why.value)


def test_a_master_nobody_listens_at_is_named_at_once(monkeypatch, closed_port):
    monkeypatch.setattr(sessions, "_open_here", lambda cluster: None)
    began = time.monotonic()
    master = f"spark://127.0.0.1:{closed_port}"
    assert refused(Cluster(master)) == f"Nothing listens at {master}."
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("master", ["", "localhost", "http://a", "local[", "sc://a:1"])
def test_what_is_no_address_is_named(master):
    assert "is no address of Spark" in refused(Cluster(master))


def test_an_address_without_a_port_is_named(monkeypatch):
    monkeypatch.setattr(sessions, "_open_here", lambda cluster: None)
    assert "does not say host and port" in refused(Cluster("spark://nowhere"))


def test_a_second_session_elsewhere_is_refused(spark):
    said = refused(Cluster("spark://127.0.0.1:7077"))
    assert "has a session of Spark at local[2] open" in said


def test_an_open_session_is_used_and_stays(spark):
    with session(HERE) as found:
        assert found is spark
    assert spark.range(3).count() == 3


def test_what_fails_at_its_work_is_named_in_one_line(spark):
    with pytest.raises(SparkDoesNotAnswer) as why, session(HERE) as found:
        found.sql("select no_such_column").collect()
    said = str(why.value)
    assert said.startswith("Spark at local[2] failed at its work: ")
    assert "no_such_column" in said
    assert "\n" not in said


def test_without_pyspark_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(NoSpark, match=r"not installed: .*requirements-spark"):
        session(HERE).__enter__()


@pytest.mark.parametrize("home", ["", "/nowhere"])
def test_without_java_one_sentence(monkeypatch, tmp_path, home):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", home)
    with pytest.raises(
        NoSpark, match=r"needs Java 17 or newer, and there is no java in"
    ):
        session(HERE).__enter__()


def test_nothing_here_listens_to_other_machines(spark):
    """Every port that the machine of Java listens at is one of this machine's own."""
    sockets = {
        os.readlink(one).removeprefix("socket:[").rstrip("]")
        for one in Path(f"/proc/{spark.sparkContext._gateway.proc.pid}/fd").iterdir()
        if os.readlink(one).startswith("socket:")
    }
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in sockets:
                found.add(words[1].partition(":")[0])
    # 127.0.0.1, and the same as the sixth version of addresses writes it.
    assert found
    assert found <= {"0100007F", "0000000000000000FFFF00000100007F"}


def test_its_files_are_its_owners_alone(spark):
    folder = Path(spark.conf.get("spark.local.dir")).parent
    assert folder.name.startswith("goldenthread-spark-")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert spark.conf.get("spark.sql.session.timeZone") == "UTC"


MUTE = """
import sys, time
from goldenthread.engine import cli
began = time.monotonic()
code = cli.main(sys.argv[1:])
print(f"{time.monotonic() - began:.0f}")
sys.exit(code)
"""


def test_a_master_that_says_nothing_is_given_up_in_time(tmp_path):
    """In a process of its own, which ends, and leaves earlier files as they were."""
    from tests.engine.spark.test_commands import built

    store = built(tmp_path)
    (tmp_path / "cube.parquet").write_bytes(b"as it was")
    with listening() as port:
        words = [f"--store={store}", f"--to={tmp_path / 'cube.parquet'}"]
        words += [
            "--engine=spark",
            f"--master=spark://127.0.0.1:{port}",
            "--patience=8",
        ]
        done = subprocess.run(
            [sys.executable, "-c", MUTE, "indicators", *words],
            env=os.environ | {"TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=200,
        )
    assert done.returncode == 1
    assert done.stderr == (
        f"goldenthread engine: Spark at spark://127.0.0.1:{port} did not answer within "
        "8 seconds.\n"
    )
    assert int(done.stdout) < 60
    assert (tmp_path / "cube.parquet").read_bytes() == b"as it was"
    left = {one.name for one in tmp_path.iterdir()}
    assert not [one for one in left if one.startswith("goldenthread-spark-")]


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("Py4JNetworkError", "Error while sending or receiving", "it went away."),
        ("Py4JNetworkError", "Answer from Java side is empty", "it went away."),
        ("Py4JError", "An error occurred while calling o1.count", "it went away."),
        ("Py4JError", "no such method", "no such method"),
    ],
)
def test_a_line_that_goes_dead_is_told_in_one_way(kind, words, said):
    from py4j import protocol

    named = sessions._named(Cluster("local[1]"))
    with pytest.raises(SparkDoesNotAnswer) as told, named:
        raise getattr(protocol, kind)(words)
    assert str(told.value) == f"Spark at local[1] failed at its work: {said}"


GONE = """
from goldenthread.engine.errors import SparkDoesNotAnswer
from goldenthread.engine.spark.sessions import Cluster, session
small = Cluster("local[1]", memory="512m", java="-XX:TieredStopAtLevel=1")
try:
    with session(small) as found:
        java = found.sparkContext._gateway.proc
        java.kill()
        found.range(3).count()
except SparkDoesNotAnswer as why:
    print(why, java.poll())
with session(small) as found:
    java = found.sparkContext._gateway.proc
    print(found.range(3).count())
print(java.poll() is None)
"""


def test_a_spark_that_goes_away_is_named_and_the_next_one_works(tmp_path):
    """In a process of its own: Java ends with its session, and its files go."""
    done = subprocess.run(
        [sys.executable, "-c", GONE],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "Spark at local[1] failed at its work: it went away. -9",
        "3",
        "False",
    ]
    left = {one.name for one in tmp_path.iterdir()}
    assert not [one for one in left if one.startswith("goldenthread-spark-")]
