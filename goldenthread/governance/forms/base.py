"""What every form of this room ends with."""

from typing import Any

from django.forms import BooleanField

from goldenthread.core.forms import PlainForm, WordsField


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
