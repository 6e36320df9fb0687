"""The pages of reference rows, as people of different roles meet them."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from goldenthread.core.models import BankHoliday, ClockRule, SchoolTerm
from goldenthread.core.reference import forms, services
from goldenthread.core.reference.views import KINDS
from goldenthread.partnership.states import Role
from tests.core.test_reference import AT, HOLIDAY, KEEPER, RULE, TERM
from tests.partnership import factories


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def signed_in(home):
    def sign_in(role: str = Role.BUSINESS_UNIT) -> Client:
        client = Client()
        client.force_login(factories.account(home, role), backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def home(db):
    return factories.partnership()


def made(number: int = 1) -> dict[str, object]:
    """One of each kind; a higher number gives another one."""
    day = date(2025, 6, 8 + number)
    common = {"by": KEEPER, "at": AT}
    return {
        "bank_holiday": services.add_bank_holiday(
            **common, values={**HOLIDAY, "date": day}
        ),
        "school_term": services.add_school_term(
            **common, values={**TERM, "name": f"Term {number}"}
        ),
        "clock_rule": services.add_clock_rule(
            **common, values={**RULE, "code": f"NOTIFY_{number}"}
        ),
    }


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def boxes(name: str, day: date) -> dict[str, int]:
    return {
        f"{name}_day": day.day,
        f"{name}_month": day.month,
        f"{name}_year": day.year,
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_lists_and_details_cost_the_same_for_one_and_for_three(signed_in, kind):
    client, record = signed_in(), made()[kind.name]
    addresses = (kind.list_url(), kind.url(record))
    client.get(addresses[0])
    before = [_queries(client, address) for address in addresses]
    made(2), made(3)

    assert [_queries(client, address) for address in addresses] == before


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("role", Role.values)
def test_everybody_reads_and_only_keepers_change(signed_in, kind, role):
    client, record = signed_in(role), made()[kind.name]
    keeps = role in {Role.BUSINESS_UNIT, Role.ADMINISTRATOR}

    assert client.get(kind.list_url()).status_code == 200
    assert client.get(kind.url(record)).status_code == 200
    for address in (kind.add_url(), reverse(f"amend_{kind.name}", args=[record.key])):
        assert client.get(address).status_code == (200 if keeps else 404)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nobody_reads_without_signing_in(db, kind):
    answer = Client().get(kind.list_url())

    assert answer.status_code == 302
    assert "/account/" in answer["Location"]


def test_bank_holidays_can_be_shown_for_one_year(signed_in):
    made()
    client, address = signed_in(), KINDS[0].list_url()

    assert "One-off day" in text_of(client, f"{address}?year=2025")
    assert "One-off day" not in text_of(client, f"{address}?year=2026")


def test_add_bank_holiday_through_its_form(signed_in):
    values = {"title": "One-off day", "source": "Proclamation"}
    day = date(2025, 6, 9)

    answer = signed_in().post(
        reverse("add_bank_holiday"),
        {**values, **boxes("date", day), **boxes("announced_on", AT.date())},
    )

    holiday = BankHoliday.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, KINDS[0].url(holiday))
    assert (holiday.date, holiday.announced_on) == (day, AT.date())


def test_add_bank_holiday_says_when_the_day_is_taken(signed_in):
    made()
    values = {"title": "Again", "source": "A"}

    answer = signed_in().post(
        reverse("add_bank_holiday"), {**values, **boxes("date", date(2025, 6, 9))}
    )

    assert answer.status_code == 422
    assert "That day is a bank holiday already" in answer.content.decode()


def test_withdraw_bank_holiday_through_its_form(signed_in):
    client, holiday = signed_in(), made()["bank_holiday"]
    values = {"title": holiday.title, "source": holiday.source, "version": 1}

    client.post(
        reverse("amend_bank_holiday", args=[holiday.key]),
        {**values, **boxes("withdrawn_on", date(2025, 6, 3))},
    )

    holiday.refresh_from_db()
    assert holiday.withdrawn_on == date(2025, 6, 3)
    page = text_of(client, KINDS[0].url(holiday))
    assert "it is an ordinary day again" in page
    assert "Withdrawn" in text_of(client, KINDS[0].list_url())


def test_school_term_form_refuses_a_year_that_does_not_follow(signed_in):
    values = {**TERM, "academic_year": "2024/26"}
    posted = {**values, **boxes("start", TERM["start"]), **boxes("end", TERM["end"])}

    answer = signed_in().post(reverse("add_school_term"), posted)

    assert answer.status_code == 422
    assert "does not follow" in answer.content.decode()


def test_amend_school_term_through_its_form(signed_in):
    client, term = signed_in(), made()["school_term"]
    posted = {
        **TERM,
        "academic_year": "2024-25",
        "status": "ESTIMATED",
        "note": "The usual pattern.",
        "version": 1,
        **boxes("start", date(2025, 4, 28)),
        **boxes("end", date(2025, 4, 28)),
    }

    answer = client.post(reverse("amend_school_term", args=[term.key]), posted)

    assert answer.status_code == 302
    changed = SchoolTerm.objects.get()
    assert (changed.status, changed.academic_year) == ("ESTIMATED", "2024/25")
    page = text_of(client, KINDS[1].url(changed))
    assert "The usual pattern." in page
    assert "Estimated" in text_of(client, KINDS[1].list_url())


RULE_FORM = {
    **RULE,
    "direction": "AFTER",
    "sense": "LATEST",
    "soon": 2,
    "pause_allowed": "yes",
    **boxes("valid_from", date(2026, 3, 19)),
}


def test_amend_clock_rule_adds_a_row_and_shows_both(signed_in):
    client, rule = signed_in(), made()["clock_rule"]
    posted = {**RULE_FORM, "value": 3, "version": 1}

    answer = client.post(reverse("amend_clock_rule", args=[rule.key]), posted)

    new = ClockRule.objects.get(valid_to=None)
    assert new.pause_allowed
    assert (answer.status_code, answer["Location"]) == (302, KINDS[2].url(new))
    page = text_of(client, KINDS[2].url(rule))
    assert "This row is closed" in page
    assert "Within 5 working days" in page
    assert "Within 3 working days" in page
    assert "From 29 June 2018 until before 19 March 2026" in page


def test_add_clock_rule_writes_its_code_in_capitals_and_refuses_signs(signed_in):
    client = signed_in()

    refused = client.post(reverse("add_clock_rule"), {**RULE_FORM, "code": "a b!"})
    client.post(reverse("add_clock_rule"), {**RULE_FORM, "code": "notify_2"})

    assert refused.status_code == 422
    assert ClockRule.objects.get().code == "NOTIFY_2"


@time_machine.travel("2025-12-22 12:00Z", tick=False)
@pytest.mark.parametrize(
    ("changes", "how_long", "example"),
    [
        ({}, "Within 5 working days", "Due 30 December 2025: 5 working days from"),
        (
            {"value": 30, "unit": "CALENDAR_DAYS", "sense": "EARLIEST"},
            "Not before 30 days",
            "Allowed from 21 January 2026: 30 days from 22 December 2025.",
        ),
        (
            {"value": 7, "direction": "BEFORE"},
            "At least 7 working days before",
            "Due 11 December 2025: 7 working days before 22 December 2025.",
        ),
        (
            {"value": 72, "unit": "HOURS"},
            "Within 72 hours",
            "Due 9:00am on 25 December 2025: 72 hours from",
        ),
        ({"value": None}, "No fixed time", "so nothing falls due."),
    ],
)
def test_a_rule_is_worked_from_today(signed_in, changes, how_long, example):
    rule = services.add_clock_rule(by=KEEPER, at=AT, values={**RULE, **changes})

    page = text_of(signed_in(), KINDS[2].url(rule))

    assert how_long in page
    assert escape(example) in page


def test_the_amend_page_of_a_rule_begins_with_the_row_that_holds(db):
    rule = made()["clock_rule"]

    initial = forms.new_row_of(rule)

    assert initial["value"] == 5
    assert initial["valid_from"] > rule.valid_from
    assert set(initial) == set(forms.ClockRuleForm.base_fields)
