"""Blocks drawn from findings and actions, by the code of their origin."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.documents.nodes import Node
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import items, reporter, table, told
from goldenthread.thread import queries
from goldenthread.thread.models import Action, Finding
from goldenthread.thread.states import FindingKind, OriginKind


DIAGNOSTIC = {"kind": OriginKind.DIAGNOSTIC}


def findings(context: Context, code: str = "", **origin: object):
    """Findings of the origins of one code (or other marks), in their source's order."""
    return (
        queries.findings(reporter(context.scope))
        .filter(**_marks(context, code, origin))
        .order_by("position", "pk")
    )


def actions(context: Context, code: str = "", **origin: object):
    """Actions that hang on the origins of one code, in the order they were agreed."""
    return (
        queries.actions(reporter(context.scope))
        .filter(**_marks(context, code, origin))
        .order_by("pk")
    )


def _marks(context: Context, code: str, origin: dict[str, object]) -> dict[str, object]:
    """The origins of the edition's year only, as the figures count them."""
    year = (context.scope.start, context.scope.end)
    marks = {**(origin or {"code": code}), "happened_on__range": year}
    return {f"origin__{name}": value for name, value in marks.items()}


@block("list:diagnostic_questions")
def diagnostic_questions(context: Context) -> tuple[Node, ...]:
    found = (
        queries.questions(reporter(context.scope))
        .filter(**_marks(context, "", DIAGNOSTIC))
        .order_by("position", "pk")
    )
    return items(one.text for one in found)


@block("table:diagnostic")
def diagnostic(context: Context) -> tuple[Node, ...]:
    return _found_and_done(
        context,
        DIAGNOSTIC,
        "What the diagnostic found and what is done about it",
        ("What was found", "What we did"),
    )


@block("table:performance_what_we_know")
def what_we_know(context: Context) -> tuple[Node, ...]:
    return _found_and_done(
        context,
        {"code": "performance"},
        "What the data told us and what was done",
        ("What we know", "What we did"),
    )


def _found_and_done(
    context: Context, origin: dict, caption: str, columns: tuple[str, str]
) -> tuple[Node, ...]:
    """Each finding beside its actions, with the state of each action."""
    done: dict[int, list[Action]] = {}
    for action in actions(context, **origin):
        done.setdefault(action.finding_id or 0, []).append(action)
    rows = [
        (_finding_words(one), _actions_words(done.get(one.pk, ())))
        for one in findings(context, **origin)
    ]
    return table(caption, columns, rows, source="Actions with their state today.")


def _finding_words(finding: Finding) -> str:
    text = finding.text.strip()
    return (
        f"{finding.title}. {text}" if text and text != finding.title else finding.title
    )


def _actions_words(found: Iterable[Action]) -> str:
    told_now = [
        " ".join((f"{one.title} ({_state(one)}).", one.text.strip())).strip()
        for one in found
    ]
    return " ".join(told_now) or "Nothing yet"


def _state(action: Action) -> str:
    return action.get_state_display().lower()


def _progress(action: Action) -> str:
    """How far it is, and what it consists of where that is recorded."""
    text = action.text.strip()
    return f"{_state(action)}. {text}" if text else _state(action)


def _list_of(code: str):
    def draw(context: Context) -> tuple[Node, ...]:
        return told((one.title, _progress(one)) for one in actions(context, code))

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


@block("list:review_themes")
def review_themes(context: Context) -> tuple[Node, ...]:
    """Themes that the diagnostic's findings carry, each once."""
    names = {
        theme.name: None
        for one in findings(context, **DIAGNOSTIC)
        for theme in one.themes.all()
    }
    return items(names)
