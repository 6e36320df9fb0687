"""Digests in words: what is late, what is due, what waits for something to show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from goldenthread.core.calendars import london_date
from goldenthread.core.pages import Cell, Fact, Section, fact
from goldenthread.thread.models import Action, Digest, Update
from goldenthread.thread.presenters.words import day, due_tag, linked, state_tag
from goldenthread.thread.states import ActionState, MailState


GROUPS = ("Late", "Due", "Without a due date", "Done, and nothing shows it")


def digest_title(digest: Digest) -> str:
    return str(digest)


def digest_row(digest: Digest) -> tuple[Any, ...]:
    return (
        str(digest),
        day(digest.opens_on),
        day(digest.answer_by),
    )


def digest_facts(digest: Digest) -> tuple[Fact, ...]:
    mails = [one for one in digest.mails.all() if one.state != MailState.BEGUN]
    lines = tuple(
        f"{one.get_state_display()}, {day(london_date(one.said_at))}" for one in mails
    )
    return (
        fact("Owner", str(digest.agency)),
        fact("Post", digest.post.title if digest.post else "No one post"),
        fact("Asked since", day(digest.opens_on)),
        fact("Answer by", day(digest.answer_by)),
        fact("Mails", Cell(lines=lines) if lines else "None was sent"),
    )


def group_of(action: Action) -> str:
    if action.state == ActionState.COMPLETE:
        return GROUPS[3]
    if action.due_on is None:
        return GROUPS[2]
    return GROUPS[0] if action.due_on < timezone.localdate() else GROUPS[1]


def digest_sections(found: Iterable[Action]) -> tuple[Section, ...]:
    """One table for each kind of asking; what is not asked has no table."""
    by_group: dict[str, list[tuple[Cell, ...]]] = {}
    for action in found:
        by_group.setdefault(group_of(action), []).append(_line(action))
    if not by_group:
        return (Section("What is asked", empty="Nothing is asked at present."),)
    columns = ("Action", "Due", "State", "Last said")
    return tuple(
        Section(title, columns, tuple(by_group[title]))
        for title in GROUPS
        if title in by_group
    )


def _line(action: Action) -> tuple[Cell, ...]:
    said = getattr(action, "said_since", [])
    last = Cell(text=said[0].text, hint=day(said[0].said_on)) if said else Cell()
    return (
        linked(action),
        Cell(text=day(action.due_on, "No date set"), tag=due_tag(action)),
        Cell(tag=state_tag(action)),
        last if said else Cell(text="Nothing since this digest"),
    )


def answered_section(found: Iterable[Update]) -> Section:
    rows = tuple(
        (
            Cell(text=day(one.said_on)),
            linked(one.action),
            Cell(text=one.text),
            Cell(text=one.said_by),
        )
        for one in found
    )
    columns = ("Date", "Action", "What was said", "Who said so")
    return Section("Said since this digest", columns, rows, empty="Nothing yet.")
