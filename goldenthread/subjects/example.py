"""The example's circles, subjects under pseudonym, and made-up identities."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.core.calendars import london_date
from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.queries import viewer_for
from goldenthread.subjects import queries, services
from goldenthread.subjects.models import Circle, Subject
from goldenthread.subjects.states import CircleRole, IdentityItem, Outcome, SubjectKind


FACTS = Path(__file__).parent / "example"
Facts = dict[str, Any]


def load(*, by: Viewer, at: datetime, world: World) -> World:
    """Circles as `circle.<handle>`, subjects as `subject.<handle>`, then the vault."""
    facts = world.rows(FACTS / "cases.toml")
    for row in facts["case"]:
        circle = _add_circle(row, facts["member"], by, at, world)
        _add_subjects(row, circle, facts, by, at, world)
    for row in facts["theme"]:
        _add_circle(row, facts["member"], by, at, world)
    for row in facts["bar"]:
        _add_bar(row, by, at, world)
    for row in facts["case"]:
        if "renamed" in row:
            _rename(row, at, world)
    _seal_identities(world.rows(FACTS / "canaries.toml"), by, at)
    return world


def _add_circle(
    row: Facts, members: list[Facts], by: Viewer, at: datetime, world: World
) -> Circle:
    circle = services.add_circle(by=by, at=at, values={"restricted": False})
    for member in members:
        if row["handle"] not in member.get("except", ()):
            _let_in(circle, member["person"], member["role"], by, at, world)
    for handle in row.get("leads", ()):
        _let_in(circle, handle, CircleRole.AGENCY, by, at, world)
    world[f"circle.{row['handle']}"] = circle
    return circle


def _let_in(
    circle: Circle, handle: str, role: str, by: Viewer, at: datetime, world: World
) -> None:
    """Ask a person in, who then declares that they have no conflict of interest."""
    values = {"person": world[f"person.{handle}"], "role": role}
    place = services.add_circle_member(by=by, at=at, values=values, parent=circle)
    services.declare_no_conflict(place, by=_viewer(handle, at, world), at=at)


def _viewer(handle: str, at: datetime, world: World) -> Viewer:
    """An example person as they would be in a request today."""
    today = london_date(at)
    found = viewer_for(world[f"account.{handle}"].pk, today)
    if found is None:
        raise ValueError(f"The account of “{handle}” is not live.")
    return replace(found, circles=queries.circle_keys(found.person_id, today))


def _add_subjects(
    row: Facts, circle: Circle, facts: Facts, by: Viewer, at: datetime, world: World
) -> None:
    made_up = row.get("invented", False)
    about = {
        "circle": circle,
        "alias_since": facts["since"],
        "source_note": "Made up for the example." if made_up else facts["published"],
    }
    head = services.add_subject(
        by=by,
        at=at,
        values={**about, "kind": row["kind"], "alias": row["alias"]}
        | {"invented": made_up},
    )
    world[f"subject.{row['handle']}"] = head
    family = head if row["kind"] == SubjectKind.FAMILY else None
    for name in row.get("named_children", ()):
        values = {**about, "kind": SubjectKind.CHILD, "alias": name, "family": family}
        _add_inside(head, row["handle"], values, by, at, world)
    about["invented"] = True
    if not made_up:
        about["source_note"] = facts["made_up_child"]
    for kind, names in (("CHILD", "children"), ("ADULT", "adults")):
        for name in row.get(names, ()):
            values = {**about, "kind": kind, "alias": name, "family": family}
            _add_inside(head, row["handle"], values, by, at, world)


def _add_inside(
    head: Subject, handle: str, values: Facts, by: Viewer, at: datetime, world: World
) -> None:
    word = values["alias"].split()[-1].lower()
    subject = services.add_subject(by=by, at=at, values=values)
    world[f"subject.{handle}.{word}"] = subject


def _add_bar(row: Facts, by: Viewer, at: datetime, world: World) -> None:
    values = {"person": world[f"person.{row['person']}"], "reason": row["reason"]}
    circle = world[f"circle.{row['circle']}"]
    services.add_bar(by=by, at=at, values=values, parent=circle)


def _rename(row: Facts, at: datetime, world: World) -> None:
    """Two people of the business unit retire a pseudonym, as rule A10 wants it."""
    proposal = services.add_proposal(
        by=_viewer("alex", at, world),
        at=at,
        values={"new_name": row["renamed"], "reason": "Shows how a name is retired"},
        parent=world[f"subject.{row['handle']}"],
    )
    services.amend_proposal(
        proposal,
        by=_viewer("nic", at, world),
        at=at,
        values={"outcome": Outcome.CONFIRMED, "decision_reason": ""},
        read_version=proposal.version,
    )


def _seal_identities(names: Facts, by: Viewer, at: datetime) -> None:
    here = Subject.objects.with_alias().filter(partnership_id=by.partnership_id)
    for subject in here.order_by("pk"):
        name = {IdentityItem.NAME: names[subject.alias_today]}
        services.keep_identity(subject, name, by=by, at=at)
