"""The calendar feed: a secret address, nothing personal, what may be seen now."""

import logging
import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from goldenthread.core.models import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.core.secret_paths import HidesSecrets
from goldenthread.desk import services
from goldenthread.desk.models import CalendarFeed
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases


NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ALIAS = "Child Lantern"


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
    subject = cases.subject(circle, alias=ALIAS)
    line = "A line that must not travel"
    return factories.incident(
        circle, subject, at=NOW, aware_on=date(2024, 5, 17), line=line
    )


@pytest.fixture
def address(unit, incident):
    issued = services.make_calendar_feed(by=unit, at=NOW)
    return reverse("open_calendar_feed", args=[issued.secret])


def entries(address, **headers):
    answer = Client().get(address, **headers)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_holds_whole_days_under_names_that_stay(address, incident):
    """Aware on Friday 17 May 2024; 27 May is a bank holiday and lies after the five."""
    (one,) = entries(address)
    assert one["DTSTART"].dt == date(2024, 5, 24)
    assert one["DTEND"].dt == date(2024, 5, 25)
    assert str(one["SUMMARY"]) == f"Something is due: reference {incident.key}"
    (again,) = entries(address)
    assert one["UID"] == again["UID"]
    assert str(one["UID"]).startswith(incident.key)


def test_it_is_valid_to_the_letter(address):
    """RFC 5545: lines end in CRLF and hold 75 octets; the required parts are there."""
    body = Client().get(address).content
    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(body)
    assert (str(calendar["VERSION"]), str(calendar["PRODID"])) == (
        "2.0",
        "-//goldenthread//clocks//EN",
    )
    for one in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(one)


def test_nothing_personal_is_in_it(address):
    """Rules N1, X6: no title, pseudonym, name, nor what kind of thing is due."""
    answer = Client().get(address)
    whole = answer.content.decode() + str(answer.headers)
    for word in (ALIAS, "Lantern", "Example", "must not travel", "Panel", "incident"):
        assert word not in whole


def test_somebody_barred_loses_the_entry_at_once(address, circle, unit):
    assert len(entries(address)) == 1
    cases.bar(circle, unit)
    assert entries(address) == []


def test_an_account_that_ended_has_no_feed_and_it_looks_like_none(address, unit):
    absent = Client().get(reverse("open_calendar_feed", args=["x" * 43]))
    Account.objects.filter(pk=unit.account_id).update(is_active=False)
    ended = Client().get(address)
    assert (ended.status_code, absent.status_code) == (404, 404)
    assert ended.content == absent.content


def test_a_new_address_ends_the_old_one(address, unit):
    issued = services.make_calendar_feed(by=unit, at=NOW)
    assert Client().get(address).status_code == 404
    fresh = reverse("open_calendar_feed", args=[issued.secret])
    assert Client().get(fresh).status_code == 200
    services.withdraw_calendar_feed(by=unit, at=NOW)
    assert Client().get(fresh).status_code == 404


def test_the_secret_is_kept_nowhere(address):
    secret = address.split("/")[-2]
    feed = CalendarFeed.objects.get()
    assert feed.digest != secret
    assert len(feed.digest) == 64
    kept = [str(one.after) + str(one.before) for one in HistoryDetail.objects.all()]
    assert [one for one in kept if secret in one] == []


def test_the_secret_is_in_no_line_of_the_log(address):
    secret = address.split("/")[-2]
    row = logging.LogRecord(
        "django.request", 30, "", 0, "%s: %s", ("Not Found", address), None
    )
    assert HidesSecrets().filter(row)
    assert row.getMessage() == "Not Found: /calendar/(secret)/due.ics"
    assert secret not in row.getMessage()


def test_the_log_of_the_product_hides_secrets(settings):
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]


def test_the_same_again_is_not_sent_again(address):
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-store"
    assert first["Content-Type"].startswith("text/calendar")


def test_every_fetch_is_in_the_history_with_the_case(address, circle, unit):
    etag = Client().get(address)["ETag"]
    Client().get(address, headers={"If-None-Match": etag})
    rows = HistoryRow.objects.filter(action="fetch_calendar_feed")
    assert [one.actor for one in rows] == [unit.account_key] * 2
    tokens = HistorySubject.objects.filter(row__in=rows, token=circle.key)
    assert tokens.count() == 2


def test_too_many_fetches_are_put_off_for_an_hour(address):
    CalendarFeed.objects.update(window_at=NOW, fetched=services.MOST_FETCHES - 1)
    assert Client().get(address).status_code == 200
    refused = Client().get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert Client().get(address).status_code == 200


def test_the_page_shows_the_address_once(home):
    account = people.account(home, Role.TRAINER)
    browser = Client()
    browser.force_login(account, backend=BACKEND)
    page = reverse("make_calendar_feed")
    assert "You have no feed." in browser.get(page).content.decode()
    made = browser.post(page).content.decode()
    (link,) = re.findall(r"http://testserver(/calendar/\S+/due\.ics)", made)
    assert Client().get(link).status_code == 200
    later = browser.get(page).content.decode()
    assert "/due.ics" not in later
    assert "You have a feed" in later
    browser.post(reverse("withdraw_calendar_feed"))
    assert Client().get(link).status_code == 404


def test_an_administrator_has_none(home):
    browser = Client()
    account = people.account(home, Role.ADMINISTRATOR)
    browser.force_login(account, backend=BACKEND)
    assert browser.post(reverse("make_calendar_feed")).status_code == 404
