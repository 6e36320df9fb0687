"""Rows of lists."""

from __future__ import annotations

from typing import Any

from goldenthread.core.pages import Cell, number
from goldenthread.thread.models import (
    Action,
    Evidence,
    Finding,
    Origin,
    Plan,
    Question,
    SystemsDomain,
    Theme,
    Update,
)
from goldenthread.thread.presenters.coding import HIDDEN
from goldenthread.thread.presenters.effect import effect_cell
from goldenthread.thread.presenters.words import (
    day,
    due_tag,
    finding_tag,
    plan_tag,
    state_tag,
)


def origin_row(origin: Origin) -> tuple[Any, ...]:
    return (
        origin.title,
        origin.get_kind_display(),
        day(origin.happened_on),
        number(origin.found),
    )


def question_row(question: Question) -> tuple[Any, ...]:
    return (question.text, question.origin.title)


def domain_row(domain: SystemsDomain) -> tuple[Any, ...]:
    return (domain.label, domain.definition, in_use(domain))


def theme_row(theme: Theme) -> tuple[Any, ...]:
    words = ", ".join(theme.synonyms.split("\n")) if theme.synonyms else ""
    return (theme.name, str(theme.parent or ""), words, in_use(theme))


def in_use(row: Any) -> str:
    if row.ends_on:
        return f"{day(row.starts_on)} until {day(row.ends_on)}"
    return f"Since {day(row.starts_on)}"


def finding_row(finding: Finding) -> tuple[Any, ...]:
    hidden = getattr(finding, "blind", False)
    themes = ", ".join(theme.name for theme in finding.themes.all())
    return (
        finding.title,
        Cell(tag=finding_tag(finding)),
        finding.origin.title,
        HIDDEN if hidden else themes,
        day(finding.found_on),
    )


def plan_row(plan: Plan) -> tuple[Any, ...]:
    return (
        plan.title,
        Cell(tag=plan_tag(plan)),
        day(plan.opened_on),
        day(plan.closed_on),
        number(plan.held),
    )


def action_row(action: Action) -> tuple[Any, ...]:
    return (
        action.title,
        str(action.owner_agency),
        Cell(text=day(action.due_on, "No date set"), tag=due_tag(action)),
        Cell(tag=state_tag(action)),
        effect_cell(action),
        action.origin.title,
    )


def update_row(update: Update) -> tuple[Any, ...]:
    return (
        update.text[:120],
        update.action.title,
        update.said_by,
        day(update.said_on),
    )


def evidence_row(evidence: Evidence) -> tuple[Any, ...]:
    return (evidence.title, evidence.action.title, day(evidence.effective_on))
