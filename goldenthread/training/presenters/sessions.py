"""Sessions of courses."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.training.models import PoolMember, TrainingSession
from goldenthread.training.presenters import feedback, words
from goldenthread.training.states import SessionState


COLUMNS = ("Date", "Course", "Run by", "How it was held", "Attendances")
SHORT_COLUMNS = ("Date", "Run by", "How it was held", "Attendances")
STATE_COLOURS: dict[str, str] = {
    SessionState.PLANNED: "blue",
    SessionState.HELD: "green",
    SessionState.CANCELLED: "grey",
}
NOT_YOURS = (
    "Somebody else led this session: you may read it, and the business unit or its "
    "trainer amends it."
)


def session_row(session: TrainingSession) -> tuple[Cell, ...]:
    return (
        words.marked(words.day(session.held_on), session),
        Cell(text=str(session.course)),
        Cell(text=session.get_run_by_display()),
        Cell(text=session.get_mode_display()),
        _came(session),
    )


def _came(session: TrainingSession) -> Cell:
    if session.state != SessionState.HELD:
        return Cell(text=session.get_state_display(), numeric=True)
    return words.attendances(session)


def latest_section(sessions: Iterable[TrainingSession], all_url: str) -> Section:
    """The latest few, with the way to all of them."""
    rows = tuple(
        (
            words.row_of(one, words.day(one.held_on)),
            Cell(text=one.get_run_by_display()),
            Cell(text=one.get_mode_display()),
            _came(one),
        )
        for one in sessions
    )
    return Section(
        title="Latest sessions",
        columns=SHORT_COLUMNS,
        rows=rows,
        links=(Link("See all its sessions", all_url),) if rows and all_url else (),
        empty="No session is recorded yet.",
    )


def session_detail(session: TrainingSession, *, theirs: bool = False) -> Detail:
    length = words.length(session) or words.length(session.course)
    state = Tag(session.get_state_display(), STATE_COLOURS[session.state])
    return Detail(
        tags=words.tags(session, state),
        notices=words.notices(session, *((NOT_YOURS,) if theirs else ())),
        facts=(
            fact("Course", words.linked(session.course)),
            fact("Date", words.day(session.held_on)),
            fact("Run by", session.get_run_by_display()),
            fact("How it was held", session.get_mode_display()),
            fact("Held inside", words.linked(session.organisation)),
            fact("Length", length),
            fact("Places", words.number(session.capacity)),
            fact("Attendances, not people", _came(session).text),
            *words.note(session),
        ),
        sections=(
            _trainers(session.trainers.all()),
            feedback.evaluations_section(session.evaluations.all()),
        ),
    )


def _trainers(trainers: Iterable[PoolMember]) -> Section:
    return Section(
        title="Trainers of the pool who led it",
        columns=("Trainer", "Organisation"),
        rows=tuple(
            (words.linked(one), words.linked(one.organisation)) for one in trainers
        ),
        empty="No trainer of the pool is recorded with this session.",
    )
