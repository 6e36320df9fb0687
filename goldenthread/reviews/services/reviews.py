"""Practice reviews: opening them, who stands in them, their steps, what they wait for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules
from goldenthread.reviews.models import (
    Delay,
    Proceeding,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.services import conduct, gate, keeping, publications
from goldenthread.reviews.states import (
    REVIEW_MOVES,
    PublicationKind,
    ReviewKind,
    ReviewState,
)
from goldenthread.subjects.rules import require_may_keep
from goldenthread.subjects.services import take_in
from goldenthread.thread.models import Origin
from goldenthread.thread.services import move_origin, open_origin
from goldenthread.thread.states import OriginKind


def add_review(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Review:
    """Open a review and, in the same transaction, its origin on the thread.

    A review that was under way or over before this record began says so in `state`, and
    may give the day its learning is dated by in `known_on`. Refuses a thematic review
    without a theme, a theme on any other, and beginning as taken into another.
    """
    require_may_keep(by, values["circle"])
    values = {"partnership_id": by.partnership_id, **values}
    known_on = values.pop("known_on", None) or values.get("decided_on")
    _require_theme(values["kind"], values.get("theme", ""))
    if values.get("state") == ReviewState.MERGED:
        raise ValidationError({"state": "Open it first, then move its subjects."})
    keeping.not_in_future(values, at)
    if not values.get("guidance_edition"):
        values["guidance_edition"] = keeping.edition_on(values.get("decided_on"))
    with transaction.atomic():
        review = records.add(
            Review,
            values,
            by=by,
            at=at,
            action="add_review",
            subjects=[values["circle"].key],
        )
        open_origin(
            by=by,
            at=at,
            partnership=review.partnership,
            kind=OriginKind.REVIEW,
            source_key=review.key,
            title=origin_title(review),
            happened_on=known_on or london_date(at),
            circle=review.circle.key,
        )
    return review


def _require_theme(kind: str, theme: str) -> None:
    if (kind == ReviewKind.THEMATIC) != bool(theme.strip()):
        raise ValidationError(
            {"theme": "Name the theme of a thematic review, and of no other."}
        )


def origin_title(review: Review) -> str:
    """Kind and theme, or the key: no pseudonym, so that no rename leaves one behind."""
    label = ReviewKind(review.kind).label
    if review.theme:
        return f"{label}: {review.theme}"
    return f"{label} (reference {review.key})"


def amend_review(
    review: Review,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Review:
    """Change what is recorded of a review; its origin follows."""
    _require_theme(values["kind"], values.get("theme", ""))
    with transaction.atomic():
        changed = keeping.amend(
            review, values, review, by=by, at=at, read_version=read_version
        )
        origin = Origin.objects.get(source_key=review.key)
        move_origin(
            origin,
            by=by,
            at=at,
            title=origin_title(changed),
            happened_on=changed.decided_on or origin.happened_on,
            circle=origin.circle,
        )
    return changed


# --- Who stands in it --------------------------------------------------------------


def add_review_subject(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> ReviewSubject:
    """Give a subject a place in a review; the review's circle takes in the subject's.

    So whoever is barred from the subject's case is barred from the review (rule A3).
    Refuses a second place in the same review.
    """
    require_may_keep(by, parent.circle)
    subject = values["subject"]
    if ReviewSubject.objects.filter(
        review=parent, subject=subject, left_on=None
    ).exists():
        raise Refused("This subject stands in the review already.")
    _require_own_incident(subject, values.get("incident"))
    with transaction.atomic():
        take_in(parent.circle, subject.circle, by=by, at=at)
        position = keeping.next_position(ReviewSubject.objects.filter(review=parent))
        values = {"review": parent, "position": position, **values}
        return keeping.add(ReviewSubject, values, parent, by=by, at=at)


def _require_own_incident(subject: Any, incident: Any) -> None:
    if incident and not incident.subjects.filter(pk=subject.pk).exists():
        wrong = "Choose an incident of this subject."
        raise ValidationError({"incident": wrong})


def amend_review_subject(
    place: ReviewSubject,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> ReviewSubject:
    """Change a place, or end it with a reason."""
    if values.get("left_on") and not values.get("reason", "").strip():
        raise ValidationError({"reason": "Say why the place ended."})
    if "incident" in values:
        _require_own_incident(place.subject, values["incident"])
    return keeping.amend(
        place, values, place.review, by=by, at=at, read_version=read_version
    )


def move_review_subject(
    place: ReviewSubject,
    to: Review,
    *,
    reason: str,
    on: date | None,
    stays: bool,
    by: Viewer,
    at: datetime,
) -> ReviewSubject:
    """Take a subject into another review; the new place says where it came from.

    With `stays` the earlier place goes on: the subject then stands in two reviews and
    is still counted once. Refuses a place that has ended, and the same review.
    """
    if place.left_on is not None:
        raise Refused("This place has ended already.")
    if place.review_id == to.pk:
        raise Refused("Choose another review than the one it stands in.")
    if not reason.strip():
        raise Refused("Say why the subject moves.")
    left_on = on or max(london_date(at), place.joined_on or london_date(at))
    values = {
        "subject": place.subject,
        "incident": place.incident,
        "joined_on": on,
        "came_from": place,
        "reason": reason,
        "shown_publicly": place.shown_publicly,
    }
    with transaction.atomic():
        if not stays:
            ended = {"left_on": left_on, "reason": reason}
            amend_review_subject(
                place, by=by, at=at, values=ended, read_version=place.version
            )
        return add_review_subject(by=by, at=at, values=values, parent=to)


# --- How it goes forward -------------------------------------------------------------


def add_review_step(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> ReviewStep:
    """Move a review one step on, signed by the viewer's post.

    Refuses a step the table does not have, appointing a reviewer who has not declared,
    publishing by the one who sent it out or while a line of the publication gate is
    open, and merging while anybody is left. Publishing keeps the files as they go out.
    """
    require_may_keep(by, parent.circle)
    name = values["move"]
    with transaction.atomic():
        review = Review.objects.select_for_update(of=("self",)).get(pk=parent.pk)
        move = REVIEW_MOVES.move(name, review.state)
        _require_ready(name, review, by, at)
        step = {
            **values,
            "review": review,
            "position": keeping.next_position(review.steps.all()),
            "source": move.source,
            "target": move.target,
            "signed_by": by.label[:300],
            "recorded_by": by.account_key,
        }
        made = keeping.add(ReviewStep, step, review, by=by, at=at)
        if name in rules.PUBLISHING:
            _release(review, by=by, at=at)
        _write_state(review, move.target, by=by, at=at)
    return made


def _require_ready(name: str, review: Review, by: Viewer, at: datetime) -> None:
    if name == "appoint_reviewer":
        conduct.require_reviewer(review)
    if name in rules.PUBLISHING:
        rules.require_second_person(by, review)
        _require_kind(name, review)
        gate.require_clear(review, at=at)
    if name == "merge_review" and review.places.filter(left_on=None).exists():
        raise Refused("Move everybody who stands in it into the other review first.")


def _require_kind(name: str, review: Review) -> None:
    """The report, or the improvements in its place: the step says which."""
    waiting = gate.publication_of(review)
    if waiting is None:
        raise Refused("Record the publication first, then publish.")
    alone = waiting.kind == PublicationKind.IMPROVEMENTS
    if alone != (name == "publish_improvements"):
        raise Refused(
            "What waits is the improvements without the report: publish those."
            if alone
            else "What waits is the report: publish the review."
        )


def _release(review: Review, *, by: Viewer, at: datetime) -> None:
    waiting = gate.publication_of(review)
    if waiting is not None:
        publications.release(waiting, by=by, at=at)


def _write_state(review: Review, state: str, *, by: Viewer, at: datetime) -> None:
    keeping.write_over(
        review, {"state": state}, review, by=by, at=at, read_version=review.version
    )


def amend_review_step(
    step: ReviewStep,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> ReviewStep:
    """Correct the day or the reason of a step; the step itself stands."""
    kept = {"happened_on", "precision", "reason"}
    values = {name: value for name, value in values.items() if name in kept}
    return keeping.amend(
        step, values, step.review, by=by, at=at, read_version=read_version
    )


FINISHED_BEFORE = (ReviewState.CLOSED, ReviewState.MERGED)


def add_delay(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Delay:
    """Say why a review waits, on whose authority, and when that is looked at again.

    No clock stops. Refuses a review that is closed, and a wait nobody agreed to.
    """
    if not values.get("authority", "").strip():
        raise ValidationError({"authority": "Say who agreed to the wait."})
    if parent.state in FINISHED_BEFORE:
        raise Refused("This review is over: nothing waits.")
    return keeping.add(Delay, {"review": parent, **values}, parent, by=by, at=at)


def amend_delay(
    delay: Delay,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Delay:
    """Change a delay, or end it."""
    _require_order(values, "starts_on", "ends_on")
    return keeping.amend(
        delay, values, delay.review, by=by, at=at, read_version=read_version
    )


def _require_order(values: dict[str, Any], first: str, last: str) -> None:
    begun, ended = values.get(first), values.get(last)
    if begun and ended and ended < begun:
        raise ValidationError({last: "The end cannot be before the beginning."})


def _require_asked_after(values: dict[str, Any]) -> None:
    if values.get("ended_on") or not values.get("holds_publication"):
        return
    if not values.get("look_again_on"):
        raise ValidationError(
            {"look_again_on": "Say when you ask how it stands: it holds publication."}
        )


def add_proceeding(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Proceeding:
    """Record what runs beside a review under its own law, owner and clock.

    What holds publication back is asked after on a day set now: it is no silent pause.
    """
    _require_order(values, "starts_on", "ended_on")
    _require_asked_after(values)
    values = {"review": parent, **values}
    return keeping.add(Proceeding, values, parent, by=by, at=at)


def amend_proceeding(
    proceeding: Proceeding,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Proceeding:
    """Change what is recorded of a proceeding, or end it."""
    _require_order(values, "starts_on", "ended_on")
    _require_asked_after(values)
    about = proceeding.review
    return keeping.amend(
        proceeding, values, about, by=by, at=at, read_version=read_version
    )
