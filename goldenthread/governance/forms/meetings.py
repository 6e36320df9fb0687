"""Forms of meetings."""

from typing import Any

from django.forms import FileField, Select

from goldenthread.core.files import Received
from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WordsField,
)
from goldenthread.core.uploads import clean_upload
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
    minutes_upload = FileField(
        label="Minutes as a file",
        required=False,
        help_text="For example, PDF or Word. A new file takes the place of the one "
        "before, which stays in the history",
    )

    def clean_minutes_upload(self) -> Received | None:
        upload = self.cleaned_data["minutes_upload"]
        return clean_upload(upload, by=self.viewer)


# A deputy has a post of its own to name: that is done on the single form.
REGISTER = [(one.value, one.label) for one in Presence if one is not Presence.DEPUTY]


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
        """Only items of this very meeting, and posts that may decide at it."""
        super().__init__(*args, **kwargs)
        meeting = self.record.meeting if self.record else self.parent
        offered = self.fields["item"].queryset
        self.fields["item"].queryset = offered.filter(meeting=meeting)
        possible = meetings.possible_deciders(self.viewer, meeting)
        if self.record:
            # Whoever stands behind it already can be seen and taken away.
            possible = possible | self.fields["decided_by"].queryset.filter(
                pk__in=self.record.decided_by.values("pk")
            )
        self.fields["decided_by"].queryset = possible


class RegisterForm(PlainForm):
    """One answer for each post with a seat; those left open are not recorded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {
            post.key: post
            for post in meetings.posts_to_record(self.viewer, self.parent)
        }
        for key, post in self.posts.items():
            self.fields[key] = OneOfField(
                REGISTER, label=str(post), required=False, widget=Select
            )

    def presences(self) -> dict[Any, str]:
        """Which post was how present, for those answered."""
        given = {self.posts[key]: one for key, one in self.cleaned_data.items()}
        return {post: one for post, one in given.items() if one}
