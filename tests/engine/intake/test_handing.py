"""What is handed on: events by token, identities apart, children without names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

from goldenthread.engine import contracts, intake
from goldenthread.engine.errors import EngineError
from goldenthread.engine.intake.reading import TYPES
from goldenthread.engine.shapes import CHILDREN, EVENTS, IDENTITIES
from tests.engine.intake import factories as make


KEY = b"k" * 32
AGENCY = "NORTH_POLICE"


def typed(contract, rows) -> pl.DataFrame:
    schema = {one.name: TYPES[one.type] for one in contract.fields}
    whole = [{**dict.fromkeys(schema), **row} for row in rows]
    return pl.DataFrame(whole, schema=schema, orient="row")


def hand(function, contract, rows):
    table = typed(contract, rows)
    return function(table, contract, agency=AGENCY, key=KEY).to_pylist()


def test_a_token_is_the_same_for_the_same_person_and_for_nobody_else():
    one = intake.token("A", "1", KEY)
    assert one == intake.token("A", "1", KEY)
    others = [
        intake.token("B", "1", KEY),
        intake.token("A", "2", KEY),
        intake.token("A1", "", KEY),
        intake.token("A", "1", b"l" * 32),
    ]
    assert len({one, *others}) == 5
    assert all(0 <= each < 2**64 for each in others)


@pytest.mark.parametrize("length", [0, 31, 65])
def test_a_key_must_be_long_enough(length):
    with pytest.raises(EngineError, match="32 to 64 bytes"):
        intake.token("A", "1", b"k" * length)


def test_events_of_a_missing_child():
    contract = contracts.load("police_missing")
    rows = [
        {
            "person_id": "N1",
            "surname": "Example",
            "reference": "R1",
            "missing_at": datetime(2024, 6, 1, 23, 30, tzinfo=UTC),
            "found_at": datetime(2024, 6, 2, 8, 0, tzinfo=UTC),
            "missing_type": "M",
            "interview_offered": "Y",
            "interview_at": datetime(2024, 6, 4, 9, 0, tzinfo=UTC),
            "area": "E01000001",
        }
    ]
    shared = {
        "child": intake.token(AGENCY, "N1", KEY),
        "agency": AGENCY,
        "contract": "police_missing",
        "number": None,
        "area": "E01000001",
        "team": None,
    }
    assert hand(intake.events, contract, rows) == [
        {
            **shared,
            "event": 1,
            "kind": "MISSING",
            # Half past eleven by universal time was already the next day in England.
            "on": date(2024, 6, 2),
            "until": date(2024, 6, 2),
            "at": datetime(2024, 6, 1, 23, 30, tzinfo=UTC),
            "until_at": datetime(2024, 6, 2, 8, 0, tzinfo=UTC),
            "source": "POLICE",
            "outcome": "YES",
            "sort": "MISSING",
        },
        {
            **shared,
            "event": 2,
            "kind": "RETURN_INTERVIEW",
            "on": date(2024, 6, 4),
            "until": None,
            "at": datetime(2024, 6, 4, 9, 0, tzinfo=UTC),
            "until_at": None,
            "source": None,
            "outcome": "HELD",
            "sort": None,
        },
    ]


def test_the_first_field_that_has_a_value_counts():
    contract = contracts.load("ssd_cp_plans")
    plan = {"plan_start": date(2024, 1, 1), "category_first": "NEG"}
    rows = [
        {"person_id": "1", "plan_id": "1", **plan, "category": "EMO"},
        {"person_id": "1", "plan_id": "2", **plan, "category": None},
    ]
    found = hand(intake.events, contract, rows)
    assert [one["sort"] for one in found] == ["EMO", "NEG"]


def test_rows_make_events_only_where_the_rule_holds():
    contract = contracts.load("ssd_cla_episodes")
    day = {"entered_care": date(2024, 1, 1), "episode_start": date(2024, 1, 1)}
    rows = [
        {"person_id": "1", "episode_id": "1", **day, "ceased": "X1"},
        {"person_id": "1", "episode_id": "2", **day, "ceased": None},
        {"person_id": "1", "episode_id": "3", **day, "ceased": "E4A"},
        {"person_id": None, "episode_id": "4", **day, "ceased": "E4A"},
        {"person_id": "1", "episode_id": "5", "ceased": "E4A"},
    ]
    found = hand(intake.events, contract, rows)
    assert [one["outcome"] for one in found] == [None, "HOME"]
    legal = contracts.load("ssd_legal_status")
    held = {"status_start": date(2024, 1, 1), "person_id": "1"}
    rows = [{**held, "legal_status": code} for code in ("L1", "L2", None)]
    made = hand(intake.events, legal, rows)
    assert [(one["kind"], one["sort"]) for one in made] == [
        ("LEGAL_STATUS", "L1"),
        ("LEGAL_STATUS", "L2"),
        ("LEGAL_STATUS", None),
        ("POLICE_PROTECTION", None),
    ]


@settings(max_examples=20, derandomize=True, deadline=None)
@given(make.rows())
def test_events_hold_nothing_that_names_anybody(rows):
    found = intake.events(make.table(rows), make.EVERY, agency=AGENCY, key=KEY)
    assert found.schema == EVENTS
    found.validate(full=True)
    assert found.num_rows == len(rows)
    tokens = {intake.token(AGENCY, row["person"], KEY) for row in rows}
    assert set(found["child"].to_pylist()) == tokens
    order = list(zip(found["child"].to_pylist(), found["on"].to_pylist(), strict=True))
    assert order == sorted(order)
    assert found["event"].to_pylist() == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("name", contracts.names())
def test_every_contract_hands_on_its_shapes(name):
    contract = contracts.load(name)
    empty = typed(contract, [])
    for function, schema in (
        (intake.events, EVENTS),
        (intake.identities, IDENTITIES),
        (intake.children, CHILDREN),
    ):
        found = function(empty, contract, agency=AGENCY, key=KEY)
        assert isinstance(found, pa.Table)
        assert found.schema == schema
        assert found.num_rows == 0


def test_identities_are_each_different_record_once():
    contract = contracts.load("council_children")
    one = {
        "person_id": "1",
        "forename": "Ada",
        "surname": "Example",
        "born": date(2015, 2, 3),
        "sex": "F",
        "ethnicity": "CHNE",
        "postcode": "SY2 6ND",
    }
    moved = {**one, "postcode": "SY3 8HQ"}
    found = hand(intake.identities, contract, [one, one, moved])
    assert [row["postcode"] for row in found] == ["SY2 6ND", "SY3 8HQ"]
    assert found[0] == {
        "token": intake.token(AGENCY, "1", KEY),
        "agency": AGENCY,
        "contract": "council_children",
        "local_id": "1",
        "forename": "Ada",
        "surname": "Example",
        "alias": None,
        "born": date(2015, 2, 3),
        "sex": "F",
        "ethnicity": "OTHER",
        "postcode": "SY2 6ND",
        "upn": None,
        "nhs_number": None,
    }


def test_a_contract_that_says_nothing_of_persons_has_no_identities():
    contract = contracts.load("ssd_contacts")
    row = {"person_id": "1", "contact_id": "1", "contact_date": date(2024, 1, 1)}
    assert hand(intake.identities, contract, [row]) == []
    assert len(hand(intake.events, contract, [row])) == 1


def test_children_are_told_without_their_day_of_birth():
    contract = contracts.load("annex_a_4")
    row = {"child_id": "1", "born": date(2015, 2, 28), "sex": "M", "ethnicity": "WBRI"}
    later = {**row, "sex": None, "ethnicity": "WIRI", "disabled": "Y"}
    assert hand(intake.children, contract, [row, later, {"child_id": None}]) == [
        {
            "child": intake.token(AGENCY, "1", KEY),
            "born": date(2015, 2, 1),
            "sex": "M",
            "ethnicity": "WHITE",
            "disabled": True,
            "area": None,
            "nhs_number": None,
            "upn": None,
        }
    ]


def test_a_number_held_is_told_and_not_which():
    contract = contracts.load("council_children")
    rows = [
        {"person_id": "1", "nhs_number": "9434765919"},
        {"person_id": "2", "upn": "A801200001001"},
    ]
    told = hand(intake.children, contract, rows)
    assert {(one["nhs_number"], one["upn"]) for one in told} == {
        (True, None),
        (None, True),
    }


def test_each_code_of_a_cell_is_an_event_of_its_sort():
    contract = contracts.load("ssd_assessment_factors")
    held = {"person_id": "1", "assessed": date(2024, 1, 1), "assessment_id": "A"}
    rows = [{**held, "factors": "3A,16A"}, {**held, "factors": None}]
    found = hand(intake.events, contract, rows)
    assert [(one["kind"], one["sort"]) for one in found] == [
        ("FACTOR", "3A"),
        ("FACTOR", "16A"),
    ]


def test_a_part_of_a_mile_is_the_next_mile():
    contract = contracts.load("ssd_cla_placement")
    held = {"person_id": "1", "placement_start": date(2024, 1, 1)}
    rows = [{**held, "distance": miles} for miles in (20.0, 20.1, 0.0, None)]
    found = hand(intake.events, contract, rows)
    assert [one["number"] for one in found] == [20, 21, 0, None]


def test_people_who_are_no_children_have_tokens_of_their_own():
    adopter = {"adopter": "1", "enquired": date(2024, 1, 1)}
    (one,) = hand(intake.events, contracts.load("annex_a_11"), [adopter])
    assert one["child"] == intake.token(AGENCY, "1", KEY, "ADOPTER")
    assert one["child"] != intake.token(AGENCY, "1", KEY)
