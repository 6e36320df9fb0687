"""Forms of national reports and our responses."""

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import AddressField, SourcedForm, month_only
from goldenthread.governance.queries import choices
from goldenthread.governance.states import ResponseState


class NationalReportForm(SourcedForm):
    title = WordsField(label="Title of the report", longest=300)
    publisher = WordsField(longest=200)
    published_on = PlainDateField(label="Date published")
    month_only = month_only()
    url = AddressField(label="Address", max_length=500)
    about = WordsField(label="What it is about", rows=3, required=False)


class NationalResponseForm(SourcedForm):
    considered_by = RecordChoice(choices.groups, label="Group that considered it")
    considered_on = PlainDateField(label="Date considered")
    month_only = month_only()
    text = WordsField(label="What was decided", rows=4)
    state = OneOfField(ResponseState)
    owner_group = RecordChoice(
        choices.groups, label="Group that acts on it", required=False
    )
