"""Narrowing the chronology, judging two episodes, taking a copy."""

from __future__ import annotations

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    WholeNumberField,
    WordsField,
    YesNoField,
)
from goldenthread.reviews.queries.timeline import USUAL_GAP


EVERYTHING = [("", "All of them")]
FORMATS = {
    "xlsx": "Spreadsheet",
    "pdf": "PDF",
    "docx": "Word",
}


class NarrowForm(PlainForm):
    """The narrowing stands in the address, so that it can be kept and handed on."""

    agency = OneOfField(EVERYTHING, label="Agency", required=False)
    person = OneOfField(EVERYTHING, label="Child or adult", required=False)
    word = WordsField(label="Word", required=False, longest=80)
    first = PlainDateField(label="From", required=False)
    last = PlainDateField(label="Until", required=False)
    gap = WholeNumberField(
        label="Show gaps longer than how many days?",
        required=False,
        smallest=1,
        largest=3650,
        help_text=f"Left empty: {USUAL_GAP}",
    )

    def offer_choices(
        self, agencies: list[tuple[str, str]], people: list[tuple[str, str]]
    ) -> NarrowForm:
        """Only agencies and people that stand in the chronology are offered."""
        for name, found in (("agency", agencies), ("person", people)):
            self.fields[name].choices = [*EVERYTHING, *found]
        return self


class PairForm(PlainForm):
    same = YesNoField(label="Do both tell of one thing?")
    reasons = WordsField(label="Why", required=False, rows=3)


class CopyForm(PlainForm):
    form = OneOfField(list(FORMATS.items()), label="As what?")
    purpose = WordsField(
        label="What is the copy for?",
        longest=300,
        help_text="It is written down with who took it, and stands on the copy’s "
        "reference. Without names.",
    )
