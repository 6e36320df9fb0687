"""Audits in words, tags and tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from goldenthread.audits.models import (
    Audit,
    AuditCase,
    AuditCriterion,
    AuditCycle,
    AuditGrade,
    AuditRequest,
    AuditTool,
    Grade,
)
from goldenthread.audits.queries import rhythm_between
from goldenthread.audits.states import (
    AuditState,
    CriterionKind,
    Precision,
    RequestState,
)
from goldenthread.core import intervals, pages
from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Fact, Link, Section, Tag, fact, number


STATE_COLOURS = {
    AuditState.PLANNED: "blue",
    AuditState.HELD: "yellow",
    AuditState.REPORTED: "green",
    AuditState.CANCELLED: "grey",
}
REQUEST_COLOURS = {
    RequestState.ASKED: "blue",
    RequestState.RETURNED: "green",
    RequestState.NOT_INVOLVED: "grey",
}
GRADE_COLOURS = {
    "outstanding": "green",
    "good": "green",
    "requires-improvement": "yellow",
    "inadequate": "red",
}


# --- Words and tags --------------------------------------------------------------


def day(value: date | None, precision: str = Precision.DAY, absent: str = "") -> str:
    """A day in words, no more exact than it is known."""
    if value is None:
        return absent
    if precision == Precision.MONTH:
        return f"{value:%B %Y}"
    if precision == Precision.YEAR:
        return str(value.year)
    if precision == Precision.FINANCIAL_YEAR:
        return f"{value.year}-{(value.year + 1) % 100:02}"
    return long_date(value)


def held(audit: Audit, absent: str = "") -> str:
    return day(audit.held_on, audit.held_precision, absent)


def planned(audit: Audit, absent: str = "") -> str:
    return day(audit.planned_on, audit.planned_precision, absent)


def state_tag(audit: Audit) -> Tag:
    return Tag(audit.get_state_display(), STATE_COLOURS[audit.state])


def request_tag(request: AuditRequest) -> Tag:
    return Tag(request.get_state_display(), REQUEST_COLOURS[request.state])


def grade_tag(grade: Grade) -> Tag:
    return Tag(grade.label, GRADE_COLOURS.get(grade.code, "grey"))


def files(audit: Audit) -> str:
    """How many files, and whose: a recorded size beats none, files counted beat both."""
    count = audit.files or audit.cohort_size
    if not count:
        return ""
    words = {"CHILD": "children", "WOMAN": "women", "ADULT": "adults"}
    words |= {"FAMILY": "families", "AGENCY": "agencies"}
    plural = words[audit.case_kind]
    return f"{count} {plural if count != 1 else audit.get_case_kind_display().lower()}"


def notices(audit: Audit) -> tuple[str, ...]:
    """What a reader must know first: a note, and a count that does not agree."""
    found = [audit.note] if audit.note else []
    if audit.files and audit.cohort_size and audit.files != audit.cohort_size:
        found.append(
            f"{audit.cohort_size} files were to be looked at; "
            f"{audit.files} {'is' if audit.files == 1 else 'are'} written down here."
        )
    return tuple(found)


def linked(record: Any) -> Cell:
    if record is None:
        return Cell()
    kind = pages.kind_of(type(record))
    return Cell(text=str(record), url=kind.url(record) if kind else "")


def yes_no(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[value]


# --- Rows ---------------------------------------------------------------------------


def audit_row(audit: Audit) -> tuple[Any, ...]:
    return (
        audit.title,
        audit.get_kind_display(),
        held(audit)
        or Cell(text=planned(audit), hint="planned" * bool(audit.planned_on)),
        files(audit),
        Cell(tag=state_tag(audit)),
    )


def cycle_row(cycle: AuditCycle) -> tuple[Any, ...]:
    return (
        cycle.title,
        cycle.get_kind_display(),
        intervals.words(cycle.rhythm) if cycle.rhythm else "",
        number(len(cycle.rounds.all())),
    )


def tool_row(tool: AuditTool) -> tuple[Any, ...]:
    until = day(tool.ends_on, absent="In use")
    return (tool.name, tool.edition, day(tool.starts_on), until)


def grade_word_row(grade: Grade) -> tuple[Any, ...]:
    return (grade.label, grade.definition, day(grade.starts_on))


def criterion_row(criterion: AuditCriterion) -> tuple[Any, ...]:
    return (criterion.text, criterion.get_kind_display(), criterion.audit.title)


def case_row(case: AuditCase) -> tuple[Any, ...]:
    overall = [one for one in case.grades.all() if not one.line]
    tag = grade_tag(overall[-1].grade) if overall else None
    absent = "Replaced" if case.replaced else "Not graded"
    return (
        str(case),
        case.get_kind_display(),
        Cell(tag=tag) if tag else absent,
        case.audit.title,
    )


def grade_row(given: AuditGrade) -> tuple[Any, ...]:
    return (
        given.line or "Overall",
        str(given.case or "The whole audit"),
        Cell(tag=grade_tag(given.grade)),
        str(given.agency or ""),
        given.audit.title,
    )


def request_row(request: AuditRequest) -> tuple[Any, ...]:
    return (
        str(request.agency),
        request.audit.title,
        Cell(tag=request_tag(request)),
        day(request.due_on),
    )


# --- Facts --------------------------------------------------------------------------------


def audit_facts(audit: Audit) -> tuple[Fact, ...]:
    """What every audit should have said; what few have is shown where it is."""
    rare = (
        ("Planned for", planned(audit)),
        ("Led by", audit.group),
        ("Round of", linked(audit.cycle) if audit.cycle else ""),
        ("Tool", linked(audit.tool) if audit.tool else ""),
    )
    return (
        fact("Kind", audit.get_kind_display()),
        fact("Why it was chosen", audit.reason),
        *(fact(label, value) for label, value in rare if value),
        fact("Held", held(audit, "Not yet")),
        fact("Reported", day(audit.reported_on, absent="Not yet")),
        fact("Records looked at", _period(audit)),
        fact("Files", files(audit)),
        fact("How they were chosen", audit.how_drawn),
        fact("Parents’ and carers’ records asked for", yes_no(audit.parents_records)),
        fact("How it was done", audit.method),
    )


def _period(audit: Audit) -> str:
    if audit.period_from and audit.period_to:
        return f"{day(audit.period_from)} to {day(audit.period_to)}"
    return day(audit.period_from or audit.period_to)


def cycle_facts(cycle: AuditCycle, rounds: list[Audit]) -> tuple[Fact, ...]:
    """What is meant beside what the rounds say."""
    meant = intervals.words(cycle.rhythm) if cycle.rhythm else ""
    return (
        fact("Kind", cycle.get_kind_display()),
        fact("Meant to be", meant),
        fact("By its rounds", found_rhythm(rounds)),
    )


def found_rhythm(rounds: list[Audit]) -> str:
    days = [one.held_on or one.planned_on for one in rounds]
    known = [one for one in days if one is not None]
    if len(known) < 2:
        return "Too few rounds to say"
    found = rhythm_between(known[-2], known[-1])
    return intervals.words(found) if found else "Two rounds in one month"


def tool_facts(tool: AuditTool) -> tuple[Fact, ...]:
    return (
        fact("Version", tool.edition),
        fact("Lines that are graded", Cell(lines=tuple(tool.lines.splitlines()))),
        fact("In use from", day(tool.starts_on)),
        fact("Until", day(tool.ends_on, absent="Still in use")),
    )


def grade_word_facts(grade: Grade) -> tuple[Fact, ...]:
    return (
        fact("What it means", grade.definition),
        fact("In use from", day(grade.starts_on)),
        fact("Until", day(grade.ends_on, absent="Still in use")),
    )


def criterion_facts(criterion: AuditCriterion) -> tuple[Fact, ...]:
    return (
        fact("Audit", linked(criterion.audit)),
        fact("Kind", criterion.get_kind_display()),
    )


def case_facts(case: AuditCase) -> tuple[Fact, ...]:
    facts = [fact("Audit", linked(case.audit)), fact("Who", case.get_kind_display())]
    if case.drawn_as:
        facts.append(fact("Pseudonym in its sample", case.drawn_as))
    if case.replaced:
        facts.append(fact("Why another was looked at instead", case.replaced))
    return tuple(facts)


def grade_facts(given: AuditGrade) -> tuple[Fact, ...]:
    return (
        fact("Audit", linked(given.audit)),
        fact("Case", linked(given.case) if given.case else "The whole audit"),
        fact("Line", given.line or "Overall"),
        fact("Grade", Cell(tag=grade_tag(given.grade))),
        fact("Agency", given.agency or "No one agency"),
        fact("Date", day(given.graded_on)),
        fact("Agreed in moderation", yes_no(given.moderated)),
        fact("Note", given.note or "None"),
    )


def request_facts(request: AuditRequest) -> tuple[Fact, ...]:
    return (
        fact("Audit", linked(request.audit)),
        fact("Agency", request.agency),
        fact("Asked", day(request.asked_on)),
        fact("Due", day(request.due_on, absent="No date set")),
        fact("Answered", day(request.answered_on, absent="Not yet")),
    )


# --- Sections ---------------------------------------------------------------------------------


def criteria_section(
    criteria: Iterable[AuditCriterion], links: tuple[Link, ...]
) -> Section:
    rows = tuple(
        (linked(one), Cell(text=CriterionKind(one.kind).label)) for one in criteria
    )
    columns = ("Criterion", "Kind")
    empty = "No criterion is written down."
    return Section("Who was in the sample", columns, rows, empty=empty, links=links)


def grades_section(given: Iterable[AuditGrade], links: tuple[Link, ...]) -> Section:
    """Overall grades and lines side by side; nothing is averaged."""
    rows = tuple(
        (
            Cell(text=str(one.case or "The whole audit"), url=_url(one)),
            Cell(text=one.line or "Overall"),
            Cell(tag=grade_tag(one.grade)),
            Cell(text=str(one.agency or "")),
            Cell(text=one.note),
        )
        for one in given
    )
    columns = ("Case", "Line", "Grade", "Agency", "Note")
    return Section("Grades", columns, rows, empty="No grade was given.", links=links)


def _url(record: Any) -> str:
    kind = pages.kind_of(type(record))
    return kind.url(record) if kind else ""


def requests_section(found: Iterable[AuditRequest], links: tuple[Link, ...]) -> Section:
    rows = tuple(
        (
            Cell(text=str(one.agency), url=_url(one)),
            Cell(tag=request_tag(one)),
            Cell(text=day(one.due_on)),
            Cell(text=day(one.answered_on)),
        )
        for one in found
    )
    columns = ("Agency", "State", "Due", "Answered")
    empty = "No agency was asked yet."
    return Section("Agencies asked", columns, rows, empty=empty, links=links)


def rounds_section(rounds: Iterable[Audit]) -> Section:
    rows = tuple(
        (
            linked(one),
            Cell(text=held(one) or planned(one)),
            Cell(tag=state_tag(one)),
        )
        for one in rounds
    )
    return Section("Rounds", ("Audit", "When", "State"), rows)
