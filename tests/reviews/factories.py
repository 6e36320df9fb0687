"""Incidents and reviews for tests, made through the services."""

from __future__ import annotations

from datetime import date

from goldenthread.reviews import services
from goldenthread.reviews.models import RapidReview
from tests.partnership import factories as people
from tests.partnership.factories import AT, DAY, loader
from tests.subjects import factories as cases


def incident(circle, *subjects, by=None, at=AT, **values):
    subjects = subjects or (cases.subject(circle),)
    return services.add_incident(
        by=by or loader(circle.partnership),
        at=at,
        values={
            "circle": circle,
            "subjects": list(subjects),
            "line": "A child was hurt",
            "nature": "SERIOUS_HARM",
            "state": "CLOSED",
        }
        | values,
    )


def _under(add, parent, circle, values):
    return add(by=loader(circle.partnership), at=AT, values=values, parent=parent)


def referral(incident, **values):
    values = {"referred_on": date(2024, 4, 15)} | values
    return _under(services.add_referral, incident, incident.circle, values)


def notification(incident, **values):
    values = {"sent_on": date(2024, 4, 16)} | values
    return _under(services.add_notification, incident, incident.circle, values)


def rapid_review(referral, **values):
    """The rapid review of a referral: the one that opened by itself, or a new one."""
    circle = referral.incident.circle
    opened = RapidReview.objects.filter(referral=referral).first()
    if opened is None:
        return _under(services.add_rapid_review, referral, circle, values)
    by = loader(circle.partnership)
    return services.amend_rapid_review(
        opened, by=by, at=AT, values=values, read_version=opened.version
    )


def in_triage(circle, *subjects, **values):
    """A referred incident that has been taken into triage."""
    aware = {"state": "REFERRED", "aware_on": date(2024, 4, 15)}
    found = incident(circle, *subjects, **aware | values)
    referral(found)
    by = loader(circle.partnership)
    return services.begin_triage(found, by=by, at=AT, values={})


def decision(incident, outcome="LCSPR", **values):
    values = {
        "stage": "RAPID_REVIEW",
        "decider": "PARTNERS",
        "outcome": outcome,
        "decided_on": date(2024, 4, 20),
    } | values
    return _under(services.add_decision, incident, incident.circle, values)


def agency_return(incident, agency=None, **values):
    agency = agency or people.agency(incident.partnership)
    values = {"agency": agency, "asked_on": DAY, "due_on": date(2024, 5, 10)} | values
    return _under(services.add_agency_return, incident, incident.circle, values)


def part(one, question="CONTEXT", text="Two homes", *, by=None, version=0):
    return services.save_part(
        one,
        by=by or loader(one.incident.partnership),
        at=AT,
        question=question,
        text=text,
        read_version=version,
    )


def episode(one, *subjects, by=None, **values):
    values = {
        "starts_on": date(2024, 4, 1),
        "subjects": subjects or list(one.incident.subjects.all()),
        "text": "Seen at home",
        "source_record": "A record",
    } | values
    by = by or loader(one.incident.partnership)
    return services.add_episode(one, by=by, at=AT, values=values)


SIGNED = {"author": "Named nurse", "signed_off_by": "Head of service"}


def sent(one, *, by=None, **values):
    """A return with what it needs, sent."""
    by = by or loader(one.incident.partnership)
    if not one.answers.exists():
        part(one, by=by)
    values = {"returned_on": DAY, "not_known": not one.episodes.exists()} | values
    return services.submit_return(one, by=by, at=AT, values=SIGNED | values)


def sent_as_it_is(one, *, by, **values):
    values = SIGNED | {"returned_on": DAY} | values
    return services.submit_return(one, by=by, at=AT, values=values)


def shared(one, on=DAY):
    by = loader(one.incident.partnership)
    return services.share_return(sent(one), by=by, at=AT, values={"on": on})


def review(circle, kind="SINGLE", **values):
    return services.add_review(
        by=loader(circle.partnership),
        at=AT,
        values={
            "circle": circle,
            "kind": kind,
            "theme": "Neglect" if kind == "THEMATIC" else "",
            "decided_on": date(2024, 4, 20),
        }
        | values,
    )


def place(review, subject, **values):
    values = {"subject": subject, "shown_publicly": True} | values
    return _under(services.add_review_subject, review, review.circle, values)


def step(review, move, *, by=None, **values):
    return services.add_review_step(
        by=by or loader(review.partnership),
        at=AT,
        values={"move": move, "happened_on": DAY} | values,
        parent=review,
    )


def stepped(review, *moves):
    for move in moves:
        step(review, move)
    review.refresh_from_db()
    return review


TO_SENT = (
    "scope_review",
    "begin_fieldwork",
    "draft_review",
    "check_facts",
    "show_to_family",
    "agree_review",
    "send_before_publication",
)


def delay(review, **values):
    values = {
        "cause": "CRIMINAL",
        "starts_on": date(2024, 4, 25),
        "look_again_on": date(2024, 6, 1),
    } | values
    return _under(services.add_delay, review, review.circle, values)


def proceeding(review, **values):
    values = {"kind": "SAR"} | values
    return _under(services.add_proceeding, review, review.circle, values)


def publication(review, **values):
    values = {"kind": "BRIEFING", "title": "A briefing"} | values
    return _under(services.add_publication, review, review.circle, values)


def point(publication, **values):
    values = {
        "kind": "LEARNING",
        "title": "Listen",
        "text": "Listen to neighbours",
    } | values
    return _under(
        services.add_learning_point, publication, publication.review.circle, values
    )
