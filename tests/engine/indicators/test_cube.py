"""Figures of the shared scans against those of the slow twin, cell by cell."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from goldenthread.engine.errors import IndicatorError, UnknownArea
from goldenthread.engine.indicators import Catalogue, cube, load
from goldenthread.engine.indicators.facts import links_of
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


@cache
def words_of(kind: str, name: str) -> tuple[str | None, ...]:
    """Words of a column: those that definitions ask about of this kind, and some more."""
    asked: list[str | None] = []
    for one in ALL.indicators:
        for each in (one.among, one.where):
            if one.of == kind:
                asked += dict(each.words).get(name, ())
            asked += [
                s
                for link in links_of(one)
                if link.by == kind and name == "sort"
                for s in link.sorts
            ]
        near = one.recent
        if near and near.by == kind:
            asked += {"sort": near.sorts, "outcome": near.outcomes}.get(name, ())
    return (*WORDS[name], *dict.fromkeys(sorted(asked)))


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
        "number": chance.choice((None, 1, 3, 25)),
        **{name: chance.choice(words_of(kind, name)) for name in WORDS},
    }


def world(seed: int, size: int, children: int, kinds: list[str], days: int = 1200):
    chance = random.Random(seed)
    events = [
        # Half of them about few children, so that some have many of one kind.
        row(
            chance,
            one,
            chance.choice(kinds),
            chance.randint(1, chance.choice((children, 3))),
            days,
        )
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
            "nhs_number": chance.choice((True, None)),
            "upn": chance.choice((True, None)),
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
    events, children = world(1, 2000, 20, kinds)
    found = figures(tmp_path, events, children, ALL, DIMENSIONS)
    assert_same(found, twin.figures(events, children, ALL, DIMENSIONS, HOLIDAYS))
    assert {one.key for one in ALL.indicators} - {key[0] for key in found} == set()


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
    "lately": (
        (
            "plan_visited_28",
            "plan_alone_28",
            "plan_reviewed",
            "plans_open_3_to_6_months",
        ),
        ["PLAN", "VISIT", "REVIEW"],
    ),
    "moves": (
        ("care_three_placements", "care_health_check"),
        ["CARE", "PLACEMENT", "HEALTH_CHECK"],
    ),
    "children": (
        ("children_contact", "children_contact_2", "children_contact_3", "caseload"),
        ["CONTACT", "WORKER"],
    ),
    "either": (
        ("review_care_in_time", "contact_also_referred"),
        ["CARE", "REVIEW", "CONTACT", "REFERRAL"],
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
@settings(max_examples=3, deadline=None)
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


def test_lately_is_up_to_the_last_day_and_no_day_further_back(tmp_path):
    """Worked by hand: a visit on 3 February is 28 days before 2 March, not 31 March."""
    visit = {"kind": "VISIT", "sort": "PLAN", "outcome": "SEEN_ALONE", "until": None}
    events = [
        plan(1, date(2024, 1, 3), None),
        plan(2, date(2024, 2, 1), None) | visit,
        plan(3, date(2024, 3, 3), None) | visit,
        plan(4, date(2024, 3, 4), None) | visit,
        plan(5, date(2024, 5, 1), None) | visit,
        plan(6, date(2024, 5, 31), date(2024, 5, 31), child=9),
    ]
    found = figures(tmp_path, events, [], ALL.of("plan_visited_28"), ())
    months = {k[3].month: v[:2] for k, v in found.items() if k[2] == "month"}
    # At the end of January the plan has lasted 28 days; the last visit of May is 30 old.
    assert months == {1: (0, 1), 2: (1, 1), 3: (1, 1), 4: (0, 1), 5: (0, 1)}


def test_a_second_placement_of_the_year_is_the_third_with_the_one_before(tmp_path):
    placed = {"kind": "PLACEMENT", "until": None}
    events = [
        plan(1, date(2023, 1, 10), None) | {"kind": "CARE"},
        plan(2, date(2023, 1, 10), None) | placed,
        plan(3, date(2024, 1, 20), None) | placed,
        plan(4, date(2024, 3, 20), date(2024, 6, 30)) | placed,
    ]
    further = {"until": date(2025, 3, 31)}
    keys = ALL.of("care_three_placements")
    found = figures(tmp_path, events, [], keys, (), **further)
    held = {k[3]: v[0] for k, v in found.items() if k[2] == "month"}
    assert [day for day, one in held.items() if one] == [
        date(2024, month, 1) for month in range(3, 13)
    ]
    assert min(held) == date(2024, 1, 1)


def test_a_child_counts_once_in_a_period_where_its_so_manieth_event_falls(tmp_path):
    days = [(1, 1, 5), (2, 1, 9), (3, 2, 1), (4, 4, 1)]
    events = [
        plan(n, date(2024, month, day), None, source="POLICE" if n == 2 else "SCHOOL")
        | {"kind": "CONTACT"}
        for n, month, day in days
    ]
    keys = ALL.of("children_contact", "children_contact_2", "children_contact_3")
    found = figures(tmp_path, events, [], keys, ("agency",))
    told = {
        (key, every, period): n
        for (key, by, every, period, _), (n, *_) in found.items()
        if by == "all"
    }
    first, spring = date(2024, 1, 1), date(2024, 4, 1)
    assert told["children_contact", "quarter", first] == 1
    assert told["children_contact_2", "month", first] == 1
    assert told["children_contact_3", "quarter", first] == 1
    assert told["children_contact", "year", date(2023, 4, 1)] == 1
    assert ("children_contact_3", "month", first) not in told
    assert ("children_contact_2", "quarter", spring) not in told


def test_a_stock_by_age_and_another_thing_is_of_the_age_on_the_day(tmp_path):
    events = [plan(1, date(2024, 1, 5), None), plan(2, date(2024, 1, 6), None, child=2)]
    children = [
        {"child": 1, "born": date(2019, 3, 1), "sex": "F"},
        {"child": 2, "born": date(2012, 1, 1), "sex": "M"},
    ]
    further = {"until": date(2024, 4, 30)}
    keys = ALL.of("plans_open")
    found = figures(tmp_path, events, children, keys, ("age", "age,sex"), **further)
    pair = {
        (k[3].month, k[4]): v[0]
        for k, v in found.items()
        if k[1:3] == ("age,sex", "month")
    }
    assert pair == {
        **{(month, "1-4|F"): 1 for month in (1, 2)},
        **{(month, "5-9|F"): 1 for month in (3, 4)},
        **{(month, "10-15|M"): 1 for month in (1, 2, 3, 4)},
    }


def test_more_definitions_than_a_signature_has_room_for(tmp_path):
    """Definitions of one kind beyond the room of one number go into a second."""
    many = [replace(ALL["contacts_police"], key=f"police_{n}") for n in range(25)]
    catalogue = Catalogue(tuple(many), 4, ALL.order)
    events = [plan(1, date(2024, 1, 5), None, source="POLICE") | {"kind": "CONTACT"}]
    found = figures(tmp_path, events, [], catalogue, ())
    assert {k[0] for k in found} == {one.key for one in many}
    assert {v[0] for v in found.values()} == {1}
