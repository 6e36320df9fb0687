"""What agencies send: received, checked, decided. Every step is in the history."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import checking, rules, shelf
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.sealed import PIECE, SealedFile
from goldenthread.dataset.states import SUBMISSION, SubmissionState


ENDINGS = frozenset({".csv", ".xlsx", ".parquet", ".zip"})
# A million rows of the widest contract are about 250 megabytes of text; the engine
# reads no larger file.
LARGEST = 512 * 1024 * 1024


def begin_submission(
    *,
    by: Viewer,
    at: datetime,
    supply: Supply,
    starts_on: date,
    ends_on: date,
    name: str,
    size: int,
    sent_by: str,
    together: str = "",
) -> Submission:
    """Open a submission whose bytes are then put down piece by piece.

    `together` is one word for all the lists that come in one file.

    Refuses who may not send for the agency, a period that the agreement does not open,
    a kind of file that is never read, and a file that is empty or too large.
    """
    rules.require_may_send_for(by, supply)
    if reason := rules.reason_closed(
        supply, starts_on, ends_on, timezone.localdate(at)
    ):
        raise Refused(f"Nothing can be sent for this period. {reason}")
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "The period must not end before it begins."})
    _require_readable(name, size)
    values = {
        "partnership_id": supply.agreement.partnership_id,
        "supply": supply,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "name": PurePath(name).name[:255],
        "size": size,
        "sent_by": sent_by,
        "together": together,
    }
    return records.add(Submission, values, by=by, at=at, action="begin_submission")


def _require_readable(name: str, size: int) -> None:
    if PurePath(name).suffix.lower() not in ENDINGS:
        raise ValidationError(
            {"file": "Choose a workbook (.xlsx), .csv, .parquet, or a .zip of one."}
        )
    if size <= 0:
        raise ValidationError({"file": "The file is empty."})
    if size > LARGEST:
        raise ValidationError({"file": "The file is larger than 512 megabytes."})


def put_piece(submission: Submission, *, by: Viewer, offset: int, piece: bytes) -> int:
    """Put the next bytes down, sealed; how many are there now.

    Refuses bytes that do not follow what is there: whoever sends asks how far it got
    and goes on from there.
    """
    rules.require_may_send_for(by, submission.supply)
    _require_state(submission, SubmissionState.RECEIVING, "More can be sent")
    held = sealed(submission)
    if offset != held.size:
        raise Refused(f"The next byte to send is number {held.size}.")
    if offset + len(piece) > submission.size:
        raise Refused("More was sent than the file was said to have.")
    if piece:
        held.add(offset, piece)
    return offset + len(piece)


def put_all(submission: Submission, *, by: Viewer, chunks: Iterable[bytes]) -> None:
    """Put a whole file down from where it stands, in pieces."""
    offset, waiting = sealed(submission).size, b""
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            piece, waiting = waiting[:PIECE], waiting[PIECE:]
            offset = put_piece(submission, by=by, offset=offset, piece=piece)
    if waiting:
        put_piece(submission, by=by, offset=offset, piece=waiting)


def receive_submission(
    submission: Submission, *, by: Viewer, at: datetime, sha256: str = ""
) -> Submission:
    """Say that all of it is there; from now on it waits to be checked.

    Refuses while bytes are missing, and where the sender's SHA-256 is another.
    """
    rules.require_may_send_for(by, submission.supply)
    held = sealed(submission)
    if held.size != submission.size:
        raise Refused(f"{submission.size - held.size:,} bytes have not arrived yet.")
    digest = hashlib.sha256()
    for piece in held.read():
        digest.update(piece)
    if sha256 and sha256.lower() != digest.hexdigest():
        raise Refused("What arrived is not what was sent: send the file again.")
    return _move(
        submission,
        "receive",
        by=by,
        at=at,
        values={"received_at": at, "sha256": digest.hexdigest()},
    )


def accept_submission(
    submission: Submission, *, by: Viewer, at: datetime
) -> Submission:
    """Accept what was checked; it takes the place of what was accepted for the period.

    Only the analyst. Rows of other periods stay; a row that comes again under its key
    counts as it was sent last.
    """
    rules.require_may_decide_submissions(by)
    with transaction.atomic():
        supply = Supply.objects.select_for_update(of=("self",)).get(
            pk=submission.supply_id
        )
        before = Submission.objects.filter(
            supply=supply,
            starts_on=submission.starts_on,
            ends_on=submission.ends_on,
            state=SubmissionState.ACCEPTED,
        ).first()
        if before is not None:
            _move(before, "replace", by=by, at=at)
        values = {"decided_at": at, "replaces": before}
        return _move(submission, "accept", by=by, at=at, values=values)


def return_submission(
    submission: Submission, *, by: Viewer, at: datetime, reason: str
) -> Submission:
    """Send it back with what is to be put right. Only the analyst."""
    rules.require_may_decide_submissions(by)
    values = {"decided_at": at, "reason": reason}
    return _move(submission, "return", by=by, at=at, values=values)


def withdraw_submission(
    submission: Submission, *, by: Viewer, at: datetime
) -> Submission:
    """Take it back before it was accepted; its bytes are removed."""
    rules.require_may_send_for(by, submission.supply)
    moved = _move(submission, "withdraw", by=by, at=at)
    transaction.on_commit(sealed(submission).remove)
    return moved


def sealed(submission: Submission) -> SealedFile:
    """Where its bytes lie."""
    folder = shelf.of(submission.partnership_id).sent
    return SealedFile(folder, submission.key, shelf.key())


def _require_state(submission: Submission, state: str, words: str) -> None:
    if submission.state != state:
        label = SubmissionState(state).label.lower()
        raise Refused(f"{words} only while a submission is “{label}”.")


def _move(one: Submission, name: str, **rest: Any) -> Submission:
    return records.move(one, SUBMISSION, name, action=f"{name}_submission", **rest)


# --- The check, by the worker ---------------------------------------------------------


def submissions_waiting() -> QuerySet[Submission]:
    """Those to be checked, the first received first."""
    return (
        Submission.objects.filter(state=SubmissionState.WAITING)
        .select_related("supply__agreement", "supply__agency")
        .order_by("received_at", "pk")
    )


def take_up_checks(*, by: Viewer, at: datetime) -> int:
    """Put back what a worker that was stopped left half checked; how many."""
    left = Submission.objects.filter(state=SubmissionState.CHECKING)
    for one in left:
        sealed(one).sweep()
        _move(one, "check_again", by=by, at=at)
    return len(left)


def check_submission(
    submission: Submission, *, by: Viewer, at: datetime, moment: Callable[[], datetime]
) -> Submission:
    """Check every row by its contract; keep the faults, sealed; move on.

    Days are judged by the day it came in. `moment` says when the check has ended.
    """
    submission = _move(submission, "check", by=by, at=at)
    found = checking.check(submission, sealed(submission))
    values = {"checked_at": moment(), **found.values}
    return _move(submission, found.move, by=by, at=values["checked_at"], values=values)
