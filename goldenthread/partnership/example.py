"""The example partnership: its structure as published, and its invented people."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import services


FACTS = Path(__file__).parent / "example"


def load(*, by: Viewer, at: datetime, world: World | None = None) -> World:
    """Load partnerships, agencies, groups, posts, seats, people and their accounts.

    Marks the database as the example first, which refuses a database with real people.
    """
    world = World() if world is None else world
    services.mark_as_example(by=by, at=at)
    _load_agencies(world.rows(FACTS / "agencies.toml"), by, at, world)
    _load_groups(world.rows(FACTS / "groups.toml"), by, at, world)
    _load_posts(world.rows(FACTS / "posts.toml"), by, at, world)
    _load_people(world.rows(FACTS / "people.toml"), by, at, world)
    return world


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _load_agencies(
    facts: dict[str, Any], by: Viewer, at: datetime, world: World
) -> None:
    begins = {"starts_on": facts["begins_on"]}
    for row in facts["partnership"]:
        values = begins | _without(row, "handle")
        world[row["handle"]] = services.add_partnership(by=by, at=at, values=values)
    for row in facts["agency"]:
        values = begins | _agency_values(row, world)
        world[row["handle"]] = services.add_agency(by=by, at=at, values=values)
    for row in facts["agency"]:
        # A successor may stand further down the file, so it is named once all exist.
        if "successor" in row:
            _name_successor(row, by, at, world)


def _agency_values(row: dict[str, Any], world: World) -> dict[str, Any]:
    home = row.get("only_in", "partnership.shropshire")
    values = world.resolved(row, "parent")
    values["partnerships"] = [
        world[handle] for handle in (home, *row.get("also_in", ()))
    ]
    return _without(values, "handle", "only_in", "also_in", "successor")


def _name_successor(
    row: dict[str, Any], by: Viewer, at: datetime, world: World
) -> None:
    agency = world[row["handle"]]
    world.replace(
        row["handle"],
        services.amend_agency(
            agency,
            by=by,
            at=at,
            values={"successor": world[row["successor"]]},
            read_version=agency.version,
        ),
    )


def _load_groups(facts: dict[str, Any], by: Viewer, at: datetime, world: World) -> None:
    begins_on = facts["begins_on"]
    for row in facts["group"]:
        values = world.resolved(_without(row, "handle", "places"), "joint_with")
        values.setdefault("partnership", world["partnership.shropshire"])
        values.setdefault("starts_on", begins_on)
        world[row["handle"]] = services.add_group(by=by, at=at, values=values)
    for row in facts["group"]:
        for place in row["places"]:
            _place(world[row["handle"]], place, begins_on, by, at, world)


def _place(
    group: Any,
    place: dict[str, Any],
    begins_on: date,
    by: Viewer,
    at: datetime,
    world: World,
) -> None:
    values = {
        "group": group,
        "parent": world[place["parent"]] if "parent" in place else None,
        "starts_on": place.get("from", begins_on),
        "ends_on": place.get("until"),
        "published": place.get("published", True),
    }
    services.add_group_place(by=by, at=at, values=values)


def _load_posts(facts: dict[str, Any], by: Viewer, at: datetime, world: World) -> None:
    for row in facts["post"]:
        values = world.resolved(
            _without(row, "handle", "seats"), "agency", "partnership"
        )
        values.setdefault("partnership", world["partnership.shropshire"])
        values.setdefault("starts_on", values["agency"].starts_on)
        values["in_business_unit"] = values["sector"] == "UNIT"
        post = services.add_post(by=by, at=at, values=values)
        world[row["handle"]] = post
        for handle in row.get("seats", ()):
            _seat(post, world[handle], by, at)


def _seat(post: Any, group: Any, by: Viewer, at: datetime) -> None:
    values = {"group": group, "post": post, "starts_on": group.starts_on}
    services.add_membership(by=by, at=at, values=values)


def _load_people(facts: dict[str, Any], by: Viewer, at: datetime, world: World) -> None:
    for row in facts["person"]:
        post = world[row["post"]]
        values = {
            "partnership": post.partnership,
            "name": row["name"],
            "invented": True,
        }
        person = services.add_person(by=by, at=at, values=values)
        held = {"person": person, "post": post, "starts_on": facts["begins_on"]}
        services.add_post_holding(by=by, at=at, values=held)
        account = {
            "person": person,
            "post": post,
            "role": row["role"],
            "email": f"{row['handle']}@example.invalid",
            "invited_at": at,
        }
        world[f"person.{row['handle']}"] = person
        world[f"account.{row['handle']}"] = services.add_account(
            by=by, at=at, values=account
        )
