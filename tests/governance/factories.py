"""Small worlds for this room's tests: one partnership, three partners, one of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from goldenthread.core.viewer import Viewer
from goldenthread.governance.services import meetings, money
from goldenthread.partnership.models import (
    Account,
    Agency,
    Group,
    Membership,
    Partnership,
    Person,
    Post,
    PostHolding,
)
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    Role,
    Sector,
    StatutoryPart,
)


AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
LONG_AGO = date(2019, 9, 29)


@dataclass
class Place:
    """A partnership with its three partners, a department, a scrutineer, two groups."""

    partnership: Partnership
    agencies: dict[str, Agency] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def viewer(self, role: str = Role.BUSINESS_UNIT, post: str = "unit") -> Viewer:
        """Somebody of a role, in one of the posts."""
        held = self.posts[post]
        return Viewer(
            account_key=f"{post}-{role}",
            name="Avery Example",
            role=role,
            post=held.title,
            agency=held.agency.name,
            post_id=held.pk,
            agency_id=held.agency_id,
            partnership_id=self.partnership.pk,
        )

    def seat(self, group: str, post: str, **dates: date) -> Membership:
        return Membership.objects.create(
            group=self.groups[group],
            post=self.posts[post],
            starts_on=dates.get("starts_on", LONG_AGO),
            ends_on=dates.get("ends_on"),
        )

    def account(self, role: str, post: str = "unit") -> Account:
        """An account that can sign in, in one of the posts."""
        person = Person.objects.create(
            partnership=self.partnership, name=f"{role} Example", invented=True
        )
        PostHolding.objects.create(
            person=person, post=self.posts[post], starts_on=LONG_AGO
        )
        return Account.objects.create(
            email=f"{role.lower()}@{self.partnership.pk}.example",
            person=person,
            post=self.posts[post],
            role=role,
        )


AGENCIES = {
    "council": ("County Council", AgencyKind.LOCAL_AUTHORITY, "LOCAL_AUTHORITY"),
    "icb": ("Care Board", AgencyKind.HEALTH, "ICB"),
    "police": ("Police Force", AgencyKind.POLICE, "POLICE"),
    "fire": ("Fire Service", AgencyKind.FIRE, "NONE"),
    "scrutiny": ("Independent Scrutiny", AgencyKind.SCRUTINY, "NONE"),
}
POSTS = {
    "director": ("council", "Director of Children's Services"),
    "nurse": ("icb", "Chief Nurse"),
    "commander": ("police", "Local Commander"),
    "fire": ("fire", "Area Manager"),
    "scrutineer": ("scrutiny", "Independent Scrutineer"),
    "department": ("education", "Head of Virtual School"),
    "unit": ("council", "Business Manager"),
}


def place(name: str = "Example") -> Place:
    """A partnership with everything these tests need, under an invented name."""
    partnership = Partnership.objects.create(
        name=f"{name} Safeguarding Partnership",
        short_name=name,
        area_name=name,
        area_code="E06000000",
        starts_on=LONG_AGO,
    )
    made = Place(partnership)
    for handle, (words, kind, part) in AGENCIES.items():
        made.agencies[handle] = _agency(made, f"{name} {words}", kind, part)
    made.agencies["education"] = _agency(
        made,
        f"{name} County Council – Education",
        AgencyKind.EDUCATION,
        StatutoryPart.NONE,
        parent=made.agencies["council"],
    )
    for handle, (agency, title) in POSTS.items():
        made.posts[handle] = Post.objects.create(
            partnership=partnership,
            agency=made.agencies[agency],
            title=title,
            sector=Sector.SCRUTINY if handle == "scrutineer" else Sector.OTHER,
            starts_on=LONG_AGO,
        )
    for code, kind in (("board", GroupKind.BOARD), ("neglect", GroupKind.SUB_GROUP)):
        made.groups[code] = Group.objects.create(
            partnership=partnership,
            name=f"{name} {code} group",
            code=code,
            kind=kind,
            starts_on=LONG_AGO,
        )
    return made


def _agency(made: Place, name: str, kind: str, part: str, **more: Any) -> Agency:
    agency = Agency.objects.create(
        name=name, kind=kind, statutory_part=part, starts_on=LONG_AGO, **more
    )
    agency.partnerships.add(made.partnership)
    return agency


def budget(made: Place, **values: Any) -> Any:
    values = {"title": "Shared budget", "financial_year": "2024-25", **values}
    return money.add_budget(by=made.viewer(), at=AT, values=values)


def contribution(made: Place, parent: Any, **values: Any) -> Any:
    if "payers" not in values:
        values.setdefault("agency", made.agencies["council"])
    return money.add_contribution(by=made.viewer(), at=AT, values=values, parent=parent)


def meeting(made: Place, **values: Any) -> Any:
    values = {
        "group": made.groups["board"],
        "title": "Board, 20 November 2024",
        "held_on": date(2024, 11, 20),
        "state": "HELD",
        **values,
    }
    return meetings.add_meeting(by=made.viewer(), at=AT, values=values)


def attendance(made: Place, parent: Any, post: str, **values: Any) -> Any:
    values = {"post": made.posts[post], "presence": "PRESENT", **values}
    return meetings.add_attendance(
        by=made.viewer(), at=AT, values=values, parent=parent
    )


def agenda_item(made: Place, parent: Any, **values: Any) -> Any:
    values = {"title": "The year ahead", **values}
    return meetings.add_agenda_item(
        by=made.viewer(), at=AT, values=values, parent=parent
    )


def conflict(made: Place, parent: Any, post: str, **values: Any) -> Any:
    values = {
        "post": made.posts[post],
        "interest": "The agency is part of it.",
        "outcome": "LEFT",
        **values,
    }
    return meetings.add_conflict(by=made.viewer(), at=AT, values=values, parent=parent)


def decision(made: Place, parent: Any, **values: Any) -> Any:
    values = {
        "title": "Hold an event",
        "kind": "INITIATIVE",
        "decided_on": date(2024, 11, 20),
        **values,
    }
    return meetings.add_decision(by=made.viewer(), at=AT, values=values, parent=parent)


def spending(made: Place, parent: Any, **values: Any) -> Any:
    values = {"heading": "Reviewer", "amount": Decimal(100), **values}
    return money.add_spending(by=made.viewer(), at=AT, values=values, parent=parent)
