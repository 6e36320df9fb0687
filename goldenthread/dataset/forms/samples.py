"""What is asked before a sample is drawn, and before a case is replaced."""

from __future__ import annotations

from typing import Any

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordsChoice,
    WholeNumberField,
    WordsField,
)
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf
from goldenthread.dataset.queries.samples import sending_agencies
from goldenthread.dataset.states import SampleUnit, SampleWay


BREAKDOWNS = (
    ("agency", "Agency"),
    ("age", "Age band"),
    ("sex", "Sex"),
    ("ethnicity", "Ethnic group"),
    ("source", "Source"),
    ("outcome", "Outcome"),
    ("sort", "Sort"),
    ("team", "Team"),
)


class SampleForm(PlainForm):
    headings = {
        "title": "What it is for",
        "indicator": "The frame: what may be drawn",
        "unit": "The draw",
        "agencies": "Records",
    }

    title = WordsField(
        label="Title", longest=200, help_text="No name or alias of a child or family"
    )
    indicator = OneOfField((), label="What is counted")
    by = OneOfField(BREAKDOWNS, label="Only a part of it, by", required=False)
    value = WordsField(
        label="Which part",
        required=False,
        longest=120,
        help_text="As the data call it, for example POLICE or 10-15",
    )
    first_day = PlainDateField(label="From")
    last_day = PlainDateField(label="Until, this day included")
    unit = OneOfField(SampleUnit, label="What is drawn?")
    way = OneOfField(SampleWay, label="How?")
    size = WholeNumberField(
        label="How many", help_text="For example 10, or the last 50"
    )
    seed = WordsField(
        label="Seed",
        required=False,
        longest=32,
        help_text="Leave empty to have one made. The same seed draws the same sample.",
    )
    agencies = RecordsChoice(
        sending_agencies,
        label="Agencies asked for records",
        help_text="Each is told its own numbers for the children, and nobody else is.",
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        from goldenthread.engine.indicators.rows import in_rows

        known = [one for one in shelf.catalogue().indicators if in_rows(one)]
        found = sorted((one.label, one.key) for one in known)
        made = OneOfField(
            [(key, label) for label, key in found],
            label=str(self.fields["indicator"].label),
        )
        made.error_messages |= self.fields["indicator"].error_messages
        self.fields["indicator"] = made


class ReplaceForm(PlainForm):
    reason = WordsField(
        label="Why is another looked at instead?",
        longest=300,
        help_text="For example: the record is closed to this agency. Without names.",
    )
