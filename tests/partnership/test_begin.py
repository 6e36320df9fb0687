"""`goldenthread begin`: how the first person gets into a record, and nobody else."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.models import (
    Account,
    Agency,
    Invitation,
    Partnership,
    Person,
    Post,
)
from goldenthread.partnership.services import mark_as_example
from goldenthread.partnership.states import Role
from tests.partnership import factories
from tests.partnership.test_sign_in import NOW, PASSWORD, sign_in


pytestmark = pytest.mark.django_db
WORDS = {
    "partnership": "Northmere Safeguarding Children Partnership",
    "short-name": "NSCP",
    "area": "Northmere",
    "area-code": "E06000999",
    "agency": "Northmere Council",
    "post": "Systems officer",
    "person": "Sam Placeholder",
    "email": "Sam.Placeholder@example.invalid",
}


@pytest.fixture(autouse=True)
def clock(settings):
    settings.EXAMPLE = False
    settings.SITE_ADDRESS = "https://record.example.org/"
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def begin(capsys, *more, **words):
    said = [f"--{name}={text}" for name, text in (WORDS | words).items()]
    call_command("begin", *said, *more)
    return link_in(capsys)


def again(capsys):
    call_command("begin", "--link")
    return link_in(capsys)


def link_in(capsys):
    found = re.search(r"https://record\.example\.org(/\S+)", capsys.readouterr().out)
    assert found
    return found[1]


def join(client, link):
    client.get(link)
    answers = {"password": PASSWORD, "again": PASSWORD}
    return client.post(reverse("accept_invitation"), answers)


def test_first_person_joins_by_the_link_and_invites_the_next(capsys, client, settings):
    link = begin(capsys, "--since=2019-07-01")
    done = join(client, link)
    assert done.headers["Location"] == reverse("account_login")
    account = Account.objects.get()
    assert (account.role, account.email) == (
        Role.ADMINISTRATOR,
        "sam.placeholder@example.invalid",
    )
    sign_in(client, account)
    assert client.get(reverse("invite_person")).status_code == 200
    assert client.get(reverse("list_reviews")).status_code == 404
    settings.SECOND_FACTOR_REQUIRED = True
    asked = client.get(reverse("invite_person"))
    assert asked.headers["Location"] == reverse("mfa_index")


def test_what_is_on_record_then(capsys):
    begin(capsys, "--since=2019-07-01", "--agency-kind=HEALTH")
    partnership, agency, post = (
        Partnership.objects.get(),
        Agency.objects.get(),
        Post.objects.get(),
    )
    first = date(2019, 7, 1)
    assert (partnership.area_code, partnership.starts_on) == ("E06000999", first)
    assert (agency.kind, agency.starts_on) == ("HEALTH", first)
    assert list(agency.partnerships.all()) == [partnership]
    assert (post.agency, post.partnership, post.starts_on) == (
        agency,
        partnership,
        first,
    )
    rows = HistoryRow.objects.order_by("pk").values_list("action", flat=True)
    assert list(rows) == [
        "add_partnership",
        "add_agency",
        "add_post",
        "add_person",
        "add_post_holding",
        "invite",
    ]


def test_link_itself_is_kept_nowhere(capsys):
    token = begin(capsys).strip("/").rpartition("/")[2]
    invitation = Invitation.objects.get()
    kept = [getattr(invitation, one.attname) for one in Invitation._meta.fields]
    assert len(token) > 40
    assert token not in map(str, kept)


def test_it_begins_once(capsys):
    begin(capsys)
    with pytest.raises(CommandError, match="was begun before"):
        begin(capsys, partnership="Another Partnership")
    assert Partnership.objects.count() == 1


def test_new_link_takes_the_place_of_the_first(capsys, client, clock):
    first = begin(capsys)
    clock.shift(timedelta(hours=80))
    second = again(capsys)
    assert join(client, first).status_code == 404
    assert join(client, second).status_code == 302
    assert Person.objects.count() == Account.objects.count() == 1


def test_nobody_gets_in_by_the_shell_once_somebody_is(capsys, client):
    join(client, begin(capsys))
    with pytest.raises(CommandError, match="people invite one another"):
        again(capsys)
    with pytest.raises(CommandError, match="people invite one another"):
        begin(capsys)


def test_no_link_before_it_was_begun(capsys):
    with pytest.raises(CommandError, match="not begun yet"):
        again(capsys)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("email", "sam at example", "valid email"),
        ("area-code", "Northmere", "ONS area code must be"),
        (
            "partnership",
            "  ",
            r"Say also --partnership \(the partnership’s full name\)",
        ),
        ("post", "x" * 201, "Title: .*200"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_begun(capsys, name, text, said):
    with pytest.raises(CommandError, match=said):
        begin(capsys, **{name: text})
    assert not Partnership.objects.exists()
    assert not HistoryRow.objects.exists()


def test_example_and_real_people_never_meet(capsys, settings):
    mark_as_example(by=factories.loader(), at=NOW)
    with pytest.raises(CommandError, match="holds the example"):
        begin(capsys)
    settings.EXAMPLE = True
    with pytest.raises(CommandError, match="GOLDENTHREAD_EXAMPLE=1 is set"):
        begin(capsys)
