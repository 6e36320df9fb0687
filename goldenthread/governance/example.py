"""The example partnership's governance: facts of 2024-25 in `example/*.toml`.

What the report does not give is marked as made up in the files and on every page.
Handles for later rooms: `budget.…`, `meeting.…`, `plan.…`, `priority.…`, `policy.…`,
`event.…`, `national.…`, `diagnostic`, `scrutiny.…`; and where a file gives `origin`,
the origin the record opened on the thread, such as `origin.turning_the_curve`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from goldenthread.core.example import World
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
from goldenthread.governance.states import AssuranceKind, Presence, StatementKind
from goldenthread.thread.models import Origin


FACTS = Path(__file__).parent / "example"


@dataclass(frozen=True)
class Loader:
    """Who loads, when, into which world."""

    by: Viewer
    at: datetime
    world: World

    def facts(self, name: str) -> dict[str, Any]:
        return self.world.rows(FACTS / f"{name}.toml")

    def add(self, service: Callable[..., Any], values: dict[str, Any], **more) -> Any:
        """One record through its service, kept under its handle where it has one."""
        plain = _without(values, "handle", "origin")
        record = service(by=self.by, at=self.at, values=plain, **more)
        if "handle" in values:
            self.world[values["handle"]] = record
        if "origin" in values:
            self.world[values["origin"]] = Origin.objects.get(source_key=record.key)
        return record


def load(*, by: Viewer, at: datetime, world: World) -> World:
    """Load everything of this room the model report names, and the year around it."""
    loader = Loader(by, at, world)
    for step in (
        _money,
        _meetings,
        _plans,
        _policies,
        _events,
        _national,
        _scrutiny,
        _risks,
        _contacts,
    ):
        step(loader)
    return world


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _money(loader: Loader) -> None:
    for row in loader.facts("money")["budget"]:
        budget = loader.add(money.add_budget, _without(row, "contribution"))
        for line in row["contribution"]:
            values = loader.world.resolved(line, "agency")
            loader.add(money.add_contribution, values, parent=budget)


def _meetings(loader: Loader) -> None:
    for row in loader.facts("meetings")["meeting"]:
        values = _without(row, "present", "apologies", "deputies", "item", "decision")
        values = loader.world.resolved(values, "group")
        meeting = loader.add(meetings.add_meeting, values)
        _attendance(loader, meeting, row)
        items = {
            one["handle"]: _item(loader, meeting, one) for one in row.get("item", ())
        }
        for one in row.get("decision", ()):
            _decision(loader, meeting, one, items)


def _attendance(loader: Loader, meeting: Any, row: dict[str, Any]) -> None:
    came = {post: {"presence": Presence.PRESENT} for post in row.get("present", ())}
    away = {post: {"presence": Presence.APOLOGIES} for post in row.get("apologies", ())}
    deputed = {
        post: {"presence": Presence.DEPUTY, "deputy": loader.world[deputy]}
        for post, deputy in row.get("deputies", {}).items()
    }
    for post, values in (came | deputed | away).items():
        values = {"post": loader.world[post], "invented": meeting.invented, **values}
        loader.add(meetings.add_attendance, values, parent=meeting)


def _item(loader: Loader, meeting: Any, row: dict[str, Any]) -> Any:
    values = _without(row, "handle", "conflicts")
    item = loader.add(meetings.add_agenda_item, values, parent=meeting)
    for one in row.get("conflicts", ()):
        values = loader.world.resolved(one, "post") | {"invented": item.invented}
        loader.add(meetings.add_conflict, values, parent=item)
    return item


def _decision(
    loader: Loader, meeting: Any, row: dict[str, Any], items: dict[str, Any]
) -> None:
    values = loader.world.resolved(row, "decided_by")
    if "item" in values:
        values["item"] = items[values["item"]]
    loader.add(meetings.add_decision, values, parent=meeting)


def _plans(loader: Loader) -> None:
    facts = loader.facts("plans")
    for row in facts["plan"]:
        loader.add(plans.add_strategic_plan, row)
    for row in facts["priority"]:
        values = loader.world.resolved(row, "plan", "group")
        loader.add(plans.add_priority, values)
    stated = _without(facts["reform"], "task")
    for row in facts["reform"]["task"]:
        loader.add(plans.add_reform_task, stated | row)


def _policies(loader: Loader) -> None:
    for row in loader.facts("policies")["policy"]:
        values = loader.world.resolved(row, "owner_group", "owner_agency")
        loader.add(policies.add_policy, values)


def _events(loader: Loader) -> None:
    for row in loader.facts("events")["event"]:
        event = loader.add(events.add_event, _without(row, "statement"))
        places = dict.fromkeys(StatementKind, 0)
        for one in row.get("statement", ()):
            places[one["kind"]] += 1
            values = {"position": places[one["kind"]], **one}
            loader.add(events.add_event_statement, values, parent=event)


RESPONSE = ("considered_by", "owner_group", "state", "response")


def _national(loader: Loader) -> None:
    facts = loader.facts("national")
    for row in facts["report"]:
        report = loader.add(national.add_national_report, _without(row, *RESPONSE))
        given = loader.world.resolved(row, "considered_by", "owner_group")
        values = facts["considered"] | {
            "considered_by": given["considered_by"],
            "owner_group": given["owner_group"],
            "state": given["state"],
            "text": given["response"],
        }
        loader.add(national.add_national_response, values, parent=report)


def _scrutiny(loader: Loader) -> None:
    facts = loader.facts("scrutiny")
    for name, kind in (("duty", AssuranceKind.DUTY), ("strand", AssuranceKind.STRAND)):
        for position, row in enumerate(facts[name], 1):
            values = facts["stated"] | {"kind": kind, "position": position} | row
            loader.add(scrutiny.add_assurance_item, values)
    for row in facts["review"]:
        loader.add(scrutiny.add_commissioned_review, row)
    for row in facts["activity"]:
        values = loader.world.resolved(row, "group")
        loader.add(scrutiny.add_scrutiny_activity, values)


def _risks(loader: Loader) -> None:
    for row in loader.facts("risks")["risk"]:
        values = loader.world.resolved(_without(row, "review_in_days"), "owner_post")
        due = loader.at.date() + timedelta(days=row["review_in_days"])
        values |= {"review_due_on": due, "invented": True}
        loader.add(risks.add_risk, values)


def _contacts(loader: Loader) -> None:
    facts = loader.facts("contacts")
    for position, row in enumerate(facts["contact"], 1):
        values = {"starts_on": facts["starts_on"], "position": position, **row}
        loader.add(contacts.add_public_contact, values)
