"""A small partnership and a thread in it, made through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from goldenthread.core.models import new_key
from goldenthread.core.viewer import Viewer, system
from goldenthread.partnership.models import Agency, Partnership, Post
from goldenthread.partnership.states import AgencyKind, Role
from goldenthread.thread import services
from goldenthread.thread.models import Action, Challenge, Finding, Origin, Plan
from goldenthread.thread.states import FindingKind, OriginKind


AT = datetime(2025, 3, 31, 12, tzinfo=UTC)
TODAY = date(2025, 3, 31)
BEGAN = date(2020, 1, 1)


def make_partnership(name: str = "Anyshire") -> Partnership:
    return Partnership.objects.create(
        name=name,
        short_name=name,
        area_name=name,
        area_code="E00000000",
        starts_on=BEGAN,
    )


def make_agency(partnership: Partnership, name: str) -> Agency:
    agency = Agency.objects.create(name=name, kind=AgencyKind.OTHER, starts_on=BEGAN)
    agency.partnerships.add(partnership)
    return agency


def make_post(partnership: Partnership, agency: Agency, title: str) -> Post:
    return Post.objects.create(
        partnership=partnership, agency=agency, title=title, starts_on=BEGAN
    )


def make_viewer(
    role: str, partnership: Partnership, agency: Agency | None = None, **rest: Any
) -> Viewer:
    name = rest.pop("name", role.lower())
    return Viewer(
        account_key=f"account-{name}",
        name=f"{name} Example",
        role=role,
        post=rest.pop("post", "Lead"),
        agency=str(agency or ""),
        agency_id=agency.pk if agency else None,
        partnership_id=partnership.pk,
        **rest,
    )


def unit(partnership: Partnership) -> Viewer:
    return make_viewer(Role.BUSINESS_UNIT, partnership, post="Business manager")


def loader(partnership: Partnership) -> Viewer:
    return system("tests", partnership_id=partnership.pk)


def make_origin(partnership: Partnership, **values: Any) -> Origin:
    given = {
        "kind": OriginKind.AUDIT,
        "title": "Audit of something",
        "happened_on": date(2025, 1, 10),
        "source_key": new_key(),
    } | values
    return services.open_origin(
        by=loader(partnership), at=AT, partnership=partnership, **given
    )


def make_finding(origin: Origin, **values: Any) -> Finding:
    given = {
        "kind": FindingKind.LEARNING,
        "title": "Chronologies are not used",
        "found_on": date(2025, 1, 20),
    } | values
    by = loader(origin.partnership)
    return services.add_finding(by=by, at=AT, values=given, parent=origin)


def make_action(parent: Any, owner: Agency, **values: Any) -> Action:
    given = {
        "title": "Write the guidance again",
        "owner_agency": owner,
        "agreed_on": date(2025, 2, 1),
        "due_on": date(2025, 6, 30),
    } | values
    origin = getattr(parent, "origin", None) or parent
    by = loader(origin.partnership)
    return services.add_action(by=by, at=AT, values=given, parent=parent)


def make_plan(partnership: Partnership, **values: Any) -> Plan:
    given = {"title": "Plan 1", "opened_on": date(2024, 1, 1)} | values
    return services.add_plan(by=loader(partnership), at=AT, values=given)


def make_challenge(partnership: Partnership, to: Agency, **values: Any) -> Challenge:
    given = {
        "title": "Late returns",
        "text": "Three returns came late.",
        "to_agency": to,
        "raised_on": date(2025, 3, 1),
        "answer_due_on": date(2025, 3, 15),
    } | values
    return services.add_challenge(by=loader(partnership), at=AT, values=given)


def step(name: str, record: Any, by: Viewer, **values: Any) -> Any:
    """Take a step of an action or challenge with plain words."""
    given = {"said_on": TODAY, "text": "It went so."} | values
    service = getattr(services, name)
    return service(record, by=by, at=AT, values=given, read_version=record.version)


def refuses_change(record: Any) -> bool:
    """Whether the database itself keeps a row as it is: neither changed nor removed."""
    table = record._meta.db_table
    return all(
        _refused(f"{act} WHERE id = %s", record.pk)
        for act in (f"UPDATE {table} SET version = 7", f"DELETE FROM {table}")
    )


def _refused(statement: str, key: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])
    except DatabaseError as why:
        return "append-only" in str(why)
    return False
