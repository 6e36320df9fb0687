"""Who may read and keep training records, and what may happen now.

Everyone who works with practice reads them; an administrator does not (A6). The
business unit keeps all; a trainer adds the sessions they led, and amends those.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from goldenthread.core import intervals
from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.core.states import MoveRefused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.rules import KEEPERS, PRACTICE
from goldenthread.partnership.states import Role
from goldenthread.training.models import (
    Course,
    CourseFinding,
    CourseVersion,
    Evaluation,
    PoolMember,
    PoolOrganisation,
    Quote,
    TrainingSession,
)
from goldenthread.training.states import (
    SESSION_MOVES,
    Consent,
    RunBy,
    SessionState,
    Timing,
)


SESSION_KEEPERS = KEEPERS | {Role.TRAINER}
# Asking later than this measures memory of the day, sooner measures the day itself.
FOLLOW_UP_FROM = timedelta(weeks=6)
# A local choice: one more pool meeting falls into a month.
LAPSES_SOON = timedelta(days=28)


# Who


def may_read_training(viewer: Viewer) -> bool:
    return viewer.has_role(PRACTICE)


def may_keep_training(viewer: Viewer) -> bool:
    return viewer.has_role(KEEPERS)


def may_keep_sessions(viewer: Viewer) -> bool:
    """The unit, and trainers; which session a trainer may keep the service decides."""
    return viewer.has_role(SESSION_KEEPERS)


def require_may_keep_training(viewer: Viewer) -> None:
    """Raises Refused unless the viewer belongs to the business unit."""
    if not may_keep_training(viewer):
        raise Refused("Only the business unit changes this record.")


def require_may_keep_sessions(viewer: Viewer) -> None:
    """Raises Refused for everybody but the business unit and trainers."""
    if not may_keep_sessions(viewer):
        raise Refused("Only the business unit and trainers of the pool add sessions.")


def is_own(session: TrainingSession, viewer: Viewer) -> bool:
    """Whether the viewer is one of the trainers who led it."""
    return (
        viewer.person_id is not None
        and session.trainers.filter(person_id=viewer.person_id).exists()
    )


def require_own(session: TrainingSession, viewer: Viewer) -> None:
    """Raises Refused where a trainer would amend what somebody else led."""
    if may_keep_training(viewer):
        return
    if session.run_by != RunBy.POOL or not is_own(session, viewer):
        raise Refused(
            "A trainer amends only the sessions they led themselves; ask the "
            "business unit."
        )


def require_member(member: PoolMember | None) -> PoolMember:
    """Raises Refused for a trainer whom the pool does not know."""
    if member is None:
        raise Refused(
            "You are not recorded as a trainer of the pool; ask the business unit."
        )
    return member


# What


def require_length(record: Any) -> None:
    """Both ends of a length or neither, in order."""
    low, high = record.shortest, record.longest
    if (low is None) != (high is None):
        raise Refused(
            "Give the shortest and the longest length, the same number twice where "
            "there is one, or neither."
        )
    if low is not None and (low <= 0 or high < low):
        raise Refused("The longest length must not be below the shortest, or nought.")


def require_course(course: Course) -> None:
    """A code of its own, a length in order, and a renewal that is an interval."""
    require_length(course)
    if course.renew_every:
        try:
            intervals.parse(course.renew_every)
        except intervals.IntervalError as wrong:
            raise Refused(str(wrong)) from wrong
    others = Course.objects.filter(partnership=course.partnership, code=course.code)
    if others.exclude(pk=course.pk).exists():
        raise Refused(f"Another course is called “{course.code}” in figures.")


def require_dated(record: Any) -> None:
    """Raises Refused unless a record holds on at least one day."""
    if record.ends_on is not None and record.ends_on <= record.starts_on:
        raise Refused(
            f"The first day it no longer holds, {long_date(record.ends_on)}, must come "
            f"after the day it begins, {long_date(record.starts_on)}."
        )


def require_version(version: CourseVersion) -> None:
    """One version at a time: refuses days that another version of the course has."""
    require_dated(version)
    others = CourseVersion.objects.filter(course=version.course).exclude(pk=version.pk)
    last = version.ends_on - timedelta(days=1) if version.ends_on else date.max
    if other := others.during(version.starts_on, last).order_by("starts_on").first():
        raise Refused(
            f"“{other.label}” is the version from {long_date(other.starts_on)}: end it "
            "before this one begins."
        )


def require_course_finding(link: CourseFinding) -> None:
    """Refuses a finding that already stands behind the course."""
    same = CourseFinding.objects.filter(course=link.course, finding=link.finding)
    if same.exclude(pk=link.pk).exists():
        raise Refused("This finding already stands behind the course.")


def require_organisation(organisation: PoolOrganisation) -> None:
    """An agency or a name, not both, and each only once in the pool."""
    require_dated(organisation)
    if (organisation.agency is None) == (not organisation.name):
        raise Refused("Choose the agency, or give a name where it is none of them.")
    others = PoolOrganisation.objects.filter(
        partnership=organisation.partnership,
        agency=organisation.agency,
        name__iexact=organisation.name,
    )
    if others.exclude(pk=organisation.pk).exists():
        raise Refused(f"{organisation} already stands in the pool.")


def require_pool_member(member: PoolMember) -> None:
    """Days in order, and one place in the pool for each person with an account."""
    require_dated(member)
    if member.person is None:
        return
    others = PoolMember.objects.filter(person=member.person).exclude(pk=member.pk)
    if others.exists():
        raise Refused(f"{member.person} already stands in the pool.")


def require_session(session: TrainingSession, trainers: Any) -> None:
    """Refuses a count without a session held, and a pool session without a trainer."""
    require_length(session)
    if session.attendances is not None and session.state != SessionState.HELD:
        raise Refused("Attendances belong to a session that was held.")
    if session.run_by == RunBy.POOL and not trainers:
        raise Refused("Choose the trainer of the pool who leads the session.")
    for member in trainers or ():
        require_in_pool(member, session.held_on)


def require_in_pool(member: PoolMember, day: date) -> None:
    """Raises Refused for a session before a trainer joined or after they left."""
    if day < member.starts_on or (member.ends_on and day >= member.ends_on):
        raise Refused(f"{member} was not in the pool on {long_date(day)}.")


def require_not_ahead(session: TrainingSession, today: date) -> None:
    """Raises Refused where a session of a coming day is said to have been held."""
    if session.state == SessionState.HELD and session.held_on > today:
        raise Refused(f"{long_date(session.held_on)} is still to come: say planned.")


def require_session_move(before: str, after: str) -> None:
    """Raises MoveRefused for a step the table of moves does not have."""
    steps = SESSION_MOVES.open_from(before)
    if before != after and not any(step.target == after for step in steps):
        labels = SESSION_MOVES.labels
        raise MoveRefused(
            f"A session that is “{labels[before].lower()}” cannot become "
            f"“{labels[after].lower()}”."
        )


def require_evaluation(evaluation: Evaluation) -> None:
    """A session of the same course, and six weeks before people are asked again."""
    asked, answered = evaluation.asked, evaluation.responses
    if asked is not None and answered is not None and answered > asked:
        raise Refused(f"{answered} answers cannot come from {asked} people asked.")
    session = evaluation.session
    if session is None:
        return
    if session.course_id != evaluation.course.pk:
        raise Refused("The session is of another course.")
    gap = evaluation.evaluated_on - session.held_on
    if gap < timedelta(0):
        raise Refused("The evaluation is dated before the session.")
    if evaluation.timing == Timing.FOLLOW_UP and gap < FOLLOW_UP_FROM:
        raise Refused(
            f"{gap.days} days after the session is not some weeks later: six weeks at "
            "least must lie between, to see a change in people’s work."
        )


def require_quote(quote: Quote) -> None:
    """Consent that is given has a day or a basis, and a post that checked the words."""
    if quote.consent != Consent.GIVEN:
        return
    if quote.consent_on is None and not quote.consent_basis:
        raise Refused("Say when consent was given, or how we know of it.")
    if quote.checked_by is None:
        raise Refused("Name the post that checked that the words point to nobody.")
