"""A board is drawn once for those who see the same of it, and never for anybody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.core.reference import services as reference
from goldenthread.dataset import queries, services, shelf, showing
from goldenthread.dataset.models import Dashboard, Release
from goldenthread.dataset.queries.shown import Cut
from goldenthread.dataset.showing import benchmarks
from goldenthread.dataset.states import ReleaseState
from goldenthread.dataset.views import boards
from goldenthread.dataset.views import dashboards as views
from goldenthread.partnership.states import Role
from goldenthread.thread import services as thread
from tests.dataset.conftest import SENT
from tests.dataset.factories import AT, viewer
from tests.partnership import factories as people
from tests.subjects import factories as subjects
from tests.thread import factories as threads


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
KEYS = ["contacts", "referrals", "plans_open"]
PAGE = "/dataset/dashboard/"


@pytest.fixture(autouse=True)
def _forgotten():
    boards.BOARDS.forget()
    yield
    boards.BOARDS.forget()


@pytest.fixture
def here():
    return people.partnership(area_code="E06000051")


@pytest.fixture
def release(here, published):
    return published(here.pk)


@pytest.fixture
def board(here, release):
    values = {"name": "Executive", "position": 1, "indicators": KEYS}
    return services.add_dashboard(by=viewer(here), at=AT, values=values)


def kept(who, board):
    """The board as somebody is given it."""
    return boards.board_of(who, board.key, lambda: _again(board), views.context_of)


def _again(board):
    return Dashboard.objects.get(pk=board.pk)


def anew(who, board):
    """The same drawn with nothing in memory: the slow twin."""
    boards.BOARDS.forget()
    return kept(who, board)


# --- Drawn once ----------------------------------------------------------------------


def test_the_second_of_equal_rights_is_asked_one_question(here, board):
    first, second = (replace(viewer(here, Role.EXECUTIVE), name=one) for one in "ab")
    with CaptureQueriesContext(connection) as asked:
        drawn = kept(first, board)
    with CaptureQueriesContext(connection) as again:
        assert kept(second, board) is drawn
    assert len(asked) > 8
    assert len(again) == 1


def test_what_is_kept_names_nobody(here, board):
    who = viewer(here, Role.EXECUTIVE)
    body = kept(who, board).body
    assert body.count('<article class="gt-panel') == len(KEYS)
    assert who.name not in body
    assert "csrf" not in body
    assert "<form" not in body


# --- Anew after each change ------------------------------------------------------------


def _comment(here, board):
    values = {"text": "More come from schools."}
    services.add_commentary(by=viewer(here), at=AT, values=values, indicator="contacts")


def _limits(here, board):
    values = {"on": date(2023, 10, 1), "reason": "A new form"}
    services.rebase_indicator(
        by=viewer(here), at=AT, values=values, indicator="contacts"
    )


def _fewer(here, board):
    services.amend_dashboard(
        board, by=viewer(here), at=AT, values={"indicators": KEYS[:1]}, read_version=1
    )


def _another(here, board):
    values = {"name": "Another", "position": 2, "indicators": KEYS}
    services.add_dashboard(by=viewer(here), at=AT, values=values)


def _withdrawn(here, board):
    release = queries.release_in_force(here.pk)
    services.withdraw_release(release, by=viewer(here), at=AT, reason="Wrong")


def _action(here, board):
    finding = services.raise_signal(
        by=viewer(here, Role.BUSINESS_UNIT),
        at=AT,
        values={"title": "more than before", "found_on": AT.date()},
        indicator="contacts",
        cut=Cut(),
    )
    owner = threads.make_agency(here, "Example Council")
    threads.make_action(finding, owner, title="Ask the schools")


def _holiday(here, board):
    values = {
        "area_code": here.area_code,
        "area_name": "Exampleshire",
        "status": "REPORTED",
        "academic_year": "2022-23",
        "kind": "HOLIDAY",
        "name": "Summer",
        "start": date(2023, 7, 26),
        "end": date(2023, 9, 3),
        "source": "Example",
    }
    reference.add_school_term(by=people.loader(here), at=AT, values=values)


def _protected_anew(here, board):
    """Files alone: nothing of it is in the database."""
    place, name = shelf.of(here.pk), queries.release_in_force(here.pk).name
    showing.protect(place, name, covered={"ssd_contacts": [SENT]})


def _published_beside(here, board):
    """Files alone, put there whole by a command."""
    folder = shelf.of(here.pk).folder / benchmarks.FOLDER
    folder.mkdir(exist_ok=True)
    line = {"name": "England", "near": False, "cited": "", "definition": ""}
    line |= {"caveat": "", "values": {"2023": 900.0}, "words": {"2023": "900"}}
    (folder / "plans_open.json").write_text(json.dumps([line]), encoding="utf-8")


CHANGES = (
    _comment,
    _limits,
    _fewer,
    _another,
    _withdrawn,
    _action,
    _holiday,
    _protected_anew,
    _published_beside,
)


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_the_next_reader_sees_it(here, board, change):
    who = viewer(here, Role.EXECUTIVE)
    before = kept(who, board)
    assert kept(who, board) is before
    change(here, board)
    after = kept(who, board)
    assert after.body != before.body
    assert after == anew(who, board)


def test_after_a_roll_back_the_earlier_release_is_shown(here, board, release):
    who = viewer(here, Role.EXECUTIVE)
    first = kept(who, board)
    assert "Invented county" in first.body
    newer = Release.objects.create(
        partnership=here,
        name="",
        title="Empty",
        state=ReleaseState.BUILT,
        asked_at=AT,
        built_at=AT,
    )
    services.publish_release(newer, by=viewer(here), at=AT)
    second = kept(who, board)
    assert "“Empty”" in second.body
    assert "Invented county" not in second.body
    services.roll_back_release(release, by=viewer(here), at=AT, reason="Too soon")
    third = kept(who, board)
    assert "“Empty”" not in third.body
    assert third == anew(who, board)


# --- Only to those who see the same -----------------------------------------------------


@pytest.fixture
def secret(clock_rules, here, board):
    """An action of a restricted case that is tested on an indicator of the board."""
    circle = subjects.circle(here, restricted=True)
    origin = threads.make_origin(here, circle=circle.key)
    owner = threads.make_agency(here, "Example Council")
    action = threads.make_action(origin, owner, title="Canary of the case")
    values = {
        "measure": "Contacts",
        "series_key": "dataset:shown:contacts",
        "direction": "DOWN",
        "in_force_on": date(2025, 4, 1),
    }
    thread.add_impact_test(by=viewer(here), at=AT, values=values, parent=action)
    return circle


def test_what_hangs_on_a_case_is_told_in_its_circle_only(here, board, secret):
    inside = subjects.let_in(secret, subjects.viewer(here, Role.EXECUTIVE))
    outside = subjects.viewer(here, Role.EXECUTIVE)
    for who, sees in ((inside, True), (outside, False), (inside, True)):
        assert ("Canary of the case" in kept(who, board).body) is sees
    subjects.bar(secret, inside)
    assert "Canary of the case" not in kept(inside, board).body


def test_a_bar_is_felt_at_the_next_request(here, board, secret):
    account = people.account(here, Role.EXECUTIVE)
    who = subjects.let_in(secret, subjects.viewer_of(account))
    client = Client()
    client.force_login(account)
    assert "Canary of the case" in client.get(PAGE).content.decode()
    subjects.bar(secret, who)
    assert "Canary of the case" not in client.get(PAGE).content.decode()


def test_one_partnerships_board_is_not_anothers(here, board):
    elsewhere = people.partnership(name="Elsewhere", short_name="Elsewhere")
    own = boards.board_of(viewer(here), "first", lambda: board, views.context_of)
    other = boards.board_of(viewer(elsewhere), "first", lambda: None, views.context_of)
    assert own.title == "Executive"
    assert "No dashboard has been made yet." in other.body
    assert not set(KEYS) & set(other.body.split())


@pytest.mark.parametrize(
    ("role", "begins"), [(Role.ANALYST, True), (Role.EXECUTIVE, False)]
)
def test_a_record_without_any_says_so_and_who_may_begins_one(here, role, begins):
    client = Client()
    client.force_login(people.account(here, role))
    page = client.get(PAGE).content.decode()
    assert "No dashboard has been made yet." in page
    assert "No release of agencies’ data is in force" in page
    assert (reverse("add_dashboard") in page) is begins


def test_the_page_is_its_readers_own_around_the_board(here, board):
    pages = []
    for _ in range(2):
        account = people.account(here, Role.EXECUTIVE)
        client = Client()
        client.force_login(account)
        answer = client.get(PAGE)
        assert answer.headers["Cache-Control"] == "no-store, private"
        pages.append((account.person.name, answer.content.decode()))
    (first, one), (second, other) = pages
    assert first != second
    assert first in one
    assert second not in one
    assert second in other
    assert first not in other
    token = 'name="csrfmiddlewaretoken" value="'
    assert one.split(token)[1][:64] != other.split(token)[1][:64]


def test_who_may_not_is_refused_whatever_is_kept(here, board):
    reader = people.account(here, Role.EXECUTIVE)
    client = Client()
    client.force_login(reader)
    assert client.get(PAGE).status_code == 200
    for role in (Role.TRAINER, Role.ADMINISTRATOR):
        other = Client()
        other.force_login(people.account(here, role))
        assert other.get(PAGE).status_code == 404
        own = reverse("view_dashboard", args=[board.key])
        assert other.get(own).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_a_dashboards_own_page_shows_the_same_board(here, board):
    client = Client()
    client.force_login(people.account(here, Role.EXECUTIVE))
    first = client.get(PAGE).content.decode()
    own = client.get(reverse("view_dashboard", args=[board.key])).content.decode()
    cut = '<section class="gt-section" id="what-changed">'
    assert (
        first.split(cut)[1].split("</main>")[0] == own.split(cut)[1].split("</main>")[0]
    )
