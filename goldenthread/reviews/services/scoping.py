"""Asking agencies, and what happens to a return from the first word to the addendum."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import files, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.records import Conflict
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Person
from goldenthread.partnership.states import Role
from goldenthread.reviews.models import (
    AgencyReturn,
    Incident,
    RapidReview,
    ReturnAddendum,
    ReturnAnswer,
    ReturnFile,
    ReturnPlace,
)
from goldenthread.reviews.rules import cases as case_rules
from goldenthread.reviews.rules import require_shared_by_the_unit
from goldenthread.reviews.rules import scoping as rules
from goldenthread.reviews.services import keeping
from goldenthread.reviews.services.cases import step
from goldenthread.reviews.services.drafts import use_up
from goldenthread.reviews.states.cases import RUNNING, CaseState
from goldenthread.reviews.states.dated import SCOPING, Edition, by_code, in_force
from goldenthread.subjects.rules import require_may_keep, require_not_barred
from goldenthread.subjects.services import declare_conflict_with


# --- Asking ------------------------------------------------------------------------


def ask_agencies(
    rapid: RapidReview, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> RapidReview:
    """Ask several agencies at once for what they know; the case goes into scoping.

    Parents' and carers' records are asked for unless a reason is given why not.
    Refuses before the case was notified, once the report is approved, and an agency
    that was asked already.
    """
    incident = rapid.referral.incident
    require_may_keep(by, incident.circle)
    if incident.state not in RUNNING:
        label = CaseState(incident.state).label.lower()
        raise Refused(f"Agencies are asked during the rapid review, not “{label}”.")
    agencies = values.pop("agencies")
    with transaction.atomic():
        for agency in agencies:
            add_agency_return(
                by=by, at=at, values={"agency": agency, **values}, parent=incident
            )
        if incident.state == CaseState.NOTIFIED:
            step(incident, "ask_agencies", by=by, at=at, on=values["asked_on"])
    return rapid


def add_agency_return(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Incident
) -> AgencyReturn:
    """Ask one agency, with the form in force that day; its leads are let into the task.

    Refuses asking an agency twice about one incident, a day before the notification,
    and leaving parents' records out without saying why.
    """
    require_may_keep(by, parent.circle)
    if AgencyReturn.objects.filter(incident=parent, agency=values["agency"]).exists():
        raise Refused(f"{values['agency']} has been asked already.")
    _require_day(parent, values)
    if not values.get("asks_parents", True) and not values.get("parents_reason"):
        wrong = "Say why the records of parents and carers are left out."
        raise ValidationError({"parents_reason": wrong})
    values = {
        "form_edition": in_force(SCOPING, values["asked_on"]).code,
        "incident": parent,
        **values,
    }
    with transaction.atomic():
        made = keeping.add(AgencyReturn, values, parent, by=by, at=at)
        for person in _leads_to_let_in(made):
            _let_in(made, person, leads=True, by=by, at=at)
    return made


def _require_day(incident: Incident, values: dict[str, Any]) -> None:
    told = getattr(incident, "notification", None)
    earlier = [("the notification", told.sent_on if told else None)]
    case_rules.require_not_before("asked_on", values["asked_on"], earlier)
    asked = [("the day of asking", values["asked_on"])]
    case_rules.require_not_before("due_on", values.get("due_on"), asked)


def _leads_to_let_in(one: AgencyReturn) -> list[Person]:
    """The agency's leads; one who stands in the circle has declared there already."""
    leads = rules.colleagues(one).filter(role=Role.AGENCY_LEAD)
    inside = one.incident.circle.members.filter(
        ends_on=None, no_conflict_declared_on__isnull=False
    )
    found = Person.objects.filter(pk__in=leads.values("person_id"))
    return list(found.exclude(pk__in=inside.values("person_id")).order_by("pk"))


def _let_in(
    one: AgencyReturn, person: Person, *, leads: bool, by: Viewer, at: datetime
) -> ReturnPlace | None:
    """A place on one return. Somebody barred from the case is passed over in silence."""
    try:
        require_not_barred(person, one.incident.circle)
    except Refused:
        return None
    values = {
        "agency_return": one,
        "person": person,
        "leads": leads,
        "asked_on": london_date(at),
        "asked_by": by.label[:300],
    }
    return _add(ReturnPlace, values, one, by=by, at=at, action="let_into_return")


def _add(
    model: Any,
    values: dict[str, Any],
    one: AgencyReturn,
    *,
    by: Viewer,
    at: datetime,
    action: str,
) -> Any:
    keeping.not_in_future(values, at)
    tokens = keeping.tokens(one.incident)
    return records.add(model, values, by=by, at=at, action=action, subjects=tokens)


def locked_return(one: AgencyReturn) -> AgencyReturn:
    found = AgencyReturn.objects.select_for_update(of=("self",))
    return found.select_related("incident__circle").get(pk=one.pk)


def amend_agency_return(
    one: AgencyReturn,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AgencyReturn:
    """Put the day off by which an agency is asked to answer."""
    values = {name: values[name] for name in ("due_on", "looks_from") if name in values}
    about = one.incident
    return keeping.amend(one, values, about, by=by, at=at, read_version=read_version)


def withdraw_request(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """Withdraw a request; the draft is kept. Refuses one that was answered."""
    require_may_keep(by, one.incident.circle)
    with transaction.atomic():
        one = locked_return(one)
        rules.require_open(one)
        given = {
            "withdrawn_on": london_date(at),
            "withdrawn_reason": values["reason"],
        }
        return _write(one, given, by=by, at=at)


def _write(
    one: AgencyReturn, values: dict[str, Any], *, by: Viewer, at: datetime
) -> AgencyReturn:
    return keeping.write_over(
        one, values, one.incident, by=by, at=at, read_version=one.version
    )


# --- Who works on it ----------------------------------------------------------------


def hand_over_return(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """Let a colleague of the same agency into this return alone; they declare first.

    Refuses somebody of another agency and somebody already let in. With `stays` false
    the one who hands it over leaves it.
    """
    rules.require_fills(by, one)
    rules.require_open(one)
    person: Person = values["person"]
    if not rules.colleagues(one).filter(person=person).exists():
        raise Refused("Hand it to somebody of the same agency who has an account.")
    if one.places.filter(person=person, ended_on=None).exists():
        raise Refused("They have been asked already.")
    with transaction.atomic():
        if _let_in(one, person, leads=False, by=by, at=at) is None:
            raise Refused("This person cannot be let in. Choose somebody else.")
        own = one.places.filter(person=by.person_id, ended_on=None).first()
        if own and not values.get("stays", True):
            _end(own, "Handed to a colleague", by=by, at=at)
    return one


def _end(place: ReturnPlace, reason: str, *, by: Viewer, at: datetime) -> ReturnPlace:
    return records.amend(
        place,
        {"ended_on": london_date(at), "end_reason": reason},
        read_version=place.version,
        by=by,
        at=at,
        action="end_return_place",
        subjects=keeping.tokens(place.agency_return.incident),
    )


def declare_on_return(
    place: ReturnPlace, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> ReturnPlace:
    """Somebody let in says whether they, or their family, are part of the case.

    With a conflict the place ends and they are barred from the whole case. Refuses
    anybody else, and a second declaration.
    """
    if place.person_id != by.person_id or place.ended_on or place.declared_on:
        raise Refused("You can declare only for yourself, while you are asked to.")
    with transaction.atomic():
        if values["conflict"]:
            circle = place.agency_return.incident.circle
            ended = _end(place, "Conflict declared", by=by, at=at)
            declare_conflict_with(circle, reason=values["reason"], by=by, at=at)
            return ended
        return records.amend(
            place,
            {"declared_on": london_date(at)},
            read_version=place.version,
            by=by,
            at=at,
            action="declare_on_return",
            subjects=keeping.tokens(place.agency_return.incident),
        )


# --- Filling in ---------------------------------------------------------------------


def form_of(one: AgencyReturn) -> Edition:
    """The edition of the form a return was asked with."""
    return by_code(SCOPING, one.form_edition)


def questions_of(one: AgencyReturn) -> list[Any]:
    """The questions this agency is asked; parents' records not where left out."""
    items = form_of(one).items
    return [item for item in items if one.asks_parents or item.code != "PARENTS"]


def save_part(
    one: AgencyReturn,
    *,
    by: Viewer,
    at: datetime,
    question: str,
    text: str,
    read_version: int,
) -> ReturnAnswer:
    """Save one part of a draft, however unfinished.

    Refuses once the return was sent or withdrawn. Where somebody else saved the part
    meanwhile, raises Conflict with theirs, and nothing of either is lost.
    """
    rules.require_fills(by, one)
    with transaction.atomic():
        one = locked_return(one)
        rules.require_open(one)
        if question not in {item.code for item in questions_of(one)}:
            raise Refused("The form has no such question.")
        kept = ReturnAnswer.objects.filter(agency_return=one, question=question).first()
        saved = _save(one, kept, question, text, read_version, by, at)
        use_up(one, by, question)
    return saved


def _save(
    one: AgencyReturn,
    kept: ReturnAnswer | None,
    question: str,
    text: str,
    read_version: int,
    by: Viewer,
    at: datetime,
) -> ReturnAnswer:
    if kept is None:
        values = {"agency_return": one, "question": question, "text": text}
        return _add(ReturnAnswer, values, one, by=by, at=at, action="save_part")
    if kept.version != read_version:
        raise Conflict(kept)
    return records.amend(
        kept,
        {"text": text},
        read_version=read_version,
        by=by,
        at=at,
        action="save_part",
        subjects=keeping.tokens(one.incident),
    )


def attach_file(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """Put a received file to a return; a file that is not what it seems never gets here.

    Refuses once the return was sent: then it belongs to an addendum.
    """
    rules.require_fills(by, one)
    with transaction.atomic():
        one = locked_return(one)
        rules.require_open(one)
        stored = files.keep(by=by, at=at, received=values["file"])
        given = {
            "agency_return": one,
            "file": stored,
            "title": values["title"],
            "added_on": london_date(at),
        }
        _add(ReturnFile, given, one, by=by, at=at, action="attach_file")
    return one


# --- Sending ------------------------------------------------------------------------


def submit_return(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """Send a return, signed off; from then on it stands and only addenda are added.

    Refuses a second sending (two people at once: the first counts), one after the
    request or the notification was withdrawn, one with a required part empty, and one
    that tells no episode without saying that the agency did not know them.
    """
    rules.require_fills(by, one)
    with transaction.atomic():
        one = locked_return(one)
        rules.require_open(one)
        _require_whole(one, values.get("not_known", False))
        sent = {"returned_on": london_date(at), **values}
        asked = [("the day of asking", one.asked_on)]
        case_rules.require_not_before("returned_on", sent["returned_on"], asked)
        return _write(one, sent, by=by, at=at)


def _require_whole(one: AgencyReturn, not_known: bool) -> None:
    said = {
        each.question for each in one.answers.all() if each.text and each.text.strip()
    }
    missing = [
        item.question
        for item in questions_of(one)
        if item.required and item.code not in said
    ]
    if missing:
        raise Refused(f"Answer this part before you send: {missing[0]}")
    if not not_known and not one.episodes.exists():
        raise Refused(
            "Add a key episode, or say that the agency did not know anybody in it."
        )


def share_return(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """The case chair, through the business unit, shares a return with the others.

    Refuses anybody else, and one that was not sent.
    """
    require_shared_by_the_unit(by, True)
    require_may_keep(by, one.incident.circle)
    with transaction.atomic():
        one = locked_return(one)
        rules.require_sent(one)
        if one.shared_on:
            raise Refused("It is shared already.")
        shared = {"shared_on": values.get("on") or london_date(at)}
        sent = [("the return was sent", one.returned_on)]
        case_rules.require_not_before("on", shared["shared_on"], sent)
        return _write(one, shared, by=by, at=at)


def add_addendum(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """Add to a return that was sent, dated and signed; the return itself stands.

    Refuses before it was sent: until then the parts themselves are changed.
    """
    rules.require_fills(by, one)
    with transaction.atomic():
        one = locked_return(one)
        rules.require_sent(one)
        given = {
            "agency_return": one,
            "position": keeping.next_position(one.addenda.all()),
            "text": values["text"],
            "added_on": values.get("on") or london_date(at),
            "signed_by": by.label[:300],
        }
        _add(ReturnAddendum, given, one, by=by, at=at, action="add_addendum")
    return one
