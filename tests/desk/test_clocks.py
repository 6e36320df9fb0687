"""The board and the forecast: what they count, for whom, in how many queries."""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core.clocks import State
from goldenthread.core.running import Running, Standing, Stood
from goldenthread.desk import clocks
from goldenthread.desk.clocks import Choice
from goldenthread.partnership.states import Role
from tests.partnership import factories as people
from tests.thread import factories as make


ON = date(2025, 1, 31)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RULE = SimpleNamespace(name="Carry out an action", sense="LATEST", unit="CALENDAR_DAYS")


def stood(due_on, code="ACTION_DONE", owner="Police", **values):
    record = SimpleNamespace(key="k")
    clock = Running(code, record, "Do it", None, owner=owner, **values)
    state = State.OVERDUE if due_on < ON else State.NOT_DUE
    deadline = SimpleNamespace(rule=RULE, due_on=due_on, due_at=None)
    return Stood(clock, deadline, Standing(state, 0, ""))


def test_a_clock_becomes_late_on_the_day_after_it_was_due():
    """31 January: due today is late tomorrow, which is next month."""
    days = [
        date(2025, 1, 30),
        date(2025, 1, 31),
        date(2025, 2, 27),
        date(2025, 2, 28),
        date(2025, 3, 30),
        date(2025, 3, 31),
    ]
    (line,) = clocks.forecast([stood(day) for day in days], ON)
    assert line.counts == (1, 0, 2, 2)
    assert [one.name for one in clocks.periods(ON)] == [
        "Late now",
        "Later this month",
        "In February 2025",
        "In March 2025",
    ]


def test_the_forecast_counts_by_kind_and_owner_and_leaves_out_what_is_done():
    found = [
        stood(date(2025, 2, 3)),
        stood(date(2025, 2, 3), owner="Health"),
        stood(date(2025, 2, 4), done=date(2025, 1, 20)),
        stood(date(2026, 1, 1), code="RISK_REVIEWED"),
    ]
    lines = clocks.forecast(found, ON)
    assert [(one.owner, one.counts) for one in lines] == [
        ("Health", (0, 0, 1, 0)),
        ("Police", (0, 0, 1, 0)),
    ]


@given(
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.dates(date(2023, 1, 1), date(2027, 12, 31)),
)
def test_each_clock_is_late_in_one_period_at_most_and_the_months_meet(on, due):
    spans = clocks.periods(on)
    assert sum(one.takes(stood(due)) for one in spans) <= 1
    for earlier, later in pairwise(spans):
        assert (later.start - earlier.end).days == 1
    # The slow twin: walk day by day to the first day it is late.
    late_from = date.fromordinal(due.toordinal() + 1)
    expected = [one.name for one in spans if one.start <= late_from <= one.end]
    assert [one.name for one in spans if one.takes(stood(due))] == expected


def test_the_board_is_narrowed_by_whose_kind_and_state():
    viewer = SimpleNamespace(agency_id=7)
    late = stood(date(2025, 1, 1), agency_id=7, mine=True)
    other = stood(date(2025, 6, 1), code="RISK_REVIEWED", agency_id=8)
    both = [late, other]
    assert clocks.chosen(both, viewer, Choice(whose="mine")) == [late]
    assert clocks.chosen(both, viewer, Choice(whose="agency")) == [late]
    assert clocks.chosen(both, viewer, Choice(kind="RISK_REVIEWED")) == [other]
    assert clocks.chosen(both, viewer, Choice(state="OVERDUE")) == [late]
    assert clocks.chosen(both, viewer, Choice()) == both


# --- Pages ----------------------------------------------------------------------------


@pytest.fixture
def home(clock_rules):
    return people.partnership()


@pytest.fixture
def client(home):
    browser = Client()
    account = people.account(home, Role.BUSINESS_UNIT)
    browser.force_login(account, backend=BACKEND)
    return browser


def one_more(home, number):
    agency = make.make_agency(home, f"Agency {number}")
    finding = make.make_finding(make.make_origin(home))
    for month in (1, 2, 3):
        make.make_action(finding, agency, due_on=date(2026, month, 10))
    make.make_challenge(home, agency)


@pytest.mark.parametrize("address", ["/", "/clocks/", "/clocks/forecast/"])
def test_pages_of_clocks_ask_as_often_for_many_as_for_few(client, home, address):
    counts = []
    for number in range(3):
        one_more(home, number)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_the_board_says_whose_it_is_by_when_and_how_it_was_worked_out(client, home):
    one_more(home, 1)
    page = client.get("/clocks/?kind=ACTION_DONE&state=OVERDUE").content.decode()
    assert "Agency 1" in page
    assert "10 January 2026" in page
    assert "The day agreed with the action" in page
    assert "An answer" not in page
    assert "owes an answer" not in page


def test_an_administrator_has_no_board(home):
    browser = Client()
    account = people.account(home, Role.ADMINISTRATOR)
    browser.force_login(account, backend=BACKEND)
    assert browser.get("/clocks/").status_code == 404
    assert browser.get("/").status_code == 200
