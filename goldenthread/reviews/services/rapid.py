"""The rapid review: themes agreed, the meeting, the decision, the report, the reply."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import clocks, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.clocks import State
from goldenthread.core.reference.queries import NoSuchRule, read_clocks
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Post
from goldenthread.reviews.models import (
    Attendance,
    ConsiderationAnswer,
    Decision,
    DiscussionTheme,
    Incident,
    Meeting,
    PartnerWord,
    RapidReview,
)
from goldenthread.reviews.queries import rapid as queries
from goldenthread.reviews.rules import cases as rules
from goldenthread.reviews.services import keeping
from goldenthread.reviews.services.cases import locked, step
from goldenthread.reviews.services.incidents import decided
from goldenthread.reviews.services.reviews import add_review, add_review_subject
from goldenthread.reviews.services.triage import clocks_moment
from goldenthread.reviews.states import (
    PARTNERS,
    Decider,
    DecisionOutcome,
    ReviewKind,
    Stage,
)
from goldenthread.reviews.states.cases import Agreed, CaseState
from goldenthread.reviews.states.dated import CONSIDERATIONS, in_force
from goldenthread.subjects.rules import require_may_keep


def _add(
    model: Any,
    values: dict[str, Any],
    incident: Incident,
    *,
    by: Viewer,
    at: datetime,
    action: str,
) -> Any:
    keeping.not_in_future(values, at)
    tokens = keeping.tokens(incident)
    return records.add(model, values, by=by, at=at, action=action, subjects=tokens)


def _require_state(incident: Incident, *states: CaseState) -> None:
    if incident.state not in states:
        now = CaseState(incident.state).label.lower()
        wanted = " or ".join(f"“{one.label.lower()}”" for one in states)
        raise Refused(f"The case stands at “{now}”; this belongs to {wanted}.")


# --- Themes -----------------------------------------------------------------------


def propose_theme(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Propose something to discuss; words given to the list before no longer count.

    Refuses anybody but partners and the unit, and a theme after the meeting.
    """
    incident = rapid.referral.incident
    rules.require_inside(by, incident)
    if not rules.may_speak(by):
        raise Refused("Themes are proposed by the partners or the business unit.")
    with transaction.atomic():
        _require_state(locked(incident), CaseState.NOTIFIED, CaseState.SCOPING)
        given = {
            "proposed_on": london_date(at),
            **values,
            "rapid": rapid,
            "position": keeping.next_position(rapid.themes.all()),
            "proposed_by": by.label[:300],
        }
        _add(DiscussionTheme, given, incident, by=by, at=at, action="propose_theme")
    return rapid


def agree_themes(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """One partner agrees to the themes as they stand, before the meeting.

    Refuses an empty list, somebody who speaks for no partner, and a second word.
    """
    incident = rapid.referral.incident
    post = rules.require_may_speak(by, incident, values.pop("post", None))
    with transaction.atomic():
        _require_state(locked(incident), CaseState.NOTIFIED, CaseState.SCOPING)
        if not rapid.themes.exists():
            raise Refused("Propose a theme first: there is nothing to agree to yet.")
        _give_word(rapid, Agreed.THEMES, post, values, by=by, at=at)
    return rapid


def _give_word(
    rapid: RapidReview,
    what: Agreed,
    post: Post,
    values: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
) -> PartnerWord:
    decider = rules.part_of(post)
    if decider in queries.agreed(rapid, what):
        label = Decider(decider).label.lower()
        raise Refused(f"The {label} has agreed to this already.")
    seal = queries.themes_seal if what == Agreed.THEMES else queries.report_seal
    given = {
        "given_on": values.get("on") or london_date(at),
        "rapid": rapid,
        "what": what,
        "decider": decider,
        "post": post,
        "seal": seal(rapid),
    }
    about = rapid.referral.incident
    return _add(PartnerWord, given, about, by=by, at=at, action=f"agree_{what.lower()}")


# --- The meeting --------------------------------------------------------------------


def hold_meeting(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Record a meeting with who was there. With a quorum the case moves on.

    A quorum is a post of each of the three partners. Without one the meeting is on the
    record and nothing moves. Refuses one before the notification, before the partners
    agreed the themes, and a post that was both there and away.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    present, away = list(values["present"]), list(values.get("away", ()))
    if {one.pk for one in present} & {one.pk for one in away}:
        raise ValidationError({"away": "A post was either there or away, not both."})
    told = getattr(incident, "notification", None)
    earlier = [("the notification", told.sent_on if told else None)]
    rules.require_not_before("held_on", values["held_on"], earlier)
    with transaction.atomic():
        _require_state(locked(incident), CaseState.SCOPING)
        _require_themes(rapid)
        meeting = _meeting(rapid, values, by=by, at=at)
        for post, there in [*((p, True) for p in present), *((p, False) for p in away)]:
            _attend(meeting, post, there, by=by, at=at)
        if not without_quorum(meeting):
            _met(rapid, values["held_on"], by=by, at=at)
    return rapid


def _require_themes(rapid: RapidReview) -> None:
    missing = queries.not_yet(queries.agreed(rapid, Agreed.THEMES))
    if missing:
        raise Refused(f"The themes are not agreed yet: {', '.join(missing)}.")


def _meeting(
    rapid: RapidReview, values: dict[str, Any], *, by: Viewer, at: datetime
) -> Meeting:
    given = {
        "rapid": rapid,
        "position": keeping.next_position(rapid.meetings.all()),
        "held_on": values["held_on"],
        "notes": values.get("notes", ""),
    }
    about = rapid.referral.incident
    return _add(Meeting, given, about, by=by, at=at, action="record_meeting")


def _attend(
    meeting: Meeting, post: Post, present: bool, *, by: Viewer, at: datetime
) -> None:
    given = {
        "meeting": meeting,
        "post": post,
        "agency": post.agency,
        "present": present,
    }
    about = meeting.rapid.referral.incident
    _add(Attendance, given, about, by=by, at=at, action="record_attendance")


def without_quorum(meeting: Meeting) -> list[str]:
    """Partners of whom nobody was there, in words; none is a quorum."""
    there = {rules.part_of(one.post) for one in meeting.attendance.all() if one.present}
    return [one.label.lower() for one in PARTNERS if one not in there]


def _met(rapid: RapidReview, on: date, *, by: Viewer, at: datetime) -> None:
    incident = rapid.referral.incident
    step(incident, "hold_meeting", by=by, at=at, on=on)
    _write(rapid, {"meeting_on": on}, by=by, at=at)


def _write(
    rapid: RapidReview, values: dict[str, Any], *, by: Viewer, at: datetime
) -> None:
    rapid.refresh_from_db(fields=["version"])
    about = rapid.referral.incident
    keeping.write_over(rapid, values, about, by=by, at=at, read_version=rapid.version)


# --- The decision -------------------------------------------------------------------


def decide_rapid_review(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Record the partners' decision with an answer to each consideration; no score.

    SI 2018/789 regulation 11 (a) to (d) are taken into account, each in words. Refuses
    before the meeting, an empty answer, and a day before the meeting. After the Panel
    has replied the partners may decide again: both decisions stand.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    edition = in_force(CONSIDERATIONS, incident.aware_on or london_date(at))
    said = {one.code: values.pop(one.code, "").strip() for one in edition.items}
    for one in edition.items:
        if not said[one.code]:
            raise ValidationError({one.code: "Answer this consideration in words."})
    met = [("the meeting", rapid.meeting_on)]
    rules.require_not_before("decided_on", values["decided_on"], met)
    with transaction.atomic():
        _require_state(
            locked(incident), CaseState.MEETING_HELD, CaseState.PANEL_REPLIED
        )
        values |= {"stage": Stage.RAPID_REVIEW, "decider": Decider.PARTNERS}
        made = decided(incident, values, by=by, at=at)
        for code, text in said.items():
            given = {"decision": made, "edition": edition.code, "text": text}
            given["consideration"] = code
            _add(ConsiderationAnswer, given, incident, by=by, at=at, action="consider")
    return rapid


def last_decision(incident: Incident) -> Decision | None:
    """The partners' latest decision after the rapid review."""
    found = incident.decisions.filter(stage=Stage.RAPID_REVIEW).order_by("position")
    return found.last()


# --- The report ---------------------------------------------------------------------


def approve_report(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """One partner's delegate approves the report as it stands; the third moves it on.

    Refuses before there is a decision, a second word of a partner, and somebody who
    speaks for none. A change to anything the report is made from undoes earlier words.
    """
    incident = rapid.referral.incident
    post = rules.require_may_speak(by, incident, values.pop("post", None))
    with transaction.atomic():
        _require_state(locked(incident), CaseState.MEETING_HELD)
        if last_decision(incident) is None:
            raise Refused("Record the partners’ decision first.")
        word = _give_word(rapid, Agreed.REPORT, post, values, by=by, at=at)
        if not queries.not_yet(queries.agreed(rapid, Agreed.REPORT)):
            step(incident, "approve_report", by=by, at=at, on=word.given_on)
            _write(rapid, {"agreed_on": word.given_on}, by=by, at=at)
    return rapid


def reopen_report(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Take an approved report back before it is sent, with the reason."""
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    with transaction.atomic():
        step(incident, "reopen_report", by=by, at=at, reason=values["reason"])
        _write(rapid, {"agreed_on": None}, by=by, at=at)
    return rapid


def send_report(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Record that report and decision went to the Panel.

    Refuses before the three delegates approved what stands now, a day before they did,
    and a late one that does not say why.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    sent_on = values["sent_on"]
    agreed = [("the report was agreed", rapid.agreed_on)]
    rules.require_not_before("sent_on", sent_on, agreed)
    missing = queries.not_yet(queries.agreed(rapid, Agreed.REPORT))
    if missing:
        raise Refused(f"It has changed since it was approved: {', '.join(missing)}.")
    late = how_late(incident, sent_on)
    if late and not values.get("late_reason", "").strip():
        raise ValidationError({"late_reason": f"{late}. Say why."})
    with transaction.atomic():
        step(incident, "send_report", by=by, at=at, on=sent_on)
        _write(rapid, values, by=by, at=at)
    return rapid


def how_late(incident: Incident, sent_on: date) -> str:
    """By how much the sending missed its clock; nothing when it did not."""
    told = getattr(incident, "notification", None)
    if told is None or told.sent_on is None:
        return ""
    try:
        clock = read_clocks("RAPID_REVIEW_SENT").due("RAPID_REVIEW_SENT", told.sent_on)
    except NoSuchRule:
        return ""
    found = clocks.standing(clock, clocks_moment(sent_on), done=sent_on)
    return found.sentence if found.state == State.MET_LATE else ""


# --- The reply, and what follows ---------------------------------------------------------


def record_reply(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Record the Panel's reply beside the partners' decision; it replaces nothing.

    Refuses one before the report was sent.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    sent = [("the report was sent", rapid.sent_on)]
    rules.require_not_before("decided_on", values["decided_on"], sent)
    with transaction.atomic():
        step(incident, "record_reply", by=by, at=at, on=values["decided_on"])
        values |= {"stage": Stage.PANEL_REPLY, "decider": Decider.PANEL}
        decided(incident, values, by=by, at=at)
    return rapid


def _require_answered(incident: Incident) -> Decision:
    """The decision that stands; refuses while the Panel's question is not answered."""
    last = last_decision(incident)
    reply = incident.decisions.filter(stage=Stage.PANEL_REPLY).order_by("position")
    asked = reply.last()
    if last is None:
        raise Refused("Record the partners’ decision first.")
    questioned = asked and asked.outcome == DecisionOutcome.PANEL_QUESTIONS
    if asked and questioned and last.position < asked.position:
        raise Refused("The Panel questions the decision: record the partners’ answer.")
    return last


def close_case(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Close a case without a further review.

    Refuses while a question of the Panel is not answered, or a local review is decided.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    if _require_answered(incident).outcome == DecisionOutcome.LCSPR:
        raise Refused("A local review is decided: commission it instead.")
    step(incident, "close_case", by=by, at=at, on=values.get("on"))
    return rapid


OPENS = {
    DecisionOutcome.LCSPR: ReviewKind.SINGLE,
    DecisionOutcome.OTHER_LEARNING: ReviewKind.LEARNING,
}


def commission_review(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Open the review that was decided, with everybody of the incident in it.

    Refuses where the partners decided no review, or have not answered the Panel.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    last = _require_answered(incident)
    kind = OPENS.get(DecisionOutcome(last.outcome))
    if kind is None:
        raise Refused("The partners decided no further review.")
    with transaction.atomic():
        step(incident, "commission_review", by=by, at=at, on=values.get("on"))
        review = add_review(
            by=by,
            at=at,
            values={
                "circle": incident.circle,
                "kind": kind,
                "decided_on": last.decided_on,
                "source_note": incident.source_note,
            },
        )
        for subject in incident.subjects.all():
            place = {
                "subject": subject,
                "incident": incident,
                "joined_on": last.decided_on,
            }
            add_review_subject(by=by, at=at, values=place, parent=review)
    return rapid
