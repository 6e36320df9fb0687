"""Incidents, referrals, notifications, rapid reviews, returns and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.running_services import TAKEN_BACK, note_undone, run_again
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules
from goldenthread.reviews.models import (
    Decision,
    Incident,
    Notification,
    RapidReview,
    Referral,
)
from goldenthread.reviews.rules import cases
from goldenthread.reviews.services import keeping
from goldenthread.reviews.states import (
    STAGE_OUTCOMES,
    Decider,
    Nature,
    Precision,
    Stage,
)
from goldenthread.reviews.states.cases import BEFORE_DECISION, OVER
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
    cases.require_not_before(
        "aware_on",
        values.get("aware_on"),
        [("the month the incident began in", values.get("first_month"))],
    )
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
    """Record one agency's referral of an incident; there may be several.

    Refuses a day before the incident, or before the agency itself was aware.
    """
    _require_after_incident("referred_on", values, parent)
    _require_after_incident("aware_on", values, parent)
    cases.require_not_before(
        "referred_on",
        values.get("referred_on"),
        [("the agency was aware", values.get("aware_on"))],
    )
    return keeping.add(Referral, {"incident": parent, **values}, parent, by=by, at=at)


def _require_after_incident(
    field: str, values: dict[str, Any], incident: Incident
) -> None:
    """A day known to the day cannot lie before the month the incident began in."""
    if values.get("precision", Precision.DAY) == Precision.DAY:
        began = [("the month the incident began in", incident.first_month)]
        cases.require_not_before(field, values.get(field), began)


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
    """Record a notification from before this record began; refuses a second one.

    Refuses a case still before its decision: there the partners decide in triage.
    """
    require_may_keep(by, parent.circle)
    if parent.state in BEFORE_DECISION:
        raise Refused("The partners decide in triage first; then notify from there.")
    return told(parent, values, by=by, at=at)


def told(
    incident: Incident, values: dict[str, Any], *, by: Viewer, at: datetime
) -> Notification:
    """Write the notification and open the rapid review of the first referral with it.

    The death of a care leaver is reported without one.
    """
    if Notification.objects.filter(incident=incident).exists():
        raise Refused("This incident has a notification already: amend that one.")
    aware = [("the authority was aware", incident.aware_on)]
    cases.require_not_before("sent_on", values.get("sent_on"), aware)
    with transaction.atomic():
        made = keeping.add(
            Notification, {"incident": incident, **values}, incident, by=by, at=at
        )
        if made.sent_on and incident.nature != Nature.CARE_LEAVER_DEATH:
            _open_rapid_review(incident, made, by=by, at=at)
    return made


def _open_rapid_review(
    incident: Incident, notification: Notification, *, by: Viewer, at: datetime
) -> None:
    """Nothing is opened twice, nor for a record that holds no referral."""
    if RapidReview.objects.filter(referral__incident=incident).exists():
        return
    found = incident.referrals.order_by(F("referred_on").asc(nulls_last=True), "pk")
    first = found.first()
    if first:
        note = {"source_note": notification.source_note}
        add_rapid_review(by=by, at=at, values=note, parent=first)


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

    Refuses days out of their order. A day it was sent that is taken back lets its
    clock run on, and says so.
    """
    about = rapid.referral.incident
    _require_in_order(values, rapid)
    with transaction.atomic():
        amended = keeping.amend(
            rapid, values, about, by=by, at=at, read_version=read_version
        )
        ends, tokens = {"sent_on": "RAPID_REVIEW_SENT"}, keeping.tokens(about)
        note_undone(rapid, amended, ends, by=by, at=at, subjects=tokens)
    return amended


REACHED = (
    ("meeting_on", "the meeting"),
    ("agreed_on", "the report was agreed"),
    ("sent_on", "the report was sent"),
)


def _require_in_order(values: dict[str, Any], rapid: RapidReview) -> None:
    told_on = Notification.objects.filter(incident=rapid.referral.incident)
    earlier = [("the notification", told_on.values_list("sent_on", flat=True).first())]
    for field, words in REACHED:
        day = values.get(field, getattr(rapid, field))
        cases.require_not_before(field, day, earlier)
        earlier.append((words, day))


def add_decision(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Incident
) -> Decision:
    """Add one dated decision to a case from before this record, after the earlier ones.

    Refuses a decision that does not belong to its stage, one without a decider, one
    before the authority was aware, and a case on its way: there each decision has a page
    of its own, which asks for post and reasons. Only the Panel replies.
    """
    require_may_keep(by, parent.circle)
    if parent.state not in OVER:
        raise Refused(
            "This case is on its way: record the decision on its triage or rapid "
            "review page."
        )
    return decided(parent, values, by=by, at=at)


def decided(
    parent: Incident, values: dict[str, Any], *, by: Viewer, at: datetime
) -> Decision:
    """Write a decision; the caller has asked who may speak for whom."""
    _require_fitting(values)
    aware = [("the authority was aware", parent.aware_on)]
    if values.get("precision", Precision.DAY) == Precision.DAY:
        cases.require_not_before("decided_on", values.get("decided_on"), aware)
    with transaction.atomic():
        position = keeping.next_position(Decision.objects.filter(incident=parent))
        values = {"incident": parent, "position": position, **values}
        keeping.not_in_future(values, at)
        return records.add(
            Decision,
            values,
            by=by,
            at=at,
            action="add_decision",
            subjects=keeping.tokens(parent),
        )


def _require_fitting(values: dict[str, Any]) -> None:
    if not values.get("decider"):
        raise ValidationError({"decider": "Say which partner decided."})
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
