"""A rapid review at work, in words."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.pages import Cell, Section, Tag
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    DiscussionTheme,
    Meeting,
    PartnerWord,
)
from goldenthread.reviews.presenters.incidents import OUTCOME_COLOURS, return_tag
from goldenthread.reviews.presenters.words import day, when
from goldenthread.reviews.states import PARTNERS
from goldenthread.reviews.states.dated import CONSIDERATIONS, by_code


def returns_section(
    found: Iterable[AgencyReturn], address: dict[str, str], link: tuple
) -> Section:
    """Who was asked and how far each is."""
    return Section(
        title="Agencies’ returns",
        columns=("Agency", "Standing", "Due", "Returned"),
        rows=tuple(
            (
                Cell(text=one.agency.name, url=address[one.key]),
                Cell(tag=return_tag(one)),
                Cell(text=day(one.due_on)),
                Cell(text=day(one.returned_on)),
            )
            for one in found
        ),
        empty="No agency has been asked yet.",
        links=link,
    )


def themes_section(
    found: Iterable[DiscussionTheme], words: dict[str, PartnerWord]
) -> Section:
    said = agreed_words(words)
    return Section(
        title="Themes to discuss",
        text=f"Agreed before the meeting by the three partners. {said}",
        columns=("Number", "Theme", "Why", "Proposed by"),
        rows=tuple(
            (
                Cell(text=str(one.position)),
                Cell(text=one.title),
                Cell(text=one.why),
                Cell(text=one.proposed_by, hint=day(one.proposed_on)),
            )
            for one in found
        ),
        empty="No theme is proposed yet.",
    )


def agreed_words(words: dict[str, PartnerWord]) -> str:
    """Who agreed, by post and day, and who has not yet."""
    said = [
        f"{one.get_decider_display()}: {one.post}, {day(one.given_on)}."
        for one in words.values()
    ]
    missing = [one.label.lower() for one in PARTNERS if one not in words]
    if missing:
        said.append(f"Not agreed yet: {', '.join(missing)}.")
    return " ".join(said)


def meetings_section(
    found: Iterable[Meeting], missing: dict[str, list[str]]
) -> Section:
    return Section(
        title="Meeting",
        columns=("Held", "Quorum", "There", "Apologies", "What was discussed"),
        rows=tuple(_meeting_row(one, missing[one.key]) for one in found),
        empty="No meeting is recorded.",
    )


def _meeting_row(one: Meeting, missing: list[str]) -> tuple[Cell, ...]:
    there = [str(each.post) for each in one.attendance.all() if each.present]
    away = [str(each.post) for each in one.attendance.all() if not each.present]
    quorum = Cell(tag=Tag("Quorate", "green"))
    if missing:
        quorum = Cell(
            tag=Tag("No quorum", "red"), text=f"Nobody of: {', '.join(missing)}"
        )
    return (
        Cell(text=day(one.held_on)),
        quorum,
        Cell(lines=tuple(there)),
        Cell(lines=tuple(away)),
        Cell(text=one.notes),
    )


def decisions_section(found: Iterable[Decision]) -> Section:
    """Every decision by decider and day, the Panel's reply among them."""
    return Section(
        title="Decisions",
        text="By decider and day. A later one stands beside an earlier one.",
        columns=("Number", "Decided by", "Decision", "Day", "Reasons"),
        rows=tuple(_decision_row(one) for one in found),
        empty="No decision is recorded.",
    )


def _decision_row(one: Decision) -> tuple[Cell, ...]:
    colour = OUTCOME_COLOURS.get(one.outcome, "grey")
    said = [one.reasons] if one.reasons else []
    said += considered_lines(one)
    if one.dissent:
        said.append(f"Disagrees: {one.dissent}")
    return (
        Cell(text=str(one.position)),
        Cell(text=one.get_decider_display(), hint=one.get_stage_display()),
        Cell(tag=Tag(one.get_outcome_display(), colour)),
        Cell(text=when(one.decided_on, one.precision)),
        Cell(lines=tuple(said)),
    )


def considered_lines(one: Decision) -> list[str]:
    """Each consideration with what was said to it."""
    return [
        f"({each.consideration.lower()}) {question(each)} {each.text}"
        for each in one.considerations.all()
    ]


def question(answer: object) -> str:
    """The question a consideration answers, in its edition."""
    edition, code = answer.edition, answer.consideration  # type: ignore[attr-defined]
    return by_code(CONSIDERATIONS, edition).item(code).question


def approval_section(words: dict[str, PartnerWord]) -> Section:
    return Section(
        title="Approval of the report",
        text=f"By the delegate of each partner, for what the report says now. "
        f"{agreed_words(words)}",
    )
