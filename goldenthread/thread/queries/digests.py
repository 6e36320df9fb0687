"""Digests: which cycle it is, whose they are, and what each lists today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from goldenthread.core import intervals
from goldenthread.core.calendars import add_months
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Account
from goldenthread.partnership.queries import account_live
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Action, Digest, DigestMail, Evidence, Update
from goldenthread.thread.queries.improvement import lines
from goldenthread.thread.queries.rulebook import in_force
from goldenthread.thread.queries.scope import here
from goldenthread.thread.rules import CARRIERS, KEEPERS
from goldenthread.thread.states import LIVE, ActionState


ViewerOf = Callable[[int], Viewer | None]


@dataclass(frozen=True)
class Cycle:
    """One round of asking: its name, its days, and how far ahead it looks."""

    label: str
    opens_on: date
    answer_days: int
    ahead_until: date

    def answer_by(self, made_on: date) -> date:
        """Counted from the day it is made: one made late is not late already."""
        return made_on + timedelta(days=self.answer_days)


def cycle_on(on: date) -> Cycle:
    """The cycle a day lies in, by the dated row in force."""
    row = in_force("digest_cycles", on)
    opens = _opening(row["valid_from"], row["every"], on)
    return Cycle(
        label=f"{opens.day} {opens:%B %Y}",
        opens_on=opens,
        answer_days=row["answer_days"],
        ahead_until=opens + timedelta(days=row["ahead_days"]),
    )


def _opening(first: date, every: str, on: date) -> date:
    """The last opening that is not after the day, counted from the first."""
    rhythm = intervals.parse(every)
    if rhythm.unit in "DW":
        days = rhythm.length * (7 if rhythm.unit == "W" else 1)
        return first + timedelta(days=(on - first).days // days * days)
    months = rhythm.length * (12 if rhythm.unit == "Y" else 1)
    since = (on.year - first.year) * 12 + on.month - first.month
    opens = add_months(first, since // months * months)
    return opens if opens <= on else add_months(first, (since // months - 1) * months)


def digests(viewer: Viewer) -> QuerySet[Digest]:
    """Digests, the newest first: all for the business unit, else the own agency's."""
    found = Digest.objects.filter(partnership_id=here(viewer))
    if not viewer.has_role(KEEPERS):
        found = found.filter(agency_id=viewer.agency_id or 0)
    return found.select_related("agency", "post__agency").order_by(
        "-opens_on", "agency__name", "post__title", "id"
    )


def digest_page(viewer: Viewer) -> QuerySet[Digest]:
    mails = DigestMail.objects.order_by("id")
    return digests(viewer).prefetch_related(Prefetch("mails", mails))


def asked_of(
    viewer: Viewer, agency_id: int, post_id: int | None, cycle: Cycle
) -> QuerySet[Action]:
    """What an owner is asked: late, due, undated, or done with nothing to show it."""
    wanted = Q(state__in=LIVE) & (
        Q(due_on__lte=cycle.ahead_until) | Q(due_on__isnull=True)
    )
    owned = lines(viewer).filter(owner_agency_id=agency_id, owner_post_id=post_id)
    return (
        owned.annotate(shown=_shown())
        .filter(wanted | Q(state=ActionState.COMPLETE, shown=False))
        .order_by(F("due_on").asc(nulls_last=True), "title", "id")
    )


def _shown() -> Exists:
    """Whether evidence shows it, of a day not before it was agreed."""
    found = Evidence.objects.filter(action=OuterRef("pk"))
    return Exists(found.filter(effective_on__gte=OuterRef("agreed_on")))


def listed_by(viewer: Viewer, digest: Digest) -> QuerySet[Action]:
    """What a digest lists for this viewer, each with the newest word said since."""
    cycle = cycle_on(digest.opens_on)
    since = Update.objects.filter(recorded_at__gt=digest.made_at).order_by("-id")
    found = asked_of(viewer, digest.agency_id, digest.post_id, cycle)
    return found.prefetch_related(Prefetch("updates", since, to_attr="said_since"))


def answered_of(viewer: Viewer, digest: Digest) -> QuerySet[Update]:
    """What was said of the owner's actions since the digest was made."""
    return (
        Update.objects.filter(
            action__in=lines(viewer).filter(
                owner_agency=digest.agency, owner_post=digest.post
            ),
            recorded_at__gt=digest.made_at,
        )
        .select_related("action")
        .order_by("-id")
    )


def owners(by: Viewer) -> list[tuple[int, int | None]]:
    """Agency and post of everything live; for the sender, who shows nobody anything."""
    live = Action.objects.filter(
        partnership_id=here(by), state__in=(*LIVE, ActionState.COMPLETE)
    )
    pairs = live.values_list("owner_agency_id", "owner_post_id").distinct()
    return sorted(pairs, key=lambda pair: (pair[0], pair[1] or 0))


def recipients(by: Viewer, on: date) -> dict[int, list[Account]]:
    """Live accounts that may answer for an agency, by agency."""
    found: dict[int, list[Account]] = {}
    accounts = Account.objects.filter(
        account_live(on), post__partnership_id=here(by), role__in=CARRIERS
    )
    for one in accounts.select_related("post").order_by("pk"):
        found.setdefault(one.post.agency_id, []).append(one)
    return found


def to_be_told(accounts: Iterable[Account], post_id: int | None) -> list[Account]:
    """Who holds the owning post; where nobody does, everybody who may answer."""
    everybody = list(accounts)
    holders = [one for one in everybody if one.post_id == post_id]
    if holders:
        return holders
    leads = [one for one in everybody if one.role == Role.AGENCY_LEAD]
    return leads or everybody
