"""`--engine spark` from the shell: the same files, or one sentence and nothing changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import cli
from goldenthread.engine.indicators.cube import FIGURES
from goldenthread.engine.shapes import CHILDREN, EVENTS
from tests.engine.journeys.test_walks import event
from tests.engine.link.conftest import records


pytestmark = pytest.mark.filterwarnings("ignore::Warning")
SPARK = ["--engine=spark", "--master=local[2]"]


def inputs(folder: Path) -> list[str]:
    rows = [event(n, n % 3 + 1, "PLAN", 40 * n, 20) for n in range(1, 9)]
    rows += [event(n, n % 3 + 1, "CONTACT", 7 * n) for n in range(9, 20)]
    children = [{"child": n} for n in (1, 2, 3)]
    for name, table in (
        ("events", pa.Table.from_pylist(rows, schema=EVENTS)),
        ("children", pa.Table.from_pylist(children, schema=CHILDREN)),
    ):
        pq.write_table(table, folder / f"{name}.parquet")
    return [f"--{name}={folder / name}.parquet" for name in ("events", "children")]


def built(folder: Path) -> Path:
    """A store with one release, without its cube."""
    words = [*inputs(folder), "--made-at=2025-01-01T00:00+00:00", "--no-cube"]
    assert cli.main(["build", str(folder / "store"), *words]) == 0
    return folder / "store"


def rows_of(path: Path) -> list[dict]:
    return pq.read_table(path).cast(FIGURES).to_pylist()


def test_indicators_are_worked_out_on_both(spark, tmp_path, capsys):
    words = ["indicators", "plans_started", "contacts", f"--store={built(tmp_path)}"]
    capsys.readouterr()
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    assert cli.main([*words, f"--to={here}"]) == 0
    assert cli.main([*words, f"--to={there}", *SPARK]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "figures of 2 indicators, release 20250101T000000Z-" in said[0]
    assert [one.rpartition(" ")[2] for one in said] == ["duckdb", "spark"]
    assert rows_of(here) == rows_of(there) != []


def test_journeys_are_worked_out_on_both(spark, tmp_path, capsys):
    words = ["journeys", f"--store={built(tmp_path)}"]
    capsys.readouterr()
    assert cli.main([*words, f"--to={tmp_path / 'here'}"]) == 0
    here = capsys.readouterr().out
    assert cli.main([*words, f"--to={tmp_path / 'there'}", *SPARK]) == 0
    assert capsys.readouterr().out == here != ""


def test_records_are_linked_on_both(spark, tmp_path, capsys):
    rows = records(
        {"nhs_number": "9434765919"},
        {"nhs_number": "9434765919", "contract": "b"},
        {"forename": "Corwenn", "contract": "c", "postcode": "ZX1 1AB"},
    )
    pq.write_table(rows, tmp_path / "records.parquet")
    words = ["link", "run", str(tmp_path / "records.parquet")]
    assert cli.main([*words, f"--out={tmp_path / 'here'}"]) == 0
    here = capsys.readouterr().out
    assert cli.main([*words, f"--out={tmp_path / 'there'}", *SPARK]) == 0
    assert capsys.readouterr().out == here != ""
    one, other = (
        pq.read_table(tmp_path / place / "mapping.parquet")
        for place in ("here", "there")
    )
    assert one.equals(other)


def test_a_release_gets_its_cube_from_spark_or_none_is_built(
    spark, tmp_path, monkeypatch, capsys
):
    from goldenthread.engine import indicators

    catalogue = indicators.load().of("plans_started")
    monkeypatch.setattr(indicators, "load", lambda: catalogue)
    words = [*inputs(tmp_path), "--made-at=2025-01-01T00:00+00:00"]
    gone = ["--engine=spark", "--master=spark://127.0.0.1:9"]
    assert cli.main(["build", str(tmp_path / "broken"), *words, *gone]) == 1
    assert "open, so that none at" in capsys.readouterr().err
    assert not (tmp_path / "broken" / "current").exists()
    for place, engine in (("here", []), ("there", SPARK)):
        assert cli.main(["build", str(tmp_path / place), *words, *engine]) == 0
    cubes = [rows_of(one) for one in sorted(tmp_path.glob("*/releases/*/cube.parquet"))]
    assert len(cubes) == 2
    assert cubes[0] == cubes[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["indicators", "--master=local"], "add --engine spark"),
        (["indicators", "--engine=spark"], "worked out from a --store --to a file"),
        (["indicators", "--to=x"], "worked out from a --store --to a file"),
    ],
)
def test_words_that_do_not_go_together(words, said, capsys):
    assert cli.main(words) == 1
    assert said in capsys.readouterr().err


def test_nothing_of_spark_is_loaded_before_it_is_asked_for():
    code = (
        "import sys; from goldenthread.engine import cli, spark;"
        "from goldenthread.engine.spark import options, sessions; cli.parser();"
        "from goldenthread.engine.indicators import cube;"
        "from goldenthread.engine.link import linking;"
        "sys.exit(bool({'pyspark', 'py4j'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
