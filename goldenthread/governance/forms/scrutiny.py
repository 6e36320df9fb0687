"""Forms of independent scrutiny."""

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import SourcedForm, month_only, place
from goldenthread.governance.queries import choices
from goldenthread.governance.states import AssuranceKind, Progress, ScrutinyKind


class ScrutinyActivityForm(SourcedForm):
    title = WordsField(label="What was scrutinised", longest=200)
    kind = OneOfField(ScrutinyKind, label="Kind of scrutiny")
    done_on = PlainDateField(label="Date")
    month_only = month_only()
    group = RecordChoice(choices.groups, required=False)
    subject_area = WordsField(label="Subject", longest=200, required=False)
    finding = WordsField(label="What was found", rows=5, required=False)
    recommendation = WordsField(rows=3, required=False)
    answer = WordsField(label="The partnership’s answer", rows=3, required=False)


class AssuranceItemForm(SourcedForm):
    kind = OneOfField(AssuranceKind)
    title = WordsField(label="In one line", longest=300)
    text = WordsField(label="In full", rows=3, required=False)
    progress = OneOfField(
        Progress, help_text="Of a strand of the framework; a part of a role has none"
    )
    stated_on = PlainDateField(label="Day it is stated for")
    ended_on = PlainDateField(
        label="First day it no longer holds",
        required=False,
        help_text="Leave empty while it holds",
    )
    position = place()


class CommissionedReviewForm(SourcedForm):
    title = WordsField(label="Name of the review", longest=200)
    reviewer = WordsField(
        label="Who does it",
        longest=200,
        required=False,
        help_text="The kind of reviewer, not a name",
    )
    commissioned_on = PlainDateField(label="Date commissioned")
    reported_on = PlainDateField(label="Date reported", required=False)
    month_only = month_only()
    method = WordsField(label="How it is done", rows=3, required=False)
