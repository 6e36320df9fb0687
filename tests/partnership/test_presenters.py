"""Words and tags of the room's records."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.pages import Tag
from goldenthread.partnership import rules, services
from goldenthread.partnership.models import Account, Invitation, Post
from goldenthread.partnership.presenters import access, records
from goldenthread.partnership.states import Role
from tests.partnership import factories


DAY = factories.DAY


def post(**values):
    return Post(title="Post", **{"starts_on": date(2020, 1, 1)} | values)


@pytest.mark.parametrize(
    ("values", "tag"),
    [
        ({}, Tag("Current", "green")),
        ({"ends_on": date(2024, 5, 2)}, Tag("Current", "green")),
        ({"ends_on": date(2024, 5, 1)}, Tag("Ended", "grey")),
        ({"starts_on": date(2024, 5, 2)}, Tag("Not yet", "blue")),
    ],
)
def test_a_dated_record_says_whether_it_holds(values, tag):
    assert records.held_tag(post(**values), DAY) == tag


def test_a_period_is_said_in_words():
    assert records.period(post()) == "since 1 January 2020"
    ended = post(ends_on=date(2024, 7, 1))
    assert records.period(ended) == "1 January 2020 until 1 July 2024"


@pytest.mark.parametrize(
    ("is_active", "values", "tag"),
    [
        (True, {}, Tag("Open", "green")),
        (True, {"ends_on": DAY}, Tag("Post ended", "grey")),
        (False, {}, Tag("Closed", "red")),
    ],
)
def test_an_account_says_its_state(is_active, values, tag):
    account = Account(is_active=is_active, post=post(**values))
    assert access.account_tag(account, DAY) == tag


@pytest.mark.parametrize(
    ("values", "tag"),
    [
        ({}, Tag("Open", "blue")),
        ({"expires_at": factories.AT}, Tag("Too old", "grey")),
        ({"accepted_at": factories.AT}, Tag("Accepted", "green")),
        ({"withdrawn_at": factories.AT}, Tag("Withdrawn", "grey")),
    ],
)
def test_an_invitation_says_its_state(values, tag):
    later = factories.AT + timedelta(hours=1)
    one = Invitation(**{"expires_at": later} | values)
    assert access.invitation_tag(one, factories.AT) == tag


@pytest.fixture
def keeper(home, client):
    client.force_login(factories.account(home))
    return client


def facts(page):
    return {one.label: one.value.text for one in page.context["detail"].facts}


def sections(page):
    return {
        section.title: [tuple(cell.text for cell in row) for row in section.rows]
        for section in page.context["detail"].sections
    }


def view(client, name, record):
    return client.get(reverse(f"view_{name}", args=[record.key]))


def test_an_agency_shows_departments_successor_and_groups_it_leads(home, keeper):
    later = factories.agency(home, name="Later")
    agency = factories.agency(
        home, name="Whole", successor=later, ends_on=date(2024, 1, 1), note="A note"
    )
    factories.agency(home, name="Part", parent=agency)
    factories.group(home, name="Led", led_by=agency)

    page = view(keeper, "agency", agency)

    assert facts(page) | {"Successor": "Later"} == facts(page)
    assert page.context["detail"].notices == ("A note",)
    shown = sections(page)
    assert shown["Departments"] == [("Part", "Local authority", "since 1 January 2020")]
    assert shown["Groups it leads"] == [("Led", "Sub-group", "since 1 January 2020")]
    assert shown["Posts"] == shown["Seats in groups today"] == []


def test_seats_places_and_holdings_have_pages(home, keeper):
    post = factories.post(factories.agency(home), home)
    group = factories.group(home)
    place = factories.place(group)
    seat = factories.seat(post, group)
    holding = factories.holding(factories.person(home), post)

    assert facts(view(keeper, "membership", seat))["Seat as"] == "Member"
    assert facts(view(keeper, "group_place", place))["Stood under"] == "At the top"
    assert facts(view(keeper, "post_holding", holding))["Post"] == post.title


def test_a_group_that_has_ended_shows_its_last_members(home, keeper):
    group = factories.group(home, ends_on=date(2024, 7, 1))
    post = factories.post(factories.agency(home), home)
    factories.seat(post, group)

    shown = sections(view(keeper, "group", group))

    assert shown["Members on 30 June 2024"] == [
        (post.title, post.agency.name, "Member", "since 1 January 2020")
    ]


def test_a_part_in_the_arrangements_is_a_tag_or_words(home):
    by = {"kind": "HEALTH"}
    statutory = factories.agency(home, statutory_part="ICB", **by)
    relevant = factories.agency(home, relevant_agency=True, **by)
    part = factories.agency(home, parent=statutory, **by)
    plain = factories.agency(home, **by)

    def words(agency):
        cell = records.agency_part(agency)
        return cell.tag.text if cell.tag else cell.text

    assert [words(one) for one in (statutory, relevant, part, plain)] == [
        "Safeguarding partner",
        "Relevant agency",
        "Department",
        "Works with the partnership",
    ]


def test_a_posts_seat_and_share_of_full_time_are_shown(home, keeper):
    agency = factories.agency(home)
    post = factories.post(
        agency, home, in_business_unit=True, unit_job="LEARNING", fte="0.60"
    )
    unknown = factories.post(agency, home, in_business_unit=True)

    shown = facts(view(keeper, "post", post))

    assert shown["Business unit"] == "Learning and development"
    assert shown["Full-time equivalent"] == "0.6"
    shown = facts(view(keeper, "post", unknown))
    assert shown["Business unit"] == "Yes"
    assert shown["Full-time equivalent"] == "Not recorded"


def test_an_account_whose_post_has_ended_says_why_it_opens_nothing(home, keeper):
    account = factories.account(home)
    services.amend_post(
        account.post,
        by=factories.loader(home),
        at=factories.AT,
        values={"ends_on": date(2024, 4, 1)},
        read_version=1,
    )

    detail = view(keeper, "account", account).context["detail"]

    assert detail.tags == (Tag("Post ended", "grey"),)
    assert detail.notices == (
        "The person no longer holds the post, so this account opens nothing.",
    )
    assert [link.text for link in detail.buttons] == ["Close this account"]


def test_rules_come_in_pairs(home):
    unit = factories.viewer(home)
    trainer = factories.viewer(home, Role.TRAINER)
    administrator = factories.viewer(home, Role.ADMINISTRATOR)

    assert (rules.may_keep_records(unit), rules.may_keep_records(trainer)) == (
        True,
        False,
    )
    rules.require_may_keep_records(unit)
    with pytest.raises(Refused, match="Only the business unit"):
        rules.require_may_keep_records(administrator)
    assert not rules.may_read_practice(administrator)
