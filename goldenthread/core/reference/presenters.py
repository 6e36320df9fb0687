"""Reference rows in words."""

from __future__ import annotations

from datetime import date

from goldenthread.core.calendars import counted, long_date
from goldenthread.core.clocks import (
    CONFIDENCE_WORDS,
    UNIT_NOUNS,
    Confidence,
    Deadline,
    Direction,
    Rule,
    Sense,
    Unit,
)
from goldenthread.core.models import BankHoliday, ClockRule, RowStatus, SchoolTerm
from goldenthread.core.models.reference import CONFIDENCES
from goldenthread.core.pages import Cell, Detail, Fact, Section, Tag, fact


COLOURS = {
    Confidence.READ: "green",
    Confidence.SECONDARY: "blue",
    Confidence.KNOWLEDGE: "yellow",
    Confidence.OPEN: "orange",
}


def day_words(day: date | None) -> str:
    return long_date(day) if day else ""


def weekday_and_date(day: date) -> str:
    return f"{day:%A} {long_date(day)}"


# Bank holidays

BANK_HOLIDAY_COLUMNS = ("Holiday", "Day", "Where", "State")


def bank_holiday_row(holiday: BankHoliday) -> tuple[Cell, ...]:
    return (
        Cell(holiday.title),
        Cell(weekday_and_date(holiday.date)),
        Cell(holiday.get_division_display()),
        Cell(tag=holiday_tag(holiday)),
    )


def holiday_tag(holiday: BankHoliday) -> Tag:
    if holiday.withdrawn_on:
        return Tag("Withdrawn", "grey")
    return (
        Tag("Announced late", "yellow") if holiday.announced_on else Tag("Kept", "blue")
    )


def bank_holiday_title(holiday: BankHoliday) -> str:
    return f"{holiday.title}, {long_date(holiday.date)}"


def bank_holiday_detail(holiday: BankHoliday) -> Detail:
    return Detail(
        lead="No clock of working days counts this day."
        if not holiday.withdrawn_on
        else "This day was withdrawn: it is an ordinary day again.",
        tags=(holiday_tag(holiday),),
        facts=(
            fact("Day", weekday_and_date(holiday.date)),
            fact("Where", holiday.get_division_display()),
            fact("Announced", day_words(holiday.announced_on) or "With its year"),
            fact("Withdrawn", day_words(holiday.withdrawn_on) or "No"),
            fact("Source", holiday.source),
        ),
    )


# School terms

SCHOOL_TERM_COLUMNS = (
    "Term or holiday",
    "Area",
    "School year",
    "Kind",
    "Days",
    "State",
)


def school_term_row(term: SchoolTerm) -> tuple[Cell, ...]:
    return (
        Cell(term.name),
        Cell(term.area_name),
        Cell(term.academic_year),
        Cell(term.get_kind_display()),
        Cell(term_days(term)),
        Cell(tag=term_tag(term)),
    )


def term_days(term: SchoolTerm) -> str:
    if term.start == term.end:
        return long_date(term.start)
    return f"{long_date(term.start)} to {long_date(term.end)}"


def term_tag(term: SchoolTerm) -> Tag:
    if term.withdrawn_on:
        return Tag("Withdrawn", "grey")
    if term.status == RowStatus.ESTIMATED:
        return Tag("Estimated", "yellow")
    return Tag("Reported", "green")


def school_term_title(term: SchoolTerm) -> str:
    return f"{term.name}, {term.area_name}, {term.academic_year}"


def school_term_detail(term: SchoolTerm) -> Detail:
    return Detail(
        lead="Shown beside figures of demand. School holidays stop no clock.",
        tags=(term_tag(term),),
        facts=(
            fact("Kind", term.get_kind_display()),
            fact("First day", weekday_and_date(term.start)),
            fact("Last day", weekday_and_date(term.end)),
            fact("Area", Cell(term.area_name, hint=term.area_code)),
            fact("How it is known", term.get_status_display()),
            fact("Source", term.source),
            fact("Note", term.note or "None"),
            fact("Withdrawn", day_words(term.withdrawn_on) or "No"),
        ),
    )


# Clock rules

CLOCK_RULE_COLUMNS = (
    "What is to be done",
    "How long",
    "From when",
    "How sure",
    "Holds",
)


def clock_rule_row(rule: ClockRule) -> tuple[Cell, ...]:
    return (
        Cell(rule.name),
        Cell(time_words(rule)),
        Cell(rule.trigger),
        Cell(tag=confidence_tag(rule)),
        Cell(period_words(rule)),
    )


def time_words(rule: ClockRule) -> str:
    """`Within 5 working days`, `Not before 30 days`, `7 working days before`."""
    if rule.value is None:
        return "No fixed time"
    length = counted(rule.value, UNIT_NOUNS[Unit(rule.unit)])
    if rule.direction == Direction.BEFORE:
        return f"At least {length} before"
    return (
        f"Not before {length}" if rule.sense == Sense.EARLIEST else f"Within {length}"
    )


def confidence_tag(rule: Rule) -> Tag:
    return Tag(CONFIDENCES[rule.confidence], COLOURS[Confidence(rule.confidence)])


def period_words(rule: ClockRule) -> str:
    start = long_date(rule.valid_from)
    if rule.valid_to is None:
        return f"Since {start}"
    return f"From {start} until before {long_date(rule.valid_to)}"


def clock_rule_title(rule: ClockRule) -> str:
    return rule.name


def clock_rule_facts(rule: ClockRule) -> tuple[Fact, ...]:
    return (
        fact("How long", time_words(rule)),
        fact("Counted in", rule.get_unit_display()),
        fact("What starts it", rule.trigger),
        fact("What ends it", rule.end),
        fact("Can it be paused?", "Yes" if rule.pause_allowed else "No"),
        fact("Law or guidance", rule.edition),
        fact("Source", rule.source),
        fact(
            "How sure",
            Cell(
                tag=confidence_tag(rule),
                hint=CONFIDENCE_WORDS[Confidence(rule.confidence)],
            ),
        ),
        fact("Holds", period_words(rule)),
        fact("Note", rule.note or "None"),
        fact("Code", rule.code),
    )


def example_section(deadline: Deadline | None) -> Section:
    """What the rule would say if its trigger were today."""
    if deadline is None:
        return Section(
            title="If it began today",
            text="No fixed time is set, so nothing falls due.",
        )
    verb = "Allowed from" if deadline.rule.sense == Sense.EARLIEST else "Due"
    return Section(
        title="If it began today",
        text=f"{verb} {deadline.words}: {deadline.working}.",
    )


def rows_section(rows: tuple[tuple[Cell, ...], ...]) -> Section:
    return Section(
        title="Every row of this rule",
        columns=CLOCK_RULE_COLUMNS,
        rows=rows,
    )
