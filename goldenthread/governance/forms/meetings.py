"""Forms of meetings."""

from typing import Any

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    RecordsChoice,
    WordsField,
)
from goldenthread.governance.forms.base import SourcedForm, month_only, place
from goldenthread.governance.queries import choices, meetings
from goldenthread.governance.states import (
    Audience,
    ConflictOutcome,
    DecisionKind,
    MeetingMode,
    MeetingState,
    Presence,
)


class MeetingForm(SourcedForm):
    title = WordsField(label="Name of the meeting", longest=200)
    group = RecordChoice(choices.groups)
    held_on = PlainDateField(label="Date of the meeting")
    month_only = month_only()
    mode = OneOfField(MeetingMode, label="How did it meet?")
    place = WordsField(longest=200, required=False)
    state = OneOfField(MeetingState)
    minutes = WordsField(
        rows=10,
        required=False,
        help_text="Everyone who may open the meeting reads this. Restricted matters "
        "belong in their agenda item",
    )


class AttendanceForm(SourcedForm):
    post = RecordChoice(choices.posts)
    presence = OneOfField(Presence)
    deputy = RecordChoice(
        choices.posts,
        label="Deputy’s post",
        required=False,
        help_text="Only where a named deputy came instead",
    )


class AgendaItemForm(SourcedForm):
    title = WordsField(label="Item", longest=200)
    position = place()
    audience = OneOfField(
        Audience,
        label="Who may read it?",
        help_text="For everybody else the item, and what is decided under it, does "
        "not exist",
    )
    summary = WordsField(label="What was said", rows=8, required=False)


class ConflictForm(SourcedForm):
    post = RecordChoice(choices.posts)
    interest = WordsField(label="The interest declared", rows=3)
    outcome = OneOfField(ConflictOutcome, label="What was done?")


class DecisionForm(SourcedForm):
    title = WordsField(label="Decision", longest=200)
    kind = OneOfField(DecisionKind, label="Kind of decision")
    item = RecordChoice(meetings.agenda_items, label="Agenda item", required=False)
    text = WordsField(label="In full", rows=6, required=False)
    decided_on = PlainDateField(label="Date decided")
    decided_by = RecordsChoice(
        choices.posts,
        label="Posts behind it",
        required=False,
        help_text="Posts, not people. The scrutineer never decides",
    )
    dissent = WordsField(rows=3, required=False, help_text="Who did not agree, and why")
    scrutineer_comment = WordsField(
        label="Scrutineer’s comment", rows=3, required=False
    )
    position = place()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only the items of this very meeting are offered."""
        super().__init__(*args, **kwargs)
        meeting = self.record.meeting if self.record else self.parent
        offered = self.fields["item"].queryset
        self.fields["item"].queryset = offered.filter(meeting=meeting)
