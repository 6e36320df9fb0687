"""The improvement plan, strength and lineage, in words, tags and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from goldenthread.core.calendars import counted, listed
from goldenthread.core.pages import Cell, Fact, Link, Section, Tag, fact, number
from goldenthread.thread import rules
from goldenthread.thread.models import Action, Grading, Merge
from goldenthread.thread.presenters.effect import effect_cell
from goldenthread.thread.presenters.words import (
    day,
    due_tag,
    linked,
    state_tag,
)
from goldenthread.thread.queries import (
    ActionKind,
    Alike,
    Suggestion,
    Tally,
    only_done,
    strength_or_suggested,
    suggest_strength,
)
from goldenthread.thread.states import ActionState, OriginKind, Strength


STRENGTH_COLOURS = {
    Strength.STRONGER: "green",
    Strength.INTERMEDIATE: "blue",
    Strength.WEAKER: "orange",
}
COLUMNS = (
    "Action",
    "Owner",
    "Due",
    "Strength",
    "How we will know",
    "State",
    "Did it work?",
)
NO_GROUP = {
    "theme": "No theme",
    "priority": "No priority",
    "strength": "Not graded",
    "due": "No due date",
}
NOT_DONE = (ActionState.REJECTED, ActionState.SUPERSEDED)


def strength_tag(strength: str) -> Tag:
    found = Strength(strength)
    return Tag(str(found.label), STRENGTH_COLOURS[found])


def strength_cell(action: Action, on: date) -> Cell:
    """What a person said; else what the words suggest, said to be only that."""
    if action.strength:
        return Cell(tag=strength_tag(action.strength))
    suggestion = suggest_strength(action, on)
    if not suggestion.strength:
        return Cell(text="Not graded")
    label = Strength(suggestion.strength).label.lower()
    return Cell(text="Not graded", hint=f"Its words suggest {label}")


def measure_cell(action: Action, on: date) -> Cell:
    if not action.success_measure.strip():
        return Cell(tag=Tag("Missing", "red"))
    done = only_done(action.success_measure, on)
    tag = Tag("Only done", "orange") if done else None
    return Cell(text=action.success_measure, tag=tag)


# --- The plan ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[tuple[Cell, ...], ...]


def plan_groups(
    found: Iterable[Action], by: str, priorities: dict[str, str], on: date
) -> list[Group]:
    """Lines under the headings they are grouped by, in the order they come."""
    groups: dict[str, list[tuple[Cell, ...]]] = {}
    for action in found:
        title = _group_of(action, by, priorities)
        groups.setdefault(title, []).append(plan_line(action, on))
    return [Group(title, tuple(rows)) for title, rows in groups.items()]


def _group_of(action: Action, by: str, priorities: dict[str, str]) -> str:
    title = {
        "owner": lambda: str(action.owner_agency),
        "theme": lambda: getattr(action, "theme_name", None) or "",
        "strength": lambda: action.get_strength_display() if action.strength else "",
        "priority": lambda: priorities.get(action.priority, ""),
        "source": lambda: OriginKind(action.origin.kind).label,
        "due": lambda: f"{action.due_on:%B %Y}" if action.due_on else "",
    }[by]()
    return title or NO_GROUP[by]


def plan_line(action: Action, on: date) -> tuple[Cell, ...]:
    post = action.owner_post
    owner = Cell(
        text=str(action.owner_agency),
        hint=post.title if post else "",
        tag=None if post else Tag("No post", "red"),
    )
    due = Cell(
        text=day(action.due_on),
        tag=due_tag(action, on) if action.due_on else Tag("No date", "red"),
    )
    return (
        Cell(**{**linked(action).__dict__, "hint": _sources(action)}),
        owner,
        due,
        strength_cell(action, on),
        measure_cell(action, on),
        Cell(tag=state_tag(action)),
        effect_cell(action),
    )


def _sources(action: Action) -> str:
    """Where it comes from, with the sources of what was merged into it."""
    titles = [action.origin.title]
    titles += [merge.action.origin.title for merge in action.taken_in.all()]
    return f"From {listed(list(dict.fromkeys(titles)))}"


def tally_facts(found: Tally) -> tuple[Fact, ...]:
    """What stands out among the lines asked for; noughts are told too."""
    return (
        fact("Actions", number(found.lines)),
        fact("Late", number(found.late)),
        fact("Waiting for assurance", number(found.to_assure)),
        fact("Missing", _missing(found)),
        fact("Strength", _strengths(found)),
        fact("Measure says only that it was done", number(found.only_done)),
        fact("No test of effect", number(found.untested)),
    )


def _missing(found: Tally) -> str:
    return (
        f"Post {found.no_post}, due date {found.no_due}, "
        f"success measure {found.no_measure}"
    )


def _strengths(found: Tally) -> str:
    return f"Weaker {found.weaker}, not graded {found.ungraded}"


# --- A plan that is weak as a whole ------------------------------------------------------


def weakness(found: Iterable[Action], on: date | None = None) -> tuple[str, ...]:
    """What is said of a plan whose actions are all weak, or measured by being done."""
    today = on or timezone.localdate()
    kept = [action for action in found if action.state not in NOT_DONE]
    if not kept:
        return ()
    return (*_all_weak(kept, today), *_all_done(kept, today))


def _all_weak(kept: list[Action], on: date) -> tuple[str, ...]:
    if any(strength_or_suggested(one, on) != Strength.WEAKER for one in kept):
        return ()
    guessed = sum(not one.strength for one in kept)
    by_words = f" ({guessed} by their words, not graded yet)" if guessed else ""
    return (
        f"Every action of this plan is a weaker one{by_words}: it tells or trains people "
        "and changes nothing they work with.",
    )


def _all_done(kept: list[Action], on: date) -> tuple[str, ...]:
    measures = [one.success_measure.strip() for one in kept]
    if any(measure and not only_done(measure, on) for measure in measures):
        return ()
    return (
        "No action of this plan has a measure of what will be different: they are "
        "missing, or say only that something was done.",
    )


# --- On an action's own page ------------------------------------------------------------


def action_notices(action: Action, lead: Merge | None) -> tuple[str, ...]:
    """What a reader must know first about an action itself."""
    found = []
    if lead is not None:
        found.append(
            f"Since {day(lead.said_on)} this action goes on in “{lead.into}”: "
            "how it goes is said there."
        )
    if action.agreed_on and (lacking := rules.missing_words(action)):
        found.append(f"This action was agreed without {lacking}.")
    words = only_done(action.success_measure, timezone.localdate())
    if words:
        quoted = listed([f"“{word}”" for word in words])
        found.append(
            f"Its measure says only that something was done ({quoted}), not what will "
            "be different."
        )
    return tuple(found)


def strength_facts(
    action: Action, suggestion: Suggestion, newest: Grading | None
) -> tuple[Fact, ...]:
    if newest is None:
        told = "Nobody has graded it." if not action.strength else ""
        said = "Recorded without a grading row." if action.strength else told
    else:
        why = f" {newest.reason}" if newest.reason else ""
        said = f"{newest.said_by}, {day(newest.said_on)}.{why}"
    tag = strength_tag(action.strength) if action.strength else None
    text = "" if tag else "Not graded"
    return (
        fact("Strength", Cell(text=text, tag=tag, hint=said)),
        fact("What its words suggest", suggestion.sentence),
    )


def gradings_section(found: Iterable[Grading]) -> Section:
    rows = tuple(
        (
            Cell(text=day(one.said_on)),
            Cell(tag=strength_tag(one.strength)),
            Cell(text=_suggested(one)),
            Cell(text=one.reason),
            Cell(text=one.said_by),
        )
        for one in found
    )
    columns = ("Date", "Strength", "Suggested then", "Reason", "Who said so")
    return Section("Gradings of strength", columns, rows, empty="Nobody has graded it.")


def _suggested(one: Grading) -> str:
    if not one.suggested:
        return "Nothing"
    return f"{one.get_suggested_display()} ({one.suggested_words})"


def lineage_section(found: Iterable[Merge], action: Action) -> Section:
    """Every merge and parting of this action, with where each comes from."""
    rows = tuple(
        (
            Cell(text=day(one.said_on)),
            Cell(text=_what(one, action)),
            linked(one.into if one.action_id == action.pk else one.action),
            _from(one.into if one.action_id == action.pk else one.action),
            Cell(text=one.reason),
            Cell(text=one.said_by),
        )
        for one in found
    )
    columns = ("Date", "What", "Other action", "It comes from", "Why", "Who said so")
    return Section(
        "Says the same as", columns, rows, empty="It was merged with no other action."
    )


def _what(merge: Merge, action: Action) -> str:
    ours = merge.action_id == action.pk
    if merge.undoes_id:
        return "Parted from it" if ours else "By itself again"
    return "Goes on in it" if ours else "Merged into this one"


def _from(other: Action) -> Cell:
    finding = other.finding
    return Cell(text=other.origin.title, hint=f"Finding: {finding}" if finding else "")


def alike_section(found: Iterable[Alike], links: tuple[Link, ...]) -> Section:
    rows = tuple(
        (
            linked(one.action),
            Cell(text=one.action.origin.title),
            Cell(text=str(one.action.owner_agency)),
            Cell(text=", ".join(one.words)),
        )
        for one in found
    )
    columns = ("Action", "From", "Owner", "Words they share")
    empty = "No live action shares enough of its words."
    return Section("Actions alike", columns, rows, empty=empty, links=links)


# --- The hierarchy -----------------------------------------------------------------------

CONFIDENCE = {
    "V": "Read in the source",
    "S": "Read in a secondary source",
    "M": "General knowledge",
    "?": "Open",
}


def hierarchy_sections(kinds: Iterable[ActionKind]) -> tuple[Section, ...]:
    found = list(kinds)
    return tuple(
        Section(
            str(strength.label),
            ("Kind of action", "Words that suggest it", "Since", "How surely known"),
            tuple(_kind_row(kind) for kind in found if kind.strength == strength),
        )
        for strength in (Strength.STRONGER, Strength.INTERMEDIATE, Strength.WEAKER)
    )


def _kind_row(kind: ActionKind) -> tuple[Any, ...]:
    return (
        Cell(text=kind.label),
        Cell(text=", ".join(word.replace("*", "…") for word in kind.words)),
        Cell(text=day(kind.valid_from)),
        Cell(text=CONFIDENCE[kind.confidence]),
    )


def plan_count(found: int, shown: int) -> str:
    if shown < found:
        return f"Showing {shown} of {counted(found, 'action')}"
    return f"Showing {counted(found, 'action')}"
