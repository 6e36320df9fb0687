"""An agency's return in words: how far each part is, its episodes, who works on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from goldenthread.core.pages import Cell, Fact, Section, Tag, fact
from goldenthread.reviews.models import (
    AgencyReturn,
    HeldDraft,
    KeyEpisode,
    ReturnAddendum,
    ReturnAnswer,
    ReturnFile,
    ReturnPlace,
)
from goldenthread.reviews.presenters.triage import CONFIDENCE
from goldenthread.reviews.presenters.words import day, when
from goldenthread.reviews.states.dated import Edition, Item
from goldenthread.subjects.presenters import alias_today


Address = Callable[[str], str]


def return_facts(one: AgencyReturn, form: Edition, link: str) -> tuple[Fact, ...]:
    asked = "Yes" if one.asks_parents else f"No: {one.parents_reason}"
    found = [
        fact("Agency", one.agency.name),
        fact("Asked", day(one.asked_on)),
        fact("Due", day(one.due_on)),
        fact("Looks back to", day(one.looks_from)),
        fact("Form", form.name),
        fact("Parents’ and carers’ records asked for", asked),
        fact("Returned", day(one.returned_on)),
    ]
    if one.returned_on:
        found += [
            fact("Written by", one.author),
            fact("Signed off by", one.signed_off_by),
            fact("Shared by the case chair", day(one.shared_on)),
        ]
    if one.not_known:
        found.append(fact("Known to the agency", "No: nobody in it"))
    if one.withdrawn_on:
        said = f"{day(one.withdrawn_on)}: {one.withdrawn_reason}"
        found.append(fact("Request withdrawn", said))
    if link:
        hint = "For your letter. It asks to sign in and holds nothing about anybody."
        found.append(fact("Link to this task", Cell(text=link, url=link, hint=hint)))
    return tuple(found)


def parts_section(
    items: Iterable[Item],
    answers: Iterable[ReturnAnswer],
    held: dict[str, HeldDraft],
    address: Address,
) -> Section:
    """The parts as a list of tasks, each with how far it is."""
    kept = {one.question: one.text for one in answers}
    return Section(
        title="Parts of the form",
        text="Save each part whenever you like, finished or not. You can leave and come "
        "back; a colleague can go on with another part at the same time.",
        columns=("Part", "Standing"),
        rows=tuple(
            (
                Cell(text=item.question, url=address(item.code)),
                Cell(tag=_part_tag(item, kept.get(item.code, ""), item.code in held)),
            )
            for item in items
        ),
    )


def _part_tag(item: Item, text: str, is_held: bool) -> Tag:
    if is_held:
        return Tag("Kept for you, not yet saved", "orange")
    if text.strip():
        return Tag("Saved", "green")
    return Tag("Needed", "yellow") if item.required else Tag("Empty", "grey")


def answers_sections(
    items: Iterable[Item], answers: Iterable[ReturnAnswer]
) -> list[Section]:
    """What was answered, question by question; absence is said as absence."""
    kept = {one.question: one.text for one in answers}
    return [
        Section(
            title=item.question,
            text=kept.get(item.code, ""),
            empty="The agency left this empty.",
        )
        for item in items
    ]


EPISODE_COLUMNS = ("When", "Who", "What happened", "Record")


def when_words(one: KeyEpisode) -> str:
    """One day, or from when until when, no more exact than it is known."""
    first = when(one.starts_on, one.precision)
    if one.ends_on and one.ends_on != one.starts_on:
        return f"{first} to {when(one.ends_on, one.precision)}"
    return first


def who_words(one: KeyEpisode) -> str:
    return ", ".join(sorted(alias_today(who) for who in one.subjects.all()))


def episodes_section(
    found: Iterable[KeyEpisode], address: Callable[[KeyEpisode], str] | None
) -> Section:
    return Section(
        title="Key episodes",
        columns=EPISODE_COLUMNS,
        rows=tuple(_episode_row(one, address) for one in found),
        empty="No key episode is recorded.",
    )


def _episode_row(
    one: KeyEpisode, address: Callable[[KeyEpisode], str] | None
) -> tuple[Cell, ...]:
    added = f"Added afterwards, on {day(one.added_on)}" if one.afterwards else ""
    return (
        Cell(text=when_words(one), url=address(one) if address else "", hint=added),
        Cell(text=who_words(one)),
        Cell(text=one.text),
        Cell(text=one.source_record),
    )


def addenda_section(found: Iterable[ReturnAddendum]) -> Section:
    return Section(
        title="Addenda",
        columns=("Number", "What is added", "Day", "By"),
        rows=tuple(
            (
                Cell(text=str(one.position)),
                Cell(text=one.text),
                Cell(text=day(one.added_on)),
                Cell(text=one.signed_by),
            )
            for one in found
        ),
        empty="Nothing was added since it was sent.",
    )


def files_section(
    found: Iterable[ReturnFile], address: Callable[[Any], str]
) -> Section:
    return Section(
        title="Files",
        columns=("File", "Added", "Standing"),
        rows=tuple(_file_row(one, address) for one in found),
        empty="No file is attached.",
    )


def _file_row(one: ReturnFile, address: Callable[[Any], str]) -> tuple[Cell, ...]:
    served = one.file.is_served
    tag = (
        Tag("Looked at", "green") if served else Tag("Waits to be looked at", "yellow")
    )
    url = address(one) if served else ""
    return (Cell(text=one.title, url=url), Cell(text=day(one.added_on)), Cell(tag=tag))


def places_section(found: Iterable[ReturnPlace]) -> Section:
    return Section(
        title="Who works on it",
        columns=("Person", "Standing", "Asked", "By"),
        rows=tuple(
            (
                Cell(text=one.person.name),
                Cell(tag=_place_tag(one)),
                Cell(text=day(one.asked_on)),
                Cell(text=one.asked_by),
            )
            for one in found
        ),
        empty="Nobody was let into this task by itself.",
    )


def _place_tag(one: ReturnPlace) -> Tag:
    if one.ended_on:
        return Tag("Left", "grey")
    if one.declared_on:
        return Tag("Works on it", "green")
    return Tag("Has to declare", "yellow")


def source_words(item: Item) -> str:
    """Who asks the question, and how sure that is."""
    return f"{item.source} ({CONFIDENCE[item.confidence].lower()})"
