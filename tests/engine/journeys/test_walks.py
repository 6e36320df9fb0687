"""Steps, spans and faults against a twin that looks at every day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine import cli
from goldenthread.engine.errors import EngineError
from goldenthread.engine.journeys import (
    FAULTS,
    SPANS,
    STEPS,
    Rules,
    common_paths,
    journeys,
    walks,
    write,
)
from goldenthread.engine.shapes import EVENTS
from tests.engine.journeys import twin


RULES = Rules.load()
FIRST = date(2024, 1, 1)
KINDS = ("EARLY_HELP", "NEED", "PLAN", "CARE", "CONTACT", "REFERRAL")


def event(
    number: int, child: int, kind: str, on: int, length: int | None = None, **more
):
    day = FIRST + timedelta(days=on)
    plain = {"event": number, "child": child, "agency": "COUNCIL", "contract": "a"}
    until = None if length is None else day + timedelta(days=length)
    return plain | {"kind": kind, "on": day, "until": until} | more


@some.composite
def worlds(draw) -> list[dict]:
    rows = draw(
        some.lists(
            some.tuples(
                some.sampled_from((1, 2, 900)),
                some.sampled_from(KINDS),
                some.integers(-20, 40),
                some.one_of(some.none(), some.integers(0, 30)),
                some.sampled_from(("COUNCIL", "POLICE", "HEALTH")),
            ),
            min_size=1,
            max_size=14,
        )
    )
    return [
        event(number, child, kind, on, length, agency=agency)
        for number, (child, kind, on, length, agency) in enumerate(rows, 1)
    ]


def table(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=EVENTS)


def in_order(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (row.get("fault", ""), row["child"], row["on"]))


@given(rows=worlds())
def test_same_as_the_twin(rows):
    found = journeys(table(rows))
    assert found.steps.to_pylist() == twin.steps(rows, RULES)
    assert found.spans.to_pylist() == twin.spans(rows, RULES)
    assert in_order(found.faults.to_pylist()) == in_order(twin.faults(rows, RULES))
    ways = {r["path"]: r["children"] for r in common_paths(found.spans, 99).to_pylist()}
    assert ways == dict(twin.paths(twin.spans(rows, RULES)))


@given(rows=worlds(), seed=some.integers(0, 99))
def test_order_of_arrival_does_not_matter(rows, seed):
    mixed = random.Random(seed).sample(rows, len(rows))
    one, other = journeys(table(rows)), journeys(table(mixed))
    assert (
        one.steps.equals(other.steps)
        or one.steps.to_pylist() == other.steps.to_pylist()
    )
    assert one.spans.to_pylist() == other.spans.to_pylist()


@given(rows=worlds())
def test_spans_of_a_child_touch_and_are_of_different_states(rows):
    found = journeys(table(rows)).spans.to_pylist()
    for one, after in pairwise(found):
        if one["child"] == after["child"]:
            assert one["until"] + timedelta(days=1) == after["on"]
            assert one["state"] != after["state"]
    assert all(one["until"] is None or one["on"] <= one["until"] for one in found)


def test_a_way_by_hand():
    """Early help steps up to need and a plan, down to need, out, and comes back."""
    rows = [
        event(1, 5, "EARLY_HELP", 0, 9),
        event(2, 5, "NEED", 10, 30),
        event(3, 5, "PLAN", 20, 9),
        event(4, 5, "CARE", 60),
        event(5, 5, "CONTACT", 60, agency="POLICE"),
    ]
    found = journeys(table(rows))
    told = [
        (one["state"], one["move"], (one["on"] - FIRST).days)
        for one in found.spans.to_pylist()
    ]
    assert told == [
        ("EARLY_HELP", "ENTRY", 0),
        ("NEED", "UP", 10),
        ("PLAN", "UP", 20),
        ("NEED", "DOWN", 30),
        ("NONE", "EXIT", 41),
        ("CARE", "RE_ENTRY", 60),
    ]
    steps = found.steps.to_pylist()
    assert [one["to_next"] for one in steps] == [10, 10, 40, 0, None]
    assert [one["kind"] for one in steps][3:] == ["CONTACT", "CARE"]
    assert [one["first_of_agency"] for one in steps] == [
        True,
        False,
        False,
        True,
        False,
    ]
    assert steps[3]["state"] == "CARE"
    assert found.faults.num_rows == 0
    way = "EARLY_HELP > NEED > PLAN > NEED > out > CARE"
    assert common_paths(found.spans).to_pylist() == [{"path": way, "children": 1}]
    short = common_paths(found.spans, longest=2).to_pylist()
    assert short == [{"path": "EARLY_HELP > NEED > …", "children": 1}]


def test_two_plans_at_once_are_a_named_fault():
    rows = [
        event(1, 5, "PLAN", 0, 20),
        event(2, 5, "PLAN", 10),
        event(3, 6, "PLAN", 0, 9),
    ]
    assert journeys(table(rows)).faults.to_pylist() == [
        {
            "child": 5,
            "fault": "TWO_AT_ONCE_PLAN",
            "on": FIRST + timedelta(days=10),
            "until": FIRST + timedelta(days=20),
        }
    ]


def test_shapes_are_kept_also_without_any_state():
    found = journeys(table([event(1, 5, "CONTACT", 0)]))
    assert found.steps.schema.equals(STEPS)
    assert found.spans.schema.equals(SPANS)
    assert found.faults.schema.equals(FAULTS)
    assert found.spans.num_rows == found.faults.num_rows == 0
    assert common_paths(found.spans).num_rows == 0


def test_unknown_kind_is_refused():
    with pytest.raises(EngineError, match="There is no kind of event PARTY"):
        journeys(table([event(1, 5, "PARTY", 0)]))


@given(rows=worlds(), size=some.integers(1, 6))
def test_written_by_batches_it_is_the_same(tmp_path_factory, rows, size):
    folder = tmp_path_factory.mktemp("walk")
    rows = [row for own in twin.by_child(rows, RULES).values() for row in own]
    pq.write_table(table(rows), folder / "events.parquet")
    pieces = list(walks.by_child(folder / "events.parquet", size))
    assert sum(one.num_rows for one in pieces) == len(rows)
    children = [set(one["child"].to_pylist()) for one in pieces]
    assert sum(map(len, children)) == len(set().union(*children))
    write(folder / "events.parquet", folder / "out")
    whole = journeys(table(rows))
    for name in ("steps", "spans"):
        read = pq.read_table(folder / "out" / f"{name}.parquet")
        assert read.to_pylist() == getattr(whole, name).to_pylist()


def many(folder, **strange) -> list[dict]:
    """Events of thirteen children in fifty small parts of a file, and one more child."""
    rows = [
        event(n, n // 12, KINDS[n % len(KINDS)], n % 17, n % 9 or None)
        for n in range(150)
    ]
    rows = [row for own in twin.by_child(rows, RULES).values() for row in own]
    rows.append(event(900, 900, "CARE", 3) | strange)
    pq.write_table(table(rows), folder / "events.parquet", row_group_size=3)
    return rows


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_batches_worked_out_at_once_are_written_in_order(
    tmp_path, monkeypatch, at_once
):
    rows = many(tmp_path)
    monkeypatch.setattr(walks, "AT_ONCE", at_once)
    monkeypatch.setattr(walks.by_child, "__defaults__", (4,))
    counts = write(tmp_path / "events.parquet", tmp_path / "out")
    whole = journeys(table(rows))
    for name in ("steps", "spans", "faults"):
        read = pq.read_table(tmp_path / "out" / f"{name}.parquet")
        assert in_order(read.to_pylist()) == in_order(getattr(whole, name).to_pylist())
        assert counts[name] == read.num_rows > 0
    steps = pq.read_table(tmp_path / "out" / "steps.parquet")
    assert steps.to_pylist() == whole.steps.to_pylist()


def test_a_batch_that_is_refused_leaves_nothing_behind(tmp_path, monkeypatch):
    many(tmp_path, kind="PARTY")
    monkeypatch.setattr(walks.by_child, "__defaults__", (4,))
    with pytest.raises(EngineError, match="There is no kind of event PARTY"):
        write(tmp_path / "events.parquet", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_events_that_do_not_lie_by_child_leave_nothing_behind(tmp_path):
    rows = [event(1, 9, "PLAN", 0), event(2, 5, "PLAN", 0)]
    pq.write_table(table(rows), tmp_path / "events.parquet")
    with pytest.raises(EngineError, match=r"events\.parquet do not lie by child"):
        write(tmp_path / "events.parquet", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_rules_that_do_not_fit_are_named(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text('states = ["PLAN"]\nsingle = ["CARE"]\norder = []\n')
    with pytest.raises(EngineError, match="what is single must be a state"):
        Rules.load(path)
    path.write_text('states = ["PLAN"]\nsingle = []\norder = ["PLAN"]\n')
    with pytest.raises(EngineError, match="order must name every kind once"):
        Rules.load(path)


def test_states_are_those_of_the_rules():
    only_care = replace(RULES, states=("CARE",), single=())
    rows = [event(1, 5, "PLAN", 0, 20), event(2, 5, "CARE", 10)]
    found = journeys(table(rows), only_care).spans.to_pylist()
    assert [one["state"] for one in found] == ["CARE"]


def test_from_the_shell(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [event(n, n, "PLAN", 0, 20) for n in (1, 2)]
    pq.write_table(table(rows), "events.parquet")
    pq.write_table(
        pa.table({"child": pa.array([1, 2], pa.uint64())}), "children.parquet"
    )
    build = ["build", "store", "--events=events.parquet", "--children=children.parquet"]
    assert cli.main([*build, "--made-at=2025-01-01T00:00+00:00", "--no-cube"]) == 0
    capsys.readouterr()
    assert cli.main(["journeys", "--store=store", "--to=out"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["2 steps, 4 spans, 0 faults", "        2  PLAN > out"]
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        "steps.parquet",
        "spans.parquet",
        "faults.parquet",
    }
