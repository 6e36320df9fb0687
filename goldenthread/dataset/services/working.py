"""What the worker does: submissions checked, releases built, one after another.

What waits is told by the records themselves, so there is no queue that could say
something else. A worker that is stopped leaves a record half way; the next takes it up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from goldenthread.core.viewer import Viewer
from goldenthread.dataset.services import releases, submissions


def take_up(*, by: Viewer, at: datetime) -> int:
    """Put back what a worker that was stopped left half done; how many records."""
    return submissions.take_up_checks(by=by, at=at) + releases.take_up_builds(
        by=by, at=at
    )


def work_off(
    *,
    by: Viewer,
    moment: Callable[[], datetime],
    tell: Callable[[str], None] = lambda words: None,
) -> int:
    """Check and build what waits now; how many were done. Checks go before builds."""
    done = 0
    while one := submissions.submissions_waiting().first():
        tell(f"checking {one.key}")
        submissions.check_submission(one, by=by, at=moment(), moment=moment)
        done += 1
    while asked := releases.releases_waiting().first():
        tell(f"building {asked.key}")
        releases.build_release(asked, by=by, at=moment(), moment=moment, tell=tell)
        done += 1
    return done
