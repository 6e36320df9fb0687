"""What is asked before a journey opens, and when a link is corrected."""

from __future__ import annotations

from typing import Any

from goldenthread.core.forms import (
    OneOfField,
    PlainForm,
    RecordChoice,
    WordsField,
    YesNoField,
)
from goldenthread.core.viewer import Viewer
from goldenthread.dataset.presenters.one_journey import VERDICTS
from goldenthread.dataset.queries.children import senders
from goldenthread.dataset.states import JourneyPurpose
from goldenthread.partnership.models import Person
from goldenthread.partnership.queries.records import people
from goldenthread.partnership.states import Role


NO_NAMES = "Kept in the history. Do not write names or numbers here."
CONNECTION = (
    "Do you know this child or family outside your work, or were you part of the work "
    "with them?"
)


class ReasonForm(PlainForm):
    """Why a child's journey is opened, and whether the person may."""

    purpose = OneOfField(JourneyPurpose, label="What for?")
    words = WordsField(label="In a few words", longest=300, help_text=NO_NAMES)
    connected = YesNoField(
        label=CONNECTION,
        help_text="If yes, you are kept from this child’s journey from now on.",
    )


class NumberForm(PlainForm):
    """An agency's own number for a child; it is used to find and not kept."""

    code = OneOfField((), label="Whose number is it?")
    number = WordsField(
        label="The agency’s number for the child",
        longest=80,
        help_text="As the agency sends it. It is not kept and stands in no address.",
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        # The field is made anew: few agencies are buttons, many are a list.
        found = [(code, str(agency)) for code, agency in senders(viewer).items()]
        fields = {"code": OneOfField(found, label=str(self.fields["code"].label))}
        fields["code"].error_messages |= self.fields["code"].error_messages
        self.fields = fields | {k: v for k, v in self.fields.items() if k != "code"}


class OpenJourneyForm(NumberForm, ReasonForm):
    headings = {"code": "Which child", "purpose": "Why"}
    field_order = ("code", "number", "purpose", "words", "connected")


class JourneyBarForm(NumberForm):
    person = RecordChoice(
        people, label="Who is held out?", required=False, words=lambda one: one.name
    )
    reason = WordsField(
        label="What is the connection?", longest=300, help_text="Without names"
    )
    field_order = ("person", "code", "number", "reason")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        if viewer.role != Role.BUSINESS_UNIT:
            del self.fields["person"]
        else:
            self.fields["person"].help_text = "Yourself, where you leave it empty"

    def clean_person(self) -> Person | None:
        return self.cleaned_data.get("person")


class LiftForm(PlainForm):
    reason = WordsField(label="Why it is lifted", longest=300)


class LinkForm(PlainForm):
    """Two records of the open journey, and what they are."""

    one = OneOfField((), label="One record")
    other = OneOfField((), label="The other record")
    verdict = OneOfField(VERDICTS, label="What are they?")
    reason = WordsField(
        label="Why?",
        longest=300,
        help_text="How you know: without names. Kept with the correction.",
    )

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            made = OneOfField(offered, label=str(self.fields[name].label))
            made.error_messages |= self.fields[name].error_messages
            self.fields[name] = made

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("one") and values.get("one") == values.get("other"):
            self.add_error("other", "Choose two different records")
        return values
