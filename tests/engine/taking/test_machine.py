"""What the machine does to a run: killed, a full disk, two at once, another key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from goldenthread.engine import cli
from goldenthread.engine.store import Store, Vault
from tests.engine.faults.test_taken import contact, put
from tests.engine.taking.dying import KEY
from tests.engine.taking.test_removing import keep, places


ROOT = Path(__file__).resolve().parents[3]
FIRST, SECOND = "2025-04-02T09:00+01:00", "2025-07-02T09:00+01:00"
# Blocks of a kilobyte a file may have: less than the links, less than the events.
SMALL = (1, 7)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A home with one release, and files for a second."""
    made = tmp_path_factory.mktemp("machine")
    put(made / "sent", "police", "police_contacts", *(contact(n) for n in range(20)))
    keep(made / "sent", made / "home", FIRST)
    put(made / "sent", "police", "police_contacts", *(contact(n) for n in range(400)))
    (made / "a.key").write_text(KEY.hex(), encoding="ascii")
    (made / "a.key").chmod(0o600)
    return made


@pytest.fixture
def home(root, tmp_path) -> Path:
    return Path(shutil.copytree(root / "home", tmp_path / "home"))


def run(
    root: Path, home: Path, place: int, before: str = ""
) -> subprocess.CompletedProcess:
    program = f"{sys.executable} -m tests.engine.taking.dying"
    words = f"{before} exec {program} {root / 'sent'} {home} {SECOND} {place}"
    return subprocess.run(
        ["/bin/sh", "-c", words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def look(home: Path) -> list[tuple[int, int, int]]:
    """For each release: its events, identities and links, all of them whole."""
    found = []
    for one in Store(home / "store").releases():
        one.verify()
        links = home / "vault" / "links" / one.name / "mapping.parquet"
        names = Vault(home / "vault", KEY).open(one.name).num_rows
        found.append((one.events().num_rows, names, pq.read_table(links).num_rows))
    return found


OLD, NEW = [(20, 20, 20)], [(400, 400, 400), (20, 20, 20)]


def test_killed_at_any_step_the_last_good_state_stands(root, home, tmp_path):
    steps = int(run(root, home, 0).stdout)
    assert look(home) == NEW
    whole = sorted(str(one.relative_to(home)) for one in home.rglob("*"))
    seen = []
    for place in (9, steps - 6, steps - 1):
        other = Path(shutil.copytree(root / "home", tmp_path / f"dying{place}"))
        assert run(root, other, place).returncode == -9
        seen.append(look(other))
        assert seen[-1] in (OLD, NEW)
        keep(root / "sent", other, SECOND)
        assert look(other) == NEW
        left = sorted(str(one.relative_to(other)) for one in other.rglob("*"))
        assert left == whole
    assert seen == sorted(seen, key=len)
    assert OLD in seen


@pytest.mark.parametrize("blocks", SMALL)
def test_a_full_disk_is_refused_and_the_last_good_state_stands(root, home, blocks):
    ended = run(root, home, 0, f"trap '' XFSZ; ulimit -f {blocks};")
    assert ended.returncode == 1
    assert "too large" in ended.stderr.lower()
    assert look(home) == OLD
    assert sorted(os.listdir(home / "store")) == ["current", "lock", "releases"]


def take(root: Path, home: Path, key: Path | None = None) -> int:
    words = ["take", str(root / "sent"), "--home", str(home), "--made-at", SECOND]
    return cli.main([*words, "--key-file", str(key or root / "a.key")])


def test_two_do_not_take_at_once(root, home, capsys):
    with places(home).alone():
        assert take(root, home) == 1
    assert "Another release is being built" in capsys.readouterr().err
    assert look(home) == OLD


def test_another_key_or_none_is_refused(root, home, tmp_path, capsys):
    key = tmp_path / "other.key"
    assert take(root, home, key) == 1
    assert "a new key would know nobody again" in capsys.readouterr().err
    assert not key.exists()
    for written, sentence in (
        ("ff" * 32, "The key is not the one that release 20250402"),
        ("ff" * 16, "A vault’s key has 32 bytes; this one has 16"),
        ("not a key", "holds no key of 64 digits"),
        ("", "A vault’s key has 32 bytes; this one has 0"),
    ):
        key.write_text(written, encoding="utf-8")
        assert take(root, home, key) == 1
        assert sentence in capsys.readouterr().err
    assert look(home) == OLD


def test_a_key_that_others_can_read_is_told(root, home, tmp_path, capsys):
    key = tmp_path / "open.key"
    key.write_text("ff" * 32, encoding="ascii")
    key.chmod(0o644)
    assert take(root, home, key) == 1
    assert "can be read by others: chmod 600" in capsys.readouterr().err


def test_a_home_that_cannot_be_written_to_is_a_sentence(root, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert take(root, tmp_path / "file" / "home") == 1
    assert capsys.readouterr().err.startswith("goldenthread engine: Not a directory")


@pytest.mark.parametrize(
    ("name", "is_told"), [("IOException", True), ("ParserException", False)]
)
def test_a_database_that_runs_out_is_a_sentence(monkeypatch, capsys, name, is_told):
    import duckdb

    class Parser:
        def parse_args(self, words: list[str]) -> Parser:
            return self

        def run(self, wanted: object) -> int:
            raise getattr(duckdb, name)("IO Error: No space left\nand more")

    monkeypatch.setattr(cli, "parser", Parser)
    if is_told:
        assert cli.main([]) == 1
        assert capsys.readouterr().err == (
            "goldenthread engine: IO Error: No space left\n"
        )
    else:
        with pytest.raises(duckdb.ParserException):
            cli.main([])
