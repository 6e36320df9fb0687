"""Keeping in step what lets a finding be found again by meaning."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import transaction

from goldenthread.core import history, likeness
from goldenthread.thread.models import Finding, Likeness
from goldenthread.thread.queries import text_of
from goldenthread.thread.states import FindingKind


CHUNK = 2000
KEPT = ("origin_id", "partnership_id", "day", "numbers", "edition", "stamp")


def remember(finding: Finding) -> None:
    """Make or make again a finding's likeness, in the transaction that changed it.

    Called by the finding's own services after their history row: its place in the chain
    is the stamp. Good practice is no repeat, so it is never found as one.
    """
    row = _row(finding, stamp=history.head()[0])
    values = {name: getattr(row, name) for name in (*KEPT, "mark")}
    Likeness.objects.update_or_create(finding=finding, defaults=values)


def remember_all() -> int:
    """Make every likeness anew, all or none; how many there are.

    For putting right what was found to be wrong; a new table of words brings its own
    migration. Processes that run already keep what they have read until they start
    again.
    """
    found = Finding.objects.select_related("origin").order_by("pk").iterator(CHUNK)
    made = 0
    with transaction.atomic():
        while some := list(islice(found, CHUNK)):
            made += len(_write(some))
    return made


def _write(found: Iterable[Finding]) -> list[Likeness]:
    stamp = history.head()[0]
    return Likeness.objects.bulk_create(
        [_row(one, stamp) for one in found],
        update_conflicts=True,
        unique_fields=["finding"],
        update_fields=list(KEPT),
    )


def _row(finding: Finding, stamp: int) -> Likeness:
    good = finding.kind == FindingKind.GOOD_PRACTICE
    values: dict[str, Any] = {
        "finding_id": finding.pk,
        "partnership_id": finding.origin.partnership_id,
        "origin_id": finding.origin_id,
        "day": finding.found_on,
        "numbers": b"" if good else likeness.numbers_of(text_of(finding)),
        "edition": likeness.EDITION,
        "mark": finding.key,
        "stamp": stamp,
    }
    return Likeness(**values)
