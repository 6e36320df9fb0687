"""Signing in, staying signed in, and being signed out."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.partnership import services
from goldenthread.partnership.adapters import NOT_SIGNED_IN, SignInAdapter
from goldenthread.partnership.models import (
    Account,
    DatabaseMark,
    Post,
    PostHolding,
)
from goldenthread.partnership.states import Role
from tests.partnership import factories


pytestmark = pytest.mark.django_db

PASSWORD = "violet otter lantern gravel"
NOW = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def account(home):
    """Somebody who accepted an invitation."""
    one = factories.account(home)
    one.set_password(PASSWORD)
    one.save()
    return one


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def sign_in(client, account, password=PASSWORD):
    data = {"login": account.email, "password": password}
    return client.post(reverse("account_login"), data)


def is_in(client):
    return client.get(reverse("list_groups")).status_code == 200


def test_somebody_signs_in_with_e_mail_and_password(account, client):
    answer = sign_in(client, account)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert is_in(client)
    row = HistoryRow.objects.get(action="sign_in")
    assert (row.actor, row.record_key) == (account.key, account.key)


def test_every_way_of_not_signing_in_reads_the_same(account, home, client):
    """Rule A5: wrong password, unknown address, closed account, post ended."""
    closed = factories.account(home, is_active=False)
    left = factories.account(home)
    for one in (closed, left):
        one.set_password(PASSWORD)
        one.save()
    PostHolding.objects.filter(person=left.person).update(ends_on=date(2021, 1, 1))
    unknown = type("Nobody", (), {"email": "nobody@example.invalid"})

    said = [
        sign_in(client, one, password).context["form"].non_field_errors()
        for one, password in (
            (account, "not the password at all"),
            (unknown, PASSWORD),
            (closed, PASSWORD),
            (left, PASSWORD),
        )
    ]

    assert said == [[NOT_SIGNED_IN]] * 4
    assert not is_in(client)


def test_guessing_one_account_is_slowed_without_locking_out_others(
    account, home, client
):
    other = factories.account(home)
    other.set_password(PASSWORD)
    other.save()
    with time_machine.travel(NOW, tick=False) as traveller:
        for _ in range(6):
            answer = sign_in(client, account, "a wrong password it is")
        assert answer.status_code == 429
        assert sign_in(client, account).status_code == 429
        assert sign_in(client, other).status_code == 302
        client.post(reverse("account_logout"))
        traveller.shift(timedelta(minutes=20))
        assert sign_in(client, account).status_code == 302


def test_nobody_signs_themselves_up(client):
    for path in ("signup/", "password/reset/", "email/", "login/code/"):
        assert client.get(f"/account/{path}").status_code == 404


def test_thirty_idle_minutes_end_a_session(account, client, clock):
    sign_in(client, account)
    clock.shift(timedelta(minutes=29))
    assert is_in(client)
    clock.shift(timedelta(minutes=29))
    assert is_in(client)
    clock.shift(timedelta(minutes=31))
    assert not is_in(client)


def test_twelve_hours_end_a_session_that_is_in_use(account, client, clock):
    sign_in(client, account)
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert is_in(client)
    session = client.session
    session["used"] = "again"
    session.save()
    clock.shift(timedelta(minutes=21))
    assert not is_in(client)


def test_a_session_without_its_clock_or_with_another_s_is_over(account, client, clock):
    sign_in(client, account)
    mine = client.cookies["used"].value
    del client.cookies["used"]
    assert not is_in(client)

    sign_in(client, account)
    client.cookies["used"] = mine
    assert not is_in(client)


def test_signing_out_clears_the_browser(account, client):
    sign_in(client, account)

    answer = client.post(reverse("account_logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert not is_in(client)


@pytest.mark.parametrize("end", ["post", "holding", "account"])
def test_what_ends_access_ends_it_at_the_next_request(end, account, client, clock):
    """Rule U5."""
    sign_in(client, account)
    assert is_in(client)
    ended = {"ends_on": date(2024, 5, 1)}
    if end == "post":
        Post.objects.filter(pk=account.post_id).update(**ended)
    elif end == "holding":
        PostHolding.objects.filter(person=account.person).update(**ended)
    else:
        services.deactivate_account(
            account, by=factories.loader(), at=NOW, why="Left the agency"
        )

    assert not is_in(client)


def test_the_last_day_of_a_post_still_opens(account, client, clock):
    Post.objects.filter(pk=account.post_id).update(ends_on=date(2024, 5, 2))
    sign_in(client, account)
    assert is_in(client)


# The second factor


def give_app(account):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    return secret


def code_now(secret):
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_without_a_second_factor_one_gets_no_further_than_setting_it_up(
    account, client, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, account)

    answer = client.get(reverse("list_groups"))

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("mfa_index"),
    )
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Set up a second factor to go on" in page
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_logout"):
        assert client.get(reverse(name)).status_code == 200


def test_an_app_is_set_up_and_then_asked_for(account, client, settings, clock):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, account)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.context["form"].errors == {
        "code": ["That code is not right, or it is too old"]
    }
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert is_in(client)
    client.post(reverse("account_logout"))
    clock.shift(timedelta(minutes=2))

    asked = sign_in(client, account)
    assert asked.headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert is_in(client)
    assert client.get(reverse("mfa_index")).status_code == 200


def test_the_last_second_factor_stays(account, client, settings, clock):
    settings.SECOND_FACTOR_REQUIRED = True
    secret = give_app(account)
    sign_in(client, account)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_changing_the_second_factor_asks_again_after_five_minutes(
    account, client, clock
):
    secret = give_app(account)
    sign_in(client, account)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    clock.shift(timedelta(minutes=6))

    asked = client.get(reverse("mfa_deactivate_totp"))

    assert asked.status_code == 302
    page = client.get(asked.headers["Location"])
    assert page.status_code == 200
    assert "Show that it is you" in page.content.decode()


def test_the_password_is_changed_to_one_that_holds(account, client):
    sign_in(client, account)
    address = reverse("account_change_password")

    def change(new):
        data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        return client.post(address, data)

    assert client.get(address).status_code == 200
    assert change("goldenthread2024").context["form"].errors.keys() == {"password1"}
    assert change("four quite unlike herons").status_code == 302
    account.refresh_from_db()
    assert account.check_password("four quite unlike herons")


def test_the_password_is_proof_again_after_five_minutes(account, client, clock):
    sign_in(client, account)
    clock.shift(timedelta(minutes=6))
    asked = client.get(reverse("mfa_add_webauthn"))
    proof = asked.headers["Location"]

    wrong = client.post(proof, {"password": "not mine at all, this"})
    right = client.post(proof, {"password": PASSWORD})

    assert wrong.context["form"].errors == {"password": ["That is not your password"]}
    assert right.headers["Location"] == reverse("mfa_add_webauthn")
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_an_account_without_a_password_is_led_to_its_sign_in_page(home, client):
    client.force_login(factories.account(home))

    answer = client.get(reverse("account_change_password"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("mfa_index")


def test_a_passkey_opens_no_account_that_is_not_live(home, rf):
    """Passkeys bring no password, so the post is asked about once more."""
    account = factories.account(home)
    PostHolding.objects.update(ends_on=date(2021, 1, 1))
    request = rf.post("/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)

    with pytest.raises(ImmediateHttpResponse) as stopped:
        SignInAdapter(request).pre_login(request, account)

    assert stopped.value.response.headers["Location"] == reverse("account_login")


def test_the_library_neither_opens_sign_up_nor_sends_mail(rf):
    adapter = SignInAdapter(rf.get("/"))
    assert adapter.is_open_for_signup(rf.get("/")) is False
    assert adapter.send_mail("template", "a@example.invalid", {}) is None


# The example's own page


def test_example_page_signs_in_with_a_click(world, client):
    page = client.get("/example/sign-in/")
    assert [role for role, _ in page.context["roles"]] == list(Role.labels)
    names = [one.name for _, people in page.context["roles"] for one in people]
    assert len(names) == Account.objects.count()

    answer = client.post("/example/sign-in/", {"account": world["account.pat"].key})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert is_in(client)
    assert client.get("/example/sign-in/").context["viewer"].name == "Pat Instance"


def test_sign_in_page_of_the_example_leads_to_it(world, client):
    page = client.get(reverse("account_login")).content.decode()
    assert 'href="/example/sign-in/"' in page


@pytest.mark.parametrize("missing", ["setting", "mark"])
def test_example_page_is_not_there_unless_setting_and_database_agree(
    missing, world, client, settings
):
    if missing == "setting":
        settings.EXAMPLE = False
    else:
        DatabaseMark.objects.all().delete()
    key = world["account.alex"].key
    absent = client.get("/nowhere/at/all/")

    shown = client.get("/example/sign-in/")
    sent = client.post("/example/sign-in/", {"account": key})

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert shown.content == absent.content
    assert not is_in(client)
    assert "/example/" not in client.get(reverse("account_login")).content.decode()


def test_example_page_signs_in_nobody_who_is_not_invented(world, client):
    account = world["account.alex"]
    account.person.invented = False
    account.person.save()

    sent = client.post("/example/sign-in/", {"account": account.key})

    assert sent.status_code == 404
    assert not is_in(client)
