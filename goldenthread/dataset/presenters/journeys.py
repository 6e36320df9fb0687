"""Openings of journeys, bars and corrections of links in words; no database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core.calendars import moment_words
from goldenthread.core.pages import Cell, Detail, Link, Tag, fact
from goldenthread.dataset.models import (
    JourneyBar,
    JourneyOpening,
    LinkDecision,
)


OPENING_COLUMNS = ("Opened", "By", "What for", "In a few words", "What was shown")
BAR_COLUMNS = ("Person", "Whose number", "Since", "Standing")
DECISION_COLUMNS = ("Correction", "Decided", "By", "Standing")
# --- Openings ----------------------------------------------------------------------------


def shown_to(opening: JourneyOpening) -> str:
    if opening.only_agency is None:
        return "Across agencies"
    return f"What {opening.only_agency} sent"


def opening_title(opening: JourneyOpening) -> str:
    return f"Journey opened on {moment_words(opening.opened_at)}"


def opening_row(opening: JourneyOpening) -> tuple[Any, ...]:
    return (
        moment_words(opening.opened_at),
        opening.opened_by_post,
        opening.get_purpose_display(),
        opening.words,
        shown_to(opening),
    )


def opening_detail(
    opening: JourneyOpening, buttons: tuple[Link, ...], now: datetime
) -> Detail:
    over = now >= opening.until_at
    return Detail(
        lead="Which child it was is not shown here. Who has looked at a child is in "
        "the history, by the child’s records.",
        tags=(Tag("Over", "grey") if over else Tag("Open", "blue"),),
        facts=(
            fact("Opened", moment_words(opening.opened_at)),
            fact("Open until", moment_words(opening.until_at)),
            fact("By", opening.opened_by_post),
            fact("What for", opening.get_purpose_display()),
            fact("In a few words", opening.words),
            fact("What was shown", shown_to(opening)),
            fact("Release", str(opening.release)),
        ),
        buttons=buttons,
    )


def opening_tokens(opening: JourneyOpening) -> tuple[str, ...]:
    return (opening.token,)


# --- Bars -----------------------------------------------------------------------------------


def bar_tag(bar: JourneyBar) -> Tag:
    return Tag("Lifted", "grey") if bar.lifted_at else Tag("Held out", "red")


def bar_row(bar: JourneyBar) -> tuple[Any, ...]:
    return (
        bar.person.name,
        str(bar.agency or "Without a number"),
        moment_words(bar.declared_at),
        Cell(tag=bar_tag(bar)),
    )


def bar_detail(bar: JourneyBar, buttons: tuple[Link, ...]) -> Detail:
    facts = [
        fact("Person", bar.person.name),
        fact("Whose number was given", bar.agency or "None: on a line or case"),
        fact("Connection", bar.reason),
        fact("Held out since", moment_words(bar.declared_at)),
        fact("Declared by", bar.declared_by_post),
    ]
    if bar.lifted_at:
        facts += [
            fact("Lifted", moment_words(bar.lifted_at)),
            fact("Lifted by", bar.lifted_by_post),
            fact("Why", bar.lift_reason),
        ]
    return Detail(
        lead="The number itself is not kept: only what is made of it, which leads to "
        "the child’s records and back to nobody.",
        tags=(bar_tag(bar),),
        facts=tuple(facts),
        buttons=buttons,
    )


def bar_title(bar: JourneyBar) -> str:
    return f"{bar.person.name}, held out of a journey"


def bar_tokens(bar: JourneyBar) -> tuple[str, ...]:
    return (bar.token,)


# --- Corrections ----------------------------------------------------------------------------


def decision_title(decision: LinkDecision) -> str:
    return f"Two records are {decision.get_verdict_display().lower()}"


def decision_tag(heard: bool) -> Tag:
    if heard:
        return Tag("In the release in force", "green")
    return Tag("Waits for the next release", "yellow")


def decision_row(decision: LinkDecision, heard: bool) -> tuple[Any, ...]:
    return (
        decision_title(decision),
        moment_words(decision.decided_at),
        decision.decided_by_post,
        Cell(tag=decision_tag(heard)),
    )


def decision_detail(decision: LinkDecision, heard: bool) -> Detail:
    return Detail(
        lead="Kept for every later release. The last word about a pair holds.",
        tags=(decision_tag(heard),),
        facts=(
            fact("What they are", decision.get_verdict_display()),
            fact("Why", decision.reason),
            fact("Decided", moment_words(decision.decided_at)),
            fact("By", decision.decided_by_post),
            fact("Seen in", str(decision.release)),
        ),
    )


def decision_tokens(decision: LinkDecision) -> tuple[str, ...]:
    return (decision.one, decision.other)
