"""Invitations and accounts: the services, and the pages somebody walks through."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryDetail, HistoryRow
from goldenthread.partnership import queries, services
from goldenthread.partnership.models import Account, Invitation, Person, PostHolding
from goldenthread.partnership.states import Role
from tests.partnership import factories


pytestmark = pytest.mark.django_db

AT = factories.AT
LATER = AT + timedelta(hours=1)
PASSWORD = "violet otter lantern gravel"


@pytest.fixture
def post(home):
    return factories.post(factories.agency(home), home)


def invite(by, post, at=AT, **values):
    return services.invite(
        by=by,
        at=at,
        values={
            "post": post,
            "role": Role.AGENCY_LEAD,
            "email": "Ann.Example@Example.invalid",
            "name": "Ann Example",
        }
        | values,
    )


def accept(issued, at=LATER, password=PASSWORD):
    return services.accept_invitation(token=issued.token, password=password, at=at)


def test_an_invitation_names_a_person_a_post_and_a_role(unit, post):
    issued = invite(unit, post)

    one = issued.invitation
    assert (one.person.name, one.post, one.role, one.email) == (
        "Ann Example",
        post,
        Role.AGENCY_LEAD,
        "ann.example@example.invalid",
    )
    assert one.expires_at - one.invited_at == timedelta(hours=72)
    assert PostHolding.objects.filter(person=one.person, post=post).count() == 1


def test_the_token_is_kept_nowhere(unit, post):
    issued = invite(unit, post)
    accept(issued)

    kept = [
        *Invitation.objects.values_list("digest", flat=True),
        *(str(one) for one in HistoryDetail.objects.values_list("after", "before")),
    ]
    assert issued.invitation.digest == services.digest_of(issued.token)
    assert not [one for one in kept if issued.token in one]
    assert PASSWORD not in str(kept)


def test_accepting_opens_the_account(unit, post):
    account = accept(invite(unit, post))

    assert account.check_password(PASSWORD)
    assert (account.email, account.role, account.post, account.is_active) == (
        "ann.example@example.invalid",
        Role.AGENCY_LEAD,
        post,
        True,
    )
    viewer = queries.viewer_for(account.pk, date(2024, 5, 1))
    assert (viewer.name, viewer.agency_id) == ("Ann Example", post.agency_id)
    actions = HistoryRow.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions)[-5:] == [
        "add_person",
        "add_post_holding",
        "invite",
        "open_account",
        "accept_invitation",
    ]


@pytest.mark.parametrize("why", ["used", "withdrawn", "old", "post ended", "unknown"])
def test_an_invitation_that_does_not_hold_is_refused_in_one_sentence(why, unit, post):
    issued = invite(unit, post)
    at = LATER
    if why == "used":
        accept(issued)
    elif why == "withdrawn":
        services.withdraw_invitation(issued.invitation, by=unit, at=AT)
    elif why == "old":
        at = AT + timedelta(hours=72)
    elif why == "post ended":
        services.amend_post(
            post,
            by=unit,
            at=AT,
            values={"ends_on": date(2024, 5, 1)},
            read_version=post.version,
        )
    else:
        issued = services.accounts.Issued(issued.invitation, "guessed")
    before = Account.objects.count()

    with pytest.raises(Refused, match=r"^This invitation cannot be used: "):
        accept(issued, at=at)
    assert Account.objects.count() == before


def test_a_weak_password_is_refused_and_the_invitation_stays_open(unit, post):
    issued = invite(unit, post)

    with pytest.raises(ValidationError):
        accept(issued, password="short")

    assert accept(issued).check_password(PASSWORD)


def test_a_new_post_moves_the_account(home, unit, post):
    account = accept(invite(unit, post))
    second = factories.post(factories.agency(home), home)

    moved = accept(
        invite(
            unit, second, at=LATER, person=account.person, name="", role=Role.EXECUTIVE
        )
    )

    assert moved.pk == account.pk
    assert (moved.post, moved.role) == (second, Role.EXECUTIVE)


def test_an_address_of_somebody_else_is_found_out_only_on_accepting(unit, post):
    """Rule A5: the inviter is not told which addresses have an account."""
    accept(invite(unit, post))
    issued = invite(unit, post, at=LATER, name="Another Example")

    with pytest.raises(Refused, match="already opens another person's account"):
        accept(issued)


def test_an_agency_lead_invites_into_the_own_agency_only(home):
    agency = factories.agency(home)
    lead = factories.viewer(home, Role.AGENCY_LEAD, agency_=agency)
    own, other = (
        factories.post(agency, home),
        factories.post(factories.agency(home), home),
    )

    invite(lead, own, role=Role.TRAINER)

    with pytest.raises(Refused, match="the own agency only"):
        invite(lead, other)
    with pytest.raises(Refused, match="cannot invite somebody to that role"):
        invite(lead, own, role=Role.BUSINESS_UNIT)


@pytest.mark.parametrize(
    "role", [Role.EXECUTIVE, Role.SCRUTINEER, Role.ANALYST, Role.TRAINER]
)
def test_other_roles_invite_nobody(role, home, post):
    with pytest.raises(Refused):
        invite(factories.viewer(home, role), post)


def test_inviting_refuses_a_post_that_is_not_open(home, unit):
    closed = factories.post(factories.agency(home), home, ends_on=date(2021, 1, 1))

    with pytest.raises(Refused, match="not open today"):
        invite(unit, closed)


def test_inviting_refuses_nobody(unit, post):
    with pytest.raises(Refused, match="somebody on record, or a name"):
        invite(unit, post, name="")


def test_an_account_is_closed_and_opened_again(home, unit):
    account = factories.account(home)

    closed = services.deactivate_account(account, by=unit, at=AT, why="On leave")
    assert queries.viewer_for(account.pk, date(2024, 5, 1)) is None
    with pytest.raises(Refused, match="already closed"):
        services.deactivate_account(closed, by=unit, at=AT, why="Again")
    opened = services.reactivate_account(closed, by=unit, at=AT, why="Back")

    assert (opened.is_active, opened.version) == (True, 3)
    row = HistoryRow.objects.get(action="deactivate_account")
    assert row.purpose == "On leave"
    with pytest.raises(Refused, match="already open"):
        services.reactivate_account(opened, by=unit, at=AT, why="Again")


def test_nobody_closes_the_own_account(home):
    account = factories.account(home)
    own = queries.viewer_for(account.pk, date(2024, 5, 1))

    with pytest.raises(Refused, match="Somebody else"):
        services.deactivate_account(account, by=own, at=AT, why="Tired")


def test_an_open_invitation_is_withdrawn_once(unit, post):
    issued = invite(unit, post)
    gone = services.withdraw_invitation(issued.invitation, by=unit, at=AT)

    with pytest.raises(Refused, match="no longer open"):
        services.withdraw_invitation(gone, by=unit, at=AT)


def test_accounts_without_an_invitation_are_for_invented_people(home, unit, post):
    real = factories.person(home, invented=False)
    values = {
        "person": real,
        "post": post,
        "role": Role.TRAINER,
        "email": "a@b.invalid",
    }

    with pytest.raises(Refused, match="Only invented people"):
        services.add_account(by=factories.loader(), at=AT, values=values)
    with pytest.raises(Refused, match="Only the loader"):
        services.add_account(by=unit, at=AT, values=values)


def test_a_lead_sees_accounts_and_people_of_the_own_agency(home):
    agency = factories.agency(home)
    mine = factories.account(home, Role.AGENCY_LEAD, agency_=agency)
    other = factories.account(home)
    lead = queries.viewer_for(mine.pk, date(2024, 5, 1))

    assert list(queries.accounts(lead)) == [mine]
    assert list(queries.people_to_invite(lead)) == [mine.person]
    assert list(queries.posts_to_invite(lead)) == [mine.post]
    keeper = factories.viewer(home)
    assert {mine, other} < set(queries.accounts(keeper))
    assert set(queries.people_to_invite(keeper)) == set(Person.objects.all())
    trainer = factories.viewer(home, Role.TRAINER)
    assert not queries.accounts(trainer)


# Pages


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2024, 5, 1, 9, tzinfo=UTC), tick=False) as one:
        yield one


def fill(post, **values):
    return {
        "name": "Ann Example",
        "email": "ann@example.invalid",
        "post": post.key,
        "role": Role.AGENCY_LEAD,
        "once": "0123456789",
    } | values


def test_somebody_is_invited_and_sets_up_an_account(home, post, client, clock):
    client.force_login(factories.account(home))

    sent = client.post(reverse("invite_person"), fill(post))
    shown = client.get(sent.headers["Location"])
    link = shown.context["link"]
    again = client.get(sent.headers["Location"])
    assert (shown.status_code, again.status_code) == (200, 302)
    client.logout()

    assert client.get(link).headers["Location"] == reverse("accept_invitation")
    page = client.get(reverse("accept_invitation"))
    assert [(one.label, one.value.text) for one in page.context["facts"]] == [
        ("Name", "Ann Example"),
        ("Post", post.title),
        ("Agency", post.agency.name),
        ("Role", "Agency lead"),
    ]
    weak = client.post(
        reverse("accept_invitation"),
        {"password": "passwordpassword", "again": "passwordpassword"},
    )
    assert weak.status_code == 422
    assert "too easy to guess" in str(weak.context["form"].errors)
    differ = client.post(
        reverse("accept_invitation"), {"password": PASSWORD, "again": "something else"}
    )
    assert differ.context["form"].errors == {
        "again": ["The two passwords are not the same"]
    }
    done = client.post(
        reverse("accept_invitation"), {"password": PASSWORD, "again": PASSWORD}
    )
    assert done.headers["Location"] == reverse("account_login")
    assert client.get(reverse("accept_invitation")).status_code == 404
    assert client.get(link, follow=True).status_code == 404


def test_inviting_asks_for_one_person_not_two(home, post, client):
    account = factories.account(home)
    client.force_login(account)

    for values in ({"person": account.person.key}, {"name": ""}):
        answer = client.post(reverse("invite_person"), fill(post, **values))
        assert answer.status_code == 422
        assert "one of the two" in str(answer.context["form"].errors)


def test_an_agency_lead_is_offered_what_they_may_give(home, client):
    account = factories.account(home, Role.AGENCY_LEAD)
    client.force_login(account)

    form = client.get(reverse("invite_person")).context["form"]

    assert [value for value, _ in form.fields["role"].choices] == [
        Role.AGENCY_LEAD,
        Role.TRAINER,
    ]
    assert list(form.fields["post"].queryset) == [account.post]


def test_accounts_are_closed_and_opened_on_their_pages(home, client):
    client.force_login(factories.account(home))
    other = factories.account(home)

    def press(name, **values):
        address = reverse(name, args=[other.key])
        assert client.get(address).status_code == 200
        client.post(address, values)
        other.refresh_from_db()
        return other.is_active

    assert press("deactivate_account") is True
    assert press("deactivate_account", why="Left") is False
    assert press("reactivate_account", why="Back") is True


def test_an_invitation_is_withdrawn_on_its_page(home, post, client, clock):
    client.force_login(factories.account(home))
    issued = invite(factories.loader(home), post)
    page = client.get(reverse("view_invitation", args=[issued.invitation.key]))
    assert [link.text for link in page.context["detail"].buttons] == ["Withdraw it"]

    client.post(reverse("withdraw_invitation", args=[issued.invitation.key]))

    assert (
        client.get(reverse("open_invitation", args=[issued.token])).status_code == 302
    )
    assert client.get(reverse("accept_invitation")).status_code == 404


def test_a_link_is_shown_to_its_inviter_only(home, post, client):
    client.force_login(factories.account(home))
    issued = invite(factories.loader(home), post)

    answer = client.get(reverse("view_invitation_link", args=[issued.invitation.key]))

    assert answer.status_code == 302
