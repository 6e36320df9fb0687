"""Incidents, referrals, notifications, rapid reviews, returns and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.running_services import TAKEN_BACK, note_undone, run_again
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    Incident,
    Notification,
    RapidReview,
    Referral,
)
from goldenthread.reviews.services import keeping
from goldenthread.reviews.states import STAGE_OUTCOMES, Decider, Stage
from goldenthread.subjects.rules import require_may_keep


MONTHS = ("first_month", "last_month")


def add_incident(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Incident:
    """Record what happened, in one neutral line, to subjects of one circle.

    Refuses subjects of another circle. Takes the edition of the guidance in force when
    the local authority became aware, unless one is given.
    """
    require_may_keep(by, values["circle"])
    values = _by_month({"partnership_id": by.partnership_id, **values})
    rules.require_in_circle(list(values["subjects"]), values["circle"])
    keeping.not_in_future(values, at)
    started = values.get("aware_on") or values.get("first_month")
    if not values.get("guidance_edition"):
        values["guidance_edition"] = keeping.edition_on(started)
    return records.add(
        Incident,
        values,
        by=by,
        at=at,
        action="add_incident",
        subjects={values["circle"].key, *(one.key for one in values["subjects"])},
    )


def _by_month(values: dict[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for name in MONTHS:
        if name in found:
            found[name] = keeping.first_of_month(found[name])
    first, last = found.get("first_month"), found.get("last_month")
    if first and last and last < first:
        raise ValidationError({"last_month": "The end cannot be before the beginning."})
    return found


def amend_incident(
    incident: Incident,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Incident:
    """Change what is recorded of an incident; it keeps its circle."""
    values = _by_month(values)
    if "subjects" in values:
        rules.require_in_circle(list(values["subjects"]), incident.circle)
    return keeping.amend(
        incident, values, incident, by=by, at=at, read_version=read_version
    )


def add_referral(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Incident
) -> Referral:
    """Record one agency's referral of an incident; there may be several."""
    return keeping.add(Referral, {"incident": parent, **values}, parent, by=by, at=at)


def amend_referral(
    referral: Referral,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Referral:
    """Change what is recorded of a referral."""
    return keeping.amend(
        referral, values, referral.incident, by=by, at=at, read_version=read_version
    )


def add_notification(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Incident
) -> Notification:
    """Record the notification of an incident; refuses a second one."""
    require_may_keep(by, parent.circle)
    if Notification.objects.filter(incident=parent).exists():
        raise Refused("This incident has a notification already: amend that one.")
    values = {"incident": parent, **values}
    return keeping.add(Notification, values, parent, by=by, at=at)


def amend_notification(
    notification: Notification,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Notification:
    """Change a notification, or record that it was withdrawn.

    A day it was sent that is taken back lets the clock run from its first trigger
    again, with the stop and the start on the record.
    """
    sent, withdrawn = values.get("sent_on"), values.get("withdrawn_on")
    if withdrawn and (sent is None or withdrawn < sent):
        wrong = "It can be withdrawn only after it was sent."
        raise ValidationError({"withdrawn_on": wrong})
    about = notification.incident
    with transaction.atomic():
        amended = keeping.amend(
            notification, values, about, by=by, at=at, read_version=read_version
        )
        _note_untold(notification, amended, by=by, at=at)
    return amended


def _note_untold(
    before: Notification, after: Notification, *, by: Viewer, at: datetime
) -> None:
    """The incident's clock ran on for a while, or runs again: that stays on record."""
    if before.sent_on is None:
        return
    again, why = london_date(at), TAKEN_BACK
    if before.withdrawn_on and after.withdrawn_on is None and after.sent_on:
        again, why = before.withdrawn_on, "Withdrawn, and the withdrawal taken back."
    elif after.sent_on is not None:
        return
    run_again(
        before.incident,
        code="INCIDENT_NOTIFIED",
        stopped_on=before.sent_on,
        ran_again_on=again,
        why=why,
        by=by,
        at=at,
        subjects=keeping.tokens(before.incident),
    )


def add_rapid_review(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Referral
) -> RapidReview:
    """Record the rapid review of a referral; refuses a second one."""
    require_may_keep(by, parent.incident.circle)
    if RapidReview.objects.filter(referral=parent).exists():
        raise Refused("This referral has a rapid review already: amend that one.")
    values = {"referral": parent, **values}
    return keeping.add(RapidReview, values, parent.incident, by=by, at=at)


def amend_rapid_review(
    rapid: RapidReview,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> RapidReview:
    """Add the next day reached: meeting held, report agreed, report sent.

    A day it was sent that is taken back lets its clock run on, and says so.
    """
    about = rapid.referral.incident
    with transaction.atomic():
        amended = keeping.amend(
            rapid, values, about, by=by, at=at, read_version=read_version
        )
        ends, tokens = {"sent_on": "RAPID_REVIEW_SENT"}, keeping.tokens(about)
        note_undone(rapid, amended, ends, by=by, at=at, subjects=tokens)
    return amended


def add_agency_return(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Incident
) -> AgencyReturn:
    """Ask an agency for what it knows; refuses asking it twice about one incident."""
    require_may_keep(by, parent.circle)
    if AgencyReturn.objects.filter(incident=parent, agency=values["agency"]).exists():
        raise Refused("This agency has been asked already.")
    values = {"incident": parent, **values}
    return keeping.add(AgencyReturn, values, parent, by=by, at=at)


def amend_agency_return(
    one: AgencyReturn,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AgencyReturn:
    """Fill in an agency's return, or share it with the circle.

    Refuses a return without the family's context once it counts as returned, and an
    agency that would share its return itself.
    """
    rules.require_may_fill(by, one)
    shares = values.get("shared_on") != one.shared_on and "shared_on" in values
    rules.require_shared_by_the_unit(by, shares)
    merged = {name: values.get(name, getattr(one, name)) for name in WHOLE}
    if merged["returned_on"] and not merged["context"].strip():
        wrong = "Say how the family’s life and any inequality bore on this."
        raise ValidationError({"context": wrong})
    if merged["shared_on"] and not merged["returned_on"]:
        raise ValidationError({"shared_on": "Only what was returned can be shared."})
    with transaction.atomic():
        amended = keeping.write_over(
            one, values, one.incident, by=by, at=at, read_version=read_version
        )
        ends, tokens = {"returned_on": "AGENCY_RETURN"}, keeping.tokens(one.incident)
        note_undone(one, amended, ends, by=by, at=at, subjects=tokens)
    return amended


WHOLE = ("returned_on", "shared_on", "context")


def add_decision(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Incident
) -> Decision:
    """Add one dated decision after the earlier ones.

    Refuses a decision that does not belong to its stage; only the Panel replies.
    """
    _require_fitting(values)
    with transaction.atomic():
        position = keeping.next_position(Decision.objects.filter(incident=parent))
        values = {"incident": parent, "position": position, **values}
        return keeping.add(Decision, values, parent, by=by, at=at)


def _require_fitting(values: dict[str, Any]) -> None:
    stage = Stage(values["stage"])
    if values["outcome"] not in STAGE_OUTCOMES[stage]:
        wrong = f"This is no decision of the stage “{stage.label.lower()}”."
        raise ValidationError({"outcome": wrong})
    if (stage == Stage.PANEL_REPLY) != (values["decider"] == Decider.PANEL):
        raise ValidationError({"decider": "The Panel replies; the partners decide."})


def amend_decision(
    decision: Decision,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Decision:
    """Correct the day or the reasons; another decision is another row."""
    kept = {"decided_on", "precision", "reasons", "source_note"}
    values = {name: value for name, value in values.items() if name in kept}
    about = decision.incident
    return keeping.amend(
        decision, values, about, by=by, at=at, read_version=read_version
    )
