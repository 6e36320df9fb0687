"""Partnerships, agencies, posts, people and groups in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.core import intervals
from goldenthread.core.pages import (
    Cell,
    Detail,
    Fact,
    Link,
    Section,
    Tag,
    fact,
    number,
)
from goldenthread.partnership.models import (
    Agency,
    Dated,
    Group,
    GroupPlace,
    Membership,
    Partnership,
    Person,
    Post,
    PostHolding,
)
from goldenthread.partnership.states import MembershipKind, StatutoryPart


# Words


def day(value: date | None) -> str:
    """“1 July 2024”; nothing for nothing."""
    return f"{value.day} {value:%B %Y}" if value else ""


def period(record: Dated) -> str:
    """From when until when, in words; an open end is said as “until now”."""
    if record.ends_on:
        return f"{day(record.starts_on)} until {day(record.ends_on)}"
    return f"since {day(record.starts_on)}"


def held_tag(record: Dated, on: date) -> Tag:
    """Whether a dated record holds on a day: never by colour alone."""
    if record.starts_on > on:
        return Tag("Not yet", "blue")
    if record.ends_on and record.ends_on <= on:
        return Tag("Ended", "grey")
    return Tag("Current", "green")


def rhythm(text: str) -> str:
    return intervals.words(text) if text else ""


def link_to(name: str, record: Any, text: str = "", hint: str = "") -> Cell:
    return Cell(
        text=text or str(record),
        url=reverse(f"view_{name}", args=[record.key]),
        hint=hint,
    )


def maybe(name: str, record: Any) -> Cell | str:
    return link_to(name, record) if record else ""


def dates(record: Dated) -> tuple[Fact, Fact]:
    return (
        fact("From", day(record.starts_on)),
        fact("Until", day(record.ends_on) or "Still holds"),
    )


# Rows of lists


def partnership_row(one: Partnership) -> tuple[Any, ...]:
    return one.name, one.area_name, period(one)


def agency_row(one: Agency) -> tuple[Any, ...]:
    return one.name, one.get_kind_display(), agency_part(one), period(one)


def agency_part(one: Agency) -> Cell:
    """Its part in the arrangements."""
    if one.statutory_part != StatutoryPart.NONE:
        return Cell(tag=Tag("Safeguarding partner", "purple"))
    if one.relevant_agency:
        return Cell(tag=Tag("Relevant agency", "blue"))
    return Cell(text="Department" if one.parent_id else "Works with the partnership")


def post_row(one: Post) -> tuple[Any, ...]:
    return one.title, one.agency.name, one.get_sector_display(), period(one)


def person_row(one: Person) -> tuple[Any, ...]:
    return one.name, Cell(
        tag=Tag("Invented", "yellow")
    ) if one.invented else "Professional"


def holding_row(one: PostHolding) -> tuple[Any, ...]:
    return one.person.name, one.post.title, one.post.agency.name, period(one)


def group_row(one: Group) -> tuple[Any, ...]:
    meets = rhythm(one.rhythm) or "Not recorded"
    return one.name, one.get_kind_display(), meets, period(one)


def place_row(one: GroupPlace) -> tuple[Any, ...]:
    above = one.parent.name if one.parent else "At the top"
    return one.group.name, above, "Yes" if one.published else "No", period(one)


def membership_row(one: Membership) -> tuple[Any, ...]:
    return one.post.title, one.post.agency.name, one.group.name, period(one)


# Sections several pages share


def posts_section(title: str, posts: Iterable[Post]) -> Section:
    rows = (
        (
            link_to("post", one, one.title),
            Cell(text=one.agency.name),
            Cell(text=period(one)),
        )
        for one in posts
    )
    return Section(title, ("Post", "Agency", "Held open"), tuple(rows))


def seats_section(title: str, seats: Iterable[Membership], empty: str) -> Section:
    """Groups in which posts have a seat."""
    rows = (
        (
            link_to("group", one.group),
            link_to("post", one.post, one.post.title),
            Cell(text=one.get_kind_display()),
            link_to("membership", one, period(one)),
        )
        for one in seats
    )
    columns = ("Group", "Post", "Seat as", "When")
    return Section(title, columns, tuple(rows), empty=empty)


def holdings_section(
    title: str, holdings: Iterable[PostHolding], empty: str
) -> Section:
    rows = (
        (
            link_to("person", one.person),
            link_to("post", one.post, one.post.title),
            Cell(text=one.post.agency.name),
            link_to("post_holding", one, period(one)),
        )
        for one in holdings
    )
    columns = ("Person", "Post", "Agency", "When")
    return Section(title, columns, tuple(rows), empty=empty)


# Detail pages


def partnership_detail(one: Partnership) -> Detail:
    facts = (
        fact("Area", one.area_name),
        fact("ONS area code", one.area_code),
        fact("Short name", one.short_name),
        *dates(one),
    )
    vision = Section("Shared vision", text=one.vision, empty="Not recorded.")
    return Detail(facts, (vision,))


def agency_detail(
    one: Agency,
    on: date,
    *,
    departments: Sequence[Agency],
    posts: Sequence[Post],
    seats: Sequence[Membership],
    led: Sequence[Group],
) -> Detail:
    facts = (
        fact("Kind", one.get_kind_display()),
        fact("Safeguarding partner", one.get_statutory_part_display()),
        fact("Relevant agency", "Yes" if one.relevant_agency else "No"),
        fact("Department of", maybe("agency", one.parent) or "Stands on its own"),
        *dates(one),
        *([fact("Successor", maybe("agency", one.successor))] if one.successor else []),
    )
    sections = [
        posts_section("Posts", posts),
        seats_section(
            "Seats in groups today", seats, "No post of this agency has a seat today."
        ),
    ]
    if departments:
        sections.append(_departments(departments))
    if led:
        sections.append(_groups("Groups it leads", led))
    return Detail(
        facts,
        tuple(sections),
        tags=(held_tag(one, on),),
        notices=(one.note,) if one.note else (),
    )


def _departments(departments: Iterable[Agency]) -> Section:
    rows = (
        (
            link_to("agency", one),
            Cell(text=one.get_kind_display()),
            Cell(text=period(one)),
        )
        for one in departments
    )
    return Section("Departments", ("Department", "Kind", "On record"), tuple(rows))


def _groups(title: str, groups: Iterable[Group]) -> Section:
    rows = (
        (
            link_to("group", one),
            Cell(text=one.get_kind_display()),
            Cell(text=period(one)),
        )
        for one in groups
    )
    return Section(title, ("Group", "Kind", "When"), tuple(rows))


def post_detail(
    one: Post,
    on: date,
    *,
    holders: Sequence[PostHolding],
    seats: Sequence[Membership],
    may_keep: bool,
) -> Detail:
    unit = (
        fact("Business unit", one.get_unit_job_display() or "Yes"),
        fact(
            "Full-time equivalent",
            "" if one.fte is None else f"{one.fte.normalize():f}",
        ),
    )
    facts = (
        fact("Agency", link_to("agency", one.agency)),
        fact("Speaks for", one.get_sector_display()),
        *(unit if one.in_business_unit else ()),
        *dates(one),
    )
    add = [Link("Say who holds it", reverse("add_post_holding", args=[one.key]))]
    return Detail(
        facts,
        (
            holdings_section(
                "Who held it", holders, "Nobody is on record for this post."
            ),
            seats_section(
                "Seats in groups", seats, "This post has no seat in a group."
            ),
        ),
        tags=(held_tag(one, on),),
        buttons=tuple(add) if may_keep else (),
        notices=(one.note,) if one.note else (),
    )


def person_detail(one: Person, holdings: Sequence[PostHolding]) -> Detail:
    notices = ("This person is invented for the example partnership.",)
    return Detail(
        (fact("Name", one.name),),
        (holdings_section("Posts held", holdings, "No post is on record."),),
        tags=(Tag("Invented", "yellow"),) if one.invented else (),
        notices=notices if one.invented else (),
    )


def holding_detail(one: PostHolding, on: date) -> Detail:
    facts = (
        fact("Person", link_to("person", one.person)),
        fact("Post", link_to("post", one.post, one.post.title)),
        fact("Agency", link_to("agency", one.post.agency)),
        *dates(one),
    )
    return Detail(facts, tags=(held_tag(one, on),))


def group_detail(
    one: Group,
    on: date,
    *,
    members_on: date,
    joint_with: Sequence[Partnership],
    members: Sequence[Membership],
    places: Sequence[GroupPlace],
    below: Sequence[GroupPlace],
    may_keep: bool,
) -> Detail:
    facts = (
        fact("Kind", one.get_kind_display()),
        fact("Meets", rhythm(one.rhythm)),
        fact("Joint with", _joint(joint_with)),
        fact("Led by", maybe("agency", one.led_by)),
        *dates(one),
    )
    add = (
        Link("Add a seat", reverse("add_membership", args=[one.key])),
        Link("Move it", reverse("add_group_place", args=[one.key])),
    )
    return Detail(
        facts,
        (
            _members(one, members, members_on),
            _places(places),
            _below(below),
        ),
        lead=one.purpose,
        tags=(held_tag(one, on),),
        buttons=add if may_keep else (),
        notices=(one.note,) if one.note else (),
    )


def _joint(others: Sequence[Partnership]) -> Cell | str:
    """The other partnerships that take part, as a list."""
    if not others:
        return "No other partnership"
    return Cell(lines=tuple(str(other) for other in others))


def member_rows(members: Iterable[Membership]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            link_to("post", one.post, one.post.title),
            Cell(text=one.post.agency.name),
            Cell(text=one.get_kind_display()),
            link_to("membership", one, period(one)),
        )
        for one in members
    )


MEMBER_COLUMNS = ("Post", "Agency", "Seat as", "When")


def _members(group: Group, members: Sequence[Membership], on: date) -> Section:
    other_day = reverse("view_group_members", args=[group.key])
    return Section(
        f"Members on {day(on)}",
        MEMBER_COLUMNS,
        member_rows(members),
        empty="Nobody is on record as a member on this day.",
        links=(Link("Members on another day", other_day),),
    )


def _places(places: Iterable[GroupPlace]) -> Section:
    rows = (
        (
            link_to("group_place", one, day(one.starts_on)),
            Cell(text=day(one.ends_on) or "Still holds"),
            link_to("group", one.parent) if one.parent else Cell(text="At the top"),
            Cell(text="Yes" if one.published else "No"),
        )
        for one in places
    )
    columns = ("From", "Until", "Stood under", "On the published chart")
    return Section("Where it stood", columns, tuple(rows))


def _below(places: Iterable[GroupPlace]) -> Section:
    rows = (
        (
            link_to("group", one.group),
            Cell(text=one.group.get_kind_display()),
            Cell(text=period(one)),
        )
        for one in places
    )
    return Section(
        "Groups under it",
        ("Group", "Kind", "When"),
        tuple(rows),
        empty="No group has stood under this one.",
    )


def place_detail(one: GroupPlace, on: date) -> Detail:
    above = link_to("group", one.parent) if one.parent else "At the top"
    facts = (
        fact("Group", link_to("group", one.group)),
        fact("Stood under", above),
        fact("On the published chart", "Yes" if one.published else "No"),
        *dates(one),
    )
    return Detail(facts, tags=(held_tag(one, on),))


def membership_detail(one: Membership, on: date) -> Detail:
    facts = (
        fact("Group", link_to("group", one.group)),
        fact("Post", link_to("post", one.post, one.post.title)),
        fact("Agency", link_to("agency", one.post.agency)),
        fact("Seat as", MembershipKind(one.kind).label),
        *dates(one),
    )
    return Detail(facts, tags=(held_tag(one, on),))


def unit_rows(posts: Iterable[Post]) -> tuple[tuple[Cell, ...], ...]:
    """The business unit's posts: job, share of full time, and what was taken."""
    return tuple(
        (
            link_to("post", one, one.title),
            Cell(text=one.get_unit_job_display()),
            number(one.fte) if one.fte is not None else Cell(text="Not recorded"),
            Cell(text=one.note),
        )
        for one in posts
    )


def unit_total(posts: Sequence[Post]) -> tuple[Cell, ...]:
    known = [one.fte for one in posts if one.fte is not None]
    total = number(sum(known)) if known else Cell(text="Not recorded")
    return Cell(text=f"{len(posts)} posts"), Cell(), total, Cell()
