"""The front sheet of the review log: how the reviews stand on a day, in few queries.

The number of queries is the same for one review and for a thousand. Only what the
viewer may see is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from goldenthread.core.reference.queries import Clocks, NoSuchRule, read_clocks
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import Publication, Review, ReviewStep
from goldenthread.reviews.queries import open_to_whole
from goldenthread.reviews.states import FINISHED, Precision, ReviewState
from goldenthread.thread.models import Finding
from goldenthread.thread.queries import findings


CLOCK = "PRACTICE_REVIEW_PUBLISHED"
HEADLINES = 6


@dataclass(frozen=True)
class Standing:
    """One review on the day: its kind, state, and how it stands against its clock."""

    key: str
    kind: str
    state: str
    age: int | None  # days since the decision, of one still going
    clock: str  # IN_TIME, OVERDUE, MET, MET_LATE, NO_DAY, or PUBLISHED with no day


@dataclass(frozen=True)
class FrontSheet:
    on: date
    standings: tuple[Standing, ...]
    domains: tuple[tuple[str, int], ...]
    headlines: tuple[Finding, ...]
    findings: int
    circles: tuple[str, ...] = ()

    def counted(self, kind: str | None = None, *, going: bool | None = None) -> int:
        """Reviews of a kind (or all), still going or over (or both)."""
        return sum(
            (kind is None or one.kind == kind)
            and (going is None or (one.state not in FINISHED) is going)
            for one in self.standings
        )

    def by(self, name: str) -> Counter[str]:
        return Counter(getattr(one, name) for one in self.standings)


def front_sheet(viewer: Viewer, on: date) -> FrontSheet:
    """The reviews of the viewer's circles as they stood on a day, and their learning."""
    found_here = open_to_whole(viewer, Review, "").select_related("circle")
    rows = list(found_here.order_by("pk"))
    steps = _steps_of(rows)
    published = _published(rows)
    clocks = read_clocks(CLOCK)
    standings = tuple(
        _standing(one, steps[one.pk], published.get(one.pk), clocks, on)
        for one in rows
        if one.decided_on is None or one.decided_on <= on
    )
    found = _findings(viewer, [one.key for one in standings], on)
    domains = Counter(str(one.domain) if one.domain else "Not sorted" for one in found)
    return FrontSheet(
        on=on,
        standings=standings,
        domains=tuple(domains.most_common()),
        headlines=tuple(found[:HEADLINES]),
        findings=len(found),
        circles=tuple(sorted({one.circle.key for one in rows})),
    )


def _steps_of(rows: list[Review]) -> dict[int, list[ReviewStep]]:
    found: dict[int, list[ReviewStep]] = defaultdict(list)
    for one in ReviewStep.objects.filter(review__in=rows).order_by("position"):
        found[one.review_id].append(one)
    return found


def _published(rows: list[Review]) -> dict[int, date]:
    """The first day anything but a briefing of a review was published."""
    days = (
        Publication.objects.filter(review__in=rows, published_on__isnull=False)
        .exclude(kind="BRIEFING")
        .values_list("review")
        .annotate(first=Min("published_on"))
    )
    return dict(days)


def _findings(viewer: Viewer, keys: list[str], on: date) -> list[Finding]:
    found = findings(viewer).filter(origin__source_key__in=keys, found_on__lte=on)
    return list(found.select_related("domain", "origin").order_by("-found_on", "-pk"))


def _standing(
    review: Review,
    steps: list[ReviewStep],
    published: date | None,
    clocks: Clocks,
    on: date,
) -> Standing:
    state = state_on(review.state, steps, on)
    going = state not in FINISHED
    since = review.decided_on
    age = (on - since).days if going and since else None
    done = published if published and published <= on else None
    clock = "NO_DAY"
    if since and review.precision == Precision.DAY:
        clock = _clock(clocks, since, done, going, on)
    return Standing(review.key, review.kind, state, age, clock)


def state_on(now: str, steps: Iterable[ReviewStep], on: date) -> str:
    """The state on a day, from the steps: those taken by then, in their order.

    A step without a day counts with the dated one before it, or from the beginning.
    """
    steps = list(steps)
    state = ReviewState(steps[0].source if steps else now)
    for one in steps:
        if one.happened_on and one.happened_on > on:
            break
        state = ReviewState(one.target)
    return state


def _clock(
    clocks: Clocks, since: date, done: date | None, going: bool, on: date
) -> str:
    """Against the six months [M] from the decision, by the rule in force then."""
    try:
        due = clocks.due(CLOCK, since).due_on
    except NoSuchRule:
        return "NO_RULE"
    if due is None:
        return "NO_RULE"
    if going:
        return "IN_TIME" if on <= due else "OVERDUE"
    if done is None:
        return "OVER"
    return "MET" if done <= due else "MET_LATE"
