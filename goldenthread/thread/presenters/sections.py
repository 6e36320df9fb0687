"""Sections of pages, and what leads on from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from goldenthread.core import pages
from goldenthread.core.calendars import london_date
from goldenthread.core.pages import Cell, Link, Section
from goldenthread.thread.models import (
    Action,
    Evidence,
    Finding,
    ImpactTest,
    Update,
)
from goldenthread.thread.presenters.effect import effect_cell, test_tag
from goldenthread.thread.presenters.facts import coded
from goldenthread.thread.presenters.words import (
    day,
    due_tag,
    linked,
    state_tag,
)
from goldenthread.thread.states import (
    FindingKind,
)


def findings_by_kind(
    found: Iterable[Finding], add: tuple[Link, ...] = ()
) -> tuple[Section, ...]:
    """Good practice, challenges and learning apart, in the order of their source."""
    found = list(found)
    sections = []
    for kind, title in (
        (FindingKind.GOOD_PRACTICE, "Good practice"),
        (FindingKind.CHALLENGE, "Challenges"),
        (FindingKind.LEARNING, "Learning"),
    ):
        rows = tuple(
            (linked(one), coded(one, one.domains.all()))
            for one in found
            if one.kind == kind
        )
        sections.append(
            Section(
                title, ("Finding", "Systems domains"), rows, empty="None was recorded."
            )
        )
    last = sections[-1]
    sections[-1] = Section(
        last.title, last.columns, last.rows, empty=last.empty, links=add
    )
    return tuple(sections)


def actions_section(
    found: Iterable[Action], links: tuple[Link, ...] = (), title: str = "Actions"
) -> Section:
    rows = tuple(
        (
            linked(action),
            Cell(text=str(action.owner_agency)),
            Cell(text=day(action.due_on, "No date set"), tag=due_tag(action)),
            Cell(tag=state_tag(action)),
            effect_cell(action),
        )
        for action in found
    )
    return Section(
        title,
        ("Action", "Owner", "Due", "State", "Did it work?"),
        rows,
        empty="No action is recorded.",
        links=links,
    )


def questions_section(questions: Iterable[Any], links: tuple[Link, ...]) -> Section:
    rows = tuple((linked(one),) for one in questions)
    return Section(
        "Questions asked",
        ("Question",),
        rows,
        empty="No question is recorded.",
        links=links,
    )


def file_button(evidence: Evidence) -> tuple[Link, ...]:
    """The way to its file, once the scanner has let it through."""
    if evidence.file is None or not evidence.file.is_served:
        return ()
    address = reverse("open_evidence_file", args=[evidence.key])
    return (Link("Download the file", address),)


def updates_section(updates: Iterable[Update], links: tuple[Link, ...]) -> Section:
    rows = tuple(
        (
            Cell(text=day(one.said_on), url=pages.KINDS["update"].url(one)),
            Cell(text=one.text, hint="A correction" if one.corrects_id else ""),
            Cell(text=one.get_state_display()),
            Cell(text=one.said_by),
        )
        for one in updates
    )
    columns = ("Date", "What happened", "State after", "Who said so")
    return Section("Updates", columns, rows, links=links)


def evidence_section(found: Iterable[Evidence], links: tuple[Link, ...]) -> Section:
    rows = tuple(
        (
            linked(one),
            Cell(text=one.shows),
            Cell(text=day(one.effective_on)),
            Cell(text=day(london_date(one.recorded_at))),
        )
        for one in found
    )
    columns = ("Evidence", "What it shows", "Date it shows", "Recorded")
    empty = "Nothing shows yet that this was done or worked."
    return Section("Evidence", columns, rows, empty=empty, links=links)


def impact_tests_section(
    found: Iterable[ImpactTest], links: tuple[Link, ...]
) -> Section:
    rows = tuple(
        (
            Cell(text=one.measure, url=pages.KINDS["impact_test"].url(one)),
            Cell(tag=test_tag(one)),
            Cell(text=one.get_direction_display()),
            Cell(text=day(one.in_force_on)),
            Cell(text=day(london_date(one.registered_at))),
        )
        for one in found
    )
    columns = ("Measure", "Verdict", "Expected", "In force from", "Registered")
    empty = "No test of its effect is registered."
    return Section("Impact tests", columns, rows, empty=empty, links=links)
