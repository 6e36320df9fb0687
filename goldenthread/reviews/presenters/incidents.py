"""Incidents, referrals, notifications, rapid reviews, returns, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goldenthread.core.pages import Cell, Detail, Fact, Tag, fact, number
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    Incident,
    Notification,
    RapidReview,
    Referral,
)
from goldenthread.reviews.presenters.turning import turned_round
from goldenthread.reviews.presenters.words import (
    BASIS_TAGS,
    day,
    joined,
    month,
    when_cell,
)
from goldenthread.reviews.services.keeping import edition_name
from goldenthread.reviews.states import Basis, DecisionOutcome
from goldenthread.subjects.presenters import alias_today, main_names
from goldenthread.subjects.states import SubjectKind


# --- Incidents -------------------------------------------------------------------


def incident_names(incident: Incident) -> str:
    """Whom it is about: a family or setting where there is one, not each child in it."""
    return joined(main_names(incident.subjects.all()))


def incident_title(incident: Incident) -> str:
    return f"Incident: {incident_names(incident)}"


def incident_tokens(incident: Incident) -> tuple[str, ...]:
    return (incident.circle.key, *(one.key for one in incident.subjects.all()))


def under_incident_tokens(record: Any) -> tuple[str, ...]:
    """Tokens of what hangs on an incident."""
    return incident_tokens(record.incident)


def referred_cell(incident: Incident) -> Cell:
    """The earliest referral that has a day."""
    known = [one for one in incident.referrals.all() if one.referred_on]
    if not known:
        return Cell(text="No day recorded")
    first = min(known, key=lambda one: one.referred_on)
    return when_cell(first.referred_on, first.precision, first.basis)


def children_cell(incident: Incident) -> Cell:
    if incident.children is None:
        return Cell(text="Not recorded")
    tag = BASIS_TAGS.get(Basis(incident.children_basis))
    return Cell(text=str(incident.children), tag=tag, numeric=True)


def incident_row(incident: Incident) -> tuple[Any, ...]:
    return (
        incident_title(incident),
        incident.line,
        referred_cell(incident),
        children_cell(incident),
    )


def incident_notices(
    incident: Incident, decided: Iterable[Decision] = ()
) -> tuple[str, ...]:
    """Where the Panel turned a decision round, and where numbers of children differ."""
    children = sum(one.kind == SubjectKind.CHILD for one in incident.subjects.all())
    turned = turned_round(decided)
    found = [turned] if turned else []
    if incident.children is not None and children not in (0, incident.children):
        found.append(
            f"The record says {incident.children} children; {children} of them are "
            "recorded as subjects."
        )
    if incident.children_basis == Basis.INVENTED:
        found.append("The number of children is made up for the example.")
    return tuple(found)


def incident_facts(incident: Incident) -> tuple[Fact, ...]:
    period = " to ".join(
        one for one in (month(incident.first_month), month(incident.last_month)) if one
    )
    return (
        fact("What happened", incident.line),
        fact(
            "Whom it is about",
            Cell(lines=tuple(alias_today(one) for one in incident.subjects.all())),
        ),
        fact("Nature", incident.get_nature_display()),
        fact("When", period),
        fact("Local authority became aware", day(incident.aware_on)),
        fact("Children involved", children_cell(incident)),
        fact("Lead area", incident.lead_area),
        fact("Home area", incident.home_area),
        fact("Contributing areas", incident.other_areas),
        fact("Edition of the guidance", edition_name(incident.guidance_edition)),
        fact("Where this comes from", incident.source_note),
    )


# --- Referrals -------------------------------------------------------------------


def referral_title(referral: Referral) -> str:
    return f"Referral: {incident_names(referral.incident)}"


def agency_words(referral: Referral) -> str:
    return referral.agency.name if referral.agency else "Not recorded"


def referral_row(referral: Referral) -> tuple[Any, ...]:
    when = when_cell(referral.referred_on, referral.precision, referral.basis)
    return (referral_title(referral), agency_words(referral), when)


def referral_facts(referral: Referral) -> tuple[Fact, ...]:
    when = when_cell(referral.referred_on, referral.precision, referral.basis)
    return (
        fact("Referred by", agency_words(referral)),
        fact("Post", referral.referred_by),
        fact("The agency became aware", day(referral.aware_on)),
        fact("Referred", when),
        fact("What the day rests on", referral.get_basis_display()),
        fact("What was said", referral.text),
        fact("Where this comes from", referral.source_note),
    )


# --- Notifications -----------------------------------------------------------------


def notification_title(notification: Notification) -> str:
    return f"Notification: {incident_names(notification.incident)}"


def notification_tag(notification: Notification) -> Tag:
    if notification.withdrawn_on:
        return Tag("Withdrawn", "grey")
    return Tag("Sent", "green") if notification.sent_on else Tag("Not sent", "yellow")


def notification_row(notification: Notification) -> tuple[Any, ...]:
    return (
        notification_title(notification),
        Cell(tag=notification_tag(notification)),
        day(notification.sent_on),
    )


def notification_detail(notification: Notification, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("Sent to the Panel", day(notification.sent_on)),
            fact("The Panel’s reference", notification.reference),
            fact("Why it was late", notification.late_reason),
            fact("Withdrawn", day(notification.withdrawn_on)),
            fact("Where this comes from", notification.source_note),
        ),
        tags=(notification_tag(notification),),
    )


# --- Rapid reviews -----------------------------------------------------------------


def rapid_title(rapid: RapidReview) -> str:
    return f"Rapid review: {incident_names(rapid.referral.incident)}"


def rapid_tokens(rapid: RapidReview) -> tuple[str, ...]:
    return incident_tokens(rapid.referral.incident)


def rapid_tag(rapid: RapidReview) -> Tag:
    """How far it is, from the days recorded."""
    if rapid.sent_on:
        return Tag("Sent to the Panel", "green")
    if rapid.agreed_on:
        return Tag("Agreed by the partners", "turquoise")
    return Tag("Meeting held", "blue") if rapid.meeting_on else Tag("Open", "grey")


def rapid_row(rapid: RapidReview) -> tuple[Any, ...]:
    referral = rapid.referral
    return (
        rapid_title(rapid),
        when_cell(referral.referred_on, referral.precision, referral.basis),
        Cell(tag=rapid_tag(rapid)),
    )


def rapid_facts(rapid: RapidReview) -> tuple[Fact, ...]:
    referral = rapid.referral
    return (
        fact(
            "Referred",
            when_cell(referral.referred_on, referral.precision, referral.basis),
        ),
        fact("Meeting held", day(rapid.meeting_on)),
        fact("Agreed by the three partners", day(rapid.agreed_on)),
        fact("Sent to the Panel", day(rapid.sent_on)),
        fact("Why it was late", rapid.late_reason),
        fact("Where this comes from", rapid.source_note),
    )


# --- Agencies' returns -------------------------------------------------------------


def return_title(one: AgencyReturn) -> str:
    return f"Return of {one.agency.name}: {incident_names(one.incident)}"


def return_tag(one: AgencyReturn) -> Tag:
    if one.withdrawn_on:
        return Tag("Withdrawn", "grey")
    if one.shared_on:
        return Tag("Shared by the case chair", "green")
    return Tag("Returned", "blue") if one.returned_on else Tag("Asked", "yellow")


def return_row(one: AgencyReturn) -> tuple[Any, ...]:
    return (return_title(one), Cell(tag=return_tag(one)), day(one.due_on))


# --- Decisions -------------------------------------------------------------------


OUTCOME_COLOURS: dict[str, str] = {
    DecisionOutcome.LCSPR: "purple",
    DecisionOutcome.NOTIFY: "blue",
    DecisionOutcome.PANEL_QUESTIONS: "orange",
    DecisionOutcome.PANEL_AGREES: "green",
}


def decision_title(decision: Decision) -> str:
    number_ = decision.position
    return f"Decision {number_}: {incident_names(decision.incident)}"


def decision_row(decision: Decision) -> tuple[Any, ...]:
    colour = OUTCOME_COLOURS.get(decision.outcome, "grey")
    return (
        decision_title(decision),
        decision.get_stage_display(),
        decision.get_decider_display(),
        Cell(tag=Tag(decision.get_outcome_display(), colour)),
        when_cell(decision.decided_on, decision.precision),
    )


def decision_detail(decision: Decision, viewer: Any) -> Detail:
    colour = OUTCOME_COLOURS.get(decision.outcome, "grey")
    return Detail(
        lead="A later decision stands beside an earlier one; none is replaced.",
        facts=(
            fact("Order", number(decision.position)),
            fact("Stage", decision.get_stage_display()),
            fact("Decided by", decision.get_decider_display()),
            fact("Day", when_cell(decision.decided_on, decision.precision)),
            fact("Reasons", decision.reasons),
            fact("Where this comes from", decision.source_note),
        ),
        tags=(Tag(decision.get_outcome_display(), colour),),
    )
