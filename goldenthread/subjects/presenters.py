"""Subjects, circles and bars in words. No pseudonym but that of today passes here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goldenthread.core.figures import Unit, show
from goldenthread.core.pages import Cell, Detail, Fact, Link, Section, Tag, fact
from goldenthread.subjects.models import Bar, Circle, CircleMember, Proposal, Subject
from goldenthread.subjects.states import OPENABLE, Outcome, ProposalKind, SubjectKind


def day(value: Any) -> str:
    return show(value, Unit.DATE) if value else ""


def alias_today(subject: Any) -> str:
    """The pseudonym of today, which `queries` brings with every subject."""
    return subject.alias_today or f"Subject {subject.key}"


# Stand for whoever is in them.
HEADS = (SubjectKind.FAMILY, SubjectKind.SETTING, SubjectKind.PLACE)


def main_names(subjects: Iterable[Any]) -> list[str]:
    """A family or setting where there is one, not each child in it, in order."""
    involved = list(subjects)
    heads = [one for one in involved if one.kind in HEADS] or involved
    return sorted(alias_today(one) for one in heads)


# --- Circles -------------------------------------------------------------------


def circle_title(circle: Circle) -> str:
    """A circle by whom it stands round, under the pseudonyms of today."""
    taken = (one for inner in circle.takes_in.all() for one in inner.subjects.all())
    names = main_names(circle.subjects.all()) or main_names(taken)
    return f"Circle round {', '.join(names)}" if names else f"Circle {circle.key}"


def circle_tokens(circle: Circle) -> tuple[str, ...]:
    return (circle.key, *(one.key for one in circle.subjects.all()))


def restricted_tag(circle: Circle) -> Tag:
    return Tag("Restricted", "red") if circle.restricted else Tag("Open", "grey")


def circle_row(circle: Circle) -> tuple[Any, ...]:
    return (
        circle_title(circle),
        Cell(tag=restricted_tag(circle)),
        str(len(circle.subjects.all())),
    )


def circle_facts(circle: Circle) -> tuple[Fact, ...]:
    let_in = "The case chair" if circle.restricted else "The business unit within it"
    return (
        fact("Who lets people in", let_in),
        fact(
            "Takes in",
            Cell(lines=tuple(circle_title(one) for one in circle.takes_in.all())),
        ),
    )


def members_section(rows: list[tuple[Any, ...]]) -> Section:
    return Section(
        title="Who stands in it",
        columns=("Person", "Part", "Declared", "From", "Until"),
        rows=tuple(rows),
        empty="Nobody stands in it.",
    )


def declared_tag(member: CircleMember) -> Tag:
    if member.ends_on:
        return Tag("Ended", "grey")
    if member.no_conflict_declared_on:
        return Tag("No conflict declared", "green")
    return Tag("Asked, not declared", "yellow")


def member_row(member: CircleMember) -> tuple[Any, ...]:
    return (
        member.person.name,
        member.get_role_display(),
        Cell(tag=declared_tag(member)),
        day(member.starts_on),
        day(member.ends_on),
    )


def member_title(member: CircleMember) -> str:
    return f"{member.person.name} in {_lower_first(circle_title(member.circle))}"


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def member_detail(member: CircleMember, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("Person", member.person.name),
            fact("Part in the circle", member.get_role_display()),
            fact("From", day(member.starts_on)),
            fact("Until", day(member.ends_on)),
            fact("Why it ended", member.end_reason),
            fact("Declared no conflict on", day(member.no_conflict_declared_on)),
        ),
        tags=(declared_tag(member),),
    )


def member_tokens(record: Any) -> tuple[str, ...]:
    """The circle's token, for whatever hangs on one circle."""
    return (record.circle.key,)


def bar_tag(bar: Bar) -> Tag:
    return Tag("Lifted", "grey") if bar.ends_on else Tag("Barred", "red")


def bar_row(bar: Bar) -> tuple[Any, ...]:
    return (
        bar.person.name,
        circle_title(bar.circle),
        Cell(tag=bar_tag(bar)),
        day(bar.starts_on),
    )


def bar_title(bar: Bar) -> str:
    return f"{bar.person.name} held out of {_lower_first(circle_title(bar.circle))}"


def bar_detail(bar: Bar, viewer: Any) -> Detail:
    return Detail(
        lead="A bar beats every other right: the case does not exist for this person.",
        facts=(
            fact("Reason", bar.reason),
            fact("From", day(bar.starts_on)),
            fact("Lifted on", day(bar.ends_on)),
            fact("Why it was lifted", bar.end_reason),
        ),
        tags=(bar_tag(bar),),
    )


def own_place_row(member: CircleMember, url: str) -> tuple[Cell, ...]:
    """A circle somebody is asked into: its key and the part, nothing of the case."""
    return (
        Cell(text=f"Circle {member.circle.key}", url=url),
        Cell(text=member.get_role_display()),
        Cell(text=day(member.starts_on)),
    )


# --- What takes two people -------------------------------------------------------


OUTCOME_COLOURS: dict[str, str] = {
    Outcome.WAITING: "yellow",
    Outcome.CONFIRMED: "green",
    Outcome.REFUSED: "grey",
}


def outcome_tag(proposal: Proposal) -> Tag:
    return Tag(proposal.get_outcome_display(), OUTCOME_COLOURS[proposal.outcome])


def proposal_title(proposal: Proposal) -> str:
    """What is to change, about whom."""
    if proposal.kind == ProposalKind.RENAME:
        about = alias_today(proposal.subject)
    elif proposal.bar:
        about = proposal.bar.person.name
    else:
        about = circle_title(proposal.circle)
    return f"{proposal.get_kind_display()}: {about}"


def proposal_row(proposal: Proposal) -> tuple[Any, ...]:
    return (
        proposal_title(proposal),
        Cell(tag=outcome_tag(proposal)),
        proposal.proposed_by_post,
        day(proposal.proposed_at.date()),
    )


def proposal_detail(proposal: Proposal, viewer: Any) -> Detail:
    facts = [
        fact("What", proposal.get_kind_display()),
        fact("Reason", proposal.reason),
        fact("Proposed by", proposal.proposed_by_post),
        fact("Proposed on", day(proposal.proposed_at.date())),
    ]
    if proposal.kind == ProposalKind.RENAME and proposal.new_name:
        facts.insert(1, fact("New pseudonym", proposal.new_name))
    if proposal.decided_at:
        facts += [
            fact("Decided by", proposal.decided_by_post),
            fact("Decided on", day(proposal.decided_at.date())),
            fact("Reason for the decision", proposal.decision_reason),
        ]
    return Detail(facts=tuple(facts), tags=(outcome_tag(proposal),))


def proposal_tokens(proposal: Proposal) -> tuple[str, ...]:
    own = (proposal.subject.key,) if proposal.subject else ()
    return (proposal.circle.key, *own)


# --- Subjects ------------------------------------------------------------------


def subject_tokens(subject: Subject) -> tuple[str, ...]:
    return (subject.circle.key, subject.key)


def family_words(subject: Subject) -> str:
    return alias_today(subject.family) if subject.family else ""


def subject_row(subject: Subject) -> tuple[Any, ...]:
    return (
        alias_today(subject),
        subject.get_kind_display(),
        family_words(subject),
        Cell(tag=Tag("Invented", "purple")) if subject.invented else "",
    )


def subject_detail(
    subject: Subject, members: list[Section], buttons: tuple[Link, ...]
) -> Detail:
    made_up = "Made up for the example partnership; nobody stands behind it."
    notices = (made_up,) if subject.invented else ()
    return Detail(
        facts=(
            fact("Pseudonym of today", alias_today(subject)),
            fact("Who or what it is", subject.get_kind_display()),
            fact("Family", family_words(subject)),
            fact("Circle", circle_title(subject.circle)),
            fact("Where this comes from", subject.source_note),
        ),
        sections=tuple(members),
        tags=(Tag("Invented", "purple"),) if subject.invented else (),
        buttons=buttons,
        notices=notices,
    )


def looking_rows(rows: Iterable[Any]) -> list[tuple[Cell, ...]]:
    """Who did or read what and when, by post; never what they saw."""
    return [
        (
            Cell(text=f"{day(row.at.date())}, {row.at:%H:%M}"),
            Cell(text=row.post),
            Cell(text=row.action.replace("_", " ")),
            Cell(text=row.purpose),
        )
        for row in rows
    ]


def held_rows(identity: Any) -> list[tuple[str, Tag]]:
    """Which items the vault holds, never their content."""
    found = []
    for item, label in OPENABLE[:-1]:
        held = bool(identity and identity.holds(item))
        found.append((label, Tag("Held", "green") if held else Tag("Not held", "grey")))
    return found
