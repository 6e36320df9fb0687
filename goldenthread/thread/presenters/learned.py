"""Earlier findings alike and recurrence lines, in words, tables and a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from goldenthread.core.charts import Chart, Lane, Mark, Shape, timeline
from goldenthread.core.pages import Cell, Section, number
from goldenthread.thread.models import Action, Finding, SameLearning
from goldenthread.thread.presenters.effect import age
from goldenthread.thread.presenters.words import day, linked
from goldenthread.thread.queries import (
    Earlier,
    Line,
    broken_in,
    effect_at,
    effect_of,
    held_on,
)
from goldenthread.thread.states import LIVE, ActionState, EffectState


TITLE = "Have we learned this before?"
COLUMNS = (
    "Earlier finding",
    "Why it is alike",
    "What was promised",
    "Did it work?",
    "",
)
NONE_ALIKE = "No earlier finding says much the same."
WRITE_FIRST = "Write a few words first: what is compared is the line and the text."


def learned_section(
    found: list[Earlier],
    *,
    finding: Finding | None = None,
    same: frozenset[int] = frozenset(),
    may_say: bool = False,
    empty: str = NONE_ALIKE,
) -> Section:
    """Each earlier finding with its source and day, why it is alike, what came of it.

    `same` are those already said to be the same learning as `finding`.
    """
    rows = tuple(
        (
            Cell(text=one.finding.title, url=linked(one.finding).url, hint=_from(one)),
            Cell(lines=why(one)),
            Cell(lines=promised(one.finding.actions.all())),
            Cell(lines=worked(one.finding.actions.all())),
            _say(one.finding, finding, same, may_say),
        )
        for one in found
    )
    columns = COLUMNS if finding else COLUMNS[:-1]
    if finding is None:
        rows = tuple(row[:-1] for row in rows)
    return Section(TITLE, columns, rows, empty=empty)


def _from(one: Earlier) -> str:
    return f"{one.finding.origin.title}, {day(one.finding.found_on)}"


def why(one: Earlier) -> tuple[str, ...]:
    """The themes and words both share; nearness itself is no reason for a person."""
    parts = []
    if one.themes:
        parts.append(f"Both are about: {', '.join(one.themes)}")
    if one.shared.same:
        parts.append(f"Both say: {', '.join(one.shared.same)}")
    if one.shared.near:
        pairs = (f"{here} – {there}" for here, there in one.shared.near)
        parts.append(f"Near in meaning: {', '.join(pairs)}")
    return tuple(parts) or ("As a whole, no one word",)


def promised(actions: Iterable[Action]) -> tuple[str, ...]:
    """What was promised then, whose it was, and whether it was done."""
    return tuple(f"{one} ({one.owner_agency}): {done(one)}" for one in actions) or (
        "Nothing was promised",
    )


def done(action: Action) -> str:
    """In plain words: done and assured, only said to be done, late, dropped."""
    words = {
        ActionState.CLOSED: "done, assured and closed",
        ActionState.ASSURED: "done and assured",
        ActionState.COMPLETE: "said to be done, not assured",
        ActionState.REJECTED: "not agreed",
        ActionState.SUPERSEDED: "replaced by another",
    }
    if action.state in LIVE and action.due_on:
        return f"not done yet, due {day(action.due_on)}"
    return words.get(ActionState(action.state), "not done yet")


def worked(actions: Iterable[Action]) -> tuple[str, ...]:
    return tuple(f"{one}: {verdict_of(one)}" for one in actions) or (
        "Nothing to judge",
    )


def verdict_of(action: Action) -> str:
    """Whether it worked: the newest verdict with its age. Done is not the same."""
    then = effect_at(action)
    words = EffectState(effect_of(action)).label
    return f"{words} ({age(then)})" if then else words


def _say(
    earlier: Finding, finding: Finding | None, same: frozenset[int], may_say: bool
) -> Cell:
    if finding is None:
        return Cell()
    if earlier.pk in same:
        return Cell(text="Said to be the same learning")
    if not may_say:
        return Cell()
    address = reverse("say_same", args=[finding.key, earlier.key])
    return Cell(text="It is the same learning", url=address)


def repeats(line: Line | None, finding: Finding) -> tuple[str, ...]:
    """A repeat after an action that held is said aloud."""
    if line is None:
        return ()
    came = [one for one in broken_in(line) if one.finding.pk == finding.pk]
    return tuple(
        f"This came again though an action of {one.action.owner_agency} on the same "
        f"learning had held since {day(one.held_on)}. The agency is challenged."
        for one in came
    )


# --- Recurrence lines ----------------------------------------------------------------


def line_chart(line: Line, title: str = "How it came back") -> Chart:
    """Findings, the days actions on them held, and challenges, over the years."""
    found = tuple(
        Mark(one.found_on, one.title, linked(one).url, one.origin.title)
        for one in line.findings
    )
    held = tuple(
        Mark(on, str(one), linked(one).url, one.get_state_display())
        for one in line.actions
        if (on := held_on(one))
    )
    raised = tuple(
        Mark(
            one.challenge.raised_on,
            one.challenge.title,
            linked(one.challenge).url,
            one.challenge.get_stage_display(),
        )
        for one in line.repeats
    )
    lanes = (
        Lane("Found", found, Shape.DOT),
        Lane("Action held", held, Shape.SQUARE),
        Lane("Challenged", raised, Shape.DIAMOND),
    )
    return timeline(title, lanes)


def line_sections(
    line: Line | None, said: Iterable[SameLearning], may_say: bool
) -> tuple[Section, ...]:
    """A finding's line drawn, and what was said of its pairs, row by row."""
    said = list(said)
    drawn: tuple[Section, ...] = ()
    if line is not None:
        drawn = (
            Section("Recurrence line", text=in_words(line), chart=line_chart(line)),
        )
    if not said:
        return drawn
    newest: dict[frozenset[int], int] = {}
    for one in said:  # the newest first
        newest.setdefault(frozenset((one.finding_id, one.earlier_id)), one.pk)
    rows = tuple(_said_row(one, one.pk in newest.values(), may_say) for one in said)
    columns = ("Date", "Said of", "What", "Why", "By", "")
    return (*drawn, Section("Said to be the same learning", columns, rows))


def _said_row(one: SameLearning, newest: bool, may_say: bool) -> tuple[Cell, ...]:
    back = Cell()
    if one.holds and newest and may_say:
        keys = [one.finding.key, one.earlier.key]
        back = Cell(text="Take it back", url=reverse("take_back_same", args=keys))
    return (
        Cell(text=day(one.said_on)),
        Cell(lines=(one.earlier.title, one.finding.title)),
        Cell(text="The same learning" if one.holds else "Taken back"),
        Cell(text=one.reason),
        Cell(text=one.said_by),
        back,
    )


def in_words(line: Line) -> str:
    """The line in one sentence."""
    years = sorted({one.found_on.year for one in line.findings})
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    held = sum(1 for one in line.actions if held_on(one))
    return (
        f"Found {len(line.findings)} times from {_counted(line.sources, 'source')}, "
        f"{span}. {_counted(len(line.actions), 'action')} promised, {held} of them "
        f"assured or closed; {_counted(len(line.repeats), 'challenge')} raised."
    )


def _counted(amount: int, word: str) -> str:
    return f"{amount} {word}{'' if amount == 1 else 's'}"


def lines_section(found: Iterable[Line]) -> Section:
    rows = tuple(line_row(one) for one in found)
    empty = "Nobody has said yet that two findings are the same learning."
    return Section("Recurrence lines", LINE_COLUMNS, rows, empty=empty)


LINE_COLUMNS = (
    "Learning",
    "Times found",
    "Sources",
    "First",
    "Last",
    "Actions not done",
    "Assured or closed",
    "Challenges",
)


def line_row(line: Line) -> tuple[Any, ...]:
    open_ones = sum(1 for one in line.actions if one.state in LIVE)
    return (
        linked(line.findings[-1]),
        number(len(line.findings)),
        number(line.sources),
        Cell(text=day(line.first)),
        Cell(text=day(line.last)),
        number(open_ones),
        number(sum(1 for one in line.actions if held_on(one))),
        number(len(line.repeats)),
    )
