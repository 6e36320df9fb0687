"""The pool: trainers and their organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.training.models import (
    PoolMember,
    PoolOrganisation,
    TrainingSession,
)
from goldenthread.training.presenters import sessions, words


MEMBER_COLUMNS = ("Trainer", "Organisation", "In the pool", "Sessions led")
ORGANISATION_COLUMNS = ("Organisation", "In the pool", "Trainers")


def member_row(member: PoolMember) -> tuple[Cell, ...]:
    return (
        words.marked(member.name, member),
        Cell(text=str(member.organisation)),
        Cell(text=words.period(member.starts_on, member.ends_on)),
        words.number(member.led),
    )


def member_detail(
    member: PoolMember, latest: Iterable[TrainingSession], on: date
) -> Detail:
    return Detail(
        tags=words.tags(member, *_currency(member, on)),
        notices=words.notices(member),
        facts=(
            fact("Organisation", words.linked(member.organisation)),
            fact("In the pool", words.period(member.starts_on, member.ends_on)),
            fact("Up to date until", words.day(member.current_until)),
            fact("Account", "Has one" if member.person else "None"),
            fact("Sessions led", str(member.led)),
            *words.note(member),
        ),
        sections=(sessions.latest_section(latest, ""),),
    )


def _currency(member: PoolMember, on: date) -> tuple[Tag, ...]:
    if member.ends_on is not None and member.ends_on <= on:
        return (Tag("Left the pool", "grey"),)
    if member.current_until is None:
        return (Tag("Currency not recorded", "orange"),)
    if member.current_until < on:
        return (Tag("Needs bringing up to date", "red"),)
    return (Tag("Up to date", "green"),)


def organisation_row(organisation: PoolOrganisation) -> tuple[Cell, ...]:
    return (
        words.marked(str(organisation), organisation),
        Cell(text=words.period(organisation.starts_on, organisation.ends_on)),
        words.number(organisation.trainers),
    )


def organisation_detail(
    organisation: PoolOrganisation, buttons: tuple[Link, ...]
) -> Detail:
    agency = organisation.agency
    period = words.period(organisation.starts_on, organisation.ends_on)
    return Detail(
        tags=words.tags(organisation),
        notices=words.notices(organisation),
        facts=(
            fact("Agency on record", words.linked(agency) if agency else "None"),
            fact("In the pool", period),
            *words.note(organisation),
        ),
        sections=(_members(organisation.members.all()),),
        buttons=buttons,
    )


def _members(members: Iterable[PoolMember]) -> Section:
    return Section(
        title="Its trainers",
        columns=("Trainer", "In the pool", "Sessions led"),
        rows=tuple(
            (
                words.row_of(one, one.name),
                Cell(text=words.period(one.starts_on, one.ends_on)),
                words.number(one.led),
            )
            for one in members
        ),
        empty="No trainer of this organisation is recorded.",
    )
