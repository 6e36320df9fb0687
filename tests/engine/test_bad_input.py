"""Bad input by its name, from the shell: one sentence, nothing written, the last state."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import cli
from goldenthread.engine.shapes import CHILDREN, EVENTS
from goldenthread.engine.store import Store


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def put(folder: Path, name: str, rows: list[dict], shape: pa.Schema) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=shape), path)
    return path


def contact(n: int) -> dict:
    return {
        "event": n,
        "child": n,
        "agency": "COUNCIL",
        "contract": "ssd_contacts",
        "kind": "CONTACT",
        "on": date(2024, 5, n),
    }


def build(folder: Path, events: list[dict], when: str) -> int:
    children = [{"child": n, "born": date(2015, 1, 1)} for n in (1, 2, 3)]
    words = ["build", str(folder / "store"), "--made-at", when, "--no-cube"]
    words += ["--events", str(put(folder, "events", events, EVENTS))]
    return cli.main(
        [*words, "--children", str(put(folder, "children", children, CHILDREN))]
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A store of one release with its figures."""
    folder = tmp_path_factory.mktemp("made")
    rows = [contact(n) for n in (1, 2, 3)]
    children = [{"child": n, "born": date(2015, 1, 1)} for n in (1, 2, 3)]
    words = ["build", str(folder / "store"), "--made-at", "2025-04-01T09:00+01:00"]
    words += ["--events", str(put(folder, "events", rows, EVENTS))]
    words += ["--children", str(put(folder, "children", children, CHILDREN))]
    assert cli.main(words) == 0
    return folder


def rate(made: Path, tmp_path: Path, population: str | None) -> int:
    words = ["indicator", "contact_rate", "--store", str(made / "store")]
    words += ["--every", "year"]
    if population is not None:
        path = tmp_path / "people.csv"
        path.write_text(
            f"population,year,by,value,number\n{population}", encoding="utf-8"
        )
        words += ["--population", str(path)]
    return cli.main(words)


@pytest.mark.parametrize(
    ("population", "sentence"),
    [
        (None, "contact_rate is a rate, and no population was given"),
        ("0-17,2024,all,all,0\n", "no population 0-17 of all is known for 2024"),
        ("0-17,2025,all,all,9000\n", "no population 0-17 of all is known for 2024"),
        ("0-5,2024,all,all,9000\n", "no population 0-17 of all is known for 2024"),
        ("0-17,2024,all,all,many\n", "holds no population to read"),
    ],
)
def test_a_denominator_that_is_missing_or_nought(
    made, tmp_path, capsys, population, sentence
):
    assert rate(made, tmp_path, population) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_with_its_denominator_the_rate_is_told(made, tmp_path, capsys):
    assert rate(made, tmp_path, "0-17,2024,all,all,6000\n") == 0
    assert "\t3\t6000\t5\t2024" in capsys.readouterr().out


def test_an_empty_release_and_one_of_nothing_true_leave_the_last(tmp_path, capsys):
    assert build(tmp_path, [contact(1)], "2025-04-01T09:00+01:00") == 0
    for rows, sentence in (
        ([], "A release without a single event is not built"),
        (
            [contact(1) | {"on": date(2050, 1, 1)}],
            "none of which can be true: TOO_OLD",
        ),
    ):
        assert build(tmp_path, rows, "2025-05-01T09:00+01:00") == 1
        assert sentence in capsys.readouterr().err
        assert Store(tmp_path / "store").current().events().num_rows == 1


def test_a_store_of_an_older_version_says_what_to_do(tmp_path, capsys):
    assert build(tmp_path, [contact(1)], "2025-04-01T09:00+01:00") == 0
    path = Store(tmp_path / "store").current().folder / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"edition": 0}), encoding="utf-8")
    capsys.readouterr()
    assert build(tmp_path, [contact(2)], "2025-05-01T09:00+01:00") == 1
    said = capsys.readouterr().err
    assert "edition 0 and this program reads edition 1: build it anew" in said
    assert json.loads(path.read_text(encoding="utf-8"))["edition"] == 0


def test_areas_that_are_none_or_twice_are_named(tmp_path, capsys):
    areas = tmp_path / "areas.csv"
    for text, sentence in (
        ("ward,one\nA,B\n", "has no column area"),
        ("area,ward\nE1,A\nE1,B\n", "holds 1 areas more than once"),
    ):
        areas.write_text(text, encoding="utf-8")
        words = ["build", str(tmp_path / "store"), "--areas", str(areas)]
        words += ["--made-at", "2025-04-01T09:00+01:00"]
        words += ["--events", str(put(tmp_path, "e", [contact(1)], EVENTS))]
        children = [{"child": 1, "born": date(2015, 1, 1)}]
        words += ["--children", str(put(tmp_path, "c", children, CHILDREN))]
        assert cli.main(words) == 1
        assert sentence in capsys.readouterr().err
        assert not (tmp_path / "store" / "current").exists()
