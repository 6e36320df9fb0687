"""Letter, report and chronology as documents of plain values; written out by core."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.core.documents.nodes import (
    Callout,
    Document,
    Heading,
    Layout,
    ListNode,
    Node,
    Paragraph,
    Part,
    TableNode,
    cell,
    line,
)
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import AgencyReturn, Decision
from goldenthread.reviews.presenters.chronology import COLUMNS, plain_rows
from goldenthread.reviews.presenters.incidents import incident_names
from goldenthread.reviews.presenters.rapid import considered_lines
from goldenthread.reviews.presenters.words import day, joined, when
from goldenthread.reviews.queries.rapid import RapidFacts
from goldenthread.reviews.states import PARTNERS, Stage
from goldenthread.subjects.presenters import alias_today


# What the report gathers from every return, question by question.
GATHERED = (
    ("Voice of the child", ("CHILD_VOICE",)),
    ("Voice of the family", ("FAMILY_VOICE",)),
    (
        "The family’s life, with race, culture, disability and other inequality",
        ("CONTEXT",),
    ),
    ("Records of parents and carers", ("PARENTS",)),
    ("Good practice", ("GOOD",)),
    ("What stood in the way", ("ISSUES",)),
    ("Done at once, or to be done", ("IMMEDIATE",)),
    ("Learning: systems and processes", ("SYSTEMS",)),
    ("Learning: practice and practice knowledge", ("KNOWLEDGE",)),
    ("Learning: wider service context", ("WIDER",)),
    ("Learning: leadership and culture", ("LEADERSHIP",)),
)


def marking(by: Viewer, on: date, reference: str) -> str:
    """What stands on every copy that leaves."""
    return (
        f"Restricted: about children. Copy {reference}, made for {by.label} on "
        f"{day(on)}. Do not hand it on."
    )


def is_draft(facts: RapidFacts) -> bool:
    """Until three delegates have approved what it says now, it is a draft."""
    return any(one not in facts.approvals for one in PARTNERS)


def last_decision(facts: RapidFacts) -> Decision | None:
    """The partners' latest decision."""
    found = [one for one in facts.decisions if one.stage == Stage.RAPID_REVIEW]
    return max(found, key=lambda one: one.position, default=None)


# --- The letter -----------------------------------------------------------------------


def letter(facts: RapidFacts, *, publisher: str, as_at: date, mark: str) -> Document:
    """The letter to the national Panel that goes with the report."""
    return Document(
        title="Rapid review: decision of the safeguarding partners",
        subtitle="To the Child Safeguarding Practice Review Panel",
        publisher=publisher,
        as_at=day(as_at),
        marking=_draft_words(facts),
        notice=mark,
        layout=Layout.PAPER,
        parts=(Part(1, "letter", "Our decision", tuple(_letter(facts))),),
    )


def _draft_words(facts: RapidFacts) -> str:
    return "Draft: not yet approved by the three partners" if is_draft(facts) else ""


def _letter(facts: RapidFacts) -> list[Node]:
    told = facts.notification
    sent = f" of {day(told.sent_on)}" if told and told.sent_on else ""
    number = f", your reference {told.reference}," if told and told.reference else ""
    names = incident_names(facts.incident)
    found: list[Node] = [
        Paragraph(
            line(
                f"This letter goes with our rapid review about {names} (a pseudonym), "
                f"after our notification{sent}{number} and its report."
            )
        ),
    ]
    decided = last_decision(facts)
    if decided is None:
        found.append(Paragraph(line("The partners have not decided yet.")))
        return found
    found += _decision_nodes(decided)
    found += _signed(facts)
    return found


def _decision_nodes(decided: Decision) -> list[Node]:
    found: list[Node] = [
        Callout("Decision", line(decided.get_outcome_display())),
        Paragraph(line(f"Decided on {when(decided.decided_on, decided.precision)}.")),
        Paragraph(line(decided.reasons or "No reasons are recorded.")),
    ]
    considered = considered_lines(decided)
    if considered:
        found.append(Heading(3, "What we took into account"))
        found.append(ListNode(tuple(line(one) for one in considered)))
    if decided.dissent:
        found.append(Paragraph(line(f"Disagreement: {decided.dissent}")))
    return found


def _signed(facts: RapidFacts) -> list[Node]:
    said = [
        line(f"{one.get_decider_display()}: {one.post}, {day(one.given_on)}")
        for one in facts.approvals.values()
    ]
    if not said:
        return [Paragraph(line("No partner has approved the report yet."))]
    return [Heading(3, "Approved by"), ListNode(tuple(said))]


# --- The report -----------------------------------------------------------------------


def report(facts: RapidFacts, *, publisher: str, as_at: date, mark: str) -> Document:
    """The rapid review's report, from the records alone."""
    bodies = (
        ("What happened", _what_happened(facts)),
        ("Chronology", [_chronology_table(facts)]),
        ("What agencies say", _gathered(facts)),
        ("Themes discussed", _themes(facts)),
        ("The meeting", _meetings(facts)),
        ("Decision", _decision(facts)),
        ("Approval", _signed(facts)),
    )
    return Document(
        title=f"Rapid review: {incident_names(facts.incident)}",
        subtitle="Facts, immediate action, learning and next steps",
        publisher=publisher,
        as_at=day(as_at),
        marking=_draft_words(facts),
        notice=mark,
        layout=Layout.PAPER,
        parts=tuple(
            Part(number, f"part-{number}", title, tuple(nodes))
            for number, (title, nodes) in enumerate(bodies, start=1)
        ),
    )


def _what_happened(facts: RapidFacts) -> list[Node]:
    incident = facts.incident
    people = joined(sorted(alias_today(one) for one in incident.subjects.all()))
    areas = (
        ("Lead area", incident.lead_area),
        ("Home area", incident.home_area),
        ("Contributing areas", incident.other_areas),
    )
    told = facts.notification
    rows = [
        ("What happened", incident.line),
        ("Whom it is about (pseudonyms)", people),
        ("Nature", incident.get_nature_display()),
        ("The authority became aware", day(incident.aware_on)),
        ("The Panel was told", day(told.sent_on) if told else ""),
        ("Why that was late", told.late_reason if told else ""),
        *areas,
    ]
    shown = tuple(
        (cell(label, heading=True), cell(said)) for label, said in rows if said
    )
    return [TableNode("The incident in short", ("", "Recorded"), shown)]


def _chronology_table(facts: RapidFacts) -> TableNode:
    rows = tuple(
        tuple(cell(words) for words in row) for row in plain_rows(facts.chronology)
    )
    return TableNode(
        "Key episodes of every agency",
        COLUMNS,
        rows,
        source="From agencies’ returns; episodes a person confirmed as one stand in one "
        "row with each agency’s words.",
        empty="No return tells of an episode.",
    )


def _gathered(facts: RapidFacts) -> list[Node]:
    found: list[Node] = []
    sent = [one for one in facts.returns if one.returned_on]
    for title, codes in GATHERED:
        said = [(one, text) for one in sent for text in _answers(one, codes)]
        if said:
            found.append(Heading(3, title))
            items = tuple(line(f"{one.agency.name}: {text}") for one, text in said)
            found.append(ListNode(items))
    found += _without(facts.returns)
    return found


def _answers(one: AgencyReturn, codes: tuple[str, ...]) -> list[str]:
    return [
        each.text for each in one.answers.all() if each.question in codes and each.text
    ]


def _without(returns: Iterable[AgencyReturn]) -> list[Node]:
    """Who was asked and has not answered is said, not left out."""
    missing = [
        f"{one.agency.name}: {'withdrawn' if one.withdrawn_on else 'not returned yet'}"
        for one in returns
        if not one.returned_on
    ]
    if not missing:
        return []
    return [
        Heading(3, "Asked, without a return"),
        ListNode(tuple(line(one) for one in missing)),
    ]


def _themes(facts: RapidFacts) -> list[Node]:
    if not facts.themes:
        return [Paragraph(line("No theme is recorded."))]
    return [
        ListNode(tuple(line(f"{one.title}: {one.why}") for one in facts.themes), True)
    ]


def _meetings(facts: RapidFacts) -> list[Node]:
    if not facts.meetings:
        return [Paragraph(line("No meeting is recorded."))]
    found: list[Node] = []
    for one in facts.meetings:
        rows = tuple(
            (cell(str(each.post)), cell("There" if each.present else "Apologies"))
            for each in one.attendance.all()
        )
        caption = f"Meeting of {day(one.held_on)}"
        found.append(TableNode(caption, ("Post", "Attendance"), rows))
        if one.notes:
            found.append(Paragraph(line(one.notes)))
    return found


def _decision(facts: RapidFacts) -> list[Node]:
    found: list[Node] = []
    for one in sorted(facts.decisions, key=lambda each: each.position):
        found.append(Heading(3, f"{one.position}. {one.get_decider_display()}"))
        found += _decision_nodes(one)
    return found or [Paragraph(line("No decision is recorded."))]


# --- The chronology by itself -------------------------------------------------------------


def chronology_document(
    title: str,
    rows: list[tuple[str, ...]],
    *,
    publisher: str,
    as_at: date,
    mark: str,
) -> Document:
    """The chronology as a paper of its own, as it was narrowed."""
    table = TableNode(
        "Key episodes",
        COLUMNS,
        tuple(tuple(cell(words) for words in row) for row in rows),
        empty="No episode was chosen.",
    )
    return Document(
        title=title,
        subtitle="Chronology from agencies’ returns",
        publisher=publisher,
        as_at=day(as_at),
        notice=mark,
        layout=Layout.PAPER,
        parts=(Part(1, "chronology", "Chronology", (table,)),),
    )
