"""Journeys on Spark: the same steps, spans and faults, in the same order."""

from __future__ import annotations

import random

import pyarrow.parquet as pq
import pytest

from goldenthread.engine.errors import EngineError
from goldenthread.engine.journeys import FAULTS, SPANS, STEPS, common_paths, write
from goldenthread.engine.spark import walks
from tests.engine.journeys.test_walks import KINDS, event, in_order, table


SHAPES = {"steps": STEPS, "spans": SPANS, "faults": FAULTS}


def crowd(children: int, size: int) -> list[dict]:
    """Events as a release has them: by child and day, numbered in that order."""
    chance = random.Random(3)
    # Some with the largest numbers there are, which no whole number of Spark's holds.
    known = [*range(1, children), 2**63, 2**64 - 1]
    rows = [
        event(
            0,
            chance.choice(known),
            chance.choice(KINDS),
            chance.randint(-900, 900),
            chance.choice((None, 0, 3, 40, 400)),
            agency=chance.choice(("COUNCIL", "POLICE", "HEALTH")),
        )
        for _ in range(size)
    ]
    rows.sort(key=lambda one: (one["child"], one["on"]))
    return [one | {"event": number} for number, one in enumerate(rows, 1)]


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(table(crowd(300, 3_000)), path)
    return path


@pytest.mark.parametrize("batch", [walks.BATCH, 250])
def test_every_row_is_equal(spark, tmp_path, monkeypatch, events, batch):
    """In one piece, and in a dozen that workers write by themselves."""
    monkeypatch.setattr(walks, "BATCH", batch)
    told = walks.write(spark, events, tmp_path / "spark")
    assert told == write(events, tmp_path / "here")
    for name, shape in SHAPES.items():
        one, other = (
            pq.read_table(tmp_path / place / f"{name}.parquet")
            for place in ("spark", "here")
        )
        assert one.schema.equals(shape)
        rows = one.to_pylist(), other.to_pylist()
        # Faults lie in the order of the pieces they were found in.
        assert rows[0] == rows[1] or (
            name == "faults" and in_order(rows[0]) == in_order(rows[1])
        )
    assert told["faults"] > 0


def test_common_ways_are_those_of_the_spans(spark, tmp_path, events):
    walks.write(spark, events, tmp_path / "spark")
    write(events, tmp_path / "here")
    one, other = (
        common_paths(pq.read_table(tmp_path / place / "spans.parquet"))
        for place in ("spark", "here")
    )
    assert one.to_pylist() == other.to_pylist()


def test_only_three_files_are_left_for_their_owner(spark, tmp_path, events):
    folder = tmp_path / "spark"
    walks.write(spark, events, folder)
    assert {one.name for one in folder.iterdir()} == {f"{n}.parquet" for n in SHAPES}
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}


def test_no_events_give_tables_without_rows(spark, tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(table([]), path)
    assert walks.write(spark, path, tmp_path / "out") == dict.fromkeys(SHAPES, 0)
    for name, shape in SHAPES.items():
        assert pq.read_table(tmp_path / "out" / f"{name}.parquet").schema.equals(shape)


def test_an_unknown_kind_is_refused_and_earlier_files_stay(spark, tmp_path):
    path, folder = tmp_path / "events.parquet", tmp_path / "out"
    pq.write_table(table([event(1, 5, "PARTY", 0)]), path)
    folder.mkdir()
    (folder / "steps.parquet").write_bytes(b"as it was")
    with pytest.raises(EngineError, match=r"There is no kind of event PARTY\."):
        walks.write(spark, path, folder)
    assert [one.read_bytes() for one in folder.iterdir()] == [b"as it was"]
