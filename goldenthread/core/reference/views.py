"""Pages of reference rows."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from goldenthread.core import calendars, clocks, record_views
from goldenthread.core.models import (
    BankHoliday,
    ClockRule,
    RowStatus,
    SchoolTerm,
    TermKind,
)
from goldenthread.core.models.reference import CONFIDENCES
from goldenthread.core.pages import Detail, Filter, Kind, register
from goldenthread.core.reference import forms, presenters, queries, services
from goldenthread.core.reference.load import FIRST_YEAR, LAST_YEAR
from goldenthread.core.reference.rules import may_keep_reference, may_read_reference
from goldenthread.core.viewer import Viewer


def bank_holiday_detail(holiday: BankHoliday, viewer: Viewer) -> Detail:
    return presenters.bank_holiday_detail(holiday)


def school_term_detail(term: SchoolTerm, viewer: Viewer) -> Detail:
    return presenters.school_term_detail(term)


def clock_rule_detail(rule: ClockRule, viewer: Viewer) -> Detail:
    """A rule with an example worked from today, and its other rows."""
    rows = [record_views.linked_row(CLOCK_RULE, row) for row in queries.rows_of(rule)]
    closed = "This row is closed; it still holds for what began in its time."
    return Detail(
        facts=presenters.clock_rule_facts(rule),
        tags=(presenters.confidence_tag(rule),),
        notices=(closed,) if rule.valid_to else (),
        sections=(
            presenters.example_section(_deadline_from(rule, timezone.localdate())),
            presenters.rows_section(tuple(rows)),
        ),
    )


def _deadline_from(rule: ClockRule, day: date) -> clocks.Deadline | None:
    if rule.value is None:
        return None
    began = datetime.combine(day, time(9), tzinfo=calendars.LONDON)
    return clocks.due(rule, began, queries.holidays())


YEARS = tuple((str(year), str(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1))

BANK_HOLIDAY = register(
    Kind(
        name="bank_holiday",
        label="bank holiday",
        label_plural="bank holidays",
        room="core",
        model=BankHoliday,
        visible=queries.bank_holidays,
        columns=presenters.BANK_HOLIDAY_COLUMNS,
        row=presenters.bank_holiday_row,
        title=presenters.bank_holiday_title,
        detail=bank_holiday_detail,
        may_read=may_read_reference,
        may_write=may_keep_reference,
        form=forms.BankHolidayForm,
        add=services.add_bank_holiday,
        amend=services.amend_bank_holiday,
        intro="Days that clocks of working days step over. A day added late moves "
        "every deadline counted over it.",
        search=("title", "source"),
        filters=(Filter("year", "Year", YEARS, "date__year"),),
    )
)

SCHOOL_TERM = register(
    Kind(
        name="school_term",
        label="school term or holiday",
        label_plural="school terms and holidays",
        room="core",
        model=SchoolTerm,
        visible=queries.school_terms,
        columns=presenters.SCHOOL_TERM_COLUMNS,
        row=presenters.school_term_row,
        title=presenters.school_term_title,
        detail=school_term_detail,
        may_read=may_read_reference,
        may_write=may_keep_reference,
        form=forms.SchoolTermForm,
        add=services.add_school_term,
        amend=services.amend_school_term,
        intro="To read demand by. Where no row covers a day, what it was in schools is "
        "unknown.",
        search=("name", "area_name", "academic_year", "source"),
        filters=(
            Filter("kind", "Kind", tuple(TermKind.choices), "kind"),
            Filter("status", "How it is known", tuple(RowStatus.choices), "status"),
        ),
    )
)

CLOCK_RULE = register(
    Kind(
        name="clock_rule",
        label="clock rule",
        label_plural="clock rules",
        room="core",
        model=ClockRule,
        visible=queries.clock_rules,
        columns=presenters.CLOCK_RULE_COLUMNS,
        row=presenters.clock_rule_row,
        title=presenters.clock_rule_title,
        detail=clock_rule_detail,
        may_read=may_read_reference,
        may_write=may_keep_reference,
        form=forms.ClockRuleForm,
        initial=forms.new_row_of,
        add=services.add_clock_rule,
        amend=services.replace_clock_rule,
        intro="How long there is for each step, who says so, and how sure that is. "
        "Amending a rule closes its row and adds a new one from a day you choose.",
        search=("name", "code", "trigger", "source", "edition"),
        filters=(Filter("sure", "How sure", tuple(CONFIDENCES.items()), "confidence"),),
    )
)

KINDS = (BANK_HOLIDAY, SCHOOL_TERM, CLOCK_RULE)
