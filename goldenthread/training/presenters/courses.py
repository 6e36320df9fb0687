"""Courses, their versions and the findings behind them."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core import intervals
from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.training.models import (
    Course,
    CourseFinding,
    CourseVersion,
    TrainingSession,
)
from goldenthread.training.presenters import feedback, sessions, words
from goldenthread.training.queries import Delivery
from goldenthread.training.states import EvidenceLevel, Mode


COLUMNS = ("Course", "Kind", "Length", "Sessions held", "Attendances")
VERSION_COLUMNS = ("Version", "Course", "Taught")
FINDING_COLUMNS = ("Finding", "Course", "Taken up on")
# Reaction says whether people liked it, not whether anything changed.
LEVEL_COLOURS: dict[str, str] = {
    EvidenceLevel.NONE: "red",
    EvidenceLevel.REACTION: "orange",
    EvidenceLevel.LEARNING: "yellow",
    EvidenceLevel.PRACTICE: "green",
    EvidenceLevel.OUTCOMES: "green",
}


def course_row(course: Course) -> tuple[Cell, ...]:
    return (
        words.marked(course.title, course),
        Cell(text=course.get_kind_display()),
        Cell(text=words.length(course) or words.NOT_RECORDED),
        words.number(course.held),
        _attended(course),
    )


def _attended(course: Course) -> Cell:
    if not course.held:
        return Cell(text="None held", numeric=True)
    return words.attended(course.attended, about=bool(course.estimated))


def course_detail(
    course: Course,
    delivered: Iterable[Delivery],
    latest: Iterable[TrainingSession],
    sessions_url: str,
    buttons: tuple[Link, ...],
) -> Detail:
    renewal = f"{intervals.words(course.renew_every)}" if course.renew_every else ""
    return Detail(
        tags=words.tags(course, level_tag(course.evidence_level)),
        notices=words.notices(course, *_unproven(course)),
        facts=(
            fact("Kind of course", course.get_kind_display()),
            fact("Who it is for", course.audience),
            fact("Length", words.length(course)),
            fact("To be taken again", renewal[:1].upper() + renewal[1:]),
            fact("Where that rule is from", course.renew_rule),
            fact("Sessions held", str(course.held)),
            fact("Attendances, not people", _attended(course).text),
            *words.note(course),
        ),
        sections=(
            _delivered(delivered),
            _findings(course.informed_by.all()),
            _versions(course.versions.all()),
            feedback.evaluations_section(course.evaluations.all()),
            sessions.latest_section(latest, sessions_url),
        ),
        buttons=buttons,
    )


def level_tag(level: str) -> Tag:
    """Evidence in short; the words in full stand in the evaluation."""
    return Tag(f"Evidence: {EvidenceLevel(level).name.lower()}", LEVEL_COLOURS[level])


def _unproven(course: Course) -> tuple[str, ...]:
    if course.evidence_level in (EvidenceLevel.PRACTICE, EvidenceLevel.OUTCOMES):
        return ()
    return (
        "Nothing recorded here shows yet whether this course changes people’s work or "
        "helps a child.",
    )


def _delivered(delivered: Iterable[Delivery]) -> Section:
    rows = list(delivered)
    people = [row.attendances for row in rows if row.attendances is not None]
    return Section(
        title="Delivered so far",
        columns=("How", "Length", "Sessions", "Attendances"),
        rows=tuple(delivery_row(row) for row in rows),
        total=(
            Cell(text="All sessions held"),
            Cell(text=""),
            words.number(sum(row.sessions for row in rows)),
            words.attended(
                sum(people) if people else None,
                about=any(row.approximate for row in rows),
            ),
        )
        if rows
        else (),
        empty="No session has been held yet.",
    )


def delivery_row(row: Delivery) -> tuple[Cell, ...]:
    length = words.length_words(row.shortest, row.longest, row.length_unit)
    return (
        Cell(text=Mode(row.mode).label),
        Cell(text=length or words.NOT_RECORDED),
        words.number(row.sessions),
        words.attended(row.attendances, about=row.approximate),
    )


def _findings(links: Iterable[CourseFinding]) -> Section:
    return Section(
        title="Findings that shaped it",
        columns=("Finding", "From", "Taken up on"),
        rows=tuple(
            (
                words.linked(link, str(link.finding)),
                Cell(text=str(link.finding.origin)),
                Cell(text=words.day(link.taken_up_on)),
            )
            for link in links
        ),
        empty="No finding is recorded behind this course, so nobody can see what it "
        "answers.",
    )


def on_theme(links: Iterable[CourseFinding]) -> Section:
    """Courses that findings of a theme shaped: how many findings, since when."""
    behind: dict[Course, list[CourseFinding]] = {}
    for link in links:
        behind.setdefault(link.course, []).append(link)
    return Section(
        title="Courses it shaped",
        columns=("Course", "Findings behind it", "First taken up"),
        rows=tuple(
            (
                words.linked(course, course.title),
                words.number(len(found)),
                Cell(text=words.day(min(one.taken_up_on for one in found))),
            )
            for course, found in behind.items()
        ),
        empty="No course is recorded as shaped by one of its findings.",
    )


def _versions(versions: Iterable[CourseVersion]) -> Section:
    return Section(
        title="Versions",
        columns=("Version", "Taught", "What changed"),
        rows=tuple(
            (
                words.row_of(one, one.label),
                Cell(text=words.period(one.starts_on, one.ends_on)),
                Cell(text=one.what_changed or words.NOT_RECORDED),
            )
            for one in versions
        ),
        empty="No version is recorded.",
    )


def version_row(version: CourseVersion) -> tuple[Cell, ...]:
    return (
        words.marked(version.label, version),
        Cell(text=str(version.course)),
        Cell(text=words.period(version.starts_on, version.ends_on)),
    )


def version_detail(version: CourseVersion) -> Detail:
    return Detail(
        tags=words.tags(version),
        notices=words.notices(version),
        facts=(
            fact("Course", words.linked(version.course)),
            fact("Taught", words.period(version.starts_on, version.ends_on)),
            fact("What changed", version.what_changed),
            *words.note(version),
        ),
    )


def finding_row(link: CourseFinding) -> tuple[Cell, ...]:
    return (
        Cell(text=str(link.finding)),
        Cell(text=str(link.course)),
        Cell(text=words.day(link.taken_up_on)),
    )


def finding_detail(link: CourseFinding) -> Detail:
    return Detail(
        facts=(
            fact("Finding", words.linked(link.finding)),
            fact("Where it is from", words.linked(link.finding.origin)),
            fact("Course", words.linked(link.course)),
            fact("Taken up on", words.day(link.taken_up_on)),
            fact("How it shaped the course", link.how),
            *words.note(link),
        ),
    )
