"""Form of the risk register."""

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import SourcedForm
from goldenthread.governance.queries import choices
from goldenthread.governance.states import RiskState, Score


class ScoreField(OneOfField):
    """A score of 1 to 5, kept as a number."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(Score, **kwargs)

    def clean(self, value: object) -> int:
        return int(super().clean(value))


class RiskForm(SourcedForm):
    title = WordsField(label="Risk", longest=200)
    cause = WordsField(label="What could cause it", rows=3, required=False)
    effect = WordsField(label="What would follow", rows=3, required=False)
    likelihood = ScoreField()
    impact = ScoreField()
    mitigation = WordsField(label="What is done about it", rows=4, required=False)
    owner_post = RecordChoice(choices.posts, label="Owner")
    raised_on = PlainDateField(label="Date raised")
    review_due_on = PlainDateField(label="Review due")
    state = OneOfField(RiskState)
