"""The triage in words: criteria, decisions of the partners, how late and why."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.pages import Cell, Link, Section, Tag
from goldenthread.reviews.models import (
    CaseStep,
    Decision,
    Incident,
    ScrutineerComment,
    TriageAnswer,
)
from goldenthread.reviews.presenters.incidents import OUTCOME_COLOURS
from goldenthread.reviews.presenters.words import day
from goldenthread.reviews.states import PARTNERS, Decider
from goldenthread.reviews.states.cases import Answer, CaseState
from goldenthread.reviews.states.dated import Edition, Item


CONFIDENCE = {
    "V": "Read in the source",
    "S": "Secondary or local source",
    "M": "General knowledge, to be confirmed",
    "?": "Sources disagree",
}
ANSWER_COLOURS: dict[str, str] = {
    Answer.YES: "blue",
    Answer.NO: "grey",
    Answer.NOT_KNOWN: "yellow",
}
STATE_COLOURS: dict[str, str] = {
    CaseState.TRIAGE: "yellow",
    CaseState.NOTIFIED: "blue",
    CaseState.SCOPING: "blue",
    CaseState.MEETING_HELD: "turquoise",
    CaseState.REPORT_APPROVED: "turquoise",
    CaseState.SENT_TO_PANEL: "purple",
    CaseState.PANEL_REPLIED: "purple",
    CaseState.REVIEW_COMMISSIONED: "green",
}


def state_tag(incident: Incident) -> Tag:
    """How far the case is."""
    colour = STATE_COLOURS.get(incident.state, "grey")
    return Tag(incident.get_state_display(), colour)


def criteria_section(
    edition: Edition, answers: Iterable[TriageAnswer], address: str = ""
) -> Section:
    """Every criterion of the edition with its latest answer; earlier ones below it."""
    by_code: dict[str, list[TriageAnswer]] = {}
    for one in answers:
        by_code.setdefault(one.criterion, []).append(one)
    return Section(
        title="Criteria",
        text=f"{edition.name}. {edition.note}".strip(),
        columns=("Criterion", "Answer", "Reasons", "Answered"),
        rows=tuple(
            _criterion_row(item, by_code.get(item.code, []), address)
            for item in edition.items
        ),
    )


def _criterion_row(
    item: Item, found: list[TriageAnswer], address: str
) -> tuple[Cell, ...]:
    url = f"{address}?criterion={item.code}" if address else ""
    source = f"{item.source} ({CONFIDENCE[item.confidence].lower()})"
    question = Cell(text=item.question, url=url, hint=source)
    if not found:
        return (question, Cell(tag=Tag("Not answered", "yellow")), Cell(), Cell())
    last, earlier = found[-1], found[:-1]
    said = [last.reasons]
    said += [
        f"Before, on {day(one.answered_on)}: {one.get_answer_display().lower()}. "
        f"{one.reasons}"
        for one in reversed(earlier)
    ]
    return (
        question,
        Cell(tag=Tag(last.get_answer_display(), ANSWER_COLOURS[last.answer])),
        Cell(lines=tuple(said)) if earlier else Cell(text=last.reasons),
        Cell(text=day(last.answered_on), hint=last.signed_by),
    )


DECISION_COLUMNS = ("Partner", "Decision", "Post", "Day", "Reasons")


def partners_section(decisions: list[Decision], late: dict[str, str]) -> Section:
    """One line for each partner, also for one who has not decided yet."""
    standing = {one.decider: one for one in decisions}
    return Section(
        title="Decision of each partner",
        text="Each partner decides by a post. The independent scrutineer decides nothing.",
        columns=DECISION_COLUMNS,
        rows=tuple(_partner_row(one, standing.get(one), late) for one in PARTNERS),
    )


def _partner_row(
    part: Decider, one: Decision | None, late: dict[str, str]
) -> tuple[Cell, ...]:
    if one is None:
        waiting = Cell(tag=Tag("Not decided", "yellow"))
        return (Cell(text=part.label), waiting, Cell(), Cell(), Cell())
    return (Cell(text=part.label), *_decision_cells(one, late))


def _decision_cells(one: Decision, late: dict[str, str]) -> tuple[Cell, ...]:
    colour = OUTCOME_COLOURS.get(one.outcome, "grey")
    said = [one.reasons or "No reasons recorded."]
    if one.dissent:
        said.append(f"Disagrees: {one.dissent}")
    return (
        Cell(tag=Tag(one.get_outcome_display(), colour)),
        Cell(text=str(one.post) if one.post else "Not recorded"),
        _day_cell(one, late),
        Cell(lines=tuple(said)),
    )


def _day_cell(one: Decision, late: dict[str, str]) -> Cell:
    words = late.get(one.key, "")
    if not words:
        return Cell(text=day(one.decided_on))
    why = one.late_reason or "No reason is recorded."
    return Cell(lines=(day(one.decided_on), f"{words}.", f"Why: {why}"))


def earlier_section(decisions: list[Decision], late: dict[str, str]) -> Section | None:
    """Decisions that a later one of the same partner stands beside; none, no section."""
    standing = {one.decider: one.key for one in decisions}
    earlier = [one for one in decisions if standing[one.decider] != one.key]
    if not earlier:
        return None
    return Section(
        title="Earlier decisions",
        columns=DECISION_COLUMNS,
        rows=tuple(
            (Cell(text=one.get_decider_display()), *_decision_cells(one, late))
            for one in earlier
        ),
    )


def comments_section(found: Iterable[ScrutineerComment]) -> Section:
    """Apart from every decision, so that nobody takes it for one."""
    found = list(found)
    return Section(
        title="What the independent scrutineer says",
        text="A comment, no decision." if found else "",
        empty="The scrutineer has not commented.",
        columns=("About", "Comment", "Day", "By"),
        rows=tuple(
            (
                Cell(text=one.get_stage_display()),
                Cell(text=one.text),
                Cell(text=day(one.commented_on)),
                Cell(text=one.signed_by),
            )
            for one in found
        ),
    )


def case_steps_section(
    found: Iterable[CaseStep], links: tuple[Link, ...] = ()
) -> Section:
    """How the case came to where it stands, with what is done seldom below it."""
    return Section(
        title="Steps of the case",
        columns=("Step", "To", "Day", "Signed by", "Reason"),
        rows=tuple(
            (
                Cell(text=one.move.replace("_", " ").capitalize()),
                Cell(text=one.get_target_display()),
                Cell(text=day(one.happened_on)),
                Cell(text=one.signed_by),
                Cell(text=one.reason),
            )
            for one in found
        ),
        empty="No step is recorded.",
        links=links,
    )


def disagreement(decisions: list[Decision]) -> str:
    """A sentence where the partners do not agree about notifying; else nothing."""
    standing = {one.decider: one for one in decisions}
    if len({one.outcome for one in standing.values()}) < 2:
        return ""
    said = "; ".join(
        f"{one.get_decider_display().lower()}: {one.get_outcome_display().lower()}"
        for one in standing.values()
    )
    return (
        f"The partners do not agree ({said}). The duty to notify is the local "
        "authority’s; the disagreement stays on the record."
    )
