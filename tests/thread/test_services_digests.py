"""One digest for each owner and cycle: who is told, once, and of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.core.records import Conflict
from goldenthread.partnership.queries import viewer_for
from goldenthread.partnership.states import Role
from goldenthread.thread import queries, services
from goldenthread.thread.models import Action, Digest, DigestMail, Update
from goldenthread.thread.services import Said
from tests.partnership import factories as people
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


SITE = "https://record.example.org"
CIRCLE = "circlecircle"


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def police(home):
    return people.agency(home)


def action_of(home, agency, circle="", **values):
    origin = make.make_origin(home, circle=circle)
    return make.make_action(origin, agency, **({"due_on": date(2025, 3, 1)} | values))


def send(home, at=AT, circles=(), post=None):
    def viewer_of(account_id):
        found = viewer_for(account_id, at.date())
        return replace(found, circles=circles) if found else None

    given = {"post": post} if post else {}
    return services.send_digests(
        by=make.loader(home), at=at, site=SITE, viewer_of=viewer_of, **given
    )


@pytest.mark.parametrize(
    ("on", "opens"),
    [
        (date(2024, 4, 1), date(2024, 4, 1)),
        (date(2024, 4, 30), date(2024, 4, 1)),
        (date(2025, 3, 31), date(2025, 3, 1)),
        (date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_cycle_is_worked_out_from_the_dated_row(on, opens):
    cycle = queries.cycle_on(on)
    assert (cycle.opens_on, cycle.answer_by(on), cycle.ahead_until) == (
        opens,
        on + timedelta(days=14),
        opens + timedelta(days=42),
    )


@pytest.mark.parametrize(
    ("every", "first", "on", "opens"),
    [
        ("P2M", date(2024, 4, 15), date(2024, 6, 14), date(2024, 4, 15)),
        ("P2M", date(2024, 4, 15), date(2024, 6, 15), date(2024, 6, 15)),
        ("P1M", date(2024, 1, 31), date(2024, 3, 1), date(2024, 2, 29)),
        ("P2W", date(2024, 4, 1), date(2024, 4, 16), date(2024, 4, 15)),
        ("P1Y", date(2024, 4, 1), date(2026, 3, 31), date(2025, 4, 1)),
    ],
)
def test_other_rhythms_open_when_they_should(every, first, on, opens):
    from goldenthread.thread.queries.digests import _opening  # the arithmetic alone

    assert _opening(first, every, on) == opens


def test_owner_is_told_once_a_cycle_and_of_nothing_but_a_reference(home, police):
    account = people.account(home, Role.AGENCY_LEAD, agency_=police)
    action = action_of(home, police, title="Secret of the Example family")
    done = send(home)
    assert (done.made, done.sent, done.before) == (1, 1, 0)
    digest = Digest.objects.get()
    letter = mail.outbox[0]
    assert letter.to == [account.email]
    assert letter.subject == f"Something needs you: reference {digest.key}"
    assert letter.body == (
        "Something in the partnership’s record needs an answer from you by 14 April "
        f"2025.\n\nReference: {digest.key}\n{SITE}/thread/digests/{digest.key}/\n\n"
        "The link asks you to sign in. This message holds no details, on purpose.\n"
    )
    everything = str(letter.message())
    for word in (action.title, police.name, account.person.name, action.key):
        assert word not in everything.replace(account.email, "")
    again = send(home)
    assert (again.made, again.sent, again.before) == (0, 0, 1)
    assert len(mail.outbox) == 1
    assert [one.state for one in DigestMail.objects.order_by("id")] == ["BEGUN", "SENT"]


def test_next_cycle_has_a_digest_of_its_own(home, police):
    people.account(home, Role.AGENCY_LEAD, agency_=police)
    action_of(home, police)
    send(home)
    assert send(home, at=AT + timedelta(days=1)).sent == 1
    assert Digest.objects.count() == len(mail.outbox) == 2


def test_failed_mail_is_tried_again_and_one_that_never_ended_is_not(home, police):
    people.account(home, Role.AGENCY_LEAD, agency_=police)
    action_of(home, police)

    def broken(address, subject, body):
        raise OSError("refused")

    assert send(home, post=broken).failed == 1
    assert send(home).sent == 1

    def pulled(address, subject, body):
        raise KeyboardInterrupt

    later = AT + timedelta(days=1)
    with pytest.raises(KeyboardInterrupt):
        send(home, at=later, post=pulled)
    done = send(home, at=later)
    assert (done.sent, len(done.unknown)) == (0, 1)


def test_holder_of_the_owning_post_is_told_rather_than_others(home, police):
    people.account(home, Role.AGENCY_LEAD, agency_=police)
    holder = people.account(home, Role.AGENCY_LEAD, agency_=police)
    action_of(home, police, owner_post=holder.post)
    send(home)
    assert [letter.to for letter in mail.outbox] == [[holder.email]]


def test_digest_of_an_owner_without_an_account_is_made_and_said(home, police):
    action_of(home, police)
    done = send(home)
    assert (done.made, done.sent, done.nobody) == (1, 0, [Digest.objects.get().key])


def test_restricted_action_is_asked_of_its_circle_only(home, police):
    people.account(home, Role.AGENCY_LEAD, agency_=police)
    action_of(home, police, circle=CIRCLE)
    assert (send(home).made, len(mail.outbox)) == (0, 0)
    assert send(home, circles=(CIRCLE,)).sent == 1


def test_nothing_is_asked_of_what_is_not_due_or_is_shown_to_be_done(home, police):
    people.account(home, Role.AGENCY_LEAD, agency_=police)
    action_of(home, police, due_on=date(2025, 12, 31))
    done = step("complete_action", action_of(home, police), make.loader(home))
    values = {"title": "Log", "shows": "Used", "effective_on": TODAY}
    by = make.loader(home)
    services.add_evidence(by=by, at=AT, values=values, parent=done)
    assert send(home).made == 0


def test_only_the_product_sends(world):
    with pytest.raises(Refused) as refusal:
        services.send_digests(
            by=world.unit, at=AT, site=SITE, viewer_of=lambda key: None
        )
    assert str(refusal.value) == "Digests are sent by the product itself."


# --- What a digest lists and how it is answered --------------------------------------------


@pytest.fixture
def asked(world):
    """Four kinds of asking of the police, and a digest of them."""
    by = make.loader(world.partnership)
    origin = make.make_origin(world.partnership)

    def one(title, **values):
        return make.make_action(origin, world.police, title=title, **values)

    made = {
        "late": one("Late", due_on=date(2025, 3, 1)),
        "due": one("Due", due_on=date(2025, 4, 5)),
        "undated": one("Undated", due_on=None),
        "done": step("complete_action", one("Done"), by),
        "far": one("Far", due_on=date(2025, 9, 1)),
    }
    services.send_digests(by=by, at=AT, site=SITE, viewer_of=lambda key: None)
    return Digest.objects.get(), made


LATER = datetime(2025, 4, 2, 9, tzinfo=UTC)


def test_digest_lists_late_due_undated_and_done_without_evidence(world, asked):
    digest, made = asked
    listed = list(queries.listed_by(world.police_lead, digest))
    assert listed == [made["late"], made["due"], made["done"], made["undated"]]


def test_digest_is_the_units_and_the_owner_agencys(world, asked):
    digest, _ = asked
    assert list(queries.digests(world.unit)) == [digest]
    assert list(queries.digests(world.police_lead)) == [digest]
    assert list(queries.digests(world.health_lead)) == []


def test_everything_is_answered_in_one_go(world, asked):
    digest, made = asked
    said = [
        Said(made["late"], "START", "Begun.", made["late"].version),
        Said(made["due"], "COMPLETE", "All done.", made["due"].version),
        Said(made["undated"], "UPDATE", "Waiting.", made["undated"].version),
        Said(made["done"], "EVIDENCE", "The log.", 2, date(2025, 3, 20)),
    ]
    services.answer_digest(digest, by=world.police_lead, at=LATER, said=said)
    states = dict(Action.objects.values_list("title", "state"))
    assert states == {
        "Late": "IN_PROGRESS",
        "Due": "COMPLETE",
        "Undated": "OPEN",
        "Done": "COMPLETE",
        "Far": "OPEN",
    }
    shown = made["done"].evidence.get()
    assert (shown.effective_on, shown.shows) == (date(2025, 3, 20), "The log.")
    assert queries.answered_of(world.police_lead, digest).count() == 3


def test_one_refusal_takes_all_of_it_back(world, asked):
    digest, made = asked
    said = [
        Said(made["late"], "UPDATE", "Going on.", made["late"].version),
        Said(made["due"], "START", "Begun.", made["due"].version - 1),
    ]
    before = Update.objects.count()
    with pytest.raises(Conflict):
        services.answer_digest(digest, by=world.police_lead, at=LATER, said=said)
    with pytest.raises(Refused):
        services.answer_digest(digest, by=world.scrutineer, at=LATER, said=said)
    with pytest.raises(ValidationError) as wrong:
        services.answer_digest(digest, by=world.police_lead, at=LATER, said=[])
    assert wrong.value.messages == ["Say how at least one of them goes."]
    assert Update.objects.count() == before
