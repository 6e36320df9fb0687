"""Releases: built beside, swapped in one move, and answering as it was known then."""

from __future__ import annotations

import json
import random
import stat
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldenthread.engine.errors import EmptyRelease, NoSuchRelease, StoreError
from goldenthread.engine.shapes import ASIDE, CHILDREN, EVENTS
from goldenthread.engine.store import Input, Store, manifest
from goldenthread.engine.store.files import alone
from tests.engine.store.examples import (
    FIRST,
    build,
    children,
    events,
    some_children,
    some_events,
    went_in,
)


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store")


def test_release_holds_what_went_in_by_child_and_day(store):
    release = build(store, 50)
    found = release.events()
    assert found.schema.equals(EVENTS)
    rows = [(one["child"], one["on"]) for one in found.to_pylist()]
    assert rows == sorted(
        (one["child"], one["on"]) for one in some_events(50).to_pylist()
    )
    assert found["event"].to_pylist() == list(range(1, 51))
    assert release.children().schema.equals(CHILDREN)
    assert release.manifest.counts == {"events": 50, "children": 7}
    assert release.manifest.kinds == {"CONTACT": 50}
    assert release.manifest.inputs == went_in("00000050")
    assert release.name.startswith("20250401T090000Z-")


def test_columns_asked_for_come_alone(store):
    release = build(store, 5)
    assert release.events(["child", "kind"]).column_names == ["child", "kind"]
    with release.connect() as db:
        assert db.execute("select count(*) from events").fetchone() == (5,)


def test_order_of_arrival_does_not_matter(tmp_path):
    rows = some_events(60).to_pylist()
    mixed = random.Random(5).sample(rows, len(rows))
    made = [
        Store(tmp_path / name).build(
            pa.Table.from_pylist(one, schema=EVENTS),
            some_children(),
            inputs=went_in("a"),
            made_at=FIRST,
        )
        for name, one in (("one", rows), ("two", mixed))
    ]
    assert made[0].manifest.files == made[1].manifest.files


def test_file_gives_the_same_release_as_a_table(store, tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(some_events(20), path)
    release = store.build(path, some_children(), inputs=went_in("a"), made_at=FIRST)
    other = build(Store(tmp_path / "other"), 20)
    assert release.events().equals(other.events())


def test_earlier_releases_answer_as_it_was_known_then(store):
    for hours, count in enumerate((10, 20, 30)):
        build(store, count, hours=hours)
    assert [one.manifest.counts["events"] for one in store.releases()] == [30, 20, 10]
    then = store.as_known_at(FIRST + timedelta(minutes=90))
    assert then.events().num_rows == 20
    assert store.release(then.name) == then
    with pytest.raises(NoSuchRelease, match="No release was made by 1 April 2025"):
        store.as_known_at(FIRST - timedelta(seconds=1))
    with pytest.raises(NoSuchRelease, match="holds no release nonsense"):
        store.release("nonsense")


def test_reader_keeps_its_release_while_another_is_swapped_in(store):
    build(store, 10)
    reader = store.current()
    build(store, 20, hours=1)
    assert (reader.events().num_rows, store.current().events().num_rows) == (10, 20)


def test_same_inputs_at_the_same_moment_are_the_release_that_is_there(store):
    assert build(store, 10) == build(store, 10)
    assert len(list(store.releases())) == 1


def test_release_earlier_than_the_current_one_is_refused(store):
    build(store, 10, hours=2)
    with pytest.raises(StoreError, match="would be earlier than 20250401T110000Z"):
        build(store, 20)


def test_empty_store_and_empty_release_are_named(store):
    with pytest.raises(NoSuchRelease, match="holds no release yet"):
        store.current()
    with pytest.raises(EmptyRelease, match="without a single event"):
        build(store, 0)
    assert list(store.releases()) == []
    assert not (store.folder / "building").exists()


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (some_events(3).drop_columns(["kind"]), "events lack the column kind"),
        (
            some_events(1).set_column(4, "kind", pa.array([None], pa.string())),
            "1 events without kind",
        ),
    ],
)
def test_what_no_release_may_hold_is_refused_and_the_last_one_stands(
    store, bad, sentence
):
    build(store, 10)
    with pytest.raises(StoreError, match=sentence):
        store.build(
            bad,
            some_children(),
            inputs=went_in("b"),
            made_at=FIRST + timedelta(hours=1),
        )
    assert store.current().events().num_rows == 10
    assert sorted(one.name for one in store.folder.iterdir()) == [
        "current",
        "lock",
        "releases",
    ]


def test_child_in_two_rows_is_refused(store):
    with pytest.raises(StoreError, match="stand in more than one row; the first is 1"):
        store.build(
            some_events(1),
            children({"child": 1}, {"child": 1, "sex": "F"}),
            inputs=went_in("b"),
            made_at=FIRST,
        )


STRANGE = (
    ({"kind": "MISSING", "on": date(2014, 12, 31)}, "BEFORE_BIRTH"),
    ({"kind": "MISSING", "on": date(2015, 1, 1)}, None),
    # A child expected is known to services, but not two years before.
    ({"kind": "CONTACT", "on": date(2014, 3, 1)}, None),
    ({"kind": "CONTACT", "on": date(2014, 2, 28)}, "BEFORE_BIRTH"),
    ({"on": date(2041, 1, 1)}, "TOO_OLD"),
    ({"on": date(2040, 12, 31)}, None),
    ({"until": date(2025, 3, 31)}, "ENDS_BEFORE_START"),
    ({"on": date(2041, 1, 1), "until": date(2025, 3, 31)}, "ENDS_BEFORE_START"),
    ({"child": 2, "on": date(1950, 1, 1)}, None),
    ({"child": 99}, None),
)


def strange(store, rows):
    return store.build(
        events(*({"number": n} | row for n, (row, _) in enumerate(rows))),
        children({"child": 1, "born": date(2015, 1, 1)}, {"child": 2}),
        inputs=went_in("a"),
        made_at=FIRST,
    )


def test_an_event_that_cannot_be_true_is_set_aside_and_told(store):
    release = strange(store, STRANGE)
    wrong = {n: fault for n, (_, fault) in enumerate(STRANGE) if fault}
    aside = release.aside()
    assert aside.schema.equals(ASIDE)
    assert (
        dict(zip(*(aside[c].to_pylist() for c in ("number", "fault")), strict=True))
        == wrong
    )
    kept = release.events()
    assert set(kept["number"].to_pylist()) == set(range(len(STRANGE))) - set(wrong)
    assert kept["event"].to_pylist() == list(range(1, kept.num_rows + 1))
    facts = release.manifest
    assert facts.faults == {
        "BEFORE_BIRTH": 2,
        "CHILD_UNKNOWN": 1,
        "ENDS_BEFORE_START": 2,
        "TOO_OLD": 1,
    }
    assert facts.counts == {"events": 5, "aside": 5, "children": 2}
    assert facts.kinds == {"CONTACT": 4, "MISSING": 1}
    release.verify()


def test_where_nothing_is_wrong_nothing_is_set_aside(store):
    release = strange(store, [one for one in STRANGE if one[1] is None])
    assert "aside" not in release.manifest.counts
    assert not (release.folder / "aside.parquet").exists()
    assert release.aside().num_rows == 0
    assert release.aside().schema.equals(ASIDE)


def test_a_release_of_nothing_that_can_be_true_is_empty(store):
    with pytest.raises(EmptyRelease, match="can be true: BEFORE_BIRTH, TOO_OLD"):
        strange(store, [STRANGE[0], STRANGE[4]])
    assert list(store.releases()) == []


def test_other_edition_is_refused_with_what_to_do(store):
    release = build(store, 10)
    path = release.folder / manifest.FILE
    facts = json.loads(path.read_text())
    path.write_text(json.dumps(facts | {"edition": 0}))
    with pytest.raises(StoreError, match=r"edition 0 .* edition 1: build it anew"):
        store.current()
    with pytest.raises(StoreError, match="build it anew"):
        build(store, 20, hours=1)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"edition": 1}', "null"])
def test_damaged_manifest_is_named(store, content):
    (build(store, 10).folder / manifest.FILE).write_text(content)
    with pytest.raises(StoreError, match="manifest"):
        store.current()


@pytest.mark.parametrize("content", ["../../etc", "", "20250401T090000Z-0123456789ab"])
def test_pointer_to_nowhere_is_named(store, content):
    build(store, 10)
    (store.folder / "current").write_text(content)
    with pytest.raises(StoreError, match="lost its release"):
        store.current()


def test_altered_byte_is_found(store):
    release = build(store, 10)
    release.verify()
    path = release.path("events")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"events\.parquet of release .* is damaged"):
        release.verify()


def test_two_do_not_build_at_once(store):
    build(store, 10)
    with alone(store.folder / "lock"), pytest.raises(StoreError, match="being built"):
        build(store, 20, hours=1)
    assert build(store, 20, hours=1).events().num_rows == 20


def test_files_are_private(store):
    build(store, 10)
    for path in store.folder.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_maker_adds_its_file_and_its_failure_leaves_nothing(store):
    def make(folder: Path) -> None:
        pq.write_table(pa.table({"a": [1]}), folder / "cube.parquet")

    release = build(store, 10, makers={"cube": make})
    assert "cube.parquet" in release.manifest.files

    def fail(folder: Path) -> None:
        make(folder)
        raise StoreError("No.")

    with pytest.raises(StoreError, match=r"No\."):
        build(store, 20, hours=1, makers={"cube": fail})
    assert store.current() == release
    with pytest.raises(StoreError, match="holds no nothing"):
        release.path("nothing")


def test_moment_needs_its_time_zone(store):
    naive = FIRST.replace(tzinfo=None)
    with pytest.raises(StoreError, match="lacks its time zone"):
        store.build(some_events(1), some_children(), inputs=went_in("a"), made_at=naive)
    with pytest.raises(StoreError, match="lacks its time zone"):
        store.as_known_at(naive)


WORDS = some.text("abc", min_size=1, max_size=3)


@given(one=some.lists(WORDS), other=some.lists(WORDS))
def test_other_inputs_have_another_name(one, other):
    names = [
        manifest.name_of(tuple(Input("f", word) for word in words), FIRST)
        for words in (one, other)
    ]
    assert (names[0] == names[1]) == (one == other)
