"""Proof again before what can hurt most, at most five minutes old (rule U4)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings as house
from django.urls import reverse

from goldenthread.desk.models import ProgramToken
from goldenthread.partnership.sessions import AGAIN
from goldenthread.partnership.states import Role
from tests.house.routes import every_route
from tests.partnership import factories
from tests.partnership.test_sign_in import (
    NOW,
    PASSWORD,
    code_now,
    give_app,
    sign_in,
)


pytestmark = pytest.mark.django_db
TOKENS = "/tokens/"
# Words in the name of a route that lets something out, or somebody in.
TELLING = ("export_", "publish_", "open_journey", "invite_", "roll_back_")
NEW = {
    "name": "Nightly",
    "scopes": ["releases:read"],
    "expires_on_day": "1",
    "expires_on_month": "6",
    "expires_on_year": "2024",
}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked_for(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def account(home):
    one = factories.account(home, Role.ANALYST)
    one.set_password(PASSWORD)
    one.save()
    return one


@pytest.fixture
def somebody(asked_for, clock, account, client):
    """Signed in with password and code six minutes ago."""
    secret = give_app(account)
    sign_in(client, account)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    client.secret = secret
    assert client.get(TOKENS).status_code == 200
    clock.shift(timedelta(minutes=6))
    return client


def asked(answer):
    """Where one is after the proof, if proof is asked."""
    to = urlsplit(answer.headers.get("Location", ""))
    assert (answer.status_code, to.path) == (302, reverse("account_reauthenticate"))
    return parse_qs(to.query)["next"][0]


def prove(client, answer):
    where = answer.headers["Location"]
    assert "Show that it is you" in client.get(where).content.decode()
    data = {"password": PASSWORD, "next": asked(answer)}
    return client.post(where, data)


def test_page_opens_after_proof_and_for_five_minutes(somebody, clock):
    answer = somebody.get(f"{TOKENS}?from=home")
    assert asked(answer) == f"{TOKENS}?from=home"
    done = prove(somebody, answer)
    assert (done.status_code, done.headers["Location"]) == (302, f"{TOKENS}?from=home")
    clock.shift(timedelta(minutes=4))
    assert somebody.get(TOKENS).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert asked(somebody.get(TOKENS)) == TOKENS


def test_code_is_proof_too(somebody):
    asked(somebody.get(TOKENS))
    data = {"code": code_now(somebody.secret), "next": TOKENS}
    done = somebody.post(reverse("mfa_reauthenticate"), data)
    assert done.headers["Location"] == TOKENS
    assert somebody.get(TOKENS).status_code == 200


def test_wrong_password_proves_nothing(somebody):
    where = somebody.get(TOKENS).headers["Location"]
    again = somebody.post(where, {"password": "not this one at all", "next": TOKENS})
    assert again.status_code == 200
    assert asked(somebody.get(TOKENS)) == TOKENS


def test_what_was_sent_is_not_done_after_the_proof(somebody):
    page = f"http://testserver{TOKENS}?page=2"
    answer = somebody.post(TOKENS, NEW, headers={"referer": page})
    assert asked(answer) == f"{TOKENS}?page=2"
    assert AGAIN in somebody.get(answer.headers["Location"]).content.decode()
    prove(somebody, answer)
    assert not ProgramToken.objects.exists()
    assert somebody.post(TOKENS, NEW).status_code == 200
    assert ProgramToken.objects.count() == 1


@pytest.mark.parametrize(
    "page", ["", "https://elsewhere.invalid/tokens/", "//x.invalid"]
)
def test_nobody_is_sent_to_another_site(somebody, page):
    assert asked(somebody.post(TOKENS, NEW, headers={"referer": page})) == "/"


def test_file_is_asked_for_again_from_its_page(somebody):
    page = reverse("list_submissions")
    file = reverse("download_marked", args=["01J0000000000000000000000A"])
    came = {"referer": f"http://testserver{page}"}
    answer = somebody.get(file, headers=came)
    assert asked(answer) == page
    prove(somebody, answer)
    assert somebody.get(file, headers=came).status_code == 404  # there is none such


def test_who_may_not_is_told_that_it_is_not_there(somebody):
    assert somebody.get(reverse("invite_person")).status_code == 404


def test_example_does_not_ask(account, client, clock):
    client.force_login(account)
    clock.shift(timedelta(minutes=6))
    assert client.get(TOKENS).status_code == 200


def test_list_of_routes_is_whole():
    routes = {one.name for one in every_route()}
    lets_out = {one for one in routes if one.startswith(TELLING)}
    assert lets_out
    assert lets_out <= house.PROOF_ASKED_AGAIN <= routes
