"""What stands on the page of each record, for this viewer."""

from __future__ import annotations

from django.urls import reverse

from goldenthread.core.pages import Cell, Detail, Link, Section, kind_of
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import presenters, queries, rules
from goldenthread.reviews.models import (
    AgencyReturn,
    Incident,
    KeyEpisode,
    Publication,
    RapidReview,
    Referral,
    ReturnFile,
    Review,
    ReviewSubject,
)
from goldenthread.reviews.presenters import scoping as scoping_words
from goldenthread.reviews.presenters.triage import state_tag
from goldenthread.reviews.queries import scoping
from goldenthread.reviews.rules import scoping as scoping_rules
from goldenthread.reviews.services.scoping import form_of, questions_of
from goldenthread.reviews.states.cases import BEFORE_DECISION, OVER
from goldenthread.reviews.views import sections as parts_of
from goldenthread.reviews.views.parts import table
from goldenthread.subjects.models import Subject
from goldenthread.subjects.queries import subjects
from goldenthread.thread.models import Finding, Origin
from goldenthread.thread.queries import findings, origins


# --- Incidents -------------------------------------------------------------------


def incident_detail(incident: Incident, viewer: Viewer) -> Detail:
    """An incident with what may be seen of its way to a decision."""
    sections = [_referrals(incident, viewer), _returns(incident, viewer)]
    decided = list(queries.decisions(viewer).filter(incident=incident))
    if rules.sees_whole_case(viewer):
        sections += _whole_incident(incident, viewer)
    sections.append(_reviews_of(incident, viewer))
    return Detail(
        facts=presenters.incident_facts(incident),
        sections=tuple(sections),
        notices=presenters.incident_notices(incident, decided),
        tags=(state_tag(incident),),
        buttons=_case_buttons(incident, viewer),
    )


def _case_buttons(incident: Incident, viewer: Viewer) -> tuple[Link, ...]:
    """The ways on from an incident: its triage, and who else is in it."""
    found = []
    if rules.sees_whole_case(viewer):
        found.append(Link("Triage", reverse("view_triage", args=[incident.key])))
    chronology = reverse("view_chronology", args=[incident.key])
    found.append(Link("Chronology", chronology))
    if rules.may_keep_cases(viewer):
        words, address = "Add a child", reverse("add_child", args=[incident.key])
        found.append(Link(words, address))
    return tuple(found)


def _referrals(incident: Incident, viewer: Viewer) -> Section:
    found = queries.referrals(viewer).filter(incident=incident)
    empty = "No referral open to you is recorded."
    return table("Referrals", "referral", found, viewer, empty, incident)


def _returns(incident: Incident, viewer: Viewer) -> Section:
    found = queries.agency_returns(viewer).filter(incident=incident)
    empty = "No return open to you is recorded."
    return table("Agencies’ returns", "agency_return", found, viewer, empty, incident)


def _whole_incident(incident: Incident, viewer: Viewer) -> list[Section]:
    none, own = "None is recorded.", {"incident": incident}
    told_by = None if incident.state in BEFORE_DECISION else incident
    told = queries.notifications(viewer).filter(**own)
    decided = queries.decisions(viewer).filter(**own)
    looked_at = queries.rapid_reviews(viewer).filter(referral__incident=incident)
    return [
        table("Notification", "notification", told, viewer, none, told_by),
        table("Rapid reviews", "rapid_review", looked_at, viewer, none),
        table("Decisions", "case_decision", decided, viewer, none, _over(incident)),
    ]


def _over(incident: Incident) -> Incident | None:
    """Decisions are added here only to a case that is over; else on its own pages."""
    return incident if incident.state in OVER else None


def _reviews_of(incident: Incident, viewer: Viewer) -> Section:
    found = queries.reviews(viewer).filter(places__incident=incident).distinct()
    empty = "No review open to you looks at this incident."
    return table("Reviews of it", "review", found, viewer, empty)


def referral_detail(referral: Referral, viewer: Viewer) -> Detail:
    sections = []
    if rules.sees_whole_case(viewer):
        found = queries.rapid_reviews(viewer).filter(referral=referral)
        empty = "No rapid review of it is recorded."
        sections.append(
            table("Rapid review", "rapid_review", found, viewer, empty, referral)
        )
    return Detail(
        facts=presenters.referral_facts(referral),
        sections=tuple(sections),
        buttons=_incident_button(referral.incident),
    )


def _incident_button(incident: Incident) -> tuple[Link, ...]:
    return (Link("The incident", reverse("view_incident", args=[incident.key])),)


def rapid_review_detail(rapid: RapidReview, viewer: Viewer) -> Detail:
    incident = rapid.referral.incident
    decided = queries.decisions(viewer).filter(incident=incident)
    none = "No decision is recorded."
    return Detail(
        facts=presenters.rapid_facts(rapid),
        sections=(
            table("Decisions", "case_decision", decided, viewer, none, _over(incident)),
        ),
        tags=(presenters.rapid_tag(rapid),),
        buttons=(
            Link("At work", reverse("view_rapid_work", args=[rapid.key])),
            *_incident_button(incident),
        ),
    )


def return_detail(one: AgencyReturn, viewer: Viewer) -> Detail:
    """An agency's return: a list of parts while it is filled in, then what it says."""
    fills = scoping_rules.fills(one, viewer)
    link = reverse("open_return", args=[one.key]) if fills else ""
    draft = one.returned_on is None
    body = _parts_of(one, viewer) if draft and fills else _said(one, viewer)
    return Detail(
        facts=scoping_words.return_facts(one, form_of(one), link),
        tags=(presenters.return_tag(one),),
        notices=tuple(_return_notices(one, viewer)),
        sections=(*body, *_beside_return(one, viewer, draft and fills)),
        buttons=_return_buttons(one, viewer, fills),
    )


def _return_notices(one: AgencyReturn, viewer: Viewer) -> list[str]:
    closed = scoping_rules.why_closed(one)
    found = [closed] if closed and not one.returned_on else []
    if not scoping.readable(viewer, one):
        found.append("The agency is still writing it: it is read once it is sent.")
    return found


def _parts_of(one: AgencyReturn, viewer: Viewer) -> list[Section]:
    def address(code: str) -> str:
        return reverse("save_part", args=[one.key, code])

    answers, held = scoping.answers(viewer, one), scoping.held(viewer, one)
    return [scoping_words.parts_section(questions_of(one), answers, held, address)]


def _said(one: AgencyReturn, viewer: Viewer) -> list[Section]:
    if not scoping.readable(viewer, one):
        return []
    answers = scoping.answers(viewer, one)
    return scoping_words.answers_sections(questions_of(one), answers)


def _beside_return(one: AgencyReturn, viewer: Viewer, drafting: bool) -> list[Section]:
    def amend(episode: KeyEpisode) -> str:
        return reverse("amend_episode", args=[episode.key])

    def file(attached: ReturnFile) -> str:
        return reverse("open_return_file", args=[attached.key])

    found = [
        scoping_words.episodes_section(
            scoping.episodes(viewer, one), amend if drafting else None
        ),
        scoping_words.files_section(scoping.attached(viewer, one), file),
    ]
    if one.returned_on:
        found.append(scoping_words.addenda_section(scoping.addenda(viewer, one)))
    if scoping_rules.fills(one, viewer):
        found.append(scoping_words.places_section(scoping.working_on(viewer, one)))
    return found


DRAFTING = (
    ("add_episode", "Add a key episode"),
    ("attach_file", "Attach a file"),
    ("hand_over_return", "Hand to a colleague"),
    ("submit_return", "Sign off and send"),
)
SENT = (("add_addendum", "Add an addendum"), ("add_episode", "Add a key episode"))


def _return_buttons(one: AgencyReturn, viewer: Viewer, fills: bool) -> tuple[Link, ...]:
    keeps = rules.may_keep_cases(viewer) and rules.stands_in(
        viewer, one.incident.circle
    )
    names: list[tuple[str, str]] = []
    if fills and not scoping_rules.why_closed(one):
        names += DRAFTING if one.returned_on is None else SENT
    if keeps and one.returned_on is None and not one.withdrawn_on:
        names.append(("withdraw_request", "Withdraw the request"))
    if keeps and one.returned_on and not one.shared_on:
        names.append(("share_return", "Share it"))
    return tuple(Link(text, reverse(name, args=[one.key])) for name, text in names)


# --- Practice reviews ------------------------------------------------------------


def review_detail(review: Review, viewer: Viewer) -> Detail:
    """A review with its subjects, steps, what waits and what was found."""
    whole = rules.sees_whole_case(viewer)
    sections = [_subjects_of(review, viewer)]
    if whole:
        sections.append(_decisions_on(review, viewer))
    sections.append(_steps_of(review, viewer))
    sections += parts_of.of_review(review, viewer)
    waits = False
    if whole:
        delays = list(queries.delays(viewer).filter(review=review))
        waits = any(one.ends_on is None for one in delays)
        sections += _what_waits(review, viewer, delays)
        sections += parts_of.of_way_out(review, viewer)
    sections += [_published(review, viewer), _findings_of(review, viewer)]
    return Detail(
        facts=presenters.review_facts(review),
        sections=tuple(sections),
        tags=presenters.review_tags(review, waits),
        buttons=parts_of.gate_button(review, viewer),
        notices=presenters.review_notices(review),
    )


def _subjects_of(review: Review, viewer: Viewer) -> Section:
    found = queries.review_subjects(viewer).filter(review=review)
    empty = "Nobody stands in it yet."
    return table("Who stands in it", "review_subject", found, viewer, empty, review)


def _decisions_on(review: Review, viewer: Viewer) -> Section:
    found = queries.decisions(viewer).filter(incident__places__review=review)
    empty = "No decision about its incidents is recorded."
    return table(
        "Decisions that led to it", "case_decision", found.distinct(), viewer, empty
    )


def _steps_of(review: Review, viewer: Viewer) -> Section:
    found = queries.review_steps(viewer).filter(review=review)
    state = review.get_state_display().lower()
    empty = f"No step is recorded: the review stands at “{state}”."
    return table("Steps", "review_step", found, viewer, empty, review)


def _what_waits(review: Review, viewer: Viewer, delays: list) -> list[Section]:
    beside = queries.proceedings(viewer).filter(review=review)
    none = "None is recorded."
    return [
        table("Delays", "delay", delays, viewer, none, review),
        table("What runs beside it", "proceeding", beside, viewer, none, review),
    ]


def _published(review: Review, viewer: Viewer) -> Section:
    found = queries.publications(viewer).filter(review=review)
    empty = "Nothing is published yet."
    return table("Published", "publication", found, viewer, empty, review)


def _findings_of(review: Review, viewer: Viewer) -> Section:
    """What was found, from the thread, with the way to add to it."""
    found = findings(viewer).filter(origin__source_key=review.key)
    kind = kind_of(Finding)
    rows = [
        (
            Cell(text=one.title, url=kind.url(one) if kind else ""),
            one.get_kind_display(),
            ", ".join(str(domain) for domain in one.domains.all()),
        )
        for one in found
    ]
    empty = "No finding is recorded from this review yet."
    return presenters.section(
        "Findings",
        ("Finding", "Kind", "Domains"),
        rows,
        empty,
        *_ways_on(review, viewer),
    )


def _ways_on(review: Review, viewer: Viewer) -> tuple[Link, ...]:
    """To a new finding, and to the review as a source of learning."""
    origin = origins(viewer).filter(source_key=review.key).first()
    finding, source = kind_of(Finding), kind_of(Origin)
    if not (origin and finding and source):
        return ()
    links = [Link("Questions, findings and actions of it", source.url(origin))]
    if finding.adding(viewer):
        links.insert(0, Link("Add a finding", finding.add_url(origin)))
    return tuple(links)


def review_subject_detail(place: ReviewSubject, viewer: Viewer) -> Detail:
    """A place; the subject's own page is linked where its circle is open too."""
    subject = subjects(viewer).filter(pk=place.subject_id).first()
    kind = kind_of(Subject)
    url = kind.url(subject) if kind and subject else ""
    buttons = [
        Link("The review", reverse("view_review", args=[place.review.key])),
    ]
    if rules.may_keep_cases(viewer) and place.left_on is None:
        move = reverse("move_review_subject", args=[place.key])
        buttons.insert(0, Link("Move into another review", move))
    return Detail(facts=presenters.place_facts(place, url), buttons=tuple(buttons))


# --- What is published -------------------------------------------------------------


def publication_detail(publication: Publication, viewer: Viewer) -> Detail:
    """A publication with its parts; the review is linked for those in its circle."""
    found = queries.learning_points(viewer).filter(publication=publication)
    review = queries.reviews(viewer).filter(pk=publication.review_id).first()
    cell = Cell(text="Not open to you")
    if review:
        url = reverse("view_review", args=[review.key])
        cell = Cell(text=presenters.review_title(review), url=url)
    empty = "No part is recorded."
    return Detail(
        facts=presenters.publication_facts(publication, cell, inside=bool(review)),
        sections=(
            table("Parts", "learning_point", found, viewer, empty, publication),
            *parts_of.of_publication(publication, viewer),
        ),
        tags=(presenters.publication_tag(publication),),
        buttons=parts_of.buttons_of(publication, viewer),
    )
