"""A bank holiday added late: what is open moves, says so, and stays told till seen."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.core.models import BankHoliday, CalendarChange, HistorySubject
from goldenthread.core.reference import load
from goldenthread.core.reference import services as reference
from goldenthread.core.viewer import system
from goldenthread.desk import clocks
from goldenthread.desk.models import SeenChange
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases


NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
MOURNING = date(2024, 5, 22)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _at_one_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def home(clock_rules):
    return people.partnership()


@pytest.fixture
def circle(home):
    return cases.circle(home)


@pytest.fixture
def unit(home, circle):
    return cases.let_in(circle, cases.viewer(home))


@pytest.fixture
def incident(circle):
    return factories.incident(circle, at=NOW, aware_on=date(2024, 5, 17))


def browser_of(viewer):
    browser = Client()
    account = Account.objects.get(pk=viewer.account_id)
    browser.force_login(account, backend=BACKEND)
    return browser


def mourn(**values):
    given = {"date": MOURNING, "title": "Day of mourning", "source": "A proclamation"}
    return reference.add_bank_holiday(by=system("t"), at=NOW, values=given | values)


def moved(viewer):
    return [
        (one.stood.clock.record, one.before.due_on, one.after.due_on)
        for told in clocks.calendar_changes(viewer, NOW)
        for one in told.moved
    ]


def test_each_open_deadline_moved_stands_there_before_and_after(unit, incident):
    mourn()
    assert moved(unit) == [(incident, date(2024, 5, 24), date(2024, 5, 28))]


def test_what_was_done_by_then_and_what_began_later_is_not_moved(unit, circle, home):
    done = factories.incident(circle, aware_on=date(2024, 4, 29))
    factories.notification(done, sent_on=date(2024, 4, 30))
    mourn()
    later = factories.incident(circle, aware_on=date(2024, 5, 1))
    later.aware_on = date(2024, 5, 21)
    later.save(update_fields=["aware_on"])
    assert moved(unit) == []


def test_two_changes_are_told_one_by_one(unit, incident):
    """24 May, then 28 May over the bank holiday of 27 May, then 29 May."""
    mourn()
    mourn(date=date(2024, 5, 23), title="Another")
    assert [(before, after) for _, before, after in moved(unit)] == [
        (date(2024, 5, 28), date(2024, 5, 29)),
        (date(2024, 5, 24), date(2024, 5, 28)),
    ]


def test_a_day_withdrawn_moves_them_back(unit, incident):
    holiday = mourn()
    reference.amend_bank_holiday(
        holiday,
        by=system("t"),
        at=NOW,
        values={"withdrawn_on": date(2024, 5, 20)},
        read_version=holiday.version,
    )
    assert [(before, after) for _, before, after in moved(unit)] == [
        (date(2024, 5, 28), date(2024, 5, 24)),
        (date(2024, 5, 24), date(2024, 5, 28)),
    ]


def test_home_says_so_until_it_is_seen_and_the_page_keeps_it(unit, incident):
    mourn()
    browser, change = browser_of(unit), CalendarChange.objects.get()
    line = "Day of mourning, 22 May 2024: added: 1 deadline of yours was moved."
    assert line in browser.get("/").content.decode()
    page = browser.get(reverse("view_calendar_change", args=[change.key]))
    body = page.content.decode()
    for words in ("24 May 2024", "28 May 2024", "without 22 and 27 May", "A proclama"):
        assert words in body
    browser.post(reverse("see_calendar_change", args=[change.key]))
    browser.post(reverse("see_calendar_change", args=[change.key]))
    assert SeenChange.objects.count() == 1
    assert line not in browser.get("/").content.decode()
    kept = browser.get(reverse("view_calendar_change", args=[change.key]))
    assert "You have seen this, on 20 May 2024." in kept.content.decode()
    assert "Day of mourning" in browser.get("/clocks/moved/").content.decode()


def test_reading_which_moved_is_reading_of_the_case(unit, incident, circle):
    mourn()
    browser_of(unit).get("/clocks/moved/")
    rows = HistorySubject.objects.filter(token=circle.key)
    assert rows.filter(row__action="view_calendar_changes").count() == 1


def test_somebody_barred_is_told_of_none(unit, incident, circle):
    mourn()
    cases.bar(circle, unit)
    assert moved(cases.with_circles(unit)) == []
    assert "deadline of yours" not in browser_of(unit).get("/").content.decode()


def test_others_see_the_change_and_none_of_its_deadlines(home, incident):
    mourn()
    trainer = people.account(home, Role.TRAINER)
    browser = Client()
    browser.force_login(trainer, backend=BACKEND)
    change = CalendarChange.objects.get()
    page = browser.get(reverse("view_calendar_change", args=[change.key]))
    assert "It moved no deadline that is open to you." in page.content.decode()


def test_a_whole_new_year_is_no_change_but_a_late_day_of_a_known_one_is(home):
    BankHoliday.objects.filter(date__year=2030).delete()
    BankHoliday.objects.filter(date=date(2029, 5, 7)).delete()
    load.load_bank_holidays(by=system("t"), at=NOW, first=2029, last=2030)
    assert [one.holiday.date for one in CalendarChange.objects.all()] == [
        date(2029, 5, 7)
    ]


def test_the_pages_ask_as_often_for_many_as_for_few(unit, circle):
    mourn()
    browser, counts = browser_of(unit), []
    for number in range(3):
        factories.incident(circle, at=NOW, aware_on=date(2024, 5, 17))
        mourn(date=date(2024, 6, 3 + number), title=f"Day {number}")
        asked = []
        for address in ("/", "/clocks/moved/"):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address).status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[1] == counts[2]
