"""Clocks of practice reviews: publication, delays, checkpoints, what runs beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from goldenthread.core.calendars import long_date
from goldenthread.core.running import Running
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import queries, rules
from goldenthread.reviews.clocks.common import PARTNERSHIP, is_unit, since, still_told
from goldenthread.reviews.models import (
    Checkpoint,
    Delay,
    Proceeding,
    Publication,
    Review,
)
from goldenthread.reviews.queries import conduct as carried_out
from goldenthread.reviews.states import (
    FINISHED,
    WORKING,
    Basis,
    Precision,
    ProceedingKind,
    PublicationKind,
)


# A report is publicly available for a year; after that its clock tells nothing more.
KEPT = timedelta(days=366)
# Parts of a joint review whose own law gives them a time; the others have none known.
JOINT_PARTS = {
    ProceedingKind.SAR: "ADULT_REVIEW_DONE",
    ProceedingKind.DARDR: "DOMESTIC_ABUSE_REVIEW_DONE",
}


def reviews(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    wanted = Q(state__in=WORKING)
    if done_since:
        wanted |= Q(publications__published_on__gte=done_since)
    found = queries.reviews(viewer).filter(wanted, decided_on__isnull=False)
    found = found.filter(precision=Precision.DAY).distinct()
    for review in _with_waits(found):
        yield _publish(review, viewer)


def _with_waits(found: QuerySet[Review]) -> QuerySet[Review]:
    waits = Delay.objects.filter(ends_on=None).order_by("starts_on", "pk")
    return found.prefetch_related(
        Prefetch("delays", waits, to_attr="open_delays"), "publications"
    )


def _publish(review: Any, viewer: Viewer) -> Running:
    """Age since the decision, whatever waits: a pause never stops this clock."""
    over = [one.published_on for one in review.publications.all() if one.published_on]
    exact = review.precision == Precision.DAY
    return Running(
        code="PRACTICE_REVIEW_PUBLISHED",
        record=review,
        words="Publish, or tell the Panel why not",
        began=review.decided_on if exact else None,
        done=min(over) if over and review.state in FINISHED else None,
        waits=" ".join(_wait(one) for one in review.open_delays),
        owner=PARTNERSHIP,
        mine=is_unit(viewer),
    )


def _wait(delay: Delay) -> str:
    cause = delay.get_cause_display()
    return f"Waits since {long_date(delay.starts_on)}: {cause[:1].lower()}{cause[1:]}."


def of_review(review: Review, viewer: Viewer) -> Iterator[Running]:
    if rules.sees_whole_case(viewer):
        for one in _with_waits(queries.reviews(viewer).filter(pk=review.pk)):
            yield _publish(one, viewer)


def delays(viewer: Viewer) -> Iterator[Running]:
    waiting = queries.delays(viewer).filter(ends_on=None, look_again_on__isnull=False)
    for delay in waiting:
        yield from of_delay(delay, viewer)


def of_delay(delay: Delay, viewer: Viewer) -> Iterator[Running]:
    if delay.look_again_on is None:
        return
    yield Running(
        code="DELAY_LOOKED_AT",
        record=delay,
        words="Look at the delay again",
        began=delay.starts_on,
        done=delay.ends_on,
        set_on=delay.look_again_on,
        set_words="The day set when the delay was recorded",
        owner=PARTNERSHIP,
        mine=is_unit(viewer),
    )


# --- Checkpoints -----------------------------------------------------------------------


def checkpoints(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    """Those still to be held, and written requests that await an answer."""
    unheld = Q(held_on=None) | since("held_on", done_since)
    asked = Q(ask_sent_on__isnull=False, answer_due_on__isnull=False)
    asked &= Q(answered_on=None) | since("answered_on", done_since)
    found = carried_out.checkpoints(viewer).filter(review__state__in=WORKING)
    for one in found.filter(unheld | asked):
        yield from still_told(of_checkpoint(one, viewer), done_since)


def of_checkpoint(one: Checkpoint, viewer: Viewer) -> Iterator[Running]:
    """The look at time and quality, and what it asked of the reviewer in writing."""
    yield Running(
        code="CHECKPOINT_HELD",
        record=one,
        words="Look at the time and quality of the review",
        began=None,
        done=one.held_on,
        set_on=one.due_on,
        set_words="The day planned for the checkpoint",
        owner=PARTNERSHIP,
        mine=is_unit(viewer),
    )
    if one.ask_sent_on and one.answer_due_on:
        yield Running(
            code="REVIEWER_ANSWERED",
            record=one,
            words="The reviewer owes an answer to a written request",
            began=one.ask_sent_on,
            done=one.answered_on,
            set_on=one.answer_due_on,
            set_words="The day by which the request wants an answer",
            owner="The reviewer",
            watched=is_unit(viewer),
        )


# --- What runs beside a review ------------------------------------------------------------


def proceedings(viewer: Viewer, done_since: date | None) -> Iterator[Running]:
    """Joint parts until they end, and others on the day they are looked at again."""
    part = Q(is_part=True, kind__in=list(JOINT_PARTS))
    wanted = part | Q(look_again_on__isnull=False)
    running = Q(ended_on=None) | since("ended_on", done_since)
    for one in queries.proceedings(viewer).filter(wanted, running):
        yield from of_proceeding(one, viewer)


def of_proceeding(one: Proceeding, viewer: Viewer) -> Iterator[Running]:
    """A joint part runs under its own law; any is asked after on the day set."""
    code = JOINT_PARTS.get(ProceedingKind(one.kind)) if one.is_part else None
    if code:
        yield Running(
            code=code,
            record=one,
            words=f"Complete the {one.get_kind_display().lower()}",
            began=one.starts_on,
            done=one.ended_on,
            owner=one.owner or "Not recorded",
            watched=is_unit(viewer),
        )
    if one.look_again_on:
        yield Running(
            code="PROCEEDING_ASKED_AFTER",
            record=one,
            words="Ask how it stands",
            began=one.starts_on,
            done=one.ended_on,
            set_on=one.look_again_on,
            set_words="The day set on the record",
            owner=PARTNERSHIP,
            mine=is_unit(viewer),
        )


# --- What is published --------------------------------------------------------------------


def publications(
    viewer: Viewer, on: date, done_since: date | None
) -> Iterator[Running]:
    """Reports kept public, and those planned or out whose copy is not recorded."""
    exact = Q(precision=Precision.DAY, basis=Basis.RECORDED)
    kept = Q(published_on__gte=on - KEPT)
    out_or_planned = Q(published_on__isnull=False) | Q(planned_on__isnull=False)
    unsent = out_or_planned & Q(sent_on=None)
    unsent |= since("sent_on", done_since)
    found = queries.publications(viewer).filter(
        exact, kept | unsent, kind=PublicationKind.REPORT
    )
    for publication in found:
        yield from still_told(of_publication(publication, viewer), done_since)


def of_publication(one: Publication, viewer: Viewer) -> Iterator[Running]:
    """The copy before publication, and the year it stays available."""
    if one.kind != PublicationKind.REPORT or one.precision != Precision.DAY:
        return
    if not rules.sees_whole_case(viewer):
        return
    yield Running(
        code="PRACTICE_REVIEW_SENT_BEFORE",
        record=one,
        words="Send the report to the Panel before it is published",
        began=one.published_on or one.planned_on,
        done=one.sent_on,
        owner=PARTNERSHIP,
        mine=is_unit(viewer),
    )
    if one.published_on:
        yield Running(
            code="PRACTICE_REVIEW_KEPT_PUBLIC",
            record=one,
            words="Keep the report publicly available",
            began=one.published_on,
            owner=PARTNERSHIP,
        )
