"""Raw input to clean values for audits."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from goldenthread.audits import queries
from goldenthread.audits.states import AuditKind, CaseKind, CriterionKind, Precision
from goldenthread.core.forms import (
    IntervalField,
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    WholeNumberField,
    WordsField,
    YesNoField,
)
from goldenthread.core.viewer import Viewer
from goldenthread.thread.queries import live_agencies, live_groups, samples


class AuditForm(PlainForm):
    headings = {
        "planned_on": "When",
        "case_kind": "Whose files",
        "method": "How",
    }

    kind = OneOfField(AuditKind, label="Kind of audit")
    title = WordsField(
        label="Title", longest=200, help_text="No name or alias of a child or family"
    )
    reason = WordsField(label="Why it was chosen", rows=4, required=False)
    cycle = RecordChoice(queries.cycles, label="Is it a round of?", required=False)
    group = RecordChoice(live_groups, label="Group that leads it", required=False)
    planned_on = PlainDateField(label="Planned for", required=False)
    planned_precision = OneOfField(
        Precision,
        label="How exactly is that known?",
        help_text="Give the first day of the month or year if no more is known",
    )
    period_from = PlainDateField(label="Records looked at from", required=False)
    period_to = PlainDateField(label="Records looked at to", required=False)
    case_kind = OneOfField(CaseKind, label="Whose files?")
    cohort_size = WholeNumberField(label="How many files", required=False)
    how_drawn = WordsField(
        label="How they were chosen",
        rows=3,
        required=False,
        help_text="The rule, or the query and seed of the draw",
    )
    parents_records = YesNoField(
        label="Are parents’ and carers’ records asked for?",
        required=False,
        help_text="Many agencies know a baby only by its parents",
    )
    method = WordsField(label="How it is done", rows=3, required=False)
    tool = RecordChoice(queries.tools, label="Tool and version", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is None:
            self.fields["parents_records"].initial = True
            self.fields["planned_precision"].initial = Precision.DAY
            self.fields["case_kind"].initial = CaseKind.CHILD


class HoldForm(PlainForm):
    held_on = PlainDateField(label="Held on")
    held_precision = OneOfField(
        Precision, label="How exactly is that known?", initial=Precision.DAY
    )


class ReportForm(PlainForm):
    reported_on = PlainDateField(label="Reported on")


class TakeSampleForm(PlainForm):
    sample = OneOfField((), label="Which sample?")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        made = OneOfField(samples.listed(viewer), label="Which sample?")
        made.error_messages |= self.fields["sample"].error_messages
        self.fields["sample"] = made


class WhyForm(PlainForm):
    why = WordsField(label="Why", rows=3)


class AnswerForm(PlainForm):
    answered_on = PlainDateField(label="Date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timezone.localdate


class AuditCycleForm(PlainForm):
    kind = OneOfField(AuditKind, label="Kind of audit")
    title = WordsField(label="Title", longest=200)
    rhythm = IntervalField(label="How often is it meant to be?", required=False)
    note = WordsField(label="Note", rows=2, required=False)


class AuditToolForm(PlainForm):
    name = WordsField(label="Name", longest=200)
    edition = WordsField(label="Version", longest=40)
    lines = WordsField(
        label="Lines that are graded",
        rows=8,
        required=False,
        help_text="One on each line",
    )
    starts_on = PlainDateField(label="In use from")
    ends_on = PlainDateField(label="Until", required=False)
    note = WordsField(label="Note", rows=2, required=False)


class AuditCriterionForm(PlainForm):
    kind = OneOfField(CriterionKind, label="What kind of criterion?")
    text = WordsField(label="Criterion", longest=200)


class AuditCaseForm(PlainForm):
    number = WholeNumberField(label="Number", smallest=1, largest=9999)
    kind = OneOfField(CaseKind, label="Who")


class AuditGradeForm(PlainForm):
    case = RecordChoice(
        queries.cases,
        label="Case",
        required=False,
        help_text="None for the audit as a whole",
    )
    line = WordsField(
        label="Line of the tool",
        longest=200,
        required=False,
        help_text="Empty for the overall grade",
    )
    agency = RecordChoice(live_agencies, label="Agency graded", required=False)
    grade = RecordChoice(queries.scale, label="Grade")
    graded_on = PlainDateField(label="Date")
    moderated = YesNoField(label="Was it agreed in moderation?")
    note = WordsField(label="Note", rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["case"]
        field.queryset = field.queryset.filter(audit=self.parent)
        field.empty_label = "The audit as a whole"


class AuditRequestForm(PlainForm):
    agency = RecordChoice(live_agencies, label="Agency")
    asked_on = PlainDateField(label="Asked", required=False)
    due_on = PlainDateField(label="Due", required=False)
    note = WordsField(label="Note", rows=2, required=False)
