"""Form of the register of policies."""

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import AddressField, SourcedForm, month_only
from goldenthread.governance.queries import choices
from goldenthread.governance.states import PolicyKind, PolicyState


class PolicyForm(SourcedForm):
    title = WordsField(label="Name of the document", longest=200)
    kind = OneOfField(PolicyKind, label="Kind of document")
    version_name = WordsField(label="Edition", longest=60, required=False)
    state = OneOfField(PolicyState)
    owner_group = RecordChoice(
        choices.groups, label="Group that owns it", required=False
    )
    owner_agency = RecordChoice(
        choices.agencies, label="Agency that owns it", required=False
    )
    in_force_from = PlainDateField(label="In force from", required=False)
    month_only = month_only()
    review_due_on = PlainDateField(label="Review due", required=False)
    url = AddressField(label="Address where it is published", max_length=500)
    why_review = WordsField(label="Why it is under review", rows=3, required=False)
