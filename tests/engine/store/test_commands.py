"""The store from the shell."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from goldenthread.engine import cli
from goldenthread.engine.store import Store, Vault
from tests.engine.store.examples import identities, some_children, some_events


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pq.write_table(some_events(9), "events.parquet")
    pq.write_table(some_children(), "children.parquet")
    pq.write_table(identities(3), "identities.parquet")
    (tmp_path / "key").write_text("0f" * 32)
    return tmp_path


MADE = [
    "build",
    "store",
    "--events=events.parquet",
    "--children=children.parquet",
    "--made-at=2025-04-01T09:00+00:00",
]


def test_build_and_list(here, capsys):
    sealed = ["--identities=identities.parquet", "--vault=vault", "--key-file=key"]
    assert cli.main([*MADE, *sealed, "--no-cube"]) == 0
    name = Store(here / "store").current().name
    assert Vault(here / "vault", b"\x0f" * 32).open(name).num_rows == 3
    capsys.readouterr()
    assert cli.main(["releases", "store", "--verify"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{name}  2025-04-01 09:00 UTC  7 children, 9 events\n")
    assert said.count("  in: ") == 3
    assert cli.main(["releases", "store", "--at=2025-03-01T00:00+00:00"]) == 1
    assert "No release was made by 1 March 2025" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("further", "sentence"),
    [
        (["--identities=identities.parquet"], "Identities need --vault and --key-file"),
        (["--events=nothing"], "There is no file nothing."),
        (
            ["--identities=key", "--vault=vault", "--key-file=key"],
            "key is not a Parquet file.",
        ),
        (
            [
                "--identities=identities.parquet",
                "--vault=v",
                "--key-file=events.parquet",
            ],
            "events.parquet holds no key of 64 digits.",
        ),
        (["--events=key"], "key is not a Parquet file."),
    ],
)
def test_what_is_refused_is_one_sentence(here, capsys, further, sentence):
    assert cli.main([*MADE, *further]) == 1
    assert sentence in capsys.readouterr().err
    assert not (here / "store" / "current").exists()


def test_moment_without_a_zone_is_refused(here, capsys):
    with pytest.raises(SystemExit):
        cli.main([*MADE[:-1], "--made-at=2025-04-01T09:00"])
    assert "lacks its time zone" in capsys.readouterr().err
