"""Every change to reference rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import calendars, records
from goldenthread.core.access import Refused
from goldenthread.core.models import (
    BankHoliday,
    CalendarChange,
    ChangeKind,
    ClockRule,
    SchoolTerm,
)
from goldenthread.core.reference.rules import require_may_keep_reference
from goldenthread.core.viewer import Viewer


Values = dict[str, Any]
# A row that a person has changed is no longer the data file's: loading leaves it.
BY_HAND: Values = {"loaded_as": ""}


def add_bank_holiday(*, by: Viewer, at: datetime, values: Values) -> BankHoliday:
    """Record a bank holiday; refuses a day that already is one.

    Deadlines are worked out when they are read, so every live one moves with this row.
    The change is a row of its own, from which each owner is told which ones did.
    """
    require_may_keep_reference(by)
    _require_free_day(values)
    with transaction.atomic():
        holiday = records.add(
            BankHoliday, values, by=by, at=at, action="add_bank_holiday"
        )
        note_change(holiday, ChangeKind.ADDED, by=by, at=at)
    return holiday


def note_change(
    holiday: BankHoliday, kind: ChangeKind, *, by: Viewer, at: datetime
) -> CalendarChange:
    """Write down that a calendar people had counted by gained or lost a day."""
    values = {
        "holiday": holiday,
        "kind": kind,
        "recorded_on": calendars.london_date(at),
        "recorded_by": by.label,
    }
    return records.add(
        CalendarChange, values, by=by, at=at, action="note_calendar_change"
    )


def _require_free_day(values: Values) -> None:
    same_day = BankHoliday.objects.in_force().filter(date=values["date"])
    if same_day.exists():
        raise ValidationError({"date": "That day is a bank holiday already."})


def amend_bank_holiday(
    record: BankHoliday, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> BankHoliday:
    """Correct its words, or withdraw it; refuses to move it to another day."""
    require_may_keep_reference(by)
    if values.get("date", record.date) != record.date:
        raise Refused("Withdraw this holiday and add the other day on its own.")
    if record.withdrawn_on and values.get("withdrawn_on", True) is None:
        _require_free_day({"date": record.date})
    with transaction.atomic():
        amended = records.amend(
            record,
            {**values, **BY_HAND},
            read_version=read_version,
            by=by,
            at=at,
            action="amend_bank_holiday",
        )
        if (record.withdrawn_on is None) != (amended.withdrawn_on is None):
            gone = amended.withdrawn_on is not None
            kind = ChangeKind.WITHDRAWN if gone else ChangeKind.ADDED
            note_change(amended, kind, by=by, at=at)
    return amended


def add_school_term(*, by: Viewer, at: datetime, values: Values) -> SchoolTerm:
    """Record a term, a holiday or a day without pupils; refuses days back to front."""
    require_may_keep_reference(by)
    _check_term(values)
    return records.add(SchoolTerm, values, by=by, at=at, action="add_school_term")


def _check_term(values: Values) -> None:
    if values["end"] < values["start"]:
        raise ValidationError({"end": "The last day is before the first day."})
    try:
        calendars.parse_school_year(values["academic_year"])
    except calendars.CalendarError as wrong:
        raise ValidationError({"academic_year": str(wrong)}) from wrong


def amend_school_term(
    record: SchoolTerm, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> SchoolTerm:
    """Correct or withdraw a row of a school year."""
    require_may_keep_reference(by)
    start, end = values.get("start", record.start), values.get("end", record.end)
    year = values.get("academic_year", record.academic_year)
    _check_term({"start": start, "end": end, "academic_year": year})
    return records.amend(
        record,
        {**values, **BY_HAND},
        read_version=read_version,
        by=by,
        at=at,
        action="amend_school_term",
    )


def add_clock_rule(*, by: Viewer, at: datetime, values: Values) -> ClockRule:
    """Record a rule under a new code; refuses a code that has rows already."""
    require_may_keep_reference(by)
    if ClockRule.objects.filter(code=values["code"]).exists():
        raise ValidationError(
            {"code": "This code has rows already. Change the one that holds now."}
        )
    return _add_row(by=by, at=at, values=values)


def _add_row(*, by: Viewer, at: datetime, values: Values) -> ClockRule:
    return records.add(ClockRule, values, by=by, at=at, action="add_clock_rule")


def replace_clock_rule(
    record: ClockRule, *, by: Viewer, at: datetime, values: Values, read_version: int
) -> ClockRule:
    """Close the row that holds now and put a new one after it; answers the new one.

    What was triggered earlier keeps the row of its day. Refuses a closed row, another
    code, and a first day that is not after the old row's own.
    """
    require_may_keep_reference(by)
    starts = values["valid_from"]
    if record.valid_to is not None:
        raise Refused("This row is closed. Change the row that holds now.")
    if values.get("code", record.code) != record.code:
        raise Refused("A rule keeps its code. Add the other rule on its own.")
    if starts <= record.valid_from:
        raise ValidationError(
            {
                "valid_from": "The new row must begin after "
                f"{calendars.long_date(record.valid_from)}, when this one began."
            }
        )
    with transaction.atomic():
        records.amend(
            record,
            {"valid_to": starts},
            read_version=read_version,
            by=by,
            at=at,
            action="close_clock_rule",
        )
        return _add_row(by=by, at=at, values={**values, "code": record.code})
