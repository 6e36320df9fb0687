"""Accounts and invitations in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from goldenthread.core.pages import Cell, Detail, Fact, Link, Tag, fact
from goldenthread.partnership.models import Account, Invitation
from goldenthread.partnership.presenters.records import link_to
from goldenthread.partnership.states import Role


def moment(at: datetime | None) -> str:
    """“1 May 2024 at 09:30”, on the clocks of the partnership."""
    if not at:
        return ""
    here = timezone.localtime(at)
    return f"{here.day} {here:%B %Y at %H:%M}"


def account_tag(one: Account, on: date) -> Tag:
    if not one.is_active:
        return Tag("Closed", "red")
    post = one.post
    if post.starts_on > on or (post.ends_on and post.ends_on <= on):
        return Tag("Post ended", "grey")
    return Tag("Open", "green")


def account_row(one: Account) -> tuple[Any, ...]:
    tag = account_tag(one, timezone.localdate())
    return (
        one.person.name,
        one.post.title,
        one.post.agency.name,
        one.get_role_display(),
        Cell(tag=tag),
    )


def account_detail(one: Account, on: date, *, live: bool, own: bool) -> Detail:
    facts = (
        fact("Person", link_to("person", one.person)),
        fact("Post", link_to("post", one.post, one.post.title)),
        fact("Agency", link_to("agency", one.post.agency)),
        fact("Role", one.get_role_display()),
        fact("E-mail address", one.email),
        fact("Invited", moment(one.invited_at)),
        fact("Last signed in", moment(one.last_login) or "Never"),
    )
    switch = (
        Link("Close this account", reverse("deactivate_account", args=[one.key]))
        if one.is_active
        else Link("Open it again", reverse("reactivate_account", args=[one.key]))
    )
    ended = one.is_active and not live
    why = "The person no longer holds the post, so this account opens nothing."
    return Detail(
        facts,
        tags=(account_tag(one, on),),
        buttons=() if own else (switch,),
        notices=(why,) if ended else (),
    )


def invitation_tag(one: Invitation, at: datetime) -> Tag:
    if one.accepted_at:
        return Tag("Accepted", "green")
    if one.withdrawn_at:
        return Tag("Withdrawn", "grey")
    return Tag("Open", "blue") if one.expires_at > at else Tag("Too old", "grey")


def invitation_row(one: Invitation) -> tuple[Any, ...]:
    return (
        one.person.name,
        one.post.title,
        one.get_role_display(),
        moment(one.invited_at),
        Cell(tag=invitation_tag(one, timezone.now())),
    )


def invitation_detail(one: Invitation, at: datetime) -> Detail:
    is_open = not (one.accepted_at or one.withdrawn_at) and one.expires_at > at
    withdraw = Link("Withdraw it", reverse("withdraw_invitation", args=[one.key]))
    return Detail(
        (
            *invitation_facts(one),
            fact("E-mail address", one.email),
            fact("Invited", moment(one.invited_at)),
            fact("Good until", moment(one.expires_at)),
            fact("Accepted", moment(one.accepted_at) or "No"),
            *(
                [fact("Withdrawn", moment(one.withdrawn_at))]
                if one.withdrawn_at
                else []
            ),
        ),
        tags=(invitation_tag(one, at),),
        buttons=(withdraw,) if is_open else (),
    )


def invitation_facts(one: Invitation) -> tuple[Fact, ...]:
    """Who is invited to what, for somebody who may not be signed in: no links."""
    return (
        fact("Name", one.person.name),
        fact("Post", one.post.title),
        fact("Agency", one.post.agency.name),
        fact("Role", one.get_role_display()),
    )


CAN_DO = {
    Role.BUSINESS_UNIT: "Keeps every record, runs meetings and reviews, and writes the "
    "yearly report.",
    Role.AGENCY_LEAD: "Answers for one agency: its actions, returns and people.",
    Role.EXECUTIVE: "Reads what is due for decision and signs off the report.",
    Role.SCRUTINEER: "Reads across the partnership and comments on the report.",
    Role.ANALYST: "Reads measures and figures, and the rows behind them.",
    Role.TRAINER: "Sees courses and sessions of the training pool.",
    Role.ADMINISTRATOR: "Keeps accounts and structure, and sees no case content.",
}


@dataclass(frozen=True)
class Invented:
    """An invented person on the example's own sign-in page."""

    key: str
    name: str
    post: str
    agency: str
    role: str
    can_do: str


def invented_people(accounts: Iterable[Account]) -> list[tuple[str, list[Invented]]]:
    """The invented people under their roles, in the roles' order."""
    found: dict[str, list[Invented]] = {role: [] for role in Role.values}
    for one in accounts:
        found[one.role].append(
            Invented(
                key=one.key,
                name=one.person.name,
                post=one.post.title,
                agency=one.post.agency.name,
                role=one.get_role_display(),
                can_do=CAN_DO[Role(one.role)],
            )
        )
    return [(Role(role).label, people) for role, people in found.items() if people]
