"""What is said of a line of marker assurance."""

from __future__ import annotations

from goldenthread.core.forms import OneOfField, PlainForm, WordsField
from goldenthread.dataset.states import Assured


class AnswerForm(PlainForm):
    answer = OneOfField(
        Assured,
        label="How does it stand?",
        option_hints={
            Assured.CORRECTED: "The record was put right, and will be sent so",
            Assured.RIGHT: "The record is right; say why",
            Assured.NOT_YET: "Looked at, and not done",
        },
    )
    reason = WordsField(
        label="Why?",
        required=False,
        longest=300,
        help_text="Needed where it is right as it is. Without names or numbers.",
    )
