"""Form of published help lines."""

from goldenthread.core.forms import PlainDateField, WordsField
from goldenthread.governance.forms.base import SourcedForm, ends_on, place


class PublicContactForm(SourcedForm):
    name = WordsField(label="Name of the line", longest=200)
    number = WordsField(label="Telephone number", longest=30)
    use_when = WordsField(label="When to use it", longest=300)
    run_by = WordsField(longest=200, required=False)
    starts_on = PlainDateField(label="Published from")
    ends_on = ends_on()
    position = place()
