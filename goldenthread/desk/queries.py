"""What the desk gathers from every room, within what the viewer may see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec

from django.db.models import QuerySet

from goldenthread.core import pages
from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer
from goldenthread.desk.models import CalendarFeed, ProgramToken, SeenChange
from goldenthread.partnership.queries import viewer_for
from goldenthread.subjects.queries import circle_keys


SOURCES = (
    "reviews",
    "subjects",
    "thread",
    "audits",
    "governance",
    "training",
    "dataset",
    "report",
)
HITS_OF_A_KIND = 5


def due(viewer: Viewer, on: date) -> list[Due]:
    """Everything due for the viewer, the latest first, what has no date last."""
    found = [one for offer in _offers() for one in offer(viewer, on)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or on))


def _offers() -> Iterable[Callable[[Viewer, date], list[Due]]]:
    for room in SOURCES:
        name = f"goldenthread.{room}.queries"
        if find_spec(f"goldenthread.{room}") and find_spec(name):
            offer = getattr(import_module(name), "due", None)
            if offer:
                yield offer


@dataclass(frozen=True)
class Hits:
    """What a search found of one kind; `more` when there is more than is shown."""

    kind: pages.Kind
    records: tuple
    more: bool


def search(viewer: Viewer, words: str) -> list[Hits]:
    """Records holding all the words, kind by kind, within what the viewer may see."""
    if not words.strip():
        return []
    found = []
    for kind in pages.KINDS.values():
        if not kind.search or not kind.may_read(viewer):
            continue
        records = list(kind.matching(viewer, words)[: HITS_OF_A_KIND + 1])
        if records:
            more = len(records) > HITS_OF_A_KIND
            found.append(Hits(kind, tuple(records[:HITS_OF_A_KIND]), more))
    return found


# --- A person's own feed, and what they have seen ---------------------------------------


def own_feed(viewer: Viewer) -> CalendarFeed | None:
    """The viewer's live calendar feed, if there is one."""
    mine = CalendarFeed.objects.filter(account_id=viewer.account_id, withdrawn_at=None)
    return mine.first()


def digest_of(secret: str) -> str:
    """What is kept of a secret; it is random enough that one plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(secret: str) -> CalendarFeed | None:
    """The live feed that a secret address stands for."""
    return CalendarFeed.objects.filter(
        digest=digest_of(secret), withdrawn_at=None
    ).first()


def seen_changes(viewer: Viewer) -> dict[int, datetime]:
    """When the viewer said they had seen each changed calendar."""
    mine = SeenChange.objects.filter(account_key=viewer.account_key)
    return dict(mine.values_list("change_id", "seen_at"))


def viewer_now(account_id: int, on: date) -> Viewer | None:
    """The account as the viewer it is today, with the circles open to it; or nobody."""
    found = viewer_for(account_id, on)
    if found is None:
        return None
    return replace(found, circles=circle_keys(found.person_id, on))


# --- Tokens of other programs -----------------------------------------------------------


def own_tokens(viewer: Viewer) -> QuerySet[ProgramToken]:
    """The viewer's tokens that have not been withdrawn, the newest first."""
    mine = ProgramToken.objects.filter(account_id=viewer.account_id, withdrawn_at=None)
    return mine.order_by("-pk")


def token_of(secret: str, at: datetime) -> ProgramToken | None:
    """The live token that a secret stands for."""
    return ProgramToken.objects.filter(
        digest=digest_of(secret), withdrawn_at=None, expires_at__gt=at
    ).first()
