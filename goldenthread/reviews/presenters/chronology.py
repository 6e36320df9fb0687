"""The chronology in words: one line a thing, what is likely the same, where gaps are."""

from __future__ import annotations

from collections.abc import Callable

from goldenthread.core.pages import Cell, Section, Tag
from goldenthread.reviews.models import KeyEpisode
from goldenthread.reviews.presenters.scoping import when_words, who_words
from goldenthread.reviews.presenters.words import day
from goldenthread.reviews.queries.chronology import Chronology
from goldenthread.reviews.queries.timeline import Alike
from goldenthread.subjects.presenters import alias_today


COLUMNS = ("When", "Agency", "Who", "What happened", "Record")


def lines(found: Chronology) -> list[tuple[str, str, str, list[str], list[str]]]:
    """Rows in order; what was confirmed as one thing keeps each agency's words."""
    rows = []
    for together in found.under.values():
        first = together[0]
        agencies = dict.fromkeys(one.agency_return.agency.name for one in together)
        rows.append(
            (
                when_words(first),
                ", ".join(agencies),
                who_words(first),
                _texts(together),
                list(dict.fromkeys(one.source_record for one in together)),
            )
        )
    return rows


def _texts(together: tuple[KeyEpisode, ...]) -> list[str]:
    if len(together) == 1:
        return [together[0].text]
    return [f"{one.agency_return.agency.name}: {one.text}" for one in together]


def plain_rows(found: Chronology) -> list[tuple[str, ...]]:
    """The same rows as plain words, for a copy."""
    return [
        (when, agency, who, "\n".join(texts), "\n".join(sources))
        for when, agency, who, texts, sources in lines(found)
    ]


def chronology_section(found: Chronology) -> Section:
    """One list by day, agency and person."""
    rows = []
    for together, line in zip(found.under.values(), lines(found), strict=True):
        when, agency, who, texts, sources = line
        tag = Tag("Confirmed as one", "green") if len(together) > 1 else None
        late = any(one.afterwards for one in together)
        rows.append(
            (
                Cell(text=when, hint="Added afterwards" if late else ""),
                Cell(text=agency, tag=tag),
                Cell(text=who),
                Cell(text=texts[0]) if len(texts) == 1 else Cell(lines=tuple(texts)),
                Cell(text="; ".join(sources)),
            )
        )
    return Section(
        title="Chronology",
        columns=COLUMNS,
        rows=tuple(rows),
        empty="No key episode of a sent return is open to you here.",
    )


def likely_section(found: Chronology, address: Callable[[str, str], str]) -> Section:
    """Pairs that may be one thing, each with what they share; a person decides."""
    return Section(
        title="Likely the same",
        text="Found by days that touch, somebody in both, and shared words. Nothing is "
        "merged until a person confirms it, and then both rows are kept.",
        columns=("Two episodes", "What they share"),
        rows=tuple(_pair_row(one, found, address) for one in found.likely),
        empty="No two episodes look alike.",
    )


def _pair_row(
    one: Alike, found: Chronology, address: Callable[[str, str], str]
) -> tuple[Cell, ...]:
    first, second = found.by_key[one.first], found.by_key[one.second]
    url = address(one.first, one.second)
    both = f"{episode_words(first)} / {episode_words(second)}"
    return (Cell(text=both, url=url), Cell(text=why_alike(one, first)))


def episode_words(one: KeyEpisode) -> str:
    return f"{one.agency_return.agency.name}, {when_words(one)}"


def why_alike(one: Alike, first: KeyEpisode) -> str:
    """“The same day; both about Child Thimble; 5 words in common: …”."""
    who = [alias_today(each) for each in first.subjects.all() if each.key in one.people]
    shared = ", ".join(one.words)
    return (
        f"{one.days[0].upper()}{one.days[1:]}; both about {', '.join(sorted(who))}; "
        f"{len(one.words)} words in common: {shared}."
    )


def judged_section(found: Chronology, address: Callable[[str, str], str]) -> Section:
    """What people said about pairs, with the way to say otherwise."""
    return Section(
        title="Looked at by a person",
        columns=("Two episodes", "Said", "Day", "By", "Why"),
        rows=tuple(
            (
                Cell(
                    text=f"{episode_words(found.by_key[one.first.key])} / "
                    f"{episode_words(found.by_key[one.second.key])}",
                    url=address(one.first.key, one.second.key),
                ),
                Cell(tag=Tag("One thing", "green") if one.same else Tag("Two things")),
                Cell(text=day(one.judged_on)),
                Cell(text=one.signed_by),
                Cell(text=one.reasons),
            )
            for one in found.judged
        ),
        empty="Nobody has judged a pair yet.",
    )


def gaps_section(found: Chronology, longest: int) -> Section:
    """When no agency was in touch; absence of a row is not proof that nothing was."""
    return Section(
        title="Gaps",
        text=f"Stretches of more than {longest} days without an episode of any agency "
        "whose return you may read. It says that no return tells of contact, not that "
        "there was none.",
        columns=("From", "Until", "Days"),
        rows=tuple(
            (
                Cell(text=day(one.first)),
                Cell(text=day(one.last)),
                Cell(text=str(one.days), numeric=True),
            )
            for one in found.gaps
        ),
        empty="There is none that long.",
    )


def facts_of(one: KeyEpisode) -> list[tuple[str, str]]:
    """An episode in full, beside another."""
    return [
        ("Agency", one.agency_return.agency.name),
        ("When", when_words(one)),
        ("Who", who_words(one)),
        ("What happened", one.text),
        ("Record", one.source_record),
    ]
