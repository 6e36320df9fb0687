"""The two commands, as far as they go without installing anything."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ["start", "test", ".ci/run", "scripts/lock"]
SHARED = ["scripts/setup.sh", "scripts/checks.sh", "scripts/postgresql.sh"]


@pytest.fixture
def clone(tmp_path):
    """The scripts in a folder of their own, so that nothing real is touched."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for name in ("start", "test", "pyproject.toml", "requirements.txt"):
        shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def run(clone: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "HOME": str(clone), **variables}
    return subprocess.run(
        words, cwd=clone, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", SCRIPTS + SHARED)
def test_script_is_plain_sh(name):
    done = subprocess.run(["sh", "-n", ROOT / name], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_may_be_run(name):
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("command", ["./start", "./test"])
def test_help_says_what_it_does_and_does_nothing(clone, command):
    before = sorted(clone.iterdir())
    done = run(clone, command, "--help")
    assert done.stdout.startswith(f"{command} [")
    assert (done.returncode, done.stderr, sorted(clone.iterdir())) == (0, "", before)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--frsh"], "./start does not know “--frsh”; it takes --fresh and --port N."),
        (["--port", "many"], "--port takes a number, such as 8001."),
        (["--port"], "--port takes a number, such as 8001."),
    ],
)
def test_start_refuses_what_it_does_not_know(clone, words, sentence):
    done = run(clone, "./start", *words)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", sentence)


def test_start_says_when_the_port_is_taken_before_it_does_anything(clone):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(clone, "./start", "--port", str(port))
    assert done.stderr.strip() == (
        f"Port {port} on 127.0.0.1 is taken. Stop what uses it, or give another: "
        "./start --port 8001"
    )
    assert (done.returncode, (clone / "var").exists()) == (1, False)


def test_a_port_that_cannot_be_is_refused(clone):
    done = run(clone, "./start", "--port", "123456")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("Port 123456 on 127.0.0.1 is taken")


@pytest.fixture
def installed(clone):
    """A clone that believes everything is installed; commands only say their name."""
    program = clone / ".venv" / "bin" / "goldenthread"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "ran $*"\n')
    program.chmod(0o755)
    python = program.with_name("python")
    python.write_text("#!/bin/sh\nexit 0\n")  # every port is free, all is built
    python.chmod(0o755)
    setup = clone / "scripts" / "setup.sh"
    setup.write_text(
        setup.read_text() + "\npython_packages() { :; }\npdf_packages() { :; }\n"
    )
    (clone / "var").mkdir()
    return clone


def test_fresh_spares_a_database_that_start_did_not_make(installed):
    record = installed / "var" / "goldenthread.sqlite3"
    record.write_text("somebody's record")
    done = run(installed, "./start", "--fresh", "--port", "0")
    assert done.stderr.strip() == (
        f"{record} was not made by ./start; move it away yourself if you mean to begin "
        "again."
    )
    assert (done.returncode, record.read_text()) == (1, "somebody's record")


def test_fresh_never_touches_a_named_database(installed):
    done = run(
        installed, "./start", "--fresh", "--port", "0", DATABASE_URL="postgresql://a/b"
    )
    assert (done.returncode, "never with the database" in done.stderr) == (1, True)


def test_named_database_is_served_without_the_example(installed):
    done = run(installed, "./start", "--port", "0", DATABASE_URL="postgresql://a/b")
    assert done.stdout.splitlines() == [
        "Using the database that DATABASE_URL names; no example is loaded into it.",
        "ran prepare",
        "",
        "goldenthread is at http://127.0.0.1:0 (stop it with Ctrl+C)",
        "ran serve --port 0",
    ]


def test_second_start_keeps_the_data(installed):
    record = installed / "var" / "goldenthread.sqlite3"
    record.write_text("loaded before")
    (installed / "var" / ".example").write_text("Role  Name  address\n")
    done = run(installed, "./start", "--port", "0")
    assert (done.returncode, record.read_text()) == (0, "loaded before")
    assert done.stdout.splitlines() == [
        "ran prepare",
        "",
        "goldenthread is at http://127.0.0.1:0 (stop it with Ctrl+C)",
        "Sign in as one of these invented people "
        "(a click at http://127.0.0.1:0/example/sign-in/):",
        "  Role  Name  address",
        "ran serve --port 0",
    ]


def test_an_activated_environment_without_pip_does_not_mislead(clone):
    mute = clone / "bin" / "python3"
    mute.parent.mkdir()
    mute.write_text("#!/bin/sh\nexit 1\n")
    mute.chmod(0o755)
    done = run(
        clone, "./start", "--port", "123456", PATH=f"{mute.parent}:{os.environ['PATH']}"
    )
    assert done.stderr.strip().startswith("Port 123456 on 127.0.0.1 is taken")
