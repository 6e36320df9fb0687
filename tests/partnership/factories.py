"""Partnership records for tests, made through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership import queries, services
from goldenthread.partnership.states import Role


AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
DAY = date(2024, 5, 1)
_next = count(1)


def loader(partnership=None) -> Viewer:
    """The product itself, as in loading."""
    return Viewer(
        account_key="system:tests",
        name="goldenthread (tests)",
        role=SYSTEM_ROLE,
        post="tests",
        partnership_id=partnership.pk if partnership else None,
    )


def partnership(**values):
    number = next(_next)
    return services.add_partnership(
        by=loader(),
        at=AT,
        values={
            "name": f"Partnership {number}",
            "short_name": f"P{number}",
            "area_name": "An area",
            "area_code": "E06000051",
            "starts_on": date(2020, 1, 1),
        }
        | values,
    )


def agency(partnership, **values):
    return services.add_agency(
        by=loader(partnership),
        at=AT,
        values={
            "name": f"Agency {next(_next)}",
            "kind": "LOCAL_AUTHORITY",
            "starts_on": date(2020, 1, 1),
        }
        | values,
    )


def post(agency, partnership, **values):
    return services.add_post(
        by=loader(partnership),
        at=AT,
        values={
            "agency": agency,
            "title": f"Post {next(_next)}",
            "starts_on": date(2020, 1, 1),
        }
        | values,
    )


def person(partnership, **values):
    return services.add_person(
        by=loader(partnership),
        at=AT,
        values={"name": f"Person {next(_next)} Example", "invented": True} | values,
    )


def holding(person, post, **values):
    return services.add_post_holding(
        by=loader(post.partnership),
        at=AT,
        values={"person": person, "post": post, "starts_on": date(2020, 1, 1)} | values,
    )


def group(partnership, **values):
    number = next(_next)
    return services.add_group(
        by=loader(partnership),
        at=AT,
        values={
            "name": f"Group {number}",
            "code": f"group-{number}",
            "kind": "SUB_GROUP",
            "starts_on": date(2020, 1, 1),
        }
        | values,
    )


def place(group, parent=None, **values):
    return services.add_group_place(
        by=loader(group.partnership),
        at=AT,
        values={"group": group, "parent": parent, "starts_on": group.starts_on}
        | values,
    )


def seat(post, group, **values):
    return services.add_membership(
        by=loader(group.partnership),
        at=AT,
        values={"post": post, "group": group, "starts_on": group.starts_on} | values,
    )


def account(partnership, role=Role.BUSINESS_UNIT, *, agency_=None, **values):
    """An account of an invented person in a post of their own, held since 2020."""
    held = values.pop("post", None) or post(agency_ or agency(partnership), partnership)
    who = values.pop("person", None) or person(partnership)
    holding(who, held)
    return services.add_account(
        by=loader(partnership),
        at=AT,
        values={
            "person": who,
            "post": held,
            "role": role,
            "email": f"person{next(_next)}@example.invalid",
        }
        | values,
    )


def viewer(partnership, role=Role.BUSINESS_UNIT, **values) -> Viewer:
    """The viewer of a fresh account in one role."""
    found = queries.viewer_for(account(partnership, role, **values).pk, DAY)
    assert found is not None
    return found
