"""Plain forms: raw input to clean values, worded for people. They never save.

A room's form subclasses `PlainForm` and is built with the viewer (and, on an amend
page, the record; on an add page under a parent, the parent). Choices of records come
from the room's own queries through `RecordChoice`, so nobody is offered what they may
not see. Labels are short noun phrases or questions, hints say what is wanted, and an
empty required field answers "Enter the date of the meeting".
"""

from goldenthread.core.forms.base import PlainForm, lower_first, required_words
from goldenthread.core.forms.choices import (
    OneOfField,
    RecordChoice,
    RecordsChoice,
    SomeOfField,
    YesNoField,
)
from goldenthread.core.forms.dates import PlainDateField, PlainDateInput, PlainTimeField
from goldenthread.core.forms.lines import WordsField
from goldenthread.core.forms.numbers import (
    IntervalField,
    IntervalInput,
    MoneyField,
    NumberField,
    WholeNumberField,
)


__all__ = [
    "IntervalField",
    "IntervalInput",
    "MoneyField",
    "NumberField",
    "OneOfField",
    "PlainDateField",
    "PlainDateInput",
    "PlainForm",
    "PlainTimeField",
    "RecordChoice",
    "RecordsChoice",
    "SomeOfField",
    "WholeNumberField",
    "WordsField",
    "YesNoField",
    "lower_first",
    "required_words",
]
