"""Blocks drawn from findings and actions, by the code of their origin."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import items, reporter, table, told, when
from goldenthread.report.document import Node
from goldenthread.thread import queries
from goldenthread.thread.models import Action, Finding
from goldenthread.thread.states import FindingKind


def findings(context: Context, code: str):
    """Findings of one origin, in the order of their source."""
    return (
        queries.findings(reporter(context.scope))
        .filter(origin__code=code)
        .order_by("position", "pk")
    )


def actions(context: Context, code: str):
    """Actions that hang on one origin, in the order they were agreed."""
    return (
        queries.actions(reporter(context.scope))
        .filter(origin__code=code)
        .order_by("pk")
    )


@block("list:diagnostic_questions")
def diagnostic_questions(context: Context) -> tuple[Node, ...]:
    found = (
        queries.questions(reporter(context.scope))
        .filter(origin__code="diagnostic")
        .order_by("position", "pk")
    )
    return items(one.text for one in found)


@block("table:diagnostic")
def diagnostic(context: Context) -> tuple[Node, ...]:
    return _found_and_done(
        context,
        "diagnostic",
        "What the diagnostic found and what is done about it",
        ("What was found", "What we did"),
    )


@block("table:performance_what_we_know")
def what_we_know(context: Context) -> tuple[Node, ...]:
    return _found_and_done(
        context,
        "performance",
        "What the data told us and what was done",
        ("What we know", "What we did"),
    )


def _found_and_done(
    context: Context, code: str, caption: str, columns: tuple[str, str]
) -> tuple[Node, ...]:
    """Each finding beside its actions, with the state of each action."""
    done: dict[int, list[Action]] = {}
    for action in actions(context, code):
        done.setdefault(action.finding_id or 0, []).append(action)
    rows = [
        (_finding_words(one), _actions_words(done.get(one.pk, ())))
        for one in findings(context, code)
    ]
    return table(caption, columns, rows, source="Actions with their state today.")


def _finding_words(finding: Finding) -> str:
    text = finding.text.strip()
    return (
        f"{finding.title}. {text}" if text and text != finding.title else finding.title
    )


def _actions_words(found: Iterable[Action]) -> str:
    told_now = [f"{one.title} ({one.get_state_display().lower()})" for one in found]
    return "; ".join(told_now) or "Nothing yet"


def _list_of(code: str):
    def draw(context: Context) -> tuple[Node, ...]:
        return told(
            (one.title, one.get_state_display().lower())
            for one in actions(context, code)
        )

    return draw


block("list:dataset_improvements")(_list_of("dataset"))
block("list:early_help_changes")(_list_of("early-help-transformation"))
block("list:group_neglect")(_list_of("neglect"))
block("list:group_sexual_abuse")(_list_of("sexual-abuse"))


@block("list:group_exploitation")
def group_exploitation(context: Context) -> tuple[Node, ...]:
    return _list_of("exploitation")(context)


@block("list:exploitation_impact")
def exploitation_impact(context: Context) -> tuple[Node, ...]:
    """What the team says came of its work: good practice it reports of itself."""
    found = findings(context, "exploitation").filter(kind=FindingKind.GOOD_PRACTICE)
    return items(_finding_words(one) for one in found)


@block("list:audit_actions_police_protection")
def police_protection_actions(context: Context) -> tuple[Node, ...]:
    rows = [
        (
            one.title,
            one.owner_agency.name,
            one.get_state_display(),
            when(one.completed_on),
        )
        for one in actions(context, "police-protection")
    ]
    columns = ("What is being improved", "Who owns it", "State", "Completed")
    return table("Improvements after the joint audit", columns, rows)


@block("list:review_themes")
def review_themes(context: Context) -> tuple[Node, ...]:
    """Themes that the diagnostic's findings carry, each once."""
    names = {
        theme.name: None
        for one in findings(context, "diagnostic")
        for theme in one.themes.all()
    }
    return items(names)
