"""Events in words: when, for whom, what they stated, what came out of them."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import Event, EventIdea, EventStatement
from goldenthread.governance.presenters import words
from goldenthread.governance.states import EventState, Horizon, StatementKind


EVENT_COLUMNS = ("Event", "Kind", "When", "State", "Who it is for")
STATEMENT_COLUMNS = ("Statement", "Event", "Kind")
IDEA_COLUMNS = ("Idea", "Event", "How soon", "Action")
STATE_COLOURS = {
    EventState.PLANNED: "blue",
    EventState.HELD: "green",
    EventState.CANCELLED: "grey",
}
HORIZON_COLOURS = {
    Horizon.QUICK_WIN: "green",
    Horizon.LONGER_TERM: "blue",
    Horizon.NOT_SORTED: "grey",
}
PLURALS = {
    StatementKind.PURPOSE: "What it is for",
    StatementKind.AMBITION: "Shared ambitions",
    StatementKind.SYSTEM: "Marks of the transformed system",
}


def when(event: Event) -> str:
    """The day as far as it is known, or the period it is planned for."""
    if event.held_on:
        return words.day(
            event.held_on, month_only=event.month_only, year_only=event.year_only
        )
    if event.planned_from and event.planned_to:
        start, end = words.day(event.planned_from), words.day(event.planned_to)
        return f"Planned between {start} and {end}"
    return "No date set"


def event_row(event: Event) -> tuple[Cell, ...]:
    return (
        words.marked(event.title, event),
        Cell(text=event.get_kind_display()),
        Cell(text=when(event)),
        Cell(tag=_state(event)),
        Cell(text=event.audience or "Not recorded"),
    )


def _state(event: Event) -> Tag:
    return Tag(event.get_state_display(), STATE_COLOURS[event.state])


def event_detail(event: Event, buttons: tuple[Link, ...]) -> Detail:
    statements = list(event.statements.all())
    ideas = list(event.ideas.all())
    return Detail(
        lead=event.purpose,
        tags=words.tags(event, _state(event)),
        notices=words.notices(event),
        facts=(
            fact("Kind of event", event.get_kind_display()),
            fact("When", when(event)),
            fact("Agreed to hold it", words.day(event.agreed_on)),
            fact("Who it is for", event.audience),
            fact("Reform it serves", event.get_strand_display()),
            fact("Ideas sorted so far", _sorted(ideas)),
            *words.note(event),
        ),
        sections=(
            Section(
                title="What came of it",
                text=event.outcome,
                empty="Nothing is recorded about what came of it.",
            ),
            *_statement_sections(statements),
            _ideas_section(ideas),
        ),
        buttons=buttons,
    )


def _sorted(ideas: list[EventIdea]) -> str:
    if not ideas:
        return ""
    quick = sum(one.horizon == Horizon.QUICK_WIN for one in ideas)
    longer = sum(one.horizon == Horizon.LONGER_TERM for one in ideas)
    return f"{quick} quick wins, {longer} longer term, {len(ideas)} in all"


def _statement_sections(statements: list[EventStatement]) -> tuple[Section, ...]:
    """One section for each kind that has statements, in the order of the kinds."""
    sections = []
    for kind in StatementKind:
        of_kind = [one for one in statements if one.kind == kind]
        if of_kind:
            sections.append(_statement_section(PLURALS[kind], of_kind))
    return tuple(sections)


def _statement_section(title: str, statements: list[EventStatement]) -> Section:
    return Section(
        title=title,
        columns=("Statement",),
        rows=tuple((words.linked(one, one.text),) for one in statements),
    )


def _ideas_section(ideas: list[EventIdea]) -> Section:
    return Section(
        title="Ideas and the actions they became",
        columns=("Idea", "How soon", "Action"),
        rows=tuple(
            (words.linked(one, one.text), Cell(tag=_horizon(one)), _action(one))
            for one in ideas
        ),
        empty="No idea is recorded one by one. A source that says “some” gives no "
        "number to count.",
    )


def _horizon(idea: EventIdea) -> Tag:
    return Tag(idea.get_horizon_display(), HORIZON_COLOURS[idea.horizon])


def _action(idea: EventIdea) -> Cell:
    return words.linked(idea.action) if idea.action else Cell(text="None yet")


def statement_row(statement: EventStatement) -> tuple[Cell, ...]:
    return (
        words.marked(statement.text, statement),
        Cell(text=statement.event.title),
        Cell(text=statement.get_kind_display()),
    )


def statement_detail(
    statement: EventStatement, buttons: tuple[Link, ...] = ()
) -> Detail:
    return Detail(
        tags=words.tags(statement, Tag(statement.get_kind_display(), "blue")),
        notices=words.notices(statement),
        facts=(
            fact("Event", words.linked(statement.event)),
            fact("When", when(statement.event)),
            fact("Order in the list", str(statement.position)),
            *words.note(statement),
        ),
        buttons=buttons,
    )


def idea_row(idea: EventIdea) -> tuple[Cell, ...]:
    return (
        words.marked(str(idea), idea),
        Cell(text=idea.event.title),
        Cell(tag=_horizon(idea)),
        Cell(text=str(idea.action) if idea.action else "None yet"),
    )


def idea_detail(idea: EventIdea, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        lead=idea.text,
        tags=words.tags(idea, _horizon(idea)),
        notices=words.notices(idea),
        facts=(
            fact("Event", words.linked(idea.event)),
            fact("Action it became", _action(idea)),
            *words.note(idea),
        ),
        buttons=buttons,
    )
