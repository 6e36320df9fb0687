"""Form of groups' accounts of their year."""

from goldenthread.core.forms import OneOfField, RecordChoice, WordsField
from goldenthread.governance.forms.base import SourcedForm, place
from goldenthread.governance.forms.money import FinancialYearField
from goldenthread.governance.queries import choices
from goldenthread.governance.states import WorkKind


class GroupWorkForm(SourcedForm):
    group = RecordChoice(choices.groups)
    kind = OneOfField(WorkKind)
    title = WordsField(label="In one line", longest=300)
    text = WordsField(label="In full", rows=4, required=False)
    financial_year = FinancialYearField(label="Year it is reported for")
    reported_by = WordsField(
        label="Who reports it",
        longest=200,
        required=False,
        help_text="A team or a group",
    )
    position = place()
