"""Which of the law's clocks run on incidents and reviews, and those people set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from goldenthread.core.running import Running
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules
from goldenthread.reviews.clocks import cases, conduct
from goldenthread.reviews.models import (
    AgencyReturn,
    Checkpoint,
    Delay,
    Incident,
    Notification,
    Proceeding,
    Publication,
    RapidReview,
    Review,
)


def running(
    viewer: Viewer, on: date, *, done_since: date | None = None
) -> Iterator[Running]:
    """Clocks of the cases open to the viewer: returns, and for the whole case the rest.

    An agency's lead is shown the returns of the own agency only (rule A3).
    """
    yield from cases.returns(viewer, done_since)
    if not rules.sees_whole_case(viewer):
        return
    yield from cases.notifications(viewer, done_since)
    yield from cases.rapid_reviews(viewer, done_since)
    yield from conduct.reviews(viewer, done_since)
    yield from conduct.delays(viewer)
    yield from conduct.checkpoints(viewer, done_since)
    yield from conduct.proceedings(viewer, done_since)
    yield from conduct.publications(viewer, on, done_since)


OF: dict[type, Callable[[Any, Viewer], Iterable[Running]]] = {
    AgencyReturn: cases.of_return,
    Checkpoint: conduct.of_checkpoint,
    Delay: conduct.of_delay,
    Incident: cases.of_incident,
    Notification: cases.of_notification,
    Proceeding: conduct.of_proceeding,
    Publication: conduct.of_publication,
    RapidReview: cases.of_rapid_review,
    Review: conduct.of_review,
}
