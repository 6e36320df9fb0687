"""Forms of events."""

from django.forms import BooleanField

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import SourcedForm, month_only, place
from goldenthread.governance.queries import choices
from goldenthread.governance.states import (
    EventKind,
    EventState,
    Horizon,
    ReformStrand,
    StatementKind,
)


class EventForm(SourcedForm):
    headings = {
        "agreed_on": "When",
        "purpose": "What and for whom",
    }

    title = WordsField(label="Name of the event", longest=200)
    kind = OneOfField(EventKind, label="Kind of event")
    state = OneOfField(EventState)
    agreed_on = PlainDateField(label="Date it was agreed to hold it", required=False)
    planned_from = PlainDateField(label="Planned from", required=False)
    planned_to = PlainDateField(label="Planned to", required=False)
    held_on = PlainDateField(label="Date held", required=False)
    month_only = month_only()
    year_only = BooleanField(
        label="Only the year is known",
        required=False,
        help_text="Then give 1 January of the year as the date",
    )
    purpose = WordsField(rows=3, required=False)
    audience = WordsField(label="Who it is for", longest=300, required=False)
    strand = OneOfField(ReformStrand, label="Reform it serves", required=False)
    outcome = WordsField(label="What came of it", rows=4, required=False)


class EventStatementForm(SourcedForm):
    kind = OneOfField(StatementKind, label="Kind of statement")
    text = WordsField(label="Statement", longest=300)
    position = place()


class EventIdeaForm(SourcedForm):
    text = WordsField(label="Idea", rows=3)
    horizon = OneOfField(Horizon, label="How soon?")
    action = RecordChoice(
        choices.actions,
        label="Action it became",
        required=False,
        help_text="Actions are kept with learning and action",
    )
    position = place()
