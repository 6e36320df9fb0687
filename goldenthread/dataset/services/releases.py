"""Releases: asked for, built, published inside, rolled back. One is in force."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import building, mapping, queries, rules, shelf, showing
from goldenthread.dataset.models import Release, Submission
from goldenthread.dataset.sealed import Damaged
from goldenthread.dataset.services.series import note_series
from goldenthread.dataset.states import RELEASE, ReleaseState, SubmissionState


LOG = logging.getLogger(__name__)
OURS = (
    "The building itself failed, for a reason that is ours. It was written down; tell "
    "whoever runs the system."
)
OPEN = (ReleaseState.ASKED, ReleaseState.BUILDING)


def ask_release(
    *, by: Viewer, at: datetime, values: dict[str, Any], invented: bool = False
) -> Release:
    """Ask for a release of everything that is accepted now. Only the analyst.

    Refuses while another is being made, and where nothing was accepted.
    """
    rules.require_may_make_releases(by)
    accepted = Submission.objects.filter(
        partnership_id=by.partnership_id, state=SubmissionState.ACCEPTED
    )
    if not accepted.exists():
        raise Refused("Nothing has been accepted yet, so there is nothing to release.")
    waiting = Release.objects.filter(partnership_id=by.partnership_id, state__in=OPEN)
    if waiting.exists():
        raise Refused("A release is being built already; wait until it is there.")
    kept = {
        "partnership_id": by.partnership_id,
        "title": values["title"],
        "asked_at": at,
        "submissions": list(accepted),
        "invented": invented,
    }
    return records.add(Release, kept, by=by, at=at, action="ask_release")


def publish_release(
    release: Release, *, by: Viewer, at: datetime, reason: str = ""
) -> Release:
    """Put a release in force: every page and figure reads it from now on.

    The one before is kept and can be put in force again (`roll_back_release`). Refuses
    a release whose figures were not protected together with all that was in force.
    """
    _require_held_against_all(release)
    return _put_in_force(release, "publish", by=by, at=at, reason=reason)


def roll_back_release(
    release: Release, *, by: Viewer, at: datetime, reason: str
) -> Release:
    """Put an earlier release in force again, and say why."""
    return _put_in_force(release, "roll_back", by=by, at=at, reason=reason)


def withdraw_release(
    release: Release, *, by: Viewer, at: datetime, reason: str
) -> Release:
    """Take a release out of use; what was published from it keeps its name."""
    rules.require_may_make_releases(by)
    return _move(release, "withdraw", by=by, at=at, values={"reason": reason})


def _put_in_force(
    release: Release, name: str, *, by: Viewer, at: datetime, reason: str
) -> Release:
    rules.require_may_make_releases(by)
    with transaction.atomic():
        same = Release.objects.filter(partnership_id=release.partnership_id)
        list(same.select_for_update(of=("self",)))
        for other in same.filter(state=ReleaseState.PUBLISHED):
            _move(other, "replace", by=by, at=at)
        values = {"published_at": at, "reason": reason}
        moved = _move(release, name, by=by, at=at, values=values)
        note_series(moved, by=by, at=at)
        return moved


def _move(one: Release, name: str, **rest: Any) -> Release:
    return records.move(one, RELEASE, name, action=f"{name}_release", **rest)


def ever_in_force(partnership_id: int) -> list[str]:
    """The names of releases whose figures people have seen, the oldest first."""
    seen = Release.objects.filter(
        partnership_id=partnership_id, published_at__isnull=False
    )
    return list(seen.order_by("built_at", "pk").values_list("name", flat=True))


def _require_held_against_all(release: Release) -> None:
    """Raises Refused where figures let out since it was built could undo what it hides."""
    place = shelf.of(release.partnership_id)
    if not showing.is_kept(place, release.name):
        return
    held = {release.name, *showing.held_against(place, release.name)}
    if set(ever_in_force(release.partnership_id)) - held:
        raise Refused(
            "Another release was published after this one was built, and the two "
            "together could tell what each of them hides: ask for the release anew."
        )


# --- The building, by the worker ------------------------------------------------------


def releases_waiting() -> QuerySet[Release]:
    return Release.objects.filter(state=ReleaseState.ASKED).order_by("asked_at", "pk")


def take_up_builds(*, by: Viewer, at: datetime) -> int:
    """Ask again for what a worker that was stopped left half built; how many."""
    left = list(Release.objects.filter(state=ReleaseState.BUILDING))
    for one in left:
        _move(one, "build_again", by=by, at=at)
    return len(left)


def build_release(
    release: Release,
    *,
    by: Viewer,
    at: datetime,
    moment: Callable[[], datetime],
    tell: Callable[[str], None] = lambda words: None,
) -> Release:
    """Build what was asked for. Where it is refused, the record says why, and the
    release in force stays in force."""
    from goldenthread.engine.errors import EngineError

    release = _move(release, "build", by=by, at=at)
    chosen = release.submissions.select_related("supply__agreement")
    try:
        place = shelf.of(release.partnership_id)
        decided = queries.decisions_until(release.partnership_id, at)
        built = building.build(chosen, place, at, decided, tell=tell)
        _work_out(built.release.name, place, release, chosen, tell)
        queries.kept_paths(place, built.release.name)
    except (EngineError, Damaged) as refusal:
        return _failed(release, str(refusal), by=by, at=moment())
    except Exception as slip:
        # As in a check: the worker goes on, and no value reaches the log.
        LOG.error("Building %s failed: %s", release.key, type(slip).__name__)
        return _failed(release, OURS, by=by, at=moment())
    done = moment()
    values = {"built_at": done, **built.values}
    return _move(release, "finish", by=by, at=done, values=values)


def _failed(release: Release, reason: str, *, by: Viewer, at: datetime) -> Release:
    return _move(release, "fail", by=by, at=at, values={"reason": reason})


def _work_out(
    name: str,
    place: shelf.Shelf,
    release: Release,
    chosen: Iterable[Submission],
    tell: Callable[[str], None],
) -> None:
    """What may be shown of a release: tables first, then maps held against them."""
    covered, earlier = _covered(chosen), ever_in_force(release.partnership_id)
    showing.protect(place, name, covered=covered, earlier=earlier, tell=tell)
    mapping.make(place, name, covered=covered, earlier=earlier, tell=tell)


def _covered(chosen: Iterable[Submission]) -> dict[str, list[tuple[date, date]]]:
    """Which days were sent of each contract."""
    found: dict[str, list[tuple[date, date]]] = {}
    for one in chosen:
        days = (one.starts_on, one.ends_on)
        found.setdefault(one.supply.contract, []).append(days)
    return found
