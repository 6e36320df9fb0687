"""Keeping identities sealed, and opening them one item at a time (rules N2, N7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldenthread.core import history
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.subjects import queries, rules
from goldenthread.subjects.models import Alias, Identity, Subject
from goldenthread.subjects.queries import Hunted
from goldenthread.subjects.states import (
    EARLIER_NAMES,
    OPENABLE,
    IdentityItem,
    Purpose,
)


KIND = Identity._meta.label_lower


def keep_identity(
    subject: Subject, values: dict[str, str], *, by: Viewer, at: datetime
) -> Identity:
    """Seal what is given of an identity; items left out stay as they are.

    The history says which items were kept, never what they hold.
    """
    rules.require_may_keep(by, subject.circle)
    given = {IdentityItem(item): words.strip() for item, words in values.items()}
    with transaction.atomic():
        identity, is_new = Identity.objects.select_for_update().get_or_create(
            subject=subject
        )
        for item, words in given.items():
            identity.close_item(item, words)
        identity.version += not is_new
        identity.save()
        _write_down(subject, identity, sorted(given), by=by, at=at)
    return identity


def _write_down(
    subject: Subject, identity: Identity, items: list[str], *, by: Viewer, at: datetime
) -> None:
    history.record_change(
        by=by,
        at=at,
        action="keep_identity",
        kind=KIND,
        record_key=identity.key,
        before={},
        after={"items": items},
        subjects=[subject.key, subject.circle.key],
    )


def open_identity(
    subject: Subject, item: str, *, purpose: str, words: str, by: Viewer, at: datetime
) -> str:
    """Open one item for a stated purpose; the history row comes before the answer.

    Refuses anybody but the business unit of the circle, a missing purpose, and an item
    that is not held.
    """
    rules.require_may_open_vault(by, subject.circle)
    if purpose not in Purpose.values or item not in dict(OPENABLE):
        raise Refused("Choose what to open and why.")
    if not words.strip():
        raise Refused("Say in a few words what you need it for.")
    with transaction.atomic():
        found = _earlier(subject) if item == EARLIER_NAMES else _held(subject, item)
        if not found:
            raise Refused("The vault does not hold this.")
        history.record_read(
            by=by,
            at=at,
            action=f"open_identity_{item.lower()}",
            kind=KIND,
            record_key=subject.key,
            subjects=[subject.key, subject.circle.key],
            why=f"{Purpose(purpose).label}: {words.strip()}",
        )
    return found


def _held(subject: Subject, item: str) -> str:
    identity = Identity.objects.filter(subject=subject).first()
    return identity.open_item(item) if identity and identity.holds(item) else ""


def _earlier(subject: Subject) -> str:
    retired = Alias.objects.filter(subject=subject, ends_on__isnull=False)
    return "\n".join(alias.value for alias in retired.order_by("ends_on", "pk"))


def names_for_check(*, by: Viewer, at: datetime) -> list[Hunted]:
    """Every name that nothing released may hold, for the publication check only.

    Refuses everybody else; the reading is one row that names each subject's token.
    """
    with transaction.atomic():
        found = list(queries.names_to_hunt(by))
        if found:
            history.record_read(
                by=by,
                at=at,
                action="hunt_names",
                kind=KIND,
                rows=len(found),
                subjects={one.subject_key for one in found},
                why="Publication check",
            )
    return found
