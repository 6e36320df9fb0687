"""Triage: the criteria one by one, each partner's decision, and telling the Panel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import clocks, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.clocks import State
from goldenthread.core.reference.queries import NoSuchRule, read_clocks
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import (
    Decision,
    Incident,
    Notification,
    Referral,
    ScrutineerComment,
    TriageAnswer,
)
from goldenthread.reviews.rules import cases as rules
from goldenthread.reviews.services import keeping
from goldenthread.reviews.services.cases import locked, step
from goldenthread.reviews.services.incidents import (
    add_incident,
    add_referral,
    amend_notification,
    decided,
    told,
)
from goldenthread.reviews.states import PARTNERS, Decider, DecisionOutcome, Stage
from goldenthread.reviews.states.cases import CASE_MOVES, CaseState
from goldenthread.reviews.states.dated import CRITERIA, Edition, by_code, in_force
from goldenthread.subjects.models import Subject
from goldenthread.subjects.rules import require_may_keep
from goldenthread.subjects.states import SubjectKind


OF_REFERRAL = ("agency", "referred_by", "referred_on", "text", "basis")


def refer_incident(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Incident:
    """Record an incident and its first referral together: who, what, when aware.

    How many children it involves is counted from those named, unless it is said.
    Refuses a referral before the incident or before anybody was aware of it.
    """
    named = _children(values["subjects"])
    if named and values.get("children") is None:
        values["children"] = named
    note = {"source_note": values.get("source_note", "")}
    referral = {name: values.pop(name) for name in OF_REFERRAL if name in values}
    referral |= note
    with transaction.atomic():
        incident = add_incident(by=by, at=at, values=values)
        add_referral(by=by, at=at, values=referral, parent=incident)
    return incident


def _children(subjects: Iterable[Subject]) -> int:
    return sum(one.kind == SubjectKind.CHILD for one in subjects)


def add_child(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Add one more child, or adult, to an incident; refuses one who is in it already.

    The number of children goes up with it, where it was the number of those named.
    """
    subject: Subject = values["subject"]
    if incident.subjects.filter(pk=subject.pk).exists():
        wrong = "They stand in this incident already: nobody is added twice."
        raise ValidationError({"subject": wrong})
    if subject.circle_id != incident.circle_id:
        raise Refused("Choose only subjects of this circle.")
    before = list(incident.subjects.all())
    changed: dict[str, Any] = {"subjects": [*before, subject]}
    if (incident.children or 0) == _children(before):
        changed["children"] = _children([*before, subject]) or None
    return keeping.amend(
        incident,
        changed,
        incident,
        by=by,
        at=at,
        read_version=incident.version,
    )


def begin_triage(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Take a referred case into triage; refuses one that nobody has referred."""
    require_may_keep(by, incident.circle)
    if not incident.referrals.exists():
        raise Refused("Record who referred the incident first.")
    return step(incident, "begin_triage", by=by, at=at, on=values.get("on"))


def reopen_triage(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Look again at a case that was not notified; the earlier decisions stand."""
    require_may_keep(by, incident.circle)
    return step(incident, "reopen_triage", by=by, at=at, reason=values["reason"])


def edition_of(incident: Incident, on: date) -> Edition:
    """The list a triage works by: the one it began under, else that of the trigger."""
    begun = incident.answers.order_by("position").first()
    if begun:
        return by_code(CRITERIA, begun.edition)
    return in_force(CRITERIA, incident.aware_on or on)


def answer_criterion(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Answer one criterion with reasons; a later answer stands beside the earlier.

    Refuses an answer without reasons, outside triage, or to no criterion of the list.
    """
    require_may_keep(by, incident.circle)
    with transaction.atomic():
        incident = locked(incident)
        _require_in_triage(incident)
        today = london_date(at)
        edition = edition_of(incident, today)
        if values["criterion"] not in {one.code for one in edition.items}:
            raise Refused("This criterion is not in the list the triage works by.")
        answer = {
            "answered_on": today,
            **values,
            "incident": incident,
            "edition": edition.code,
            "position": keeping.next_position(incident.answers.all()),
            "signed_by": by.label[:300],
        }
        keeping.add(TriageAnswer, answer, incident, by=by, at=at)
    return incident


def _require_in_triage(incident: Incident) -> None:
    if incident.state != CaseState.TRIAGE:
        label = CaseState(incident.state).label.lower()
        raise Refused(f"The case is not in triage: it stands at “{label}”.")


def decide_triage(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Record what one partner decided about notifying, by post, with reasons.

    Refuses a decision without a partner's post, one without reasons, a late one that
    does not say why (Children Act 2004 s16C: five working days), and one before the
    authority was aware. A partner's later decision stands beside the earlier one.
    """
    with transaction.atomic():
        incident = locked(incident)
        _require_in_triage(incident)
        post = rules.require_may_speak(by, incident, values.get("post"))
        values = {"decided_on": london_date(at), **values, "post": post}
        decider = values.pop("decider", "") or rules.part_of(post)
        rules.require_partner(post, decider)
        _require_reasons(values)
        _require_explained(incident, values, "decided_on")
        values |= {"stage": Stage.NOTIFICATION, "decider": decider}
        decided(incident, values, by=by, at=at)
    return incident


def _require_reasons(values: dict[str, Any]) -> None:
    if not values.get("reasons", "").strip():
        raise ValidationError({"reasons": "Give the reasons for the decision."})


def _require_explained(incident: Incident, values: dict[str, Any], day: str) -> None:
    """Refuses a day past the clock for notifying that says no reason for it."""
    late = how_late(incident.aware_on, values[day])
    if late and not values.get("late_reason", "").strip():
        raise ValidationError({"late_reason": f"{late}. Say why."})


def how_late(aware_on: date | None, day: date | None) -> str:
    """By how much a day missed the clock for notifying; nothing when it did not."""
    if aware_on is None or day is None:
        return ""
    try:
        deadline = read_clocks("INCIDENT_NOTIFIED").due("INCIDENT_NOTIFIED", aware_on)
    except NoSuchRule:
        return ""
    found = clocks.standing(deadline, clocks_moment(day), done=day)
    return found.sentence if found.state == State.MET_LATE else ""


def clocks_moment(day: date) -> datetime:
    """A moment of the day; a day clock reads the day alone."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def standing_decisions(incident: Incident) -> dict[str, Decision]:
    """Each partner's latest decision about notifying."""
    found = incident.decisions.filter(
        stage=Stage.NOTIFICATION, decider__in=PARTNERS
    ).select_related("post__agency")
    return {one.decider: one for one in found.order_by("position")}


def missing_partners(incident: Incident) -> list[str]:
    """Partners whose decision about notifying is not recorded, in words."""
    decided = standing_decisions(incident)
    return [one.label.lower() for one in PARTNERS if one not in decided]


def decide_not_to_notify(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """End a triage without notifying, once all three partners have decided.

    Refuses while one has not, or while the local authority, whose duty it is
    (Children Act 2004 s16C), has decided to notify. A disagreement is on the record.
    """
    require_may_keep(by, incident.circle)
    missing = missing_partners(incident)
    if missing:
        raise Refused(f"Not yet decided: {', '.join(missing)}.")
    _require_authority(incident, DecisionOutcome.DO_NOT_NOTIFY)
    return step(incident, "decide_not_to_notify", by=by, at=at, on=values.get("on"))


def _require_authority(incident: Incident, outcome: str) -> None:
    own = standing_decisions(incident).get(Decider.LOCAL_AUTHORITY)
    if own is None or own.outcome != outcome:
        words = DecisionOutcome(outcome).label.lower()
        raise Refused(
            f"The duty is the local authority’s, which has not decided to {words}."
        )


def notify_panel(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Tell the Panel; the rapid review opens by itself in the same transaction.

    Refuses before the local authority decided to notify, without a reason where another
    partner has not decided, without one where it is late, and before anybody was aware.
    """
    require_may_keep(by, incident.circle)
    without = values.pop("without_reason", "")
    with transaction.atomic():
        incident = locked(incident)
        CASE_MOVES.move("notify_panel", incident.state)
        _require_authority(incident, DecisionOutcome.NOTIFY)
        missing = missing_partners(incident)
        if missing and not without.strip():
            wrong = f"Not yet decided: {', '.join(missing)}. Say why it is not awaited."
            raise ValidationError({"without_reason": wrong})
        _require_explained(incident, values, "sent_on")
        moved = step(
            incident, "notify_panel", by=by, at=at, on=values["sent_on"], reason=without
        )
        told(moved, values, by=by, at=at)
    return moved


def withdraw_notification(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Withdraw a notification where the criteria turn out not to be met.

    The rapid review ends with it: open requests take no returns, drafts are kept.
    """
    require_may_keep(by, incident.circle)
    notification = Notification.objects.filter(incident=incident).first()
    if notification is None:
        raise Refused("There is no notification to withdraw.")
    rules.require_not_before(
        "on", values["on"], [("it was sent", notification.sent_on)]
    )
    with transaction.atomic():
        amend_notification(
            notification,
            by=by,
            at=at,
            values={"sent_on": notification.sent_on, "withdrawn_on": values["on"]},
            read_version=notification.version,
        )
        return step(
            incident,
            "withdraw_notification",
            by=by,
            at=at,
            on=values["on"],
            reason=values["reason"],
        )


def comment_on_case(
    incident: Incident, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> Incident:
    """Keep what the independent scrutineer says, apart from every decision.

    Refuses everybody else: the scrutineer comments and never decides.
    """
    rules.require_may_comment(by, incident)
    comment = {
        **values,
        "incident": incident,
        "commented_on": london_date(at),
        "signed_by": by.label[:300],
    }
    records.add(
        ScrutineerComment,
        comment,
        by=by,
        at=at,
        action="comment_on_case",
        subjects=keeping.tokens(incident),
    )
    return incident


def first_referral(incident: Incident) -> Referral | None:
    """The earliest referral of an incident; one without a day comes last."""
    found = list(incident.referrals.order_by("pk"))
    return min(found, key=lambda one: one.referred_on or date.max, default=None)
