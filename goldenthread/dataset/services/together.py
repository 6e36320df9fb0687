"""Several lists sent in one file, such as a workbook with a sheet for each.

Each list stays a submission of its own, with its own check, faults and decision: a
fault in one holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core.access import Refused
from goldenthread.core.models.record import new_key
from goldenthread.core.viewer import Viewer
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.services.submissions import (
    accept_submission,
    begin_submission,
    put_all,
    receive_submission,
)
from goldenthread.dataset.states import SubmissionState


# What can hold more than one list.
HOLDING = frozenset({".xlsx", ".zip"})


@dataclass(frozen=True)
class Given:
    """A file as it was handed over; `chunks` gives its bytes from the beginning."""

    name: str
    size: int
    chunks: Callable[[], Iterable[bytes]]


def send_together(
    *,
    by: Viewer,
    at: datetime,
    supplies: Sequence[Supply],
    starts_on: date,
    ends_on: date,
    file: Given,
    sent_by: str,
) -> list[Submission]:
    """Receive one file as a submission of each list said to be in it, or of none.

    Refuses lists of more than one agency or agreement, a kind of file that holds one
    list only, and whatever is refused of any single one.
    """
    _require_of_one(supplies)
    alone = len(supplies) == 1
    if not alone and PurePath(file.name).suffix.lower() not in HOLDING:
        raise ValidationError({"file": "Choose a workbook (.xlsx) or a .zip."})
    together, received = "" if alone else new_key(), []
    with transaction.atomic():
        for supply in supplies:
            one = begin_submission(
                by=by,
                at=at,
                supply=supply,
                starts_on=starts_on,
                ends_on=ends_on,
                name=file.name,
                size=file.size,
                sent_by=sent_by,
                together=together,
            )
            put_all(one, by=by, chunks=file.chunks())
            received.append(receive_submission(one, by=by, at=at))
    return received


def _require_of_one(supplies: Sequence[Supply]) -> None:
    if not supplies:
        raise ValidationError({"supplies": "Choose the lists that are in the file."})
    if len({(one.agency_id, one.agreement_id) for one in supplies}) > 1:
        raise ValidationError(
            {"supplies": "Choose lists of one agency, under one agreement."}
        )
    if len({one.contract for one in supplies}) < len(supplies):
        raise ValidationError({"supplies": "Choose each list once."})


def accept_together(submission: Submission, *, by: Viewer, at: datetime) -> Submission:
    """Accept every list of the same file that was found sound; only the analyst.

    Those with faults stay as they are, for their agency to put right.
    """
    if not submission.together:
        raise Refused("It was sent alone: accept it by itself.")
    with transaction.atomic():
        sound = Submission.objects.filter(
            partnership_id=submission.partnership_id,
            together=submission.together,
            state=SubmissionState.CHECKED,
        ).order_by("pk")
        accepted = [accept_submission(one, by=by, at=at) for one in sound]
    if not accepted:
        raise Refused("None of the lists in this file waits to be accepted.")
    return next((one for one in accepted if one.pk == submission.pk), submission)
