"""Counted some children at a time, the figures are those of all of them at once."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine.duck import Bounds
from goldenthread.engine.indicators import cube, layers, load, parts
from goldenthread.engine.indicators.parts import Stretch, stretches
from goldenthread.engine.shapes import CHILDREN, EVENTS
from tests.engine.indicators.test_cube import HOLIDAYS, world


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
ALL = load()
DIMS = ("age", "area")
SOME = ALL.of(
    "contacts",
    "contact_to_referral",
    "re_referral",
    "plans_open",
    "plans_open_2_years",
    "plan_length",
)


def written(folder, events, children, *, by_child: bool):
    if by_child:
        events = sorted(events, key=lambda one: (one["child"], one["on"]))
    for name, rows, shape in (
        ("events", events, EVENTS),
        ("children", children, CHILDREN),
    ):
        table = pa.Table.from_pylist(rows, schema=shape)
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=20)
    return folder / "events.parquet", folder / "children.parquet"


def figures(paths, size: int, **further):
    bounds = Bounds(events=size)
    with cube.scans(*paths, SOME, holidays=HOLIDAYS, bounds=bounds, **further) as run:
        rows = run.figures(DIMS).to_pyarrow().to_pylist()
    return sorted(tuple(map(str, row.values())) for row in rows)


@pytest.mark.parametrize("few", [0, 6])
def test_parts_add_up_to_the_whole(tmp_path, monkeypatch, few):
    """Also where words are kept as numbers, as they are where many kinds are asked."""
    # So that sums are summed up on the way too.
    monkeypatch.setattr(parts, "ENOUGH", 30)
    monkeypatch.setattr(layers, "FEW", few)
    kinds = ["CONTACT", "REFERRAL", "PLAN"]
    paths = written(tmp_path, *world(7, 600, 40, kinds), by_child=True)
    assert len(stretches(paths[0], 60)) > 4
    whole = figures(paths, 10_000)
    assert figures(paths, 60) == whole
    assert {row[0] for row in whole} == {one.key for one in SOME.indicators}


def test_words_of_a_later_part_only_are_known_by_their_number(tmp_path, monkeypatch):
    monkeypatch.setattr(layers, "FEW", 0)
    events, children = world(11, 300, 40, ["CONTACT", "PLAN"])
    last = max(one["child"] for one in events)
    for one in events:
        is_last = one["child"] == last
        one |= {"agency": "LAST", "area": "E01000009"} if is_last else {}
    paths = written(tmp_path, events, children, by_child=True)
    wards = pa.table({"area": ["E01000001", "E01000009"], "ward": ["W1", "W9"]})
    bounds = Bounds(events=30)
    further = {"holidays": HOLIDAYS, "bounds": bounds, "areas": wards}
    with cube.scans(*paths, SOME, **further) as run:
        rows = run.figures(("agency", "ward", "age,ward")).to_pyarrow().to_pylist()
    values = {(one["by"], one["value"]) for one in rows}
    assert {("agency", "LAST"), ("ward", "W9"), ("ward", "NOT_KNOWN")} <= values
    assert {value.split("|")[1] for by, value in values if by == "age,ward"} == {
        "W1",
        "W9",
        "NOT_KNOWN",
    }


def test_parts_hold_so_many_events_of_the_kinds_asked_about(tmp_path):
    events, children = world(12, 400, 80, ["CONTACT", "PLAN", "MISSING", "ABSENCE"])
    paths = written(tmp_path, events, children, by_child=True)
    asked = ALL.of("plans_started")
    with cube.scans(*paths, asked, bounds=Bounds(events=60)) as run:
        few = len(run.kept.parts)
    assert 1 <= few < len(stretches(paths[0], 60))


def test_areas_of_every_part_are_looked_at(tmp_path):
    events, children = world(8, 200, 40, ["CONTACT"])
    for one in events:
        one["area"] = "E01000009" if one["child"] > 1 else "E01000001"
    paths = written(tmp_path, events, children, by_child=True)
    wards = pa.table({"area": ["E01000001"], "ward": ["W1"]})
    with pytest.raises(cube.UnknownArea, match="E01000009"):
        figures(paths, 40, areas=wards)


def test_a_child_is_cut_by_no_stretch(tmp_path):
    events, children = world(9, 300, 6, ["CONTACT"])
    paths = written(tmp_path, events, children, by_child=True)
    found = stretches(paths[0], 30)
    assert found[0].first == 0
    assert found[-1].last == 2**64 - 1
    for before, after in pairwise(found):
        assert after.first == before.last + 1


def test_events_that_do_not_lie_by_child_are_one_part(tmp_path):
    paths = written(tmp_path, *world(10, 200, 40, ["CONTACT"]), by_child=False)
    assert stretches(paths[0], 20) == [Stretch(0, 2**64 - 1)]
    assert figures(paths, 20) == figures(paths, 10_000)


def test_an_empty_file_is_one_part(tmp_path):
    paths = written(tmp_path, [], [], by_child=True)
    assert stretches(paths[0], 20) == [Stretch(0, 2**64 - 1)]
