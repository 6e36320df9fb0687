"""Writing and checking the history (rules L1-L6).

Every function here must run inside the transaction of the act it records: the act
and its row commit together or not at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from goldenthread.core.models.history import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.core.viewer import Viewer


GENESIS = "0" * 64
SEALED = (
    "sequence",
    "at",
    "actor",
    "role",
    "post",
    "action",
    "kind",
    "record_key",
    "rows",
    "purpose",
    "subjects",
    "detail_digest",
    "previous",
)
# Any constant will do: it names the chain among a database's advisory locks.
CHAIN_LOCK = 7_430_221


@dataclass(frozen=True)
class Fault:
    """The first row at which the chain does not hold, and why."""

    sequence: int
    reason: str


def record_change(
    *,
    by: Viewer,
    at: datetime,
    action: str,
    kind: str,
    record_key: str,
    before: dict[str, Any],
    after: dict[str, Any],
    why: str = "",
    subjects: Iterable[str] = (),
) -> HistoryRow:
    """Append one change with its before and after values."""
    return _append(
        by=by,
        at=at,
        action=action,
        kind=kind,
        record_key=record_key,
        purpose=why,
        subjects=subjects,
        detail={"before": before, "after": after},
    )


def record_read(
    *,
    by: Viewer,
    at: datetime,
    action: str,
    kind: str,
    record_key: str = "",
    rows: int = 1,
    subjects: Iterable[str] = (),
    why: str = "",
) -> HistoryRow:
    """Append one reading of records about subjects; `action` is fixed by the server."""
    return _append(
        by=by,
        at=at,
        action=action,
        kind=kind,
        record_key=record_key,
        rows=rows,
        purpose=why,
        subjects=subjects,
    )


def record_refusal(*, by: Viewer, at: datetime, route: str) -> HistoryRow:
    """Append that somebody asked for a page their role may not open."""
    with transaction.atomic():
        return _append(by=by, at=at, action="refused", kind="route", record_key=route)


def _append(
    *,
    by: Viewer,
    at: datetime,
    action: str,
    kind: str,
    record_key: str = "",
    rows: int = 1,
    purpose: str = "",
    subjects: Iterable[str] = (),
    detail: dict[str, Any] | None = None,
) -> HistoryRow:
    if not connection.in_atomic_block:
        raise RuntimeError("History is written only inside the act's transaction.")
    _hold_the_chain()
    last = HistoryRow.objects.order_by("-sequence").only("sequence", "digest").first()
    tokens = sorted(set(subjects))
    row = HistoryRow(
        sequence=last.sequence + 1 if last else 1,
        at=at.astimezone(UTC),
        actor=by.account_key,
        role=by.role,
        post=by.label[:300],
        action=action,
        kind=kind,
        record_key=record_key[:64],
        rows=rows,
        purpose=purpose[:500],
        subjects=tokens,
        detail_digest=_digest(detail) if detail else "",
        previous=last.digest if last else GENESIS,
    )
    row.digest = seal(row)
    row.save(force_insert=True)
    if detail:
        HistoryDetail.objects.create(row=row, **detail)
    HistorySubject.objects.bulk_create(
        [HistorySubject(row=row, token=token) for token in tokens]
    )
    return row


def _hold_the_chain() -> None:
    """One writer at a time until commit. SQLite's IMMEDIATE transactions do it alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def seal(row: HistoryRow) -> str:
    """HMAC-SHA256 of the row's fields and the digest before, key outside the database."""
    values = {name: getattr(row, name) for name in SEALED}
    values["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    key = settings.HISTORY_KEY.encode()
    return hmac.new(key, _canonical(values), hashlib.sha256).hexdigest()


def _digest(detail: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(detail)).hexdigest()


def _canonical(values: dict[str, Any]) -> bytes:
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=True
    ).encode()


def verify() -> Fault | None:
    """Walk the whole chain; the first bad row, or None when all of it holds.

    Finds changed, missing and reordered rows, changed details, and subjects taken from
    or added to what a row touched. It cannot see that
    the end was cut off: compare the head with one anchored elsewhere (rule L5).
    """
    previous, expected = GENESIS, 1
    details, touched = _details_in_order(), _Touched()
    for row in HistoryRow.objects.order_by("sequence").iterator(chunk_size=2000):
        reason = _fault_of(row, expected, previous, details) or touched.fault_of(row)
        if reason:
            return Fault(sequence=row.sequence, reason=reason)
        previous, expected = row.digest, expected + 1
    return None


def _details_in_order() -> dict[str, Any]:
    rows = HistoryDetail.objects.order_by("row_id").iterator(chunk_size=2000)
    return {"rows": rows, "next": next(rows, None)}


class _Touched:
    """Tokens of subjects beside the rows they belong to, walked once, in step."""

    def __init__(self) -> None:
        found = HistorySubject.objects.order_by("row_id", "token")
        self._pairs = found.values_list("row_id", "token").iterator(chunk_size=2000)
        self._next = next(self._pairs, None)

    def fault_of(self, row: HistoryRow) -> str:
        found = []
        while self._next is not None and self._next[0] <= row.sequence:
            found.append(self._next[1])
            self._next = next(self._pairs, None)
        if sorted(found) == sorted(row.subjects):
            return ""
        return "the subjects it touched do not match its seal"


def _fault_of(
    row: HistoryRow, expected: int, previous: str, details: dict[str, Any]
) -> str:
    if row.sequence != expected:
        return f"row {expected} is missing"
    if row.previous != previous:
        return "it does not follow the row before it"
    if not hmac.compare_digest(row.digest, seal(row)):
        return "its content does not match its seal"
    return _detail_fault(row, details)


def _detail_fault(row: HistoryRow, details: dict[str, Any]) -> str:
    detail = details["next"]
    if detail is not None and detail.row_id == row.sequence:
        details["next"] = next(details["rows"], None)
        found = _digest({"before": detail.before, "after": detail.after})
    else:
        found = ""
    if found != row.detail_digest:
        return "its before and after values do not match its seal"
    return ""


def newest_change() -> str:
    """The seal of the newest change of anything; of readings there may be newer rows.

    Two moments at which it is the same saw the same record. In plain SQL: it is asked
    for before everything else, by pages that take a few milliseconds.
    """
    rows, details = HistoryRow._meta.db_table, HistoryDetail._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT digest FROM {rows} WHERE sequence = "  # noqa: S608 - names of ours
            f"(SELECT max(row_id) FROM {details})"
        )
        found = cursor.fetchone()
    return found[0] if found else GENESIS


def head() -> tuple[int, str]:
    """Sequence and digest of the newest row, to be anchored off the machine."""
    last = HistoryRow.objects.order_by("-sequence").first()
    return (last.sequence, last.digest) if last else (0, GENESIS)
