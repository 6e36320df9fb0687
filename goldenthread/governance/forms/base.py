"""What every form of this room ends with."""

from typing import Any

from django.forms import BooleanField, URLField

from goldenthread.core.forms import (
    PlainDateField,
    PlainForm,
    WholeNumberField,
    WordsField,
)


class SourcedForm(PlainForm):
    """Ends with a note on where the record comes from."""

    note = WordsField(
        rows=3,
        required=False,
        help_text="Where this comes from, or what is not known about it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = self.fields.pop("note")


def month_only() -> BooleanField:
    """A date known to the month is given as the first of it."""
    return BooleanField(
        label="Only the month is known",
        required=False,
        help_text="Then give the first of the month as the date",
    )


def ends_on() -> PlainDateField:
    """The first day on which a record no longer holds."""
    return PlainDateField(
        label="First day it no longer holds",
        required=False,
        help_text="Leave empty while it holds",
    )


def place() -> WholeNumberField:
    """Where a row stands among its like."""
    return WholeNumberField(
        label="Order in the list", smallest=1, largest=999, initial=1
    )


class AddressField(URLField):
    """An address on the web; https unless said otherwise."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(assume_scheme="https", required=False, **kwargs)
