"""The example's incidents, reviews and briefing, from the published report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from goldenthread.core.calendars import london_date
from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import services
from goldenthread.reviews.example import carried
from goldenthread.reviews.example.rapid import add_rapid
from goldenthread.reviews.models import (
    Incident,
    Publication,
    Referral,
    Review,
    ReviewSubject,
)
from goldenthread.reviews.states import (
    Basis,
    Decider,
    PointKind,
    Precision,
    ProceedingKind,
    PublicationKind,
    ReviewKind,
    Stage,
)
from goldenthread.reviews.states.cases import CaseState
from goldenthread.thread.example import load_learning
from goldenthread.thread.models import Origin


FACTS = Path(__file__).parent
Facts = dict[str, Any]
BESIDE = {
    "kind": ProceedingKind.SAR,
    "owner": "Safeguarding Adults Board",
    "statute": "Care Act 2014, section 44",
    "holds_publication": False,
}


def load(*, by: Viewer, at: datetime, world: World) -> World:
    """Incidents as `incident.<case>`, reviews as `review.<handle>`, their origins too."""
    cases = world.rows(FACTS / "cases.toml")
    for row in cases["incident"]:
        _add_incident(row, cases, by, at, world)
    facts = world.rows(FACTS / "reviews.toml")
    for row in facts["review"]:
        _add_review(row, facts, by, at, world)
    for row in facts["theme"]:
        _add_theme(row, facts, by, at, world)
    for row in facts["review"]:
        if "moves_to" in row:
            step = {
                "move": "merge_review",
                "happened_on": facts["moved_on"],
                "precision": Precision.YEAR,
                "reason": "Taken into a theme",
            }
            parent = world[f"review.{row['handle']}"]
            services.add_review_step(by=by, at=at, values=step, parent=parent)
    _add_older(facts["older"], by, at, world)
    _add_running(world.rows(FACTS / "running.toml"), by, at, world)
    return world


# --- Incidents -------------------------------------------------------------------


def _add_incident(
    row: Facts, facts: Facts, by: Viewer, at: datetime, world: World
) -> None:
    case = row["case"]
    inside = world.under(f"subject.{case}.").values()
    made_up = row["children_basis"] == "INVENTED"
    values = {
        "circle": world[f"circle.{case}"],
        "subjects": [world[f"subject.{case}"], *inside],
        "line": row["line"],
        "nature": row["nature"],
        "children": row["children"],
        "children_basis": row["children_basis"],
        "state": CaseState.REVIEW_COMMISSIONED,
        "guidance_edition": "",
        "source_note": facts["notes"]["split" if made_up else "published"],
    }
    incident = services.add_incident(by=by, at=at, values=values)
    world[f"incident.{case}"] = incident
    for one in row.get("referral", ()):
        _add_referral(one, incident, facts["notes"], by, at, world)
    for one in row.get("decision", ()):
        _add_decision(one, incident, facts["notes"], by, at)


def _add_referral(
    row: Facts, incident: Incident, notes: Facts, by: Viewer, at: datetime, world: World
) -> Referral:
    note = row.get("text_note") or notes[row["note"]]
    values = {
        "agency": world[row["agency"]] if "agency" in row else None,
        "referred_on": row.get("referred_on"),
        "precision": row.get("precision", "DAY"),
        "basis": row["basis"],
        "source_note": note,
    }
    referral = services.add_referral(by=by, at=at, values=values, parent=incident)
    if "rapid" in row:
        rapid = {"source_note": note}
        services.add_rapid_review(by=by, at=at, values=rapid, parent=referral)
    return referral


def _add_decision(
    row: Facts, incident: Incident, notes: Facts, by: Viewer, at: datetime
) -> None:
    values = {
        "stage": row.get("stage", Stage.RAPID_REVIEW),
        "decider": row.get("decider", Decider.PARTNERS),
        "outcome": row["outcome"],
        "reasons": row.get("reasons", ""),
        "source_note": f"{notes['published']} The day is not printed.",
    }
    services.add_decision(by=by, at=at, values=values, parent=incident)


# --- Reviews ---------------------------------------------------------------------


def _add_review(
    row: Facts, facts: Facts, by: Viewer, at: datetime, world: World
) -> Review:
    values = {
        "circle": world[f"circle.{row['handle']}"],
        "kind": row.get("kind", ReviewKind.THEMATIC),
        "theme": row.get("theme", ""),
        "carried_out_by": row.get("carried_out_by", "NOT_KNOWN"),
        "source_note": facts["notes"][row["note"]],
        "known_on": facts["known_on"],
    }
    review = services.add_review(by=by, at=at, values=values)
    _keep(row["handle"], review, world)
    for case in row.get("places", ()):
        world[f"place.{case}"] = _add_place(case, review, by, at, world)
    if "beside" in row:
        services.add_proceeding(by=by, at=at, values=dict(BESIDE), parent=review)
    return review


def _keep(handle: str, review: Review, world: World) -> None:
    world[f"review.{handle}"] = review
    world[f"origin.review_{handle}"] = Origin.objects.get(source_key=review.key)


def _add_place(
    case: str, review: Review, by: Viewer, at: datetime, world: World
) -> ReviewSubject:
    values = {
        "subject": world[f"subject.{case}"],
        "incident": world[f"incident.{case}"],
        "shown_publicly": True,
    }
    return services.add_review_subject(by=by, at=at, values=values, parent=review)


def _add_theme(
    row: Facts, facts: Facts, by: Viewer, at: datetime, world: World
) -> None:
    """A theme, into which subjects of individual reviews are moved with a reason."""
    theme = _add_review(row, facts, by, at, world)
    for case in row["takes"]:
        services.move_review_subject(
            world[f"place.{case}"],
            theme,
            reason="One themed review in place of several single ones. The year is "
            "printed, the day is assumed.",
            on=facts["moved_on"],
            stays=case in row.get("stays", ()),
            by=by,
            at=at,
        )


# --- The older review --------------------------------------------------------------


def _add_older(row: Facts, by: Viewer, at: datetime, world: World) -> None:
    handle = row["handle"]
    values = {
        "circle": world[f"circle.{handle}"],
        "kind": row["kind"],
        "state": row["state"],
        "source_note": row["note"],
        "known_on": row["briefing"]["published_on"],
    }
    review = services.add_review(by=by, at=at, values=values)
    _keep(handle, review, world)
    _add_place(handle, review, by, at, world)
    themes = [world[f"theme.{slug}"] for slug in row["briefing"]["themes"]]
    briefing = _add_briefing(row["briefing"], themes, review, by, at)
    for point in row["point"]:
        _add_point(point, briefing, by, at)
    _add_findings(row["point"], handle, by, at, world)
    carried.say_sources(briefing, world[f"origin.review_{handle}"], by, at)
    carried.publish(briefing, by, at)


def _add_briefing(
    row: Facts, themes: list[Any], review: Review, by: Viewer, at: datetime
) -> Publication:
    values = {
        "kind": PublicationKind.BRIEFING,
        "title": row["title"],
        "themes": themes,
        "published_on": row["published_on"],
        "precision": row["precision"],
        "basis": row["basis"],
        "source_note": row["note"],
    }
    return services.add_publication(by=by, at=at, values=values, parent=review)


def _add_point(row: Facts, briefing: Publication, by: Viewer, at: datetime) -> None:
    values = {
        "kind": row.get("kind", PointKind.LEARNING),
        "title": row["title"],
        "text": row["text"],
    }
    services.add_learning_point(by=by, at=at, values=values, parent=briefing)


def _add_findings(
    points: list[Facts], handle: str, by: Viewer, at: datetime, world: World
) -> None:
    """Each learning point is a finding on the thread; the domains were given by us."""
    found = [
        {
            "origin": f"origin.review_{handle}",
            "kind": "LEARNING",
            "title": point["title"],
            "text": point["text"],
            "note": "The systems domain was given by us.",
            **point["finding"],
        }
        for point in points
        if "finding" in point
    ]
    load_learning({"finding": found}, by=by, at=at, world=world)


# --- Made-up cases in progress -----------------------------------------------------


def _add_running(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """A rapid review under way and a review that waits, by days before the loading."""
    days = _Days(london_date(at))
    add_rapid(days.dated(facts["rapid"]), facts["note"], by=by, at=at, world=world)
    _add_running_review(days.dated(facts["review"]), facts["note"], by, at, world)


@dataclass(frozen=True)
class _Days:
    """Days counted back from today: `meeting_ago = 3` becomes `meeting_on`."""

    today: date

    def dated(self, row: Facts) -> Facts:
        return dict(self._entry(name, value) for name, value in row.items())

    def _entry(self, name: str, value: Any) -> tuple[str, Any]:
        if name.endswith("ago"):
            return f"{name[:-3]}on", self.today - timedelta(days=value)
        if isinstance(value, dict):
            return name, self.dated(value)
        if isinstance(value, list):
            return name, [
                self.dated(one) if isinstance(one, dict) else one for one in value
            ]
        return name, value


def _running_incident(
    row: Facts, note: str, by: Viewer, at: datetime, world: World
) -> Referral:
    case = row["case"]
    values = {
        "circle": world[f"circle.{case}"],
        "subjects": [
            world[f"subject.{case}"],
            *world.under(f"subject.{case}.").values(),
        ],
        "line": row["line"],
        "nature": row["nature"],
        "children": row["children"],
        "children_basis": Basis.INVENTED,
        "aware_on": row.get("aware_on"),
        "state": CaseState.REVIEW_COMMISSIONED,
        "source_note": note,
    }
    incident = services.add_incident(by=by, at=at, values=values)
    world[f"incident.{case}"] = incident
    referral = {
        "agency": world[row["agency"]] if "agency" in row else None,
        "referred_on": row["referred_on"],
        "basis": Basis.INVENTED,
        "source_note": note,
    }
    return services.add_referral(by=by, at=at, values=referral, parent=incident)


def _add_running_review(
    row: Facts, note: str, by: Viewer, at: datetime, world: World
) -> None:
    case, who = row["case"], {"by": by, "at": at}
    incident = _running_incident(row, note, by, at, world).incident
    values = {
        "circle": world[f"circle.{case}"],
        "kind": ReviewKind.SINGLE,
        "decided_on": row["decided_on"],
        "basis": Basis.INVENTED,
        "carried_out_by": "REVIEWER",
        "source_note": note,
    }
    review = services.add_review(values=values, **who)
    _keep(case, review, world)
    place = {
        "subject": world[f"subject.{case}"],
        "incident": incident,
        "joined_on": row["decided_on"],
    }
    services.add_review_subject(values=place, parent=review, **who)
    facts = _Days(london_date(at)).dated(world.rows(carried.FACTS))
    carried.add_reviewer(facts, review, by, at)
    for one in row["step"]:
        step = {"move": one["move"], "happened_on": one["on"]}
        services.add_review_step(values=step, parent=review, **who)
    services.add_delay(values=_begun(row["delay"]), parent=review, **who)
    services.add_proceeding(values=_begun(row["proceeding"]), parent=review, **who)
    carried.carry_out(facts, review, by, at)


def _begun(row: Facts) -> Facts:
    """A row whose `on` is the day it began."""
    return {"starts_on" if name == "on" else name: row[name] for name in row}
