"""Forms of panels; they never save."""

from __future__ import annotations

from typing import Any

from goldenthread.core.forms import (
    IntervalField,
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    WholeNumberField,
    WordsField,
)
from goldenthread.panels import queries
from goldenthread.panels.states import PanelKind


class NotedForm(PlainForm):
    """Ends with a note on where the record comes from."""

    note = WordsField(
        rows=3,
        required=False,
        help_text="Where this comes from, or what is not known about it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = self.fields.pop("note")


class PanelForm(NotedForm):
    name = WordsField(label="Name of the panel", longest=200)
    kind = OneOfField(PanelKind, label="Kind of panel")
    group = RecordChoice(
        queries.groups_to_choose,
        label="Group of the structure",
        required=False,
        help_text="Where the panel stands on the structure chart",
    )
    area = WordsField(label="Area it serves", longest=120, required=False)
    rhythm = IntervalField(label="How often it sits", required=False)
    purpose = WordsField(rows=4, required=False)
    starts_on = PlainDateField(label="Sits since")
    ends_on = PlainDateField(
        label="First day it no longer sits",
        required=False,
        help_text="Leave empty while it sits",
    )


class SittingForm(NotedForm):
    held_on = PlainDateField(label="Date of the sitting")
    considered = WholeNumberField(
        label="Cases considered",
        required=False,
        help_text="Leave empty if nobody counted: that is not nought",
    )
    new = WholeNumberField(label="Of these, new", required=False)
    decisions = WholeNumberField(label="Decisions made", required=False)
    notes = WordsField(
        label="Notes of the sitting",
        rows=5,
        required=False,
        help_text="What holds beyond single cases. No names, no initials, no details "
        "of anybody",
    )


class PanelActionForm(NotedForm):
    text = WordsField(
        label="What was asked for",
        longest=300,
        help_text="In words that point to nobody",
    )
    owner = RecordChoice(
        queries.agencies_to_choose, label="Agency it was asked of", required=False
    )
    due_on = PlainDateField(label="Due", required=False)
    done_on = PlainDateField(label="Done", required=False)
    action = RecordChoice(
        queries.actions_to_choose,
        label="Action on the thread",
        required=False,
        help_text="Where it became an action of the partnership",
    )
