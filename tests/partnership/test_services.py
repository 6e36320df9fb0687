"""What the structure's services do and what they refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.partnership import queries, services
from goldenthread.partnership.models import DatabaseMark, GroupPlace, PostHolding
from goldenthread.partnership.queries import Change
from goldenthread.partnership.queries.structure import What
from goldenthread.partnership.states import Role
from tests.partnership import factories


pytestmark = pytest.mark.django_db

AT = factories.AT


def errors(refusal) -> dict[str, list[str]]:
    return refusal.value.message_dict


@pytest.mark.parametrize(
    "role", sorted(set(Role.values) - {"BUSINESS_UNIT", "ADMINISTRATOR"})
)
def test_only_keepers_change_the_structure(role, home):
    viewer = factories.viewer(home, role)
    values = {"name": "X", "code": "x", "kind": "PANEL", "starts_on": date(2024, 4, 1)}

    with pytest.raises(Refused, match="business unit or an administrator"):
        services.add_group(by=viewer, at=AT, values=values)


def test_a_refused_change_leaves_no_history(home):
    before = HistoryRow.objects.count()

    with pytest.raises(ValidationError):
        factories.group(home, rhythm="bi-monthly")

    assert HistoryRow.objects.count() == before


def test_a_rhythm_is_an_interval(home):
    with pytest.raises(ValidationError) as refusal:
        factories.group(home, rhythm="bi-monthly")
    assert errors(refusal)["rhythm"][0].startswith("Write a rhythm as an interval")
    assert factories.group(home, rhythm="2/P1W").rhythm == "2/P1W"


def test_the_end_comes_after_the_beginning(home):
    with pytest.raises(ValidationError, match="must come after"):
        factories.agency(home, ends_on=date(2020, 1, 1))


def test_an_agency_stands_in_the_own_partnership_unless_told_otherwise(home):
    other = factories.partnership()

    own = factories.agency(home)
    both = factories.agency(home, partnerships=[home, other])

    assert list(own.partnerships.all()) == [home]
    assert set(both.partnerships.all()) == {home, other}


def test_an_agency_is_not_its_own_department(home):
    agency = factories.agency(home)

    with pytest.raises(ValidationError, match="this is the same record"):
        services.amend_agency(
            agency,
            by=factories.loader(home),
            at=AT,
            values={"parent": agency},
            read_version=1,
        )


def test_without_a_partnership_of_ones_own_one_has_to_be_named(db):
    with pytest.raises(Refused, match="Say which partnership"):
        services.add_person(by=factories.loader(), at=AT, values={"name": "A"})


def test_a_partnership_has_a_name_of_its_own(home):
    with pytest.raises(ValidationError, match="Another partnership has this name"):
        factories.partnership(name=home.name.upper())
    other = factories.partnership()
    with pytest.raises(ValidationError, match="Another partnership has this name"):
        services.amend_partnership(
            other,
            by=factories.loader(),
            at=AT,
            values={"name": home.name},
            read_version=1,
        )


def test_a_job_of_the_unit_is_in_the_unit(home):
    agency = factories.agency(home)

    with pytest.raises(ValidationError, match="Only a post in the business unit"):
        factories.post(agency, home, unit_job="MANAGER")
    post = factories.post(agency, home, unit_job="MANAGER", in_business_unit=True)
    with pytest.raises(ValidationError, match="Only a post in the business unit"):
        services.amend_post(
            post,
            by=factories.loader(home),
            at=AT,
            values={"in_business_unit": False},
            read_version=1,
        )


def test_a_post_is_held_within_its_own_days_and_once_by_one_person(home):
    post = factories.post(factories.agency(home), home, ends_on=date(2024, 1, 1))
    person = factories.person(home)

    def hold(start, end=None):
        values = {"starts_on": date(*start), "ends_on": date(*end) if end else None}
        return factories.holding(person, post, **values)

    with pytest.raises(ValidationError, match="itself begins on 1 January 2020"):
        hold((2019, 1, 1))
    with pytest.raises(ValidationError, match="itself ended on 1 January 2024"):
        hold((2024, 1, 1))
    with pytest.raises(ValidationError, match="itself ended on 1 January 2024"):
        hold((2023, 1, 1), (2024, 2, 1))
    first = hold((2021, 1, 1), (2022, 1, 1))
    with pytest.raises(ValidationError, match="This overlaps what is on record"):
        hold((2021, 6, 1), (2023, 1, 1))
    second = hold((2022, 1, 1), (2023, 1, 1))
    colleague = factories.holding(factories.person(home), post)
    assert {first, second, colleague} == set(PostHolding.objects.all())
    with pytest.raises(ValidationError, match="This overlaps what is on record"):
        services.amend_post_holding(
            second,
            by=factories.loader(home),
            at=AT,
            values={"starts_on": date(2021, 12, 1)},
            read_version=1,
        )


def test_a_post_has_one_seat_in_a_group_at_a_time(home):
    group = factories.group(home)
    post = factories.post(factories.agency(home), home)
    seat = factories.seat(post, group, ends_on=date(2024, 1, 1))

    with pytest.raises(ValidationError, match="This overlaps what is on record"):
        factories.seat(post, group, starts_on=date(2023, 12, 31))
    again = factories.seat(post, group, starts_on=date(2024, 1, 1), kind="CHAIR")

    by = factories.loader(home)
    viewer = factories.viewer(home)
    assert list(queries.members_on(viewer, group, date(2023, 12, 31))) == [seat]
    assert list(queries.members_on(viewer, group, date(2024, 1, 1))) == [again]
    changed = services.amend_membership(
        again, by=by, at=AT, values={"kind": "OBSERVER"}, read_version=1
    )
    assert (changed.kind, changed.version) == ("OBSERVER", 2)


def test_a_group_moves_and_its_open_place_ends(home):
    above, below, group = (factories.group(home) for _ in range(3))
    factories.place(group, above)
    factories.place(group, below, starts_on=date(2024, 7, 1))

    places = GroupPlace.objects.filter(group=group).order_by("starts_on")
    assert list(places.values_list("parent", "starts_on", "ends_on")) == [
        (above.pk, date(2020, 1, 1), date(2024, 7, 1)),
        (below.pk, date(2024, 7, 1), None),
    ]
    actions = HistoryRow.objects.order_by("-sequence").values_list("action", flat=True)
    assert list(actions[:2]) == ["add_group_place", "end_group_place"]
    with pytest.raises(ValidationError, match="This overlaps what is on record"):
        factories.place(
            group, above, starts_on=date(2022, 1, 1), ends_on=date(2023, 1, 1)
        )


def test_a_group_never_stands_under_itself(home):
    top, middle, bottom = (factories.group(home) for _ in range(3))
    factories.place(middle, top)
    factories.place(bottom, middle)

    with pytest.raises(ValidationError, match="so it cannot stand above"):
        factories.place(top, bottom)
    with pytest.raises(ValidationError, match="so it cannot stand above"):
        factories.place(top, top)


def test_groups_may_change_places_over_time(home):
    one, two = factories.group(home), factories.group(home)
    factories.place(one, two, ends_on=date(2024, 1, 1))

    factories.place(two, one, starts_on=date(2024, 1, 1))

    with pytest.raises(ValidationError, match="so it cannot stand above"):
        services.amend_group_place(
            GroupPlace.objects.get(group=two),
            by=factories.loader(home),
            at=AT,
            values={"starts_on": date(2023, 1, 1)},
            read_version=1,
        )


def test_the_second_editor_is_told(home):
    group = factories.group(home)
    by = factories.loader(home)
    services.amend_group(group, by=by, at=AT, values={"name": "A"}, read_version=1)

    with pytest.raises(records.Conflict):
        services.amend_group(group, by=by, at=AT, values={"name": "B"}, read_version=1)


def test_every_amend_bumps_the_version_once(home):
    by = factories.loader(home)
    person = factories.person(home)
    changed = services.amend_person(
        person, by=by, at=AT, values={"name": "New Example"}, read_version=1
    )
    same = services.amend_person(
        changed, by=by, at=AT, values={"name": "New Example"}, read_version=2
    )
    partnership = services.amend_partnership(
        home, by=by, at=AT, values={"vision": "Safer"}, read_version=1
    )

    assert (changed.version, same.version, partnership.version) == (2, 2, 2)


# The structure on a day


def test_structure_compares_two_days_as_a_whole(home, unit):
    old, new, moved, same = (factories.group(home) for _ in range(4))
    factories.place(old, ends_on=date(2024, 7, 1))
    factories.place(new, starts_on=date(2024, 7, 1))
    factories.place(same)
    factories.place(moved, old, ends_on=date(2024, 7, 1))
    factories.place(moved, new, starts_on=date(2024, 7, 1))

    before = queries.structure_on(unit, date(2024, 6, 30))
    after = queries.structure_on(unit, date(2024, 7, 1))

    assert queries.compare_structures(before, after) == (
        Change(What.ENDED, old.key, old.name),
        Change(What.BEGAN, new.key, new.name),
        Change(What.MOVED, moved.key, moved.name, old.name, new.name),
    )
    assert queries.compare_structures(after, after) == ()
    assert queries.first_day(unit) == date(2020, 1, 1)


def test_a_group_whose_upper_one_is_not_drawn_stands_at_the_top(home, unit):
    hidden, shown = factories.group(home), factories.group(home)
    factories.place(hidden, published=False)
    factories.place(shown, hidden)

    (node,) = queries.structure_on(unit, factories.DAY, published_only=True)

    assert (node.key, node.parent) == (shown.key, None)


def test_a_group_that_has_ended_is_not_drawn(home, unit):
    group = factories.group(home)
    factories.place(group)
    services.amend_group(
        group,
        by=unit,
        at=AT,
        values={"ends_on": date(2024, 1, 1)},
        read_version=1,
    )

    assert queries.structure_on(unit, date(2023, 12, 31)) != ()
    assert queries.structure_on(unit, date(2024, 1, 1)) == ()


def test_structure_is_one_query(home, unit, django_assert_num_queries):
    top = factories.group(home)
    factories.place(top)
    with django_assert_num_queries(1):
        queries.structure_on(unit, factories.DAY)
    for _ in range(3):
        factories.place(factories.group(home), top)
    with django_assert_num_queries(1):
        assert len(queries.structure_on(unit, factories.DAY)) == 4


# The mark of the example


def test_a_database_becomes_the_example_once_and_by_the_loader_only(home, unit):
    with pytest.raises(Refused, match="Only the loader"):
        services.mark_as_example(by=unit, at=AT)

    first = services.mark_as_example(by=factories.loader(), at=AT)
    again = services.mark_as_example(by=factories.loader(), at=AT)

    assert first == again
    assert DatabaseMark.objects.count() == 1
    assert HistoryRow.objects.filter(action="mark_as_example").count() == 1


# Who an account is


def test_viewer_of_an_account_in_one_query(home, django_assert_num_queries):
    account = factories.account(home, Role.ANALYST)

    with django_assert_num_queries(1):
        viewer = queries.viewer_for(account.pk, factories.DAY)

    assert viewer.role == Role.ANALYST
    assert viewer.partnership_id == home.pk
    assert viewer.label == f"{account.post.title}, {account.post.agency.name}"
    assert queries.is_live(account, factories.DAY)
    assert not queries.is_live(account, date(2019, 12, 31))
    assert queries.viewer_for(account.pk, date(2019, 12, 31)) is None
