"""Small worlds for this room's tests: one partnership, three partners, one of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from goldenthread.core.viewer import Viewer
from goldenthread.governance.services import (
    contacts,
    events,
    meetings,
    money,
    national,
    plans,
    policies,
    risks,
    scrutiny,
)
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


# The rest: one service call each, with values that are enough by themselves.


def strategic_plan(made: Place, **values: Any) -> Any:
    values = {
        "title": "Plan",
        "starts_on": date(2025, 4, 1),
        "ends_on": date(2028, 4, 1),
        **values,
    }
    return plans.add_strategic_plan(by=made.viewer(), at=AT, values=values)


def priority(made: Place, **values: Any) -> Any:
    values = {"title": "Better practice", "starts_on": date(2025, 4, 1), **values}
    return plans.add_priority(by=made.viewer(), at=AT, values=values)


def reform_task(made: Place, **values: Any) -> Any:
    values = {
        "title": "Rewrite the thresholds",
        "strand": "POLICY",
        "reported_on": date(2025, 3, 31),
        **values,
    }
    return plans.add_reform_task(by=made.viewer(), at=AT, values=values)


def policy(made: Place, **values: Any) -> Any:
    values = {
        "title": "Thresholds",
        "kind": "THRESHOLDS",
        "state": "IN_FORCE",
        "owner_group": made.groups["board"],
        "in_force_from": date(2023, 1, 1),
        **values,
    }
    return policies.add_policy(by=made.viewer(), at=AT, values=values)


def event(made: Place, **values: Any) -> Any:
    values = {
        "title": "Turning the curve",
        "kind": "TURNING_THE_CURVE",
        "state": "HELD",
        "held_on": date(2025, 3, 1),
        "month_only": True,
        **values,
    }
    return events.add_event(by=made.viewer(), at=AT, values=values)


def event_statement(made: Place, parent: Any, **values: Any) -> Any:
    values = {"kind": "AMBITION", "text": "One system", **values}
    return events.add_event_statement(
        by=made.viewer(), at=AT, values=values, parent=parent
    )


def event_idea(made: Place, parent: Any, **values: Any) -> Any:
    values = {"text": "Share the rota", "horizon": "QUICK_WIN", **values}
    return events.add_event_idea(by=made.viewer(), at=AT, values=values, parent=parent)


def national_report(made: Place, **values: Any) -> Any:
    values = {
        "title": "A national report",
        "publisher": "A national panel",
        "published_on": date(2024, 11, 28),
        **values,
    }
    return national.add_national_report(by=made.viewer(), at=AT, values=values)


def national_response(made: Place, parent: Any, **values: Any) -> Any:
    values = {
        "considered_on": date(2025, 1, 15),
        "considered_by": made.groups["board"],
        "text": "Audit it.",
        **values,
    }
    return national.add_national_response(
        by=made.viewer(), at=AT, values=values, parent=parent
    )


def scrutiny_activity(made: Place, **values: Any) -> Any:
    values = {
        "title": "Observed the group",
        "kind": "OBSERVATION",
        "done_on": date(2025, 2, 4),
        "group": made.groups["neglect"],
        **values,
    }
    return scrutiny.add_scrutiny_activity(by=made.viewer(), at=AT, values=values)


def assurance_item(made: Place, **values: Any) -> Any:
    values = {
        "title": "An audit framework",
        "kind": "STRAND",
        "stated_on": date(2025, 3, 31),
        **values,
    }
    return scrutiny.add_assurance_item(by=made.viewer(), at=AT, values=values)


def commissioned_review(made: Place, **values: Any) -> Any:
    values = {
        "title": "A diagnostic",
        "commissioned_on": date(2024, 6, 1),
        **values,
    }
    return scrutiny.add_commissioned_review(by=made.viewer(), at=AT, values=values)


def risk(made: Place, **values: Any) -> Any:
    values = {
        "title": "Too few reviewers",
        "likelihood": 4,
        "impact": 4,
        "owner_post": made.posts["unit"],
        "raised_on": date(2024, 9, 1),
        "review_due_on": date(2025, 6, 10),
        **values,
    }
    return risks.add_risk(by=made.viewer(), at=AT, values=values)


def public_contact(made: Place, **values: Any) -> Any:
    values = {
        "name": "A help line",
        "number": "0800 1111",
        "use_when": "A child wants to talk",
        "starts_on": date(2024, 4, 1),
        **values,
    }
    return contacts.add_public_contact(by=made.viewer(), at=AT, values=values)
