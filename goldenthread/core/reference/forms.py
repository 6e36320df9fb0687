"""Raw input to clean values for reference rows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from goldenthread.core import calendars
from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    WholeNumberField,
    WordsField,
    YesNoField,
)
from goldenthread.core.models import ClockRule, RowStatus, TermKind
from goldenthread.core.models.reference import (
    CONFIDENCES,
    DIRECTIONS,
    SENSES,
    UNITS,
)


SOURCE = "Who says so, precisely enough to look it up"


class BankHolidayForm(PlainForm):
    date = PlainDateField(label="Day")
    title = WordsField(label="Name", longest=120)
    source = WordsField(label="Source", longest=300, help_text=SOURCE)
    announced_on = PlainDateField(
        label="Announced",
        required=False,
        help_text="Only for a day announced after its year’s calendar was known",
    )
    withdrawn_on = PlainDateField(
        label="Withdrawn",
        required=False,
        help_text="From this day on it is a working day again",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A holiday keeps its day; a new one has not been withdrawn.
        del self.fields["date" if self.record else "withdrawn_on"]


class SchoolTermForm(PlainForm):
    headings = {"kind": "What it is", "source": "Who says so"}

    area_name = WordsField(label="Area", longest=80)
    area_code = WordsField(
        label="Area code",
        longest=9,
        help_text="The nine signs of the national code, such as E06000051",
    )
    academic_year = WordsField(label="School year", help_text="For example, 2024/25")
    kind = OneOfField(TermKind, label="Kind")
    name = WordsField(
        label="Name", longest=80, help_text="For example, Autumn or May half term"
    )
    start = PlainDateField(label="First day")
    end = PlainDateField(label="Last day")
    status = OneOfField(RowStatus, label="How it is known")
    source = WordsField(label="Source", longest=300, help_text=SOURCE)
    note = WordsField(label="Note", longest=300, required=False)
    withdrawn_on = PlainDateField(
        label="Withdrawn", required=False, help_text="Empty while the row holds"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.record:
            del self.fields["withdrawn_on"]

    def clean_academic_year(self) -> str:
        try:
            return str(calendars.parse_school_year(self.cleaned_data["academic_year"]))
        except calendars.CalendarError as wrong:
            raise ValidationError(str(wrong)) from wrong


class ClockRuleForm(PlainForm):
    headings = {
        "value": "How long",
        "trigger": "From when to when",
        "source": "Who says so",
    }

    code = WordsField(
        label="Code",
        longest=60,
        help_text="Capitals, numbers and underscores, such as INCIDENT_NOTIFIED",
    )
    name = WordsField(label="What is to be done", longest=200)
    value = WholeNumberField(
        label="How many",
        required=False,
        smallest=1,
        largest=999,
        help_text="Empty where the source sets no time",
    )
    unit = OneOfField(list(UNITS.items()), label="Counted in")
    direction = OneOfField(list(DIRECTIONS.items()), label="Before or after")
    sense = OneOfField(list(SENSES.items()), label="The day is a latest or an earliest")
    soon = WholeNumberField(
        label="Shown as due soon",
        largest=365,
        help_text="So many working days, days or hours before",
    )
    trigger = WordsField(label="What starts it", longest=300)
    end = WordsField(label="What ends it", longest=300)
    pause_allowed = YesNoField(
        label="Can it be paused?", help_text="Only where the source says so"
    )
    source = WordsField(label="Source", longest=400, rows=2, help_text=SOURCE)
    edition = WordsField(label="Law or guidance, and edition", longest=200)
    confidence = OneOfField(list(CONFIDENCES.items()), label="How sure is it?")
    valid_from = PlainDateField(
        label="Holds from",
        help_text="What began earlier keeps the rule of its day",
    )
    note = WordsField(label="Note", rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper()
        if not code.replace("_", "").isalnum() or not code.isascii():
            raise ValidationError("Code must hold capitals, numbers and underscores")
        return code


def new_row_of(rule: ClockRule) -> dict[str, Any]:
    """The amend page begins with the row that holds, to hold anew from today."""
    names = ClockRuleForm.base_fields.keys() - {"valid_from"}
    values = {name: getattr(rule, name) for name in names}
    return {**values, "valid_from": timezone.localdate()}
