"""Figures of the shared scans against those of the slow twin, cell by cell."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from goldenthread.engine.errors import IndicatorError, UnknownArea
from goldenthread.engine.indicators import Catalogue, cube, load
from goldenthread.engine.indicators.loading import DIMENSIONS
from goldenthread.engine.shapes import CHILDREN, EVENTS
from tests.engine.indicators import twin


# Ibis calls DuckDB by a name that DuckDB has given up.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
ALL = load()
FIRST = date(2022, 2, 20)
HOLIDAYS = (date(2022, 4, 15), date(2022, 4, 18), date(2022, 12, 26))
WORDS = {
    "agency": ("LOCAL_AUTHORITY", "POLICE"),
    "source": ("POLICE", "SCHOOL", "SUITABLE", None),
    "outcome": (
        "NFA",
        "PLAN",
        "STEP_UP",
        "MET",
        "HOME",
        "YES",
        "HIGH",
        "NOT_KNOWN",
        None,
    ),
    "sort": ("CSE", "CSA", "MISSING", "NEG", "V2", "SEEN", None),
    "area": ("E01000001", "E01000002", None),
    "team": ("NORTH", None),
}


def row(chance: random.Random, number: int, kind: str, child: int, days: int) -> dict:
    on = FIRST + timedelta(days=chance.randint(0, days))
    until = on + timedelta(
        days=int(chance.choice((0, 3, 20, 95, 800)) * chance.random())
    )
    at = datetime(on.year, on.month, on.day, chance.randint(0, 23), tzinfo=UTC)
    ended = chance.random() < 0.7
    until_at = datetime(until.year, until.month, until.day, 23, tzinfo=UTC)
    timed = chance.random() < 0.6
    return {
        "event": number,
        "child": child,
        "contract": "annex-a",
        "kind": kind,
        "on": on,
        "until": until if ended else None,
        "at": at if timed else None,
        "until_at": until_at if ended and timed else None,
        "number": chance.choice((None, 1, 3)),
        **{name: chance.choice(words) for name, words in WORDS.items()},
    }


def world(seed: int, size: int, children: int, kinds: list[str], days: int = 1200):
    chance = random.Random(seed)
    events = [
        row(chance, one, chance.choice(kinds), chance.randint(1, children), days)
        for one in range(1, size + 1)
    ]
    known = [
        {
            "child": one,
            "born": chance.choice((None, *_births)),
            "sex": chance.choice(("F", "M", None)),
            "ethnicity": chance.choice(("WHITE", "BLACK", None)),
            "disabled": chance.choice((True, False, None)),
            "area": chance.choice(("E01000001", None)),
        }
        for one in range(1, children)
    ]
    return events, known


_births = (date(2023, 1, 1), date(2021, 6, 1), date(2012, 11, 1), date(1996, 5, 1))


def write(folder: Path, events: list[dict], children: list[dict]) -> tuple[Path, Path]:
    paths = folder / "events.parquet", folder / "children.parquet"
    for path, rows, shape in zip(
        paths, (events, children), (EVENTS, CHILDREN), strict=True
    ):
        pq.write_table(pa.Table.from_pylist(rows, schema=shape), path)
    return paths


def figures(folder: Path, events, children, catalogue: Catalogue, dims, **further):
    further = {"holidays": HOLIDAYS} | further
    paths = write(folder, events, children)
    with cube.scans(*paths, catalogue, **further) as run:
        rows = run.figures(dims).to_pyarrow().to_pylist()
    found = {
        (r["indicator"], r["by"], r["every"], r["period"], r["value"]): (
            r["numerator"],
            r["denominator"],
            r["figure"],
        )
        for r in rows
    }
    assert len(found) == len(rows), "a cell stands in two rows"
    return found


def assert_same(found: dict, twins: dict) -> None:
    assert sorted(set(twins) - set(found)) == []
    assert sorted(set(found) - set(twins)) == []
    wrong = [
        (key, found[key], one)
        for key, one in twins.items()
        if found[key][:2] != one[:2] or abs(found[key][2] - one[2]) > 1e-9
    ]
    assert wrong == []


def test_every_definition_by_every_breakdown_is_what_the_twin_says(tmp_path):
    kinds = sorted({one.of for one in ALL.indicators} | {"RETURN_INTERVIEW"})
    events, children = world(1, 900, 24, kinds)
    found = figures(tmp_path, events, children, ALL, DIMENSIONS)
    assert_same(found, twin.figures(events, children, ALL, DIMENSIONS, HOLIDAYS))
    assert {key[0] for key in found} == {one.key for one in ALL.indicators}


FAMILIES = {
    "links": (
        ("contact_to_referral", "re_referral", "referral_0_5_without_help"),
        ["CONTACT", "REFERRAL", "EARLY_HELP", "EARLY_HELP_CONTACT"],
    ),
    "clocks": (
        ("assessment_45", "assessment_over_60", "conference_15", "conference_wait"),
        ["ASSESSMENT", "CONFERENCE", "STRATEGY_DISCUSSION"],
    ),
    "hours": (
        ("missing_interview_72", "missing_repeat"),
        ["MISSING", "RETURN_INTERVIEW"],
    ),
    "stocks": (
        ("plans_open", "plans_open_2_years", "plan_length", "plan_repeat_2_years"),
        ["PLAN"],
    ),
    "markers": (
        ("marker_cse_without_assessment", "assessment_without_marker", "markers_open"),
        ["MARKER", "EXPLOITATION_ASSESSMENT", "SECTION_47"],
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
@given(
    seed=some.integers(0, 10_000), size=some.integers(1, 60), days=some.integers(0, 900)
)
@settings(max_examples=4, deadline=None)
def test_families_on_small_worlds(tmp_path_factory, family, seed, size, days):
    keys, kinds = FAMILIES[family]
    events, children = world(seed, size, 4, kinds, days)
    some_of = ALL.of(*keys)
    folder = tmp_path_factory.mktemp("world")
    found = figures(folder, events, children, some_of, ("age", "sex"))
    assert_same(
        found, twin.figures(events, children, some_of, ("age", "sex"), HOLIDAYS)
    )


def plan(number: int, on: date, until: date | None, **further) -> dict:
    chance = random.Random(number)
    plain = row(chance, number, "PLAN", 1, 0)
    return plain | {"on": on, "until": until, "source": None} | further


def test_stock_on_the_edges_of_a_month(tmp_path):
    """Worked by hand: the last day still counts, and a quarter is its last month."""
    events = [
        plan(1, date(2024, 1, 31), date(2024, 3, 31)),
        plan(2, date(2024, 2, 1), date(2024, 3, 30)),
        plan(3, date(2024, 4, 1), None),
        plan(4, date(2024, 6, 30), None),
    ]
    found = figures(tmp_path, events, [], ALL.of("plans_open"), ())
    months = {key[3].month: one[0] for key, one in found.items() if key[2] == "month"}
    assert months == {1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 6: 2}
    quarters = {
        key[3].month: one[0] for key, one in found.items() if key[2] == "quarter"
    }
    assert quarters == {1: 1, 4: 2}
    years = {key[3]: one[0] for key, one in found.items() if key[2] == "year"}
    assert years == {date(2023, 4, 1): 1}


def test_larger_areas_and_several_breakdowns_at_once(tmp_path):
    events = [
        plan(one, date(2024, 1, one), None, area=f"E0100000{1 + one % 2}")
        for one in range(1, 8)
    ]
    wards = pa.table({"area": ["E01000001", "E01000002"], "ward": ["W1", "W2"]})
    found = figures(
        tmp_path,
        events,
        [],
        ALL.of("plans_started"),
        ("ward", "ward,agency"),
        areas=wards,
    )
    by_ward = {
        k[4]: v[0] for k, v in found.items() if (k[1], k[2]) == ("ward", "month")
    }
    assert by_ward == {"W1": 3, "W2": 4}
    both = [v[0] for k, v in found.items() if (k[1], k[2]) == ("ward,agency", "month")]
    assert sum(both) == 7


def test_unknown_area_and_no_events_are_named(tmp_path):
    events = [plan(1, date(2024, 1, 1), None, area="E01000009")]
    wards = pa.table({"area": ["E01000001"], "ward": ["W1"]})
    with pytest.raises(UnknownArea, match="E01000009 and the areas of most"):
        figures(tmp_path, events, [], ALL.of("plans_started"), (), areas=wards)
    # One of several counts, and lies in no ward anybody knows.
    events += [plan(2, date(2024, 1, 1), None, area="E01000001")]
    found = figures(
        tmp_path, events, [], ALL.of("plans_started"), ("ward",), areas=wards
    )
    monthly = {k[4]: v[0] for k, v in found.items() if k[1:3] == ("ward", "month")}
    assert monthly == {"W1": 1, "NOT_KNOWN": 1}
    with pytest.raises(IndicatorError, match="no events"):
        figures(tmp_path, [], [], ALL.of("plans_started"), ())


def test_deadlines_leave_out_weekends_and_holidays():
    found = cube.deadlines(date(2022, 4, 14), date(2022, 4, 16), HOLIDAYS, (0, 1, 2))
    day = [date(1970, 1, 1) + timedelta(days=one) for one in found["w1"].to_pylist()]
    # Good Friday, the weekend and Easter Monday are closed.
    assert day == [date(2022, 4, 19)] * 3
    assert found["w0"].to_pylist() == found["day"].to_pylist()
    assert found["w2"].to_pylist() == [one + 1 for one in found["w1"].to_pylist()]
