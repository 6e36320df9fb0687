"""The made-up case in progress: every step of it through the services people use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import services
from goldenthread.reviews.models import AgencyReturn, Incident, KeyEpisode, RapidReview
from goldenthread.reviews.states import Basis


Facts = dict[str, Any]
CHILD = ("subject.sample",)


def add_rapid(
    row: Facts, note: str, *, by: Viewer, at: datetime, world: World
) -> RapidReview:
    """A case from its referral to the meeting; days lie before the loading."""
    incident = _referred(row, note, by, at, world)
    _triage(row, note, incident, by, at, world)
    rapid = RapidReview.objects.get(referral__incident=incident)
    _asked(row["ask"], rapid, by, at, world)
    for one in row["return"]:
        _answered(one, rapid, by, at, world)
    _one_thing(row["pair"], incident, by, at, world)
    _met(row, rapid, by, at, world)
    return rapid


def _referred(
    row: Facts, note: str, by: Viewer, at: datetime, world: World
) -> Incident:
    case = row["case"]
    inside = world.under(f"subject.{case}.").values()
    values = {
        "circle": world[f"circle.{case}"],
        "subjects": [world[f"subject.{case}"], *inside],
        "line": row["line"],
        "nature": row["nature"],
        "children": row["children"],
        "children_basis": Basis.INVENTED,
        "first_month": row["happened_on"],
        "aware_on": row["aware_on"],
        "lead_area": row["lead_area"],
        "home_area": row["home_area"],
        "other_areas": row["other_areas"],
        "source_note": note,
        "agency": world[row["agency"]],
        "referred_by": row["referred_by"],
        "referred_on": row["referred_on"],
        "text": row["said"],
        "basis": Basis.INVENTED,
    }
    incident = services.refer_incident(by=by, at=at, values=values)
    world[f"incident.{case}"] = incident
    return incident


def _triage(
    row: Facts, note: str, incident: Incident, by: Viewer, at: datetime, world: World
) -> None:
    who = {"by": by, "at": at}
    services.begin_triage(incident, values={"on": row["triage_on"]}, **who)
    for one in row["answer"]:
        services.answer_criterion(incident, values=_day(one, "answered_on"), **who)
    for one in row["decision"]:
        values = _day(world.resolved(one, "post"), "decided_on")
        values["source_note"] = note
        services.decide_triage(incident, values=values, **who)
    told = {
        "sent_on": row["sent_on"],
        "late_reason": row["late_reason"],
        "source_note": note,
    }
    services.notify_panel(incident, values=told, **who)


def _asked(
    row: Facts, rapid: RapidReview, by: Viewer, at: datetime, world: World
) -> None:
    values = {
        "agencies": [world[one] for one in row["agencies"]],
        "asked_on": row["asked_on"],
        "due_on": row["due_on"],
        "looks_from": row["looks_on"],
    }
    services.ask_agencies(rapid, by=by, at=at, values=values)


def _answered(
    row: Facts, rapid: RapidReview, by: Viewer, at: datetime, world: World
) -> None:
    """One agency's return: its parts, episodes, and then sent, or still a draft."""
    who = {"by": by, "at": at}
    incident = rapid.referral.incident
    one = incident.returns.get(agency=world[row["agency"]])
    for code, text in row.items():
        if code.isupper():
            part = {"question": code, "text": text, "read_version": 0}
            services.save_part(one, **part, **who)
    for episode in row.get("episode", ()):
        values = {
            "starts_on": episode["on"],
            "ends_on": episode.get("until_on"),
            "subjects": [world[handle] for handle in episode.get("who", CHILD)],
            "text": episode["text"],
            "source_record": episode["source_record"],
        }
        services.add_episode(one, values=values, **who)
    if "returned_on" in row:
        _sent(row, one, by, at)


def _sent(row: Facts, one: AgencyReturn, by: Viewer, at: datetime) -> None:
    who = {"by": by, "at": at}
    signed = ("returned_on", "author", "signed_off_by")
    services.submit_return(one, values={name: row[name] for name in signed}, **who)
    if "shared_on" in row:
        services.share_return(one, values={"on": row["shared_on"]}, **who)
    for added in row.get("addendum", ()):
        services.add_addendum(one, values=added, **who)


def _one_thing(
    row: Facts, incident: Incident, by: Viewer, at: datetime, world: World
) -> None:
    """Two agencies’ rows of one day that a person has confirmed to be one thing."""
    first, second = (
        KeyEpisode.objects.get(
            agency_return__incident=incident,
            agency_return__agency=world[agency],
            starts_on=row["on"],
        )
        for agency in row["agencies"]
    )
    said = {"same": True, "reasons": row["reasons"]}
    services.judge_pair(incident, first, second, by=by, at=at, values=said)


def _met(
    row: Facts, rapid: RapidReview, by: Viewer, at: datetime, world: World
) -> None:
    """Themes agreed, the meeting with its quorum, the decision, two of three approvals."""
    who = {"by": by, "at": at}
    for one in row["theme"]:
        services.propose_theme(rapid, values=_day(one, "proposed_on"), **who)
    _words(services.agree_themes, row["word"], rapid, by, at, world)
    meeting = _day(world.resolved(row["meeting"], "present", "away"), "held_on")
    services.hold_meeting(rapid, values=meeting, **who)
    rapid.refresh_from_db()
    decision = _day(row["outcome"], "decided_on")
    services.decide_rapid_review(rapid, values=decision, **who)
    _words(services.approve_report, row["approval"], rapid, by, at, world)


def _words(
    agree: Any, row: Facts, rapid: RapidReview, by: Viewer, at: datetime, world: World
) -> None:
    for handle in row["posts"]:
        agree(rapid, by=by, at=at, values={"post": world[handle], "on": row["on"]})


def _day(row: Facts, name: str) -> Facts:
    """A row whose `on` is the day of that name."""
    return {name if key == "on" else key: value for key, value in row.items()}
