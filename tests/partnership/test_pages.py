"""The room's pages as people meet them: what they show, to whom, in how many queries."""

from datetime import date

import pytest
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.models import Agency, GroupPlace, Membership
from goldenthread.partnership.states import Role
from goldenthread.partnership.views.kinds import KINDS
from tests.partnership import factories


pytestmark = pytest.mark.django_db

LISTS = [kind for kind in KINDS if kind.name != "invitation"]


def sign_in(client, partnership, role=Role.BUSINESS_UNIT, **values):
    account = factories.account(partnership, role, **values)
    client.force_login(account)
    return account


def furnish(home, number):
    """So many of everything the room's lists show."""
    for _ in range(number):
        agency = factories.agency(home)
        post = factories.post(agency, home)
        group = factories.group(home)
        factories.place(group)
        factories.seat(post, group)
        factories.holding(factories.person(home), post)
        factories.account(home)


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.name)
def test_lists_take_a_fixed_number_of_queries(
    kind, home, client, django_assert_max_num_queries, django_assert_num_queries
):
    sign_in(client, home)
    furnish(home, 1)
    with django_assert_max_num_queries(12) as one:
        assert client.get(kind.list_url()).status_code == 200
    furnish(home, 3)

    with django_assert_num_queries(len(one)):
        assert client.get(kind.list_url()).status_code == 200


@pytest.mark.parametrize(
    "name", ["agency", "post", "person", "group", "partnership", "account"]
)
def test_details_take_a_fixed_number_of_queries(
    name, home, client, django_assert_max_num_queries, django_assert_num_queries
):
    account = sign_in(client, home)
    group = factories.group(home)
    factories.place(group)
    records = {
        "agency": account.post.agency,
        "post": account.post,
        "person": account.person,
        "group": group,
        "partnership": home,
        "account": account,
    }

    def more():
        post = factories.post(account.post.agency, home)
        factories.seat(post, group)
        factories.seat(account.post, factories.group(home))
        factories.holding(account.person, post)
        factories.holding(factories.person(home), account.post)
        factories.place(factories.group(home), group)

    more()
    address = reverse(f"view_{name}", args=[records[name].key])
    with django_assert_max_num_queries(14) as one:
        assert client.get(address).status_code == 200
    more()
    more()

    with django_assert_num_queries(len(one)):
        assert client.get(address).status_code == 200


def test_structure_takes_a_fixed_number_of_queries(
    home, client, django_assert_max_num_queries, django_assert_num_queries
):
    sign_in(client, home)
    address = reverse("view_structure") + "?on=2024-05-01&compare=2024-04-01"
    top = factories.group(home)
    factories.place(top)
    with django_assert_max_num_queries(8) as one:
        assert client.get(address).status_code == 200
    for _ in range(3):
        factories.place(factories.group(home), top)

    with django_assert_num_queries(len(one)):
        assert client.get(address).status_code == 200


def test_structure_says_what_changed_between_two_days(world, client):
    client.force_login(world["account.alex"])

    page = client.get("/partnership/structure/?on=2024-09-01&compare=2024-05-01")

    section = page.context["changes"]
    assert section.title == "What changed from 1 May 2024 to 1 September 2024"
    executive, children = (
        "Safeguarding Executive Group",
        ("Children's Safeguarding Partnership"),
    )
    before = "SSCP Strategic Governing Group"
    assert [tuple(cell.text for cell in row) for row in section.rows] == [
        (before, "Ended", executive, "Did not exist"),
        (children, "Began", "Did not exist", executive),
        ("Neglect Sub-group", "Began", "Did not exist", children),
        ("Safeguarding Adults Board", "Moved", before, executive),
        ("Community Safety Partnership", "Moved", before, executive),
        ("Early Help Partnership", "Moved", before, children),
        ("Children's Case Review Group", "Moved", before, children),
        ("Tackling Exploitation Group", "Moved", before, children),
        ("Training Pool", "Moved", before, children),
    ]


def test_structure_draws_only_the_published_chart_when_asked(world, client):
    client.force_login(world["account.alex"])

    page = client.get("/partnership/structure/?on=2024-09-01&show=published")

    assert len(page.context["chart"].rows) == 14


def test_structure_before_the_record_begins_says_so(world, client):
    client.force_login(world["account.alex"])

    page = client.get("/partnership/structure/?on=2020-01-01")

    assert page.context["first"] == date(2024, 4, 1)
    assert "No group is on record for this day." in page.content.decode()


def test_structure_answers_a_day_that_is_none_with_a_sentence(world, client):
    client.force_login(world["account.alex"])

    page = client.get("/partnership/structure/?on=yesterday")

    assert page.context["errors"] == [
        "“yesterday” is not a day. Write it as 2024-05-01."
    ]


def test_members_of_a_group_on_a_day(home, client):
    sign_in(client, home)
    group = factories.group(home)
    first = factories.post(factories.agency(home), home)
    second = factories.post(factories.agency(home), home)
    factories.seat(first, group, ends_on=date(2024, 4, 1))
    factories.seat(second, group, starts_on=date(2024, 4, 1))
    address = reverse("view_group_members", args=[group.key])

    def members(day):
        section = client.get(f"{address}?on={day}").context["section"]
        return [row[0].text for row in section.rows]

    assert members("2024-03-31") == [first.title]
    assert members("2024-04-01") == [second.title]
    assert members("2019-01-01") == []


def test_business_unit_page_adds_up_what_is_full_time(world, client):
    client.force_login(world["account.alex"])

    section = client.get("/partnership/business-unit/?on=2025-03-31").context["section"]

    assert [row[2].text for row in section.rows] == [
        "1.00",
        "1.00",
        "1.00",
        "1.00",
        "0.60",
        "0.60",
        "0.80",
    ]
    assert [cell.text for cell in section.total] == ["7 posts", "", "6.00", ""]


def post_form(client, address, **values):
    """Send a form with dates as three boxes."""
    data = {}
    for name, value in values.items():
        if isinstance(value, date):
            parts = {"day": value.day, "month": value.month, "year": value.year}
            data |= {f"{name}_{part}": number for part, number in parts.items()}
        else:
            data[name] = value
    return client.post(address, data)


def test_an_agency_is_added_and_amended_through_its_forms(home, client):
    sign_in(client, home)
    values = {
        "name": "A hospital",
        "kind": "HEALTH",
        "statutory_part": "NONE",
        "relevant_agency": "yes",
        "partnerships": [home.key],
        "starts_on": date(2024, 4, 1),
    }

    added = post_form(client, reverse("add_agency"), **values)
    agency = Agency.objects.get(name="A hospital")
    address = reverse("amend_agency", args=[agency.key])
    amended = post_form(client, address, **values | {"name": "The hospital"}, version=1)

    agency.refresh_from_db()
    assert (added.status_code, amended.status_code) == (302, 302)
    assert (agency.name, agency.version, agency.relevant_agency) == (
        "The hospital",
        2,
        True,
    )
    actions = HistoryRow.objects.filter(record_key=agency.key).order_by("sequence")
    assert list(actions.values_list("action", flat=True)) == [
        "add_agency",
        "amend_agency",
    ]
    page = client.get(reverse("agency_history", args=[agency.key]))
    assert [row["action"] for row in page.context["rows"]] == [
        "amend agency",
        "add agency",
    ]


def test_a_group_is_moved_and_its_old_place_ends(home, client):
    sign_in(client, home)
    old, new, group = (factories.group(home) for _ in range(3))
    factories.place(group, old)

    answer = post_form(
        client,
        reverse("add_group_place", args=[group.key]),
        parent=new.key,
        published="yes",
        starts_on=date(2024, 7, 1),
    )

    assert answer.status_code == 302
    places = GroupPlace.objects.filter(group=group).order_by("starts_on")
    assert list(places.values_list("parent__name", "starts_on", "ends_on")) == [
        (old.name, date(2020, 1, 1), date(2024, 7, 1)),
        (new.name, date(2024, 7, 1), None),
    ]


def test_a_seat_is_given_on_the_groups_page(home, client):
    account = sign_in(client, home)
    group = factories.group(home)

    answer = post_form(
        client,
        reverse("add_membership", args=[group.key]),
        post=account.post.key,
        kind="CHAIR",
        starts_on=date(2024, 4, 1),
    )

    assert answer.status_code == 302
    seat = Membership.objects.get()
    assert (seat.group, seat.post, seat.kind) == (group, account.post, "CHAIR")


def test_a_wrong_value_comes_back_beside_its_field(home, client):
    sign_in(client, home)
    group = factories.group(home, code="taken")

    answer = post_form(
        client,
        reverse("add_group"),
        name="Another",
        code="taken",
        kind="PANEL",
        starts_on=date(2024, 4, 1),
        ends_on=date(2024, 3, 1),
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "ends_on": ["The day it ends must come after the day it begins"]
    }
    answer = post_form(
        client,
        reverse("add_group"),
        name="Another",
        code=group.code,
        kind="PANEL",
        starts_on=date(2024, 4, 1),
    )
    assert answer.context["form"].errors == {
        "code": ["Another group has this short word"]
    }


KEEPERS = {Role.BUSINESS_UNIT, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role.values)
def test_who_may_open_what(role, home, client):
    account = sign_in(client, home, role)
    agency = account.post.agency

    assert client.get(reverse("list_agencies")).status_code == 200
    assert client.get(reverse("view_structure")).status_code == 200
    expected = 200 if role in KEEPERS else 404
    for address in (
        reverse("add_agency"),
        reverse("amend_agency", args=[agency.key]),
        reverse("add_membership", args=[factories.group(home).key]),
    ):
        assert client.get(address).status_code == expected
    accounts = 200 if role in KEEPERS | {Role.AGENCY_LEAD} else 404
    for name in ("list_accounts", "list_invitations", "invite_person"):
        assert client.get(reverse(name)).status_code == accounts


def test_another_partnerships_records_are_not_there(home, client):
    sign_in(client, home)
    other = factories.partnership()
    group = factories.group(other)
    agency = factories.agency(other)
    person = factories.person(other)
    account = factories.account(other)

    for name, record in (
        ("group", group),
        ("agency", agency),
        ("person", person),
        ("post", account.post),
        ("account", account),
    ):
        answer = client.get(reverse(f"view_{name}", args=[record.key]))
        assert answer.status_code == 404, name


def test_a_joint_group_shows_the_other_partnerships_seats(home, client):
    sign_in(client, home)
    other = factories.partnership()
    group = factories.group(home, joint_with=[other])
    post = factories.post(factories.agency(other), other)
    factories.seat(post, group)

    page = client.get(reverse("view_group", args=[group.key]))

    assert post.title in page.content.decode()
    assert client.get(reverse("view_post", args=[post.key])).status_code == 200
    assert client.get(reverse("amend_group", args=[group.key])).status_code == 200


def test_a_group_run_by_another_partnership_is_theirs_to_change(home, client):
    sign_in(client, home)
    other = factories.partnership()
    group = factories.group(other, joint_with=[home])

    answer = post_form(
        client,
        reverse("amend_group", args=[group.key]),
        name="Ours now",
        code=group.code,
        kind=group.kind,
        starts_on=group.starts_on,
        version=1,
    )

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "The partnership that runs this group keeps its record."
    ]
