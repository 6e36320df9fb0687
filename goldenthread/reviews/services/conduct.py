"""How a review is carried out: terms, reviewers, voices, checkpoints, self-checks."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import (
    Checkpoint,
    Contribution,
    QualityCheck,
    Review,
    Reviewer,
    TermsOfReference,
)
from goldenthread.reviews.services import keeping
from goldenthread.reviews.states.conduct import Asks, Response


MARKERS = Path(__file__).parents[1] / "reference" / "quality_markers.toml"


def add_terms(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> TermsOfReference:
    """Add the terms of reference, or the next version of them; none is edited away.

    Refuses a second version without saying why, terms agreed by nobody or on no day,
    and a period that ends before it begins.
    """
    _require_pair(values, "agreed_on", "agreed_by", "Say who agreed them, and when.")
    _require_order(values, "period_from", "period_to")
    with transaction.atomic():
        earlier = parent.terms.exists()
        if earlier and not values.get("why", "").strip():
            raise ValidationError({"why": "Say why there is another version."})
        values = {
            **values,
            "review": parent,
            "position": keeping.next_position(parent.terms.all()),
            "period_from": keeping.first_of_month(values.get("period_from")),
            "period_to": keeping.first_of_month(values.get("period_to")),
        }
        return keeping.add(TermsOfReference, values, parent, by=by, at=at)


def _require_pair(values: dict[str, Any], one: str, two: str, words: str) -> None:
    if bool(values.get(one)) != bool(values.get(two)):
        raise ValidationError({two if values.get(one) else one: words})


def _require_order(values: dict[str, Any], first: str, last: str) -> None:
    begun, ended = values.get(first), values.get(last)
    if begun and ended and ended < begun:
        raise ValidationError({last: "The end cannot be before the beginning."})


def add_reviewer(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Reviewer:
    """Record who was appointed to carry the review out (2018 regulations, reg. 12 [M])."""
    values = {"review": parent, **values}
    return keeping.add(Reviewer, values, parent, by=by, at=at)


def amend_reviewer(
    reviewer: Reviewer,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Reviewer:
    """Record a declaration, or the end of an appointment with its reason (reg. 13 [M]).

    Refuses an end without a reason, and one before the appointment.
    """
    ended = values.get("ended_on")
    if bool(ended) != bool(values.get("end_reason", "").strip()):
        raise ValidationError({"end_reason": "Say why it ended, and when."})
    if ended and ended < values.get("appointed_on", reviewer.appointed_on):
        wrong = "The end cannot be before the appointment."
        raise ValidationError({"ended_on": wrong})
    about = reviewer.review
    return keeping.amend(
        reviewer, values, about, by=by, at=at, read_version=read_version
    )


def require_reviewer(review: Review) -> None:
    """Raises Refused unless a reviewer who has declared interests is in post."""
    serving = review.reviewers.filter(ended_on=None)
    if not serving.filter(declared_on__isnull=False).exists():
        raise Refused(
            "Record the reviewer first, with their declaration about conflicts of "
            "interest."
        )


# --- Voices ------------------------------------------------------------------------


def add_contribution(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Contribution:
    """Record who was invited to contribute, by role, how, and what came of it."""
    _require_contribution(values)
    values = {"review": parent, **values}
    return keeping.add(Contribution, values, parent, by=by, at=at)


def amend_contribution(
    one: Contribution,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Contribution:
    """Record the answer, what was said, and what was said of the draft."""
    _require_contribution(values)
    return keeping.amend(
        one, values, one.review, by=by, at=at, read_version=read_version
    )


def _require_contribution(values: dict[str, Any]) -> None:
    not_invited = values.get("response") == Response.NOT_INVITED
    if not_invited and not values.get("why_not", "").strip():
        raise ValidationError({"why_not": "Say why they were not invited."})
    if values.get("responded_on") and not values.get("invited_on"):
        raise ValidationError({"invited_on": "Say when they were invited."})
    _require_order(values, "invited_on", "responded_on")


# --- Checkpoints -------------------------------------------------------------------


def add_checkpoint(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Checkpoint:
    """Plan a look at the time and quality of a review (2018 regulations, reg. 14)."""
    values = {"review": parent, **values}
    return keeping.add(Checkpoint, values, parent, by=by, at=at)


def amend_checkpoint(
    one: Checkpoint,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Checkpoint:
    """Record what was found, what is asked in writing, and the answer.

    Refuses one held without saying how the review stands, a request without words, and
    one sent or answered that was never written.
    """
    wrong = "Say when it was held, and how the review stands."
    _require_pair(values, "held_on", "course", wrong)
    nothing = values.get("asks", Asks.NOTHING) == Asks.NOTHING
    if not nothing and not values.get("ask_text", "").strip():
        raise ValidationError({"ask_text": "Say what is asked for."})
    if nothing and (values.get("ask_sent_on") or values.get("answered_on")):
        raise ValidationError({"asks": "Say what was asked for."})
    return keeping.amend(
        one, values, one.review, by=by, at=at, read_version=read_version
    )


# --- Self-check --------------------------------------------------------------------


@cache
def marker_editions() -> tuple[dict[str, Any], ...]:
    """The lists of quality markers as dated rows, each with how sure it is."""
    return tuple(tomllib.loads(MARKERS.read_text(encoding="utf-8"))["edition"])


def markers_of(code: str) -> tuple[dict[str, Any], ...]:
    """The markers of one edition; none for a code nobody knows."""
    found = (one for one in marker_editions() if one["code"] == code)
    return tuple(next(found, {"marker": ()})["marker"])


def add_quality_check(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> QualityCheck:
    """Check a review against the markers of today's edition; a later check is a row.

    Refuses an answer to a marker that the edition does not have, and a missing one.
    """
    edition = marker_editions()[-1]["code"]
    asked = {one["code"] for one in markers_of(edition)}
    if set(values["answers"]) != asked:
        raise ValidationError("Answer every marker of the list, and no other.")
    values = {"review": parent, "edition": edition, **values}
    return keeping.add(QualityCheck, values, parent, by=by, at=at)
