"""How a review is carried out, in words: terms, reviewers, voices, checkpoints."""

from __future__ import annotations

from typing import Any

from goldenthread.core.calendars import long_date
from goldenthread.core.documents.nodes import Document, Layout, Paragraph, Part, line
from goldenthread.core.pages import Cell, Detail, Section, Tag, fact
from goldenthread.reviews.models import (
    Checkpoint,
    Contribution,
    DetailDecision,
    FamilyNotice,
    Guest,
    PartnerApproval,
    QualityCheck,
    Reviewer,
    TermsOfReference,
)
from goldenthread.reviews.presenters.reviews import review_title, review_tokens
from goldenthread.reviews.presenters.words import day, month, section
from goldenthread.reviews.services.conduct import marker_editions, markers_of
from goldenthread.reviews.services.writing import paragraphs
from goldenthread.reviews.states.conduct import Asks, Course, Met, Response


# --- Terms of reference ------------------------------------------------------------


def terms_title(terms: TermsOfReference) -> str:
    return f"Terms of reference {terms.position}: {review_title(terms.review)}"


def terms_row(terms: TermsOfReference) -> tuple[Any, ...]:
    return (terms_title(terms), period(terms), agreed(terms))


def period(terms: TermsOfReference) -> str:
    """The months looked at, as far as they are recorded."""
    first, last = month(terms.period_from), month(terms.period_to)
    return f"{first or 'the beginning'} to {last or 'today'}" if first or last else ""


def agreed(terms: TermsOfReference) -> Cell:
    if terms.agreed_on is None:
        return Cell(tag=Tag("Not agreed yet", "yellow"))
    return Cell(text=f"{day(terms.agreed_on)}, by {terms.agreed_by}")


def terms_detail(terms: TermsOfReference, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("What the review looks at", terms.scope),
            fact("Key lines of enquiry", Cell(lines=tuple(terms.enquiry))),
            fact("Period looked at", period(terms)),
            fact("What it leaves out", terms.left_out),
            fact("Why this version", terms.why or "The first"),
            fact("Agreed", agreed(terms)),
        )
    )


# --- Reviewers ---------------------------------------------------------------------


def reviewer_title(one: Reviewer) -> str:
    return f"{one.who}: {review_title(one.review)}"


def reviewer_tag(one: Reviewer) -> Tag:
    if one.ended_on:
        return Tag("Ended", "grey")
    if one.declared_on is None:
        return Tag("No declaration yet", "yellow")
    return Tag("Has declared", "green")


def reviewer_row(one: Reviewer) -> tuple[Any, ...]:
    return (reviewer_title(one), day(one.appointed_on), Cell(tag=reviewer_tag(one)))


def reviewer_detail(one: Reviewer, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("Appointed", day(one.appointed_on)),
            fact("Declared about conflicts of interest", day(one.declared_on)),
            fact("What was declared, and what follows", one.interest),
            fact("Until", day(one.ended_on)),
            fact("Why it ended", one.end_reason),
        ),
        tags=(reviewer_tag(one),),
    )


# --- Voices ------------------------------------------------------------------------

RESPONSES = {
    Response.WAITING: "yellow",
    Response.TOOK_PART: "green",
    Response.DECLINED: "grey",
    Response.NOT_REACHED: "orange",
    Response.NOT_INVITED: "grey",
}


def contribution_title(one: Contribution) -> str:
    return f"{one.who}: {review_title(one.review)}"


def response_cell(one: Contribution) -> Cell:
    tag = Tag(one.get_response_display(), RESPONSES[Response(one.response)])
    return Cell(tag=tag)


def contribution_row(one: Contribution) -> tuple[Any, ...]:
    return (
        contribution_title(one),
        one.get_side_display(),
        day(one.invited_on) or "Not invited yet",
        response_cell(one),
        day(one.draft_shown_on) or "Not shown",
    )


def contribution_detail(one: Contribution, viewer: Any) -> Detail:
    return Detail(
        lead="Nobody has to contribute: a review may be closed without an answer.",
        facts=(
            fact("Whose voice", one.get_side_display()),
            fact("Invited", day(one.invited_on)),
            fact("How", one.get_way_display()),
            fact("What came of it", response_cell(one)),
            fact("Answered", day(one.responded_on)),
            fact("Why not invited", one.why_not),
            fact("What they told us", one.said),
            fact("Draft shown", day(one.draft_shown_on)),
            fact("What they said of the draft", one.draft_feedback),
        ),
    )


# --- Checkpoints -------------------------------------------------------------------

COURSES = {
    Course.ON_COURSE: "green",
    Course.CONCERNS: "yellow",
    Course.OFF_COURSE: "red",
}


def checkpoint_title(one: Checkpoint) -> str:
    what = one.get_looks_at_display()
    return f"{what}, {day(one.held_on or one.due_on)}: {review_title(one.review)}"


def course_cell(one: Checkpoint) -> Cell:
    if not one.course:
        return Cell(tag=Tag("Planned", "blue"))
    return Cell(tag=Tag(one.get_course_display(), COURSES[Course(one.course)]))


def request_cell(one: Checkpoint) -> Cell:
    """Whether something was asked in writing, sent and answered."""
    if one.asks == Asks.NOTHING:
        return Cell(text="Nothing asked")
    if one.answered_on:
        return Cell(text=f"Answered on {day(one.answered_on)}")
    sent = f"sent on {day(one.ask_sent_on)}" if one.ask_sent_on else "not sent yet"
    return Cell(text=f"{one.get_asks_display()}: {sent}")


def checkpoint_row(one: Checkpoint) -> tuple[Any, ...]:
    return (
        checkpoint_title(one),
        day(one.due_on),
        course_cell(one),
        request_cell(one),
    )


def checkpoint_facts(one: Checkpoint) -> tuple[Any, ...]:
    return (
        fact("What is looked at", one.get_looks_at_display()),
        fact("Planned for", day(one.due_on)),
        fact("Held", day(one.held_on)),
        fact("How the review stands", course_cell(one)),
        fact("What was found", one.found),
        fact("Asked of the reviewer in writing", one.get_asks_display()),
        fact("What is asked for", one.ask_text),
        fact("Answer wanted by", day(one.answer_due_on)),
        fact("Request", request_cell(one)),
    )


def request_document(one: Checkpoint) -> Document:
    """The partners' written request to the reviewer, with the power it rests on."""
    what = "a draft of the report" if one.asks == Asks.DRAFT else "information"
    wanted = f" by {long_date(one.answer_due_on)}" if one.answer_due_on else ""
    opening = (
        f"The safeguarding partners ask you for {what} about the review named by the "
        f"reference {one.review.key}{wanted}."
    )
    power = (
        "They ask under regulation 14 of the Child Safeguarding Practice Review and "
        "Relevant Agency (England) Regulations 2018, by which they keep to the time and "
        "quality of a review and may ask its reviewers in writing for information or "
        "for a draft."
    )
    return Document(
        title=f"Request for {what}",
        subtitle=f"Review {one.review.key}",
        publisher=one.review.partnership.name,
        as_at=long_date(one.ask_sent_on) if one.ask_sent_on else "",
        layout=Layout.PAPER,
        parts=(
            Part(1, "request", "What we ask", (Paragraph(line(opening)),)),
            Part(2, "what", "In detail", tuple(paragraphs(one.ask_text))),
            Part(3, "power", "Why we may ask", (Paragraph(line(power)),)),
        ),
    )


# --- Self-check --------------------------------------------------------------------

METS = {
    Met.YES: "green",
    Met.PARTLY: "yellow",
    Met.NO: "red",
    Met.NOT_YET: "grey",
}


def quality_title(one: QualityCheck) -> str:
    return f"Self-check of {day(one.checked_on)}: {review_title(one.review)}"


def quality_row(one: QualityCheck) -> tuple[Any, ...]:
    return (quality_title(one), day(one.checked_on), met_words(one))


def met_words(one: QualityCheck) -> str:
    """How many markers are met: of all, not of those answered."""
    met = sum(answer == Met.YES for answer in one.answers.values())
    return f"{met} of {len(one.answers)} met"


def quality_detail(one: QualityCheck, viewer: Any) -> Detail:
    edition = next(e for e in marker_editions() if e["code"] == one.edition)
    rows = [
        (marker["question"], met_cell(one.answers.get(marker["code"], "")))
        for marker in markers_of(one.edition)
    ]
    return Detail(
        lead="A check by the partnership of its own review, and no grade.",
        facts=(
            fact("Checked", day(one.checked_on)),
            fact("Markers", met_words(one)),
            fact("List", f"{edition['name']}, from {day(edition['valid_from'])}"),
            fact("How sure the list is", edition["source"]),
            fact("What follows from it", one.note),
        ),
        sections=(
            section("Markers", ("Question", "Answer"), rows, "No marker is answered."),
        ),
    )


def met_cell(answer: str) -> Cell:
    if not answer:
        return Cell(text="Not asked")
    return Cell(tag=Tag(Met(answer).label, METS[Met(answer)]))


# --- Guests ------------------------------------------------------------------------


def guest_title(one: Guest) -> str:
    return f"{one.agency.name}: {review_title(one.review)}"


def guest_tag(one: Guest) -> Tag:
    if one.conflict_on:
        return Tag("Declared a conflict", "red")
    if one.declared_on is None:
        return Tag("Has not declared yet", "yellow")
    return Tag("Has declared", "green")


def guest_row(one: Guest) -> tuple[Any, ...]:
    return (
        guest_title(one),
        one.person.name,
        f"{day(one.starts_on)} to {day(one.ends_on)}",
        Cell(tag=guest_tag(one)),
    )


def guest_detail(one: Guest, viewer: Any) -> Detail:
    return Detail(
        lead="A guest sees this review and nothing else, while invited.",
        facts=(
            fact("Person", one.person.name),
            fact("Agency", one.agency.name),
            fact("Why they are invited", one.reason),
            fact("From", day(one.starts_on)),
            fact("Until", day(one.ends_on)),
        ),
        tags=(guest_tag(one),),
    )


def guest_facts(one: Guest, seen: dict[str, Any]) -> tuple[Any, ...]:
    """The one review as a guest sees it."""
    review = seen["review"]
    return (
        fact("Invited by", review.partnership.name),
        fact("Why", one.reason),
        fact("Open to you until", day(one.ends_on)),
        fact("Kind of review", review.get_kind_display()),
        fact("Standing", review.get_state_display()),
        fact("Decided", day(review.decided_on)),
        fact("Reviewer", ", ".join(reviewer.who for reviewer in seen["reviewers"])),
    )


def guest_sections(seen: dict[str, Any]) -> tuple[Section, ...]:
    terms = seen["terms"]
    lines = [(one,) for one in terms.enquiry] if terms else []
    steps = [(one.get_target_display(), day(one.happened_on)) for one in seen["steps"]]
    return (
        Section(
            title="What it looks at", text=terms.scope if terms else "", empty=NO_TERMS
        ),
        section("Key lines of enquiry", ("Question",), lines, NO_TERMS),
        section("Steps so far", ("Step", "Day"), steps, "None is recorded."),
    )


NO_TERMS = "The terms of reference are not recorded yet."


# --- Approvals, notices, details ------------------------------------------------------


def approval_title(one: PartnerApproval) -> str:
    return f"{one.get_partner_display()}: {review_title(one.review)}"


def approval_row(one: PartnerApproval) -> tuple[Any, ...]:
    return (approval_title(one), one.post, day(one.approved_on))


def approval_detail(one: PartnerApproval, viewer: Any) -> Detail:
    return Detail(
        lead="It holds for the draft as it stood. A draft that goes back needs another.",
        facts=(
            fact("Partner", one.get_partner_display()),
            fact("Post that agreed", one.post),
            fact("Agreed", day(one.approved_on)),
            fact("Dissent or remarks", one.dissent or "None"),
        ),
    )


def notice_title(one: FamilyNotice) -> str:
    told = "Family told" if one.told_on else "Family not told"
    return f"{told}: {review_title(one.review)}"


def notice_row(one: FamilyNotice) -> tuple[Any, ...]:
    return (notice_title(one), day(one.told_on) or "Not told", one.how or one.why_not)


def notice_detail(one: FamilyNotice, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("Told", day(one.told_on)),
            fact("Who was told, and how", one.how),
            fact("Why they were not told", one.why_not),
        )
    )


def decision_on_detail_title(one: DetailDecision) -> str:
    return f"{one.get_kind_display()} in {one.publication.title}"


def decision_on_detail_row(one: DetailDecision) -> tuple[Any, ...]:
    return (decision_on_detail_title(one), one.why, one.decided_by, day(one.decided_on))


def decision_on_detail_detail(one: DetailDecision, viewer: Any) -> Detail:
    return Detail(
        lead="It holds for this detail in these words. Changed words ask again.",
        facts=(
            fact("What it is", one.get_kind_display()),
            fact("Why it may stay", one.why),
            fact("Decided by", one.decided_by),
            fact("Decided", day(one.decided_on)),
        ),
    )


def under_publication_tokens(one: DetailDecision) -> tuple[str, ...]:
    return review_tokens(one.publication.review)


SHORT = {
    "terms_of_reference": lambda one: f"Version {one.position}",
    "reviewer": lambda one: one.who,
    "review_contribution": lambda one: one.who,
    "review_checkpoint": lambda one: one.get_looks_at_display(),
    "quality_check": lambda one: f"Self-check of {day(one.checked_on)}",
    "review_guest": lambda one: one.agency.name,
    "partner_approval": lambda one: one.get_partner_display(),
    "family_notice": lambda one: "Told" if one.told_on else "Not told",
}
