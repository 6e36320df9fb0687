"""Incidents and reviews for tests, made through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO

from django.core.management import call_command

from goldenthread.partnership.models import Person
from goldenthread.reviews import services
from goldenthread.reviews.models import RapidReview
from goldenthread.reviews.services.conduct import marker_editions, markers_of
from goldenthread.reviews.states.conduct import Partner
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
        "authority": "The delegated partners",
    } | values
    return _under(services.add_delay, review, review.circle, values)


def proceeding(review, **values):
    values = {"kind": "SAR"} | values
    if values.get("holds_publication"):
        values = {"look_again_on": date(2024, 6, 1)} | values
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


SECOND = "system:second person"


def second(partnership):
    """Another hand than the loader's, for what takes two people."""
    return replace(loader(partnership), account_key=SECOND)


def terms(review, **values):
    values = {"scope": "How agencies worked", "lines": "Was the child heard?"} | values
    return _under(services.add_terms, review, review.circle, values)


def reviewer(review, **values):
    values = {
        "who": "A made-up reviewer",
        "appointed_on": date(2024, 4, 22),
        "declared_on": date(2024, 4, 23),
    } | values
    return _under(services.add_reviewer, review, review.circle, values)


def contribution(review, **values):
    values = {"side": "FAMILY", "who": "Mother", "way": "NOT_YET"} | values
    return _under(services.add_contribution, review, review.circle, values)


def checkpoint(review, **values):
    values = {"looks_at": "BOTH", "due_on": date(2024, 6, 1)} | values
    return _under(services.add_checkpoint, review, review.circle, values)


def answers(answer="YES"):
    codes = [one["code"] for one in markers_of(marker_editions()[-1]["code"])]
    return dict.fromkeys(codes, answer)


def quality_check(review, **values):
    values = {"checked_on": DAY, "answers": answers()} | values
    return _under(services.add_quality_check, review, review.circle, values)


def partner_approval(review, partner="ICB", **values):
    values = {"partner": partner, "post": "Chief nurse", "approved_on": DAY} | values
    return _under(services.add_partner_approval, review, review.circle, values)


def family_notice(review, **values):
    values = {"told_on": DAY} | values
    return _under(services.add_family_notice, review, review.circle, values)


def guest(review, person, **values):
    values = {
        "person": person,
        "reason": "They know the other side of the border",
        "starts_on": DAY,
        "ends_on": date(2024, 8, 1),
    } | values
    return _under(services.add_guest, review, review.circle, values)


def report(review, **values):
    """A report with everything the gate asks of its text."""
    values = {
        "kind": "REPORT",
        "title": "What agencies learned",
        "text": "Agencies did not tell one another.",
        "improvements": "Tell one another.",
        "sent_on": date(2024, 4, 18),
    } | values
    return publication(review, **values)


def approved(publication):
    """Checked by one, approved by another."""
    partnership = publication.review.partnership
    checked = services.check_publication(publication, by=loader(partnership), at=AT)
    return services.approve_publication(checked, by=second(partnership), at=AT)


def ready_to_publish(review):
    """A review whose gate is clear: every line of it settled, by the records."""
    call_command("reference_load", verbosity=0, stdout=StringIO())
    stepped(review, *TO_SENT)
    for partner in Partner:
        partner_approval(review, partner)
    family_notice(review)
    approved(report(review))
    return review


def person_elsewhere():
    """Somebody in a post of another partnership."""
    return Person.objects.get(pk=people.viewer(people.partnership()).person_id)


def detail_decision(publication):
    (found,) = services.details_to_decide(publication)
    return services.decide_detail(
        publication,
        found.code,
        why="Made up",
        by=loader(publication.review.partnership),
        at=AT,
    )


def carried_out(review):
    """One record of each kind that a review is carried out with."""
    terms(review)
    reviewer(review)
    contribution(review)
    checkpoint(review)
    quality_check(review)
    family_notice(review)
    stepped(review, "begin_fieldwork", "draft_review")
    partner_approval(review)
    guest(_across(review.circle), person_elsewhere())


def _across(circle):
    return review(circle, "MULTI_AREA")
